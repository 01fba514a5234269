/** `flotilla server`: the reference server, until it is told to stop. */
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { FlotillaError } from "../../kernel/errors.ts";
import { RealClock } from "../../kernel/real-clock.ts";
import { Scheduler } from "../../kernel/scheduler.ts";
import { instant } from "../../kernel/time.ts";
import type { RunningServer, ServerOptions } from "../../server/http-server.ts";
import { Hub } from "../../server/hub.ts";
import { type CliCommand, flag, type Given, number, text } from "../command.ts";
import { exitCodes } from "../exit-code.ts";
import { type Host, onStopAsked } from "../host.ts";
import { type LogLevel, logLevels } from "../log-level.ts";

export const serverCommand: CliCommand = {
  name: "server",
  summary: "Run the reference server: native protocol, last states, REST API",
  positionals: [],
  options: {
    port: { type: "number", value: "N", default: 7070, doc: "Port to listen on; 0 takes a free one" },
    host: {
      type: "text",
      value: "IP",
      default: "127.0.0.1",
      doc: "Address to listen on; any but loopback needs a token",
    },
    token: {
      type: "text",
      value: "TEXT",
      doc: "Bearer token that devices and API users must show; better given as FLOTILLA_TOKEN, which no process list shows",
    },
    ack: {
      type: "flag",
      doc: "Ask devices to have their telemetry acknowledged; without it they do as their scenario says",
    },
    "tls-cert": { type: "text", value: "FILE", doc: "Serve wss: and https: with this certificate, PEM" },
    "tls-key": { type: "text", value: "FILE", doc: "Its key, PEM" },
    "tls-client-ca": { type: "text", value: "FILE", doc: "Only for clients with a certificate of this authority, PEM" },
    log: {
      type: "text",
      value: "LEVEL",
      default: "warn",
      doc: `What to log on stderr as JSON: ${logLevels.join(", ")}`,
    },
    json: { type: "flag", doc: "Print the address as JSON" },
  },
  examples: [
    ["$0 server", "listen on ws://127.0.0.1:7070"],
    ["$0 server --port 0 --json", "on a free port, for a program to read which"],
    ["FLOTILLA_TOKEN=$(openssl rand -hex 16) $0 server --host 0.0.0.0", "be reachable from elsewhere"],
  ],
  async run(given, host) {
    const level = levelOf(text(given, "log")!);
    // Loaded only here: a run shall not pay for what it does not use.
    const { pinoLog } = await import("../pino-log.ts");
    const { startServer } = await import("../../server/http-server.ts");
    const scheduler = new Scheduler(new RealClock(instant(Date.now())));
    const log = pinoLog(host.stderr, level);
    const hub = new Hub({ scheduler, log, hello: flag(given, "ack") ? { acknowledge: true } : {} });
    try {
      const server = await startServer({ hub, scheduler, log, ...(await serverOptions(given, host)) });
      host.stdout.write(flag(given, "json") ? json(server) : prose(server));
      await untilStopped(server, host);
      return exitCodes.interrupted;
    } finally {
      scheduler.stop();
    }
  },
};

function levelOf(written: string): LogLevel {
  const level = logLevels.find((one) => one === written);
  if (level !== undefined) return level;
  throw new FlotillaError("usage", `expected --log as ${logLevels.join(", ")}, found ${JSON.stringify(written)}`);
}

async function serverOptions(
  given: Given,
  { env, cwd }: Host,
): Promise<Pick<ServerOptions, "host" | "port" | "token" | "tls">> {
  const token = text(given, "token") ?? (env["FLOTILLA_TOKEN"] || undefined);
  const tls = await tlsOptions(given, cwd);
  return {
    host: text(given, "host")!,
    port: number(given, "port")!,
    ...(token === undefined ? {} : { token }),
    ...(tls === undefined ? {} : { tls }),
  };
}

async function tlsOptions(given: Given, cwd: string): Promise<ServerOptions["tls"]> {
  const [cert, key, clientCa] = await Promise.all([
    pem(given, "tls-cert", cwd),
    pem(given, "tls-key", cwd),
    pem(given, "tls-client-ca", cwd),
  ]);
  if (cert !== undefined && key !== undefined) return { cert, key, ...(clientCa === undefined ? {} : { clientCa }) };
  if (cert === undefined && key === undefined && clientCa === undefined) return undefined;
  const lacking = cert === undefined ? "--tls-cert" : "--tls-key";
  throw new FlotillaError("usage", `expected --tls-cert and --tls-key for TLS, found no ${lacking}`);
}

async function pem(given: Given, option: string, cwd: string): Promise<string | undefined> {
  const path = text(given, option);
  if (path === undefined) return undefined;
  try {
    return await readFile(resolve(cwd, path), "utf8");
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? "an unknown fault";
    throw new FlotillaError("file", `expected a PEM file behind --${option}, found ${code} at ${path}`, { cause });
  }
}

function json({ url, wsUrl }: RunningServer): string {
  return `${JSON.stringify({ url, webSocketUrl: wsUrl })}\n`;
}

function prose({ url, wsUrl }: RunningServer): string {
  return `Devices connect to ${wsUrl}\nAPI and documentation at ${url}\nCtrl-C stops.\n`;
}

/** Closing takes two seconds at most; to be asked again meanwhile changes nothing. */
async function untilStopped(server: RunningServer, host: Host): Promise<void> {
  let off = (): void => {};
  await new Promise<void>((resolve) => {
    off = onStopAsked(host, resolve);
  });
  await server.close();
  off();
}
