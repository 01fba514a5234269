/**
 * The `ws` transport: RFC 6455 over TCP and TLS, one bare `ws` client per connection.
 *
 * A million of these share a machine, so a connection holds as little as it can:
 * 1. It has no listeners and no closures of its own: a socket finds its connection through a field.
 * 2. The request, the dial specification and the response are let go once the connection is open.
 * 3. The opening handshake is timed by the scheduler's one queue, from dial to accepted upgrade: a server that sends a
 *    byte now and then gets no more time for it.
 * 4. Certificates are parsed once per set of TLS options. Compression is off unless asked for.
 *
 * Pings are answered as long as the peer takes the answers. When it does not, only its latest ping is owed one
 * (RFC 6455 §5.5.3), so a flood of pings cannot fill our memory.
 */
import type { IncomingMessage } from "node:http";
import { connect as connectTcp, isIP, type LookupFunction, type Socket, type TcpNetConnectOpts } from "node:net";
import { type ConnectionOptions, connect as connectTls } from "node:tls";
import { type ClientOptions, WebSocket } from "ws";
import { peerTime } from "../../kernel/clock.ts";
import { noTicket, type Scheduler, type Task, type Ticket } from "../../kernel/scheduler.ts";
import { later } from "../../kernel/time.ts";
import { checkCloseCode, closeTimeoutMillis, fitReason } from "./close-frame.ts";
import { HostLookup } from "./host-lookup.ts";
import { failed, failure, subprotocolFault, timedOut } from "./opening-handshake.ts";
import { parseTargetUrl } from "./target-url.ts";
import { tlsContext } from "./tls-context.ts";
import type { Connection, ConnectionEnd, ConnectionOwner, DialSpec, Transport } from "./transport.ts";
import { failureOf, violationOf } from "./ws-failure.ts";

export class WsTransport implements Transport {
  readonly name = "ws";
  readonly #scheduler: Scheduler;
  readonly #hosts: HostLookup;

  /** @param scheduler times opening handshakes; on a real clock. */
  constructor(scheduler: Scheduler) {
    this.#scheduler = scheduler;
    this.#hosts = new HostLookup(scheduler.clock);
  }

  dial(spec: DialSpec, owner: ConnectionOwner): Connection {
    return new WsConnection(this.#scheduler, this.#hosts.lookup, spec, owner);
  }
}

/** Where a TCP or TLS socket's connection is found. */
const belongsTo: unique symbol = Symbol("connection");
type OwnedSocket = Socket & { [belongsTo]?: WsConnection };

type Phase = "dialing" | "open" | "closing" | "severed" | "ended";

/** Answers to pings that may wait for a peer that does not read, bytes. Above the `drain` mark of any Node. */
const mostPongBytes = 128 * 1024;
const asText = { binary: false } as const;
/** `ws` keeps the limit as a signed 32-bit number. */
const largestPayload = 2 ** 31 - 1;

class WsConnection implements Connection, Task {
  readonly #owner: ConnectionOwner;
  #phase: Phase = "dialing";
  #initiator: "device" | "server" = "server";
  /** Only while dialing. */
  #spec: DialSpec | undefined;
  #scheduler: Scheduler | undefined;
  #deadline: Ticket = noTicket;
  #webSocket: ConnectionWebSocket | undefined;
  #socket: OwnedSocket | undefined;
  #subprotocol = "";
  /** A frame that broke the rules, which `ws` has answered with a close frame. */
  #violation: { readonly code: number; readonly reason: string } | undefined;
  /** Payload of the latest ping that was not answered because the peer does not read. */
  #owedPong: Uint8Array | undefined;
  /** Final counts, when there is no socket to ask any more. */
  #sent = 0;
  #received = 0;

  constructor(scheduler: Scheduler, lookup: LookupFunction, spec: DialSpec, owner: ConnectionOwner) {
    this.#owner = owner;
    this.#spec = spec;
    this.#scheduler = scheduler;
    try {
      const url = parseTargetUrl(spec.url);
      this.#webSocket = new ConnectionWebSocket(url, optionsOf(spec, url, lookup));
      this.#webSocket.connection = this;
    } catch (thrown) {
      queueMicrotask(() => this.#finish(failureOf(thrown)));
      return;
    }
    const { clock } = scheduler;
    this.#deadline = scheduler.at(later(clock.now(), peerTime(clock, spec.handshakeTimeout)), this);
  }

  send(data: string | Uint8Array): boolean {
    const webSocket = this.#webSocket;
    if (this.#phase !== "open" || webSocket?.readyState !== WebSocket.OPEN) return false;
    // Given a text, `ws` writes header and payload as two pieces; given bytes it may not change, as one.
    if (typeof data === "string") webSocket.send(Buffer.from(data), asText);
    else webSocket.send(data);
    return true;
  }

  ping(): void {
    if (this.#phase === "open" && this.#webSocket?.readyState === WebSocket.OPEN) this.#webSocket.ping();
  }

  close(code: number, reason: string): void {
    checkCloseCode(code);
    if (this.#phase === "dialing") return this.terminate();
    if (this.#phase !== "open" || this.#webSocket?.readyState !== WebSocket.OPEN) return;
    this.#phase = "closing";
    this.#initiator = "device";
    this.#webSocket.close(code, fitReason(reason));
  }

  terminate(): void {
    if (this.#phase === "ended" || this.#phase === "severed") return;
    if (this.#webSocket?.readyState === WebSocket.OPEN) this.#initiator = "device";
    this.#phase = "severed";
    this.#webSocket?.terminate();
  }

  get bufferedBytes(): number {
    return this.#webSocket?.bufferedAmount ?? 0;
  }

  get bytesSent(): number {
    return this.#socket?.bytesWritten ?? this.#sent;
  }

  get bytesReceived(): number {
    return this.#socket?.bytesRead ?? this.#received;
  }

  /** The opening handshake took too long. */
  onDue(): void {
    this.#fail(timedOut(this.#spec!));
  }

  // Called by the sockets below.

  onUpgrade(response: IncomingMessage): void {
    const spec = this.#spec!;
    this.#socket = response.socket;
    // `ws` refuses an answer without a subprotocol once one was offered, although RFC 6455 §4.1 lets the client decide.
    // So it is neither told of the offer nor of the answer.
    const selected = response.headers["sec-websocket-protocol"];
    delete response.headers["sec-websocket-protocol"];
    const fault = subprotocolFault(spec, selected);
    if (fault !== undefined) return this.#fail(fault);
    // The offered text is the same for all devices, the selected one is this connection's own copy.
    this.#subprotocol = spec.subprotocols.find((offered) => offered === selected) ?? "";
  }

  onOpen(): void {
    if (this.#phase !== "dialing") return;
    this.#phase = "open";
    this.#handshakeOver();
    this.#owner.onOpen(this.#subprotocol);
  }

  onRefused(response: IncomingMessage): void {
    this.#socket = response.socket;
    const status = response.statusCode ?? 0;
    if (status === 101) return this.#fail(failed(failure.badUpgrade, "expected a 101 answer to upgrade to websocket"));
    const headers: Record<string, string> = {};
    for (const [name, value] of Object.entries(response.headers)) headers[name] = String(value);
    this.#fail({ type: "refused", status, headers });
  }

  onMessage(data: Buffer, isBinary: boolean): void {
    if (!this.#listens) return;
    if (isBinary) this.#owner.onBinary(data);
    else this.#owner.onText(data.toString());
  }

  onPing(payload: Buffer): void {
    if (!this.#listens) return;
    if (this.bufferedBytes <= mostPongBytes) this.#pong(payload);
    else this.#owePong(payload);
    this.#owner.onPing();
  }

  onPong(): void {
    if (this.#listens) this.#owner.onPong();
  }

  onDrain(): void {
    const payload = this.#owedPong;
    this.#owedPong = undefined;
    if (payload !== undefined) this.#pong(payload);
  }

  onError(error: Error): void {
    if (this.#spec !== undefined) this.#finish(failureOf(error));
    else if (this.#phase !== "severed") {
      this.#violation ??= violationOf(error);
      this.#initiator = "device";
    }
  }

  onClose(code: number, reason: string): void {
    const { code: ended, reason: why } = this.#violation ?? { code, reason };
    this.#finish({ type: "closed", code: ended, reason: why, initiator: this.#initiator });
  }

  /** Whether frames still concern the owner. */
  get #listens(): boolean {
    return this.#phase === "open" || this.#phase === "closing";
  }

  #pong(payload: Uint8Array): void {
    if (this.#webSocket?.readyState === WebSocket.OPEN) this.#webSocket.pong(payload);
  }

  #owePong(payload: Buffer): void {
    const socket = this.#socket;
    if (this.#owedPong === undefined && socket !== undefined) {
      socket[belongsTo] = this;
      socket.once("drain", onDrain);
    }
    this.#owedPong = Uint8Array.from(payload);
  }

  /** Ends a connection that is not open yet. */
  #fail(end: ConnectionEnd): void {
    const webSocket = this.#webSocket;
    this.#finish(end);
    webSocket?.terminate();
  }

  #handshakeOver(): void {
    this.#scheduler?.cancel(this.#deadline);
    this.#scheduler = undefined;
    this.#spec = undefined;
  }

  #finish(end: ConnectionEnd): void {
    if (this.#phase === "ended") return;
    this.#phase = "ended";
    this.#handshakeOver();
    this.#sent = this.bytesSent;
    this.#received = this.bytesReceived;
    if (this.#webSocket !== undefined) this.#webSocket.connection = undefined;
    this.#webSocket = undefined;
    this.#socket = undefined;
    this.#owner.onEnd(end);
  }
}

/**
 * A WebSocket that tells its connection what happens. Everything `ws` says goes through `emit`; answering it there saves
 * every connection a table of eight listeners (300 bytes measured), and every message a search in it.
 */
class ConnectionWebSocket extends WebSocket {
  connection: WsConnection | undefined;

  override emit(event: string | symbol, first?: unknown, second?: unknown): boolean {
    const { connection } = this;
    // True: heard. After the end nothing is of interest any more, least of all errors.
    if (connection === undefined) return true;
    switch (event) {
      case "message":
        connection.onMessage(first as Buffer, second as boolean);
        break;
      case "ping":
        connection.onPing(first as Buffer);
        break;
      case "pong":
        connection.onPong();
        break;
      case "upgrade":
        connection.onUpgrade(first as IncomingMessage);
        break;
      case "open":
        connection.onOpen();
        break;
      case "unexpected-response":
        connection.onRefused(second as IncomingMessage);
        break;
      case "error":
        connection.onError(first as Error);
        break;
      case "close":
        connection.onClose(first as number, (second as Buffer).toString());
        break;
    }
    return true;
  }
}

function onDrain(this: OwnedSocket): void {
  this[belongsTo]?.onDrain();
}

/** `closeTimeout` is not yet in the types of `ws`; `lookup` goes through to {@link openTcp}. */
type WebSocketOptions = ClientOptions & { closeTimeout: number; lookup: LookupFunction };

function optionsOf(spec: DialSpec, url: URL, lookup: LookupFunction): WebSocketOptions {
  const secure = url.protocol === "wss:";
  return {
    headers: {
      ...spec.headers,
      ...(spec.subprotocols.length > 0 && { "Sec-WebSocket-Protocol": spec.subprotocols.join(", ") }),
    },
    perMessageDeflate: spec.perMessageDeflate,
    maxPayload: Math.max(1, Math.min(spec.maxPayload, largestPayload)),
    skipUTF8Validation: false,
    followRedirects: false,
    autoPong: false,
    closeTimeout: closeTimeoutMillis,
    lookup,
    createConnection: (secure ? openTls : openTcp) as NonNullable<ClientOptions["createConnection"]>,
    ...(spec.localAddress !== undefined && { localAddress: spec.localAddress }),
    ...(spec.localPort !== undefined && { localPort: spec.localPort }),
    ...(secure && tlsContext(spec.tls)),
  };
}

/** What of the request's options is about the connection. The rest, headers among it, would be kept as long as the socket. */
function openTcp(options: TcpNetConnectOpts): Socket {
  return connectTcp(addressOf(options));
}

function openTls(options: TcpNetConnectOpts & ConnectionOptions): Socket {
  const { secureContext, rejectUnauthorized, host = "" } = options;
  return connectTls({
    ...addressOf(options),
    secureContext,
    rejectUnauthorized,
    // An address is checked against the certificate but never sent as a name (RFC 6066 §3).
    servername: options.servername ?? (isIP(host) === 0 ? host : ""),
  });
}

function addressOf(
  options: ConnectionOptions & Pick<TcpNetConnectOpts, "localAddress" | "localPort">,
): TcpNetConnectOpts {
  const { host, port, localAddress, localPort } = options;
  return {
    host,
    port: Number(port),
    ...(localAddress !== undefined && { localAddress }),
    ...(localPort !== undefined && { localPort }),
  };
}
