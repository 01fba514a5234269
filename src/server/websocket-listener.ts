/**
 * Devices on WebSockets: upgrades the requests of an HTTP server and connects them with the hub.
 *
 * 1. Any path; `flotilla.v1` is selected when offered; no compression.
 * 2. Refused with an HTTP status: no or wrong token (401), too many connections or stopping (503 with Retry-After).
 * 3. A message too big is closed with 1009, text that is not UTF-8 with 1007 (RFC 6455 §7.4.1).
 */
import { type IncomingMessage, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { type ServerOptions, type WebSocket, WebSocketServer } from "ws";
import type { Log } from "../kernel/log.ts";
import type { Scheduler } from "../kernel/scheduler.ts";
import { fitReason } from "../wire/transport/close-frame.ts";
import { closeCode } from "./close-code.ts";
import { type Beating, Heartbeat } from "./heartbeat.ts";
import type { Hub } from "./hub.ts";
import type { Peer, PeerHandler } from "./peer.ts";
import { closeTimeout, mostBuffered, pingInterval } from "./socket-limits.ts";
import { selectSubprotocol } from "./subprotocol.ts";

/** Says why an upgrade request is refused, or nothing. */
export type Gate = (request: IncomingMessage) => Refusal | undefined;

export interface Refusal {
  readonly status: number;
  readonly detail: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** `closeTimeout` is in `ws` since 8.19 and not yet in its types. */
const socketOptions: ServerOptions & { closeTimeout: number } = {
  noServer: true,
  clientTracking: false,
  perMessageDeflate: false,
  closeTimeout,
  handleProtocols: (offered) => selectSubprotocol(offered) || false,
};

const busy: Refusal = { status: 503, detail: "too many connections", headers: { "retry-after": "5" } };
const stopping: Refusal = { status: 503, detail: "the server is going away", headers: { "retry-after": "5" } };

export class WebSocketListener {
  readonly #hub: Hub;
  readonly #log: Log;
  readonly #gate: Gate;
  readonly #heartbeat: Heartbeat;
  readonly #server: WebSocketServer;
  readonly #peers = new Set<SocketPeer>();
  #phase: { readonly type: "open" } | { readonly type: "stopping"; readonly stopped: () => void } = { type: "open" };

  constructor(hub: Hub, scheduler: Scheduler, gate: Gate, log: Log) {
    this.#hub = hub;
    this.#log = log;
    this.#gate = gate;
    this.#heartbeat = new Heartbeat(scheduler, pingInterval);
    this.#server = new WebSocketServer({ ...socketOptions, maxPayload: hub.limits.messageBytes });
  }

  /** Takes an upgrade request: what an HTTP server's `upgrade` event gives. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on("error", ignore);
    const refusal = this.#refusalOf(request);
    if (refusal !== undefined) {
      this.#log.debug("refused an upgrade", { address: addressOf(request), status: refusal.status });
      refuse(socket, refusal);
      return;
    }
    this.#server.handleUpgrade(request, socket, head, (webSocket) => {
      socket.removeListener("error", ignore);
      this.#open(webSocket, addressOf(request));
    });
  }

  /** Takes no more connections, closes those there are with 1001, and resolves when the last has ended. */
  stop(): Promise<void> {
    return new Promise((resolve) => {
      this.#phase = { type: "stopping", stopped: resolve };
      for (const peer of this.#peers) peer.close(closeCode.goingAway, "the server is going away");
      this.#resolveWhenEmpty();
    });
  }

  #refusalOf(request: IncomingMessage): Refusal | undefined {
    if (this.#phase.type === "stopping") return stopping;
    return this.#gate(request) ?? (this.#peers.size >= this.#hub.limits.connections ? busy : undefined);
  }

  #open(webSocket: WebSocket, address: string): void {
    const peer = new SocketPeer(webSocket, address);
    this.#peers.add(peer);
    this.#heartbeat.join(peer);
    peer.listen(this.#hub.accept(peer), () => {
      this.#peers.delete(peer);
      this.#heartbeat.leave(peer);
      this.#resolveWhenEmpty();
    });
    // The request for this connection was accepted just before the stop.
    if (this.#phase.type === "stopping") peer.close(closeCode.goingAway, "the server is going away");
  }

  #resolveWhenEmpty(): void {
    if (this.#phase.type === "stopping" && this.#peers.size === 0) this.#phase.stopped();
  }
}

/** One WebSocket. */
class SocketPeer implements Peer, Beating {
  readonly address: string;
  heard = true;
  readonly #socket: WebSocket;

  constructor(socket: WebSocket, address: string) {
    this.#socket = socket;
    this.address = address;
  }

  /** @param onGone called after the handler's `onClose`. */
  listen(handler: PeerHandler, onGone: () => void): void {
    const socket = this.#socket;
    const onLife = (): void => {
      this.heard = true;
    };
    socket.on("message", (data: Buffer, isBinary: boolean) => {
      this.heard = true;
      if (isBinary) handler.onBinary();
      else handler.onText(data.toString());
    });
    socket.on("ping", onLife);
    socket.on("pong", onLife);
    // What the device did wrong is in the close code; `close` follows.
    socket.on("error", ignore);
    socket.on("close", (code: number, reason: Buffer) => {
      handler.onClose(code, reason.toString());
      onGone();
    });
  }

  send(text: string): boolean {
    const socket = this.#socket;
    if (socket.readyState !== socket.OPEN || socket.bufferedAmount > mostBuffered) return false;
    socket.send(text, ignore);
    return true;
  }

  ping(): void {
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.ping(undefined, undefined, ignore);
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, fitReason(reason));
  }

  terminate(): void {
    this.#socket.terminate();
  }
}

function refuse(socket: Duplex, { status, detail, headers = {} }: Refusal): void {
  const body = `${detail}\n`;
  const lines = Object.entries({
    connection: "close",
    "content-type": "text/plain; charset=utf-8",
    "content-length": String(Buffer.byteLength(body)),
    ...headers,
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.once("finish", () => socket.destroy());
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}\r\n${lines.join("")}\r\n${body}`);
}

function addressOf(request: IncomingMessage): string {
  return `${request.socket.remoteAddress ?? "unknown"}:${request.socket.remotePort ?? 0}`;
}

function ignore(): void {
  // A connection that is gone: its `close` event says so.
}
