/**
 * The recording proxy: a WebSocket server for devices, which is the target's as far as they can tell.
 *
 * What a device or a server does never throws here. Whoever starts it stops it.
 */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { FlotillaError, messageOf } from "../../kernel/errors.ts";
import type { Scheduler } from "../../kernel/scheduler.ts";
import { later } from "../../kernel/time.ts";
import { codeOf } from "../../report/file-fault.ts";
import type { Recorder } from "../recorder.ts";
import { ProxiedConnection } from "./proxied-connection.ts";
import type { ProxyTarget } from "./proxy-target.ts";

export interface ProxyOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly target: ProxyTarget;
  readonly recorder: Recorder;
  /** Times the end, on a real clock. */
  readonly scheduler: Scheduler;
}

export interface RecordingProxy {
  readonly host: string;
  readonly port: number;
  /** Where devices connect, without a path. */
  readonly url: string;
  /** Tells both sides of every connection, and waits until they are closed, but not for long. More than once is fine. */
  stop(): Promise<void>;
  /** Cuts what a `stop` waits for. */
  cut(): void;
}

/** How long devices and servers may take to close, milliseconds. */
const closingTimeout = 2_000;
const longestHead = 256 * 1024;
/** A fleet that comes at once waits in line. */
const backlog = 4_096;

/** @throws FlotillaError `usage` when the address cannot be listened on, or is the target itself. */
export async function startProxy({ host, port, target, recorder, scheduler }: ProxyOptions): Promise<RecordingProxy> {
  if (isSame(host, port, target)) throw toItself(port);
  const connections = new Set<ProxiedConnection>();
  let over: (() => void) | undefined;
  // How long headers may be, and whether there must be a host, is for the server to say.
  const server = createServer({ maxHeaderSize: longestHead, requireHostHeader: false }, (_request, response) => {
    response.writeHead(426, { "Content-Type": "text/plain", Connection: "close", Upgrade: "websocket" });
    response.end("This is flotilla record: it passes WebSockets on, and nothing else.\n");
  });
  server.on("upgrade", (request, socket, head) => {
    if (request.headers.upgrade?.toLowerCase() !== "websocket" || over !== undefined) {
      socket.on("error", () => {});
      socket.end(
        "HTTP/1.1 426 Upgrade Required\r\nUpgrade: websocket\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
      );
      return;
    }
    const connection = new ProxiedConnection(request, socket, head, target, recorder, (gone) => {
      connections.delete(gone);
      if (connections.size === 0) over?.();
    });
    connections.add(connection);
  });
  const bound = await listen(server, host, port);
  let stopping: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    const closed = new Promise<void>((resolve) => {
      over = resolve;
    });
    server.close();
    server.closeAllConnections();
    if (connections.size === 0) return;
    const cutAll = { onDue: (): void => cut() };
    const ticket = scheduler.at(later(scheduler.now, closingTimeout), cutAll);
    for (const connection of connections) connection.stop();
    await closed;
    scheduler.cancel(ticket);
  };
  const cut = (): void => {
    for (const connection of connections) connection.cut();
  };
  return {
    host,
    port: bound,
    url: `ws://${host.includes(":") ? `[${host}]` : host}:${bound}`,
    stop: () => (stopping ??= stop()),
    cut,
  };
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause) => {
      reject(
        new FlotillaError("usage", `expected to listen on ${host}:${port}: ${meaningOf(cause)}`, {
          cause,
          hint:
            codeOf(cause) === "EADDRINUSE"
              ? "Another program listens there: --listen takes another port, and 0 a free one."
              : undefined,
        }),
      );
    });
    server.listen({ host, port, backlog }, () => {
      server.removeAllListeners("error");
      // Too many open files, and the like: the device that came is lost, those that are there are not.
      server.on("error", () => {});
      resolve((server.address() as AddressInfo).port);
    });
  });
}

function meaningOf(cause: Error): string {
  switch (codeOf(cause)) {
    case "EADDRINUSE":
      return "the port is in use (EADDRINUSE)";
    case "EADDRNOTAVAIL":
      return "this machine has no such address (EADDRNOTAVAIL)";
    case "EACCES":
      return "no permission (EACCES)";
    case "ENOTFOUND":
      return "no such host (ENOTFOUND)";
    default:
      return messageOf(cause);
  }
}

/** Whether the proxy would connect to itself, over and over. */
function isSame(host: string, port: number, target: ProxyTarget): boolean {
  const here = /^(localhost|127(\.\d+){3}|::1?|0\.0\.0\.0)$/;
  return port === target.port && port !== 0 && (host === target.host || (here.test(host) && here.test(target.host)));
}

function toItself(port: number): FlotillaError {
  return new FlotillaError("usage", `expected a target other than the proxy itself, found port ${port} for both`, {
    hint: "Devices connect to --listen, and from there to --target: give --listen another port.",
  });
}
