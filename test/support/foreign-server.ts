/**
 * A WebSocket server that is none of ours: `ws` behind Node's own HTTP or TLS server, on a free port of 127.0.0.1. What it
 * says, and whom it lets in, is the test's business.
 */
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type Server, STATUS_CODES } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import type { TlsOptions, TLSSocket } from "node:tls";
import { type WebSocket, WebSocketServer } from "ws";

/** An upgrade request as it arrived. */
export interface UpgradeRequest {
  /** Milliseconds, monotonic. */
  readonly at: number;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** Common name of the client's certificate, if it gave one that was checked. */
  readonly clientName: string | undefined;
}

/** A connection that was accepted. */
export interface Visitor {
  readonly request: UpgradeRequest;
  readonly socket: WebSocket;
  /** What lies under the WebSocket: bytes written here need be no frame. */
  readonly wire: Duplex;
  /** Texts that arrived, oldest first. */
  readonly heard: readonly string[];
  /** How it ended; `undefined` while it lives. */
  readonly end: { readonly code: number; readonly reason: string } | undefined;
  /** Resolves when it has ended: a device may be done with a connection a moment before its server is. */
  readonly ended: Promise<NonNullable<Visitor["end"]>>;
}

export interface Refusal {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface ForeignServerOptions {
  readonly tls?: TlsOptions;
  /** Refuses an upgrade; `earlier` is how many requests came before it. */
  readonly refuse?: (earlier: number, request: UpgradeRequest) => Refusal | undefined;
  readonly onVisitor?: (visitor: Visitor) => void;
}

export interface ForeignServer extends AsyncDisposable {
  /** `ws:` or `wss:`, without a path. */
  readonly url: string;
  /** Oldest first, those that were refused included. */
  readonly requests: readonly UpgradeRequest[];
  /** Oldest first. */
  readonly visitors: readonly Visitor[];
}

export async function foreignServer(options: ForeignServerOptions = {}): Promise<ForeignServer> {
  const { tls, refuse, onVisitor } = options;
  const requests: UpgradeRequest[] = [];
  const visitors: Visitor[] = [];
  const server = tls === undefined ? createServer() : createTlsServer(tls);
  // A client that does not like our certificate: what becomes of it is seen on its side.
  server.on("tlsClientError", () => {});
  const webSockets = new WebSocketServer({ noServer: true, maxPayload: 1_048_576 });
  server.on("upgrade", (incoming: IncomingMessage, wire: Duplex, head: Buffer) => {
    const request = upgradeRequest(incoming);
    const refusal = refuse?.(requests.length, request);
    requests.push(request);
    wire.on("error", () => {});
    if (refusal !== undefined) return void wire.end(answerOf(refusal));
    webSockets.handleUpgrade(incoming, wire, head, (socket) => {
      const visitor = visitorOf(request, socket, wire);
      visitors.push(visitor);
      onVisitor?.(visitor);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `${tls === undefined ? "ws" : "wss"}://127.0.0.1:${port}`,
    requests,
    visitors,
    [Symbol.asyncDispose]: () => close(server, webSockets),
  };
}

function upgradeRequest(request: IncomingMessage): UpgradeRequest {
  const certificate = (request.socket as Partial<TLSSocket>).getPeerCertificate?.();
  return {
    at: performance.now(),
    path: request.url ?? "",
    headers: request.headers,
    clientName: [certificate?.subject?.CN].flat()[0],
  };
}

function visitorOf(request: UpgradeRequest, socket: WebSocket, wire: Duplex): Visitor {
  const heard: string[] = [];
  let end: Visitor["end"];
  socket.on("message", (data: Buffer) => heard.push(data.toString()));
  socket.on("error", () => {});
  const ended = new Promise<NonNullable<Visitor["end"]>>((resolve) =>
    socket.on("close", (code, reason) => {
      end = { code, reason: reason.toString() };
      resolve(end);
    }),
  );
  return {
    request,
    socket,
    wire,
    heard,
    ended,
    get end() {
      return end;
    },
  };
}

function answerOf({ status, headers = {} }: Refusal): string {
  const lines = Object.entries({ ...headers, connection: "close", "content-length": "0" });
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n`;
}

async function close(server: Server, webSockets: WebSocketServer): Promise<void> {
  for (const socket of webSockets.clients) socket.terminate();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
