/** `flotilla record`: a proxy between devices and their server, and a tape of what they say. */
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { FlotillaError } from "../../kernel/errors.ts";
import { RealClock } from "../../kernel/real-clock.ts";
import { Scheduler } from "../../kernel/scheduler.ts";
import { type Duration, instant, later, parseDuration } from "../../kernel/time.ts";
import { packageVersion } from "../../library/package-version.ts";
import { ProxyTarget } from "../../recording/proxy/proxy-target.ts";
import { type RecordingProxy, startProxy } from "../../recording/proxy/recording-proxy.ts";
import { Recorder } from "../../recording/recorder.ts";
import { secretNames } from "../../recording/redaction/secret-names.ts";
import { tapeKey, tapeVersion } from "../../recording/tape.ts";
import { tapeFile, TapeWriter } from "../../recording/tape-writer.ts";
import { displayUrl } from "../../wire/transport/target-url.ts";
import { checkTlsOptions } from "../../wire/transport/tls-context.ts";
import type { TlsOptions } from "../../wire/transport/transport.ts";
import { type CliCommand, flag, type Given, list, text } from "../command.ts";
import { type ExitCode, exitCodes } from "../exit-code.ts";
import { type Host, onStopAsked } from "../host.ts";
import { type Recording, RecordProgress, warnOfDisk } from "../record-progress.ts";

export const recordCommand: CliCommand = {
  name: "record",
  summary: "Stand between devices and their server, and record what they say",
  positionals: [],
  options: {
    target: { type: "text", value: "URL", alias: "t", doc: "The devices' server, ws: or wss:" },
    listen: {
      type: "text",
      value: "ADDR",
      default: "127.0.0.1:7000",
      doc: "Where devices connect instead, [HOST:]PORT; port 0 takes a free one, host 0.0.0.0 is for other machines",
    },
    out: {
      type: "text",
      value: "FILE",
      default: "tape.ndjson",
      doc: "The tape; a file that exists is not written over",
    },
    duration: { type: "text", value: "D", doc: "Ends the recording after this long, such as 10m" },
    redact: {
      type: "text",
      value: "NAMES",
      repeated: true,
      doc: "Further headers and fields that are secret, by name",
    },
    "keep-secrets": { type: "flag", doc: "Record passwords, tokens and cookies as they are" },
    ca: { type: "text", value: "FILE", doc: "Certificate authorities to trust for a wss: target, PEM" },
    insecure: { type: "flag", doc: "Accept any TLS certificate of the target" },
    json: { type: "flag", doc: "Print address and result as JSON, a line each" },
    quiet: { type: "flag", alias: "q", doc: "Print faults only" },
  },
  examples: [
    ["$0 record --target ws://127.0.0.1:7070", "record on tape.ndjson; devices connect to ws://127.0.0.1:7000"],
    [
      "$0 record --target wss://hub.example.com --listen 0.0.0.0:7000 --out night.ndjson",
      "for devices on your network",
    ],
    ["$0 record --target ws://127.0.0.1:7070 --redact serial,mac --duration 10m", "hide more, for ten minutes"],
  ],
  notes:
    "Exit codes: 130 when stopped by a signal, 0 after --duration, 1 when the disk failed and the tape is not whole.",
  async run(given, host) {
    const address = addressOf(text(given, "listen")!);
    const duration = durationOf(text(given, "duration"));
    const written = text(given, "target");
    if (written === undefined) throw noTarget();
    const target = new ProxyTarget(written, await tlsOf(given, host));
    const out = text(given, "out")!;

    const clock = new RealClock(instant(Date.now()));
    const scheduler = new Scheduler(clock);
    const writer = openTape(given, host, out, displayUrl(written));
    try {
      const names = flag(given, "keep-secrets") ? undefined : secretNames(namesOf(given));
      const recorder = new Recorder(writer, () => clock.real(), names);
      const proxy = await startProxy({ ...address, target, recorder, scheduler }).catch((thrown: unknown) => {
        writer.discard();
        throw thrown;
      });
      const recording: Recording = {
        proxy,
        target: displayUrl(written),
        out,
        writer,
        recorder,
        redacted: names !== undefined,
      };
      const progress = new RecordProgress(recording, host, scheduler, shownAs(given));
      progress.begin();
      const signalled = await untilOver(proxy, host, scheduler, duration);
      recorder.finish();
      progress.end();
      return exitCodeOf(writer, signalled);
    } finally {
      writer.close();
      scheduler.stop();
    }
  },
};

function openTape(given: Given, host: Host, out: string, target: string): TapeWriter {
  return new TapeWriter(
    tapeFile(resolve(host.cwd, out), out),
    {
      [tapeKey]: tapeVersion,
      recorder: `flotilla ${packageVersion}`,
      by: "proxy",
      target,
      redacted: !flag(given, "keep-secrets"),
    },
    (problem) => warnOfDisk(host, out, problem),
  );
}

function exitCodeOf(writer: TapeWriter, signalled: boolean): ExitCode {
  if (writer.failed) return exitCodes.unexpected;
  return signalled ? exitCodes.interrupted : exitCodes.pass;
}

function shownAs(given: Given): "prose" | "json" | "nothing" {
  if (flag(given, "json")) return "json";
  return flag(given, "quiet") ? "nothing" : "prose";
}

function namesOf(given: Given): string[] {
  return list(given, "redact").flatMap((names) => names.split(",").flatMap((name) => name.trim() || []));
}

/** Until a signal, or the time is up. A second signal cuts what is still closing. */
async function untilOver(
  proxy: RecordingProxy,
  host: Host,
  scheduler: Scheduler,
  duration: Duration | undefined,
): Promise<boolean> {
  let signals = 0;
  let off = (): void => {};
  await new Promise<void>((done) => {
    off = onStopAsked(host, () => {
      signals++;
      if (signals > 1) proxy.cut();
      else done();
    });
    if (duration !== undefined) scheduler.at(later(scheduler.now, duration), { onDue: () => done() });
  });
  await proxy.stop();
  off();
  return signals > 0;
}

function addressOf(written: string): { readonly host: string; readonly port: number } {
  const match = /^(?:(\[[\da-f:.]+\]|[^:[\]\s]*):)?(\d{1,5})$/i.exec(written);
  const port = Number(match?.[2] ?? Number.NaN);
  if (match !== null && port <= 65_535) {
    return { host: (match[1] ?? "").replace(/^\[|\]$/g, "") || "127.0.0.1", port };
  }
  throw new FlotillaError("usage", `expected --listen as HOST:PORT or PORT, found ${JSON.stringify(written)}`, {
    hint: "Such as 127.0.0.1:7000, [::1]:7000, or 0.0.0.0:7000 to be reachable from elsewhere.",
  });
}

function durationOf(written: string | undefined): Duration | undefined {
  if (written === undefined) return undefined;
  const duration = parseDuration(written);
  if (duration !== undefined && duration > 0) return duration;
  throw new FlotillaError("usage", `expected a duration after --duration, found ${JSON.stringify(written)}`, {
    hint: "Such as 30s, 10m or 1h30m.",
  });
}

function noTarget(): FlotillaError {
  return new FlotillaError("usage", "expected --target with the url of the devices' server, found none", {
    hint: "For example: flotilla record --target ws://127.0.0.1:7070",
  });
}

async function tlsOf(given: Given, { cwd }: Host): Promise<TlsOptions> {
  const path = text(given, "ca");
  const tls: TlsOptions = {
    ...(path !== undefined && { ca: await pem(path, cwd) }),
    ...(flag(given, "insecure") && { insecure: true }),
  };
  checkTlsOptions(tls);
  return tls;
}

async function pem(path: string, cwd: string): Promise<string> {
  try {
    return await readFile(resolve(cwd, path), "utf8");
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? "an unknown fault";
    throw new FlotillaError("file", `expected a PEM file behind --ca, found ${code} at ${path}`, { cause });
  }
}
