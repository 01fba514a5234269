/**
 * The reference server on the network: devices on WebSockets, people on the REST API, one port.
 *
 *     await using server = await startServer({ hub, scheduler, port: 0 });
 *     console.log(server.url, server.wsUrl);
 *
 * 1. It is reached from this machine only, unless there is a token.
 * 2. `close` ends everything it opened, within {@link stopTimeout}: devices are told 1001, commands in progress are answered.
 */
import { createServer as createHttpServer, type Server } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { peerTime } from "../kernel/clock.ts";
import { FlotillaError, messageOf } from "../kernel/errors.ts";
import { type Log, silentLog } from "../kernel/log.ts";
import { noTicket, type Scheduler } from "../kernel/scheduler.ts";
import { later } from "../kernel/time.ts";
import { accessBy, isLoopback } from "./access.ts";
import type { Hub } from "./hub.ts";
import { listen, urlHost } from "./listen.ts";
import { OpenRequests } from "./open-requests.ts";
import { OpenSockets } from "./open-sockets.ts";
import { restApi } from "./rest-api.ts";
import { stopTimeout } from "./socket-limits.ts";
import { refusalOfUpgrade } from "./upgrade-gate.ts";
import { WebSocketListener } from "./websocket-listener.ts";

export interface ServerOptions {
  readonly hub: Hub;
  /** On a real clock: sockets know no other. */
  readonly scheduler: Scheduler;
  /** Address to listen on; 127.0.0.1 if absent. */
  readonly host?: string;
  /** 0 for any that is free. */
  readonly port: number;
  /** Without it only loopback addresses may be listened on. */
  readonly token?: string;
  /** Serves `https:` and `wss:` with this certificate and key, PEM; with `clientCa`, only to clients with a certificate of it. */
  readonly tls?: { readonly cert: string; readonly key: string; readonly clientCa?: string };
  readonly log?: Log;
}

export interface RunningServer extends AsyncDisposable {
  readonly url: string;
  readonly wsUrl: string;
  readonly port: number;
  /** Stops it. May be called again. */
  close(): Promise<void>;
}

const connectionsForRest = 1_000;

/** @throws FlotillaError `usage` for options that cannot be, an address that is taken, or one that is not this machine's. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { hub, scheduler, port, token, tls } = options;
  const host = options.host ?? "127.0.0.1";
  const log = options.log ?? silentLog;
  checkOptions(options, host);

  const access = accessBy(token);
  const devices = new WebSocketListener(hub, scheduler, (request) => refusalOfUpgrade(request, access), log);
  const api = restApi({ hub, scheduler, access, withToken: token !== undefined, log });
  const requests = new OpenRequests();
  const listener = getRequestListener(api.fetch, { overrideGlobalObjects: false });
  const server = createServer(tls, (request, response) => {
    requests.begin();
    response.once("close", () => requests.end());
    void listener(request, response);
  });
  const sockets = new OpenSockets(server);
  // Upgraded connections count too; the rest is for the REST API.
  server.maxConnections = hub.limits.connections + connectionsForRest;
  server.on("upgrade", (request, socket, head) => devices.upgrade(request, socket, head));
  await listen(server, host, port);
  // A connection that could not be accepted, for want of file descriptors as a rule: others can be.
  server.on("error", (error) => log.warn("a connection could not be accepted", { error: messageOf(error) }));

  const bound = (server.address() as AddressInfo).port;
  const authority = `${urlHost(host)}:${bound}`;
  const secure = tls === undefined ? "" : "s";
  const urls = { url: `http${secure}://${authority}`, wsUrl: `ws${secure}://${authority}` };
  log.info("the reference server listens", { url: urls.url });

  let closed: Promise<void> | undefined;
  const close = (): Promise<void> => (closed ??= stop({ server, devices, requests, sockets, scheduler }));
  return { ...urls, port: bound, close, [Symbol.asyncDispose]: close };
}

function checkOptions({ token, port, scheduler }: ServerOptions, host: string): void {
  if (scheduler.clock.virtual) {
    throw new FlotillaError("usage", "expected a real clock for a server with sockets, found a virtual one", {
      hint: "In virtual time, connect devices through listenInMemory.",
    });
  }
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new FlotillaError("usage", `expected a port 0..65535, found ${port}`);
  }
  if (token !== undefined && !/^[\x21-\x7e]+$/.test(token)) {
    throw new FlotillaError("usage", "expected a token of visible ASCII characters, found others or none at all", {
      hint: "Make one with: openssl rand -hex 16",
    });
  }
  if (token === undefined && !isLoopback(host)) {
    throw new FlotillaError("usage", `expected a token for a server on ${JSON.stringify(host)}, found none`, {
      hint: "Give a token with --token, or listen on 127.0.0.1 where only this machine gets to.",
      details: { host },
    });
  }
}

function createServer(tls: ServerOptions["tls"], onRequest: Parameters<typeof createHttpServer>[1]): Server {
  const timeouts = { headersTimeout: 10_000, requestTimeout: 30_000, keepAliveTimeout: 5_000 };

  if (tls === undefined) return createHttpServer(timeouts, onRequest);
  const { cert, key, clientCa } = tls;
  const client = clientCa === undefined ? {} : { ca: clientCa, requestCert: true, rejectUnauthorized: true };
  try {
    return createHttpsServer({ ...timeouts, handshakeTimeout: 10_000, cert, key, ...client }, onRequest);
  } catch (cause) {
    throw new FlotillaError("usage", `expected a certificate and its key in PEM, found ${messageOf(cause)}`, { cause });
  }
}

interface Parts {
  readonly server: Server;
  readonly devices: WebSocketListener;
  readonly requests: OpenRequests;
  readonly sockets: OpenSockets;
  readonly scheduler: Scheduler;
}

async function stop({ server, devices, requests, sockets, scheduler }: Parts): Promise<void> {
  const gone = new Promise<void>((resolve) => server.close(() => resolve()));
  const due = later(scheduler.now, peerTime(scheduler.clock, stopTimeout));
  const patience = scheduler.at(due, { onDue: () => sockets.destroy() });
  // A scheduler that has been stopped keeps no time; then the closing handshakes' own time-out has to do.
  await devices.stop();
  // Without their devices, commands in progress have been answered.
  if (patience !== noTicket) await requests.none();
  sockets.destroy();
  await gone;
  scheduler.cancel(patience);
}
