/**
 * One connection of the `ws` transport, from its dial to its end.
 *
 * A million of these share a machine, so it is a socket, the fields below, and nothing else while it is open and quiet:
 * 1. It has no closures of its own: a socket finds its connection through a field.
 * 2. What the opening handshake needs is in one object, which is let go when that is over.
 * 3. Opening and closing handshakes are timed by the scheduler's one queue. The time for the opening one runs from the dial
 *    to the accepted upgrade: a server that sends a byte now and then gets no more of it.
 * 4. What has parts of `ws` beside the socket: a connection that is compressed, and one in the midst of a message.
 *
 * Pings are answered as long as the peer takes the answers. When it does not, only its latest ping is owed one
 * (RFC 6455 §5.5.3), so a flood of pings cannot fill our memory.
 */
import { Buffer } from "node:buffer";
import type { LookupFunction, Socket } from "node:net";
import { peerTime } from "../../kernel/clock.ts";
import { noTicket, type Scheduler, type Task, type Ticket } from "../../kernel/scheduler.ts";
import { later } from "../../kernel/time.ts";
import { openSocket } from "./client-socket.ts";
import { checkCloseCode, closeCode, closeTimeoutMillis, fitReason } from "./close-frame.ts";
import { agreeOn, Compression, compressionOffer } from "./compression.ts";
import { numberOf, writeDirectly } from "./direct-write.ts";
import type { BurstMember, FrameBurst } from "./frame-burst.ts";
import { type FrameListener, FrameReceiver, readWholeFrames } from "./frame-reader.ts";
import { bytesFrame, closeFrame, opcode, textFrame } from "./frame-writer.ts";
import { handshakeKey } from "./handshake-key.ts";
import type { LocalAddresses } from "./local-addresses.ts";
import { mostTries } from "./local-ports.ts";
import { endingOf, isPairRefused, literalAddress, openLocalSocket, releasePair } from "./local-socket.ts";
import { failed, type Failed, failure, subprotocolFault, timedOut } from "./opening-handshake.ts";
import { parseTargetUrl } from "./target-url.ts";
import type { Connection, ConnectionEnd, ConnectionOwner, DialSpec } from "./transport.ts";
import { type UpgradeAnswer, UpgradeAnswerReader } from "./upgrade-answer.ts";
import { upgradeRequest } from "./upgrade-request.ts";
import { upgradeFault } from "./upgrade-rules.ts";
import { failureOf, violationOf } from "./ws-failure.ts";
import type { Extensions } from "./ws-parts.ts";

/** What the connections of a transport share. */
export interface WsShared {
  readonly scheduler: Scheduler;
  readonly lookup: LookupFunction;
  /** Where to dial from; absent: wherever the system likes. */
  readonly local: LocalAddresses | undefined;
  /** Frames that are written together. */
  readonly burst: FrameBurst;
  /** The system did not take at once all that this connection sent. */
  backlogged(connection: Connection): void;
  /** This connection has ended. */
  forget(connection: Connection): void;
}

type Phase = "dialing" | "open" | "closing" | "severed" | "ended";

/** What is needed until the connection is open. */
interface Opening {
  readonly spec: DialSpec;
  readonly url: URL;
  readonly request: string;
  /** Of the request. */
  readonly key: string;
  readonly answer: UpgradeAnswerReader;
  /** Pairs of local address and port that the system refused. */
  refusedPairs: number;
}

/** How the peer closed, or why we did. */
interface Farewell {
  readonly code: number;
  readonly reason: string;
}

/** Answers to pings that may wait for a peer that does not read, bytes. Above the `drain` mark of any Node. */
const mostPongBytes = 128 * 1_024;
/** `ws` keeps the limit as a signed 32-bit number. */
const largestPayload = 2 ** 31 - 1;
const noExtensions: Extensions = {};
const noPayload = new Uint8Array(0);

export class WsConnection implements Connection, FrameListener, BurstMember, Task {
  readonly #shared: WsShared;
  readonly #owner: ConnectionOwner;
  readonly #maxPayload: number;
  #phase: Phase = "dialing";
  #opening: Opening | undefined;
  #socket: OwnedSocket | undefined;
  /** The end of the time for the handshake under way. */
  #deadline: Ticket = noTicket;
  #compression: Compression | undefined;
  #receiver: FrameReceiver | undefined;
  #initiator: "device" | "server" = "server";
  #closeFrameSent = false;
  /** Once there is one, nothing that comes is read any more. */
  #farewell: Farewell | undefined;
  /** Payload of the latest ping that was not answered because the peer does not read. */
  #owedPong: Uint8Array | undefined;
  /** While it is open: the number of its socket, by which it is written to directly. */
  #fd = -1;
  /** Whether something may wait in the socket's stream. */
  #queued = false;
  /** Bytes of it that are in the burst. */
  #gathered = 0;
  /** Bytes handed over to the socket: to ask it for them costs it a call into the system's part of Node. */
  #sent = 0;
  #received = 0;

  constructor(shared: WsShared, spec: DialSpec, owner: ConnectionOwner) {
    this.#shared = shared;
    this.#owner = owner;
    this.#maxPayload = Math.max(1, Math.min(spec.maxPayload, largestPayload));
    const fault = this.#dial(spec);
    if (fault !== undefined) queueMicrotask(() => this.#finish(fault));
  }

  send(data: string | Uint8Array): boolean {
    if (this.#phase !== "open" || !this.#socket!.writable) return false;
    if (this.#compression !== undefined) {
      const binary = typeof data !== "string";
      this.#compression.sender.send(data, { binary, compress: true, fin: true, mask: true });
      this.#shared.backlogged(this);
    } else if (typeof data !== "string") this.#write(bytesFrame(opcode.binary, data));
    else {
      const gathered = this.#shared.burst.addText(this, data);
      if (gathered === 0) this.#write(textFrame(data));
      else this.#gathered += gathered;
    }
    return true;
  }

  /** One of its frames leaves the burst. */
  writeGathered(bytes: Buffer, from: number, to: number): void {
    const socket = this.#socket;
    // It has ended since, and nobody would hear of it.
    if (socket === undefined) return;
    this.#gathered -= to - from;
    const rest = from + this.#writeNow(socket, bytes, from, to);
    if (rest === to) return;
    if (socket.writable) this.#queue(socket, Buffer.from(bytes.subarray(rest, to)));
    // It has a fault, and takes nothing any more.
    else this.#sent += to - rest;
  }

  ping(): void {
    if (this.#phase !== "open" || !this.#socket!.writable) return;
    if (this.#compression !== undefined) this.#compression.sender.ping(noPayload, true);
    else this.#write(bytesFrame(opcode.ping, noPayload));
  }

  close(code: number, reason: string): void {
    checkCloseCode(code);
    if (this.#phase === "dialing") return this.terminate();
    if (this.#phase !== "open" || !this.#socket!.writable) return;
    this.#initiator = "device";
    this.#startClosing(code, fitReason(reason));
  }

  terminate(): void {
    if (this.#phase === "ended" || this.#phase === "severed") return;
    if (this.#phase === "open") this.#initiator = "device";
    if (this.#gathered > 0) this.#shared.burst.flush();
    this.#phase = "severed";
    // Without a socket, its host's address is being looked up.
    if (this.#socket === undefined) queueMicrotask(() => this.#finish(aborted));
    else this.#socket.destroy();
  }

  get bufferedBytes(): number {
    if (this.#compression === undefined) return this.#gathered + this.#queuedBytes;
    return (this.#socket?.writableLength ?? 0) + this.#compression.bufferedBytes;
  }

  /** What waits in the socket's stream of an open connection. Asked with each message, so the socket is asked only when there may be some. */
  get #queuedBytes(): number {
    if (!this.#queued) return 0;
    const bytes = this.#socket?.writableLength ?? 0;
    if (bytes === 0) this.#queued = false;
    return bytes;
  }

  get bytesSent(): number {
    // What is compressed goes to the socket by itself.
    if (this.#compression !== undefined) return this.#socket?.bytesWritten ?? this.#sent;
    return this.#sent + this.#gathered;
  }

  get bytesReceived(): number {
    return this.#received;
  }

  /** A handshake took too long. */
  onDue(): void {
    this.#deadline = noTicket;
    if (this.#phase === "dialing") this.#fail(timedOut(this.#opening!.spec));
    else this.#socket?.destroy();
  }

  // What its socket tells it

  onConnected(): void {
    const { request } = this.#opening!;
    this.#socket!.write(request, "latin1");
    this.#sent += request.length;
  }

  onBytes(bytes: Buffer, length: number): void {
    this.#received += length;
    let start = 0;
    if (this.#opening !== undefined && this.#phase === "dialing") {
      const { answer } = this.#opening;
      const found = answer.read(bytes.subarray(0, length));
      if (found === undefined) return;
      if (found.type === "failed") return this.#fail(found);
      const fault = this.#judge(found, this.#opening);
      if (fault !== undefined) return this.#fail(fault);
      start = length - answer.rest;
    }
    this.#read(bytes, start, length);
  }

  onSocketError(error: Error): void {
    if (this.#phase !== "dialing") return;
    if (isPairRefused(this.#socket!, error)) this.#tryNextPair(this.#opening!, error);
    else this.#finish(failureOf(error));
  }

  /** Whether nothing but the peer has ended this connection so far. */
  get endedByPeer(): boolean {
    return this.#phase === "open";
  }

  onSocketClosed(): void {
    if (this.#opening !== undefined) return this.#finish(this.#phase === "severed" ? aborted : hungUp);
    const receiver = this.#receiver;
    // What came before the end may still be on its way through it.
    const waits = receiver !== undefined && !receiver.writableFinished && receiver.errored === null;
    if (waits && this.#listens) receiver.end();
    else this.#finishClosed();
  }

  onDrain(): void {
    const payload = this.#owedPong;
    this.#owedPong = undefined;
    if (payload !== undefined) this.#pong(payload);
  }

  // What its frames tell it

  onText(text: string): void {
    if (this.#listens) this.#owner.onText(text);
  }

  onBinary(data: Uint8Array): void {
    if (this.#listens) this.#owner.onBinary(data);
  }

  onPing(payload: Uint8Array): void {
    if (!this.#listens) return;
    if (this.bufferedBytes <= mostPongBytes) this.#pong(payload);
    else this.#owePong(payload);
    this.#owner.onPing();
  }

  onPong(): void {
    if (this.#listens) this.#owner.onPong();
  }

  onCloseFrame(code: number, reason: string): void {
    this.#hearFarewell({ code, reason }, "server", reason);
  }

  onViolation(error: Error): void {
    this.#hearFarewell(violationOf(error), "device", "");
  }

  onReceiverDrained(): void {
    this.#socket?.resume();
  }

  onReceiverFinished(): void {
    if (this.#socket?.destroyed === true) this.#finishClosed();
  }

  // Opening

  #dial(spec: DialSpec): Failed | undefined {
    const { scheduler } = this.#shared;
    const { clock } = scheduler;
    try {
      const url = parseTargetUrl(spec.url);
      const key = handshakeKey();
      const request = upgradeRequest(spec, url, key, spec.perMessageDeflate ? compressionOffer : undefined);
      if (typeof request !== "string") return request;
      this.#opening = { spec, url, request, key, answer: new UpgradeAnswerReader(), refusedPairs: 0 };
      const fault = this.#connect(this.#opening);
      if (fault !== undefined) return fault;
    } catch (thrown) {
      return failureOf(thrown);
    }
    this.#deadline = scheduler.at(later(clock.now(), peerTime(clock, spec.handshakeTimeout)), this);
    return undefined;
  }

  #connect({ url, spec }: Opening): Failed | undefined {
    const { local, lookup } = this.#shared;
    if (local === undefined || spec.localAddress !== undefined)
      return this.#own(openSocket(url, spec, lookup, readSocket));
    const address = literalAddress(url);
    if (address !== undefined) return this.#connectFrom(local, address);
    lookup(url.hostname, { family: local.family }, (error, found) => {
      if (this.#phase !== "dialing") return;
      const fault = error === null ? this.#connectFrom(local, found as string) : failureOf(error);
      if (fault !== undefined) this.#finish(fault);
    });
    return undefined;
  }

  #connectFrom(local: LocalAddresses, address: string): Failed | undefined {
    const { url, spec } = this.#opening!;
    try {
      return this.#own(openLocalSocket(url, spec, { local, address, reader: readSocket }));
    } catch (thrown) {
      return failureOf(thrown);
    }
  }

  #own(socket: Socket | Failed): Failed | undefined {
    if ("type" in socket) return socket;
    this.#socket = socket;
    own(socket, this, this.#opening!.url.protocol === "wss:");
    return undefined;
  }

  /** The system refused the pair of our socket. */
  #tryNextPair(opening: Opening, error: Error): void {
    const socket: OwnedSocket = this.#socket!;
    releasePair(socket, "occupied");
    if (++opening.refusedPairs >= mostTries) {
      const message = `expected a free local address and port, found ${mostTries} in a row that others use: ${error.message}`;
      return this.#finish(failed(failure.noLocalPort, message));
    }
    socket[connectionOf] = undefined;
    this.#socket = undefined;
    const fault = this.#connect(opening);
    if (fault !== undefined) this.#finish(fault);
  }

  /** Opens if the answer is as it must be. */
  #judge({ status, headers }: UpgradeAnswer, { spec, key }: Opening): ConnectionEnd | undefined {
    if (status !== 101) return { type: "refused", status, headers };
    const selected = headers["sec-websocket-protocol"];
    const fault = upgradeFault(headers, key) ?? subprotocolFault(spec, selected);
    if (fault !== undefined) return fault;
    const agreed = agreeOn(headers["sec-websocket-extensions"], spec.perMessageDeflate, this.#maxPayload);
    if (agreed.type === "failed") return agreed;
    if (agreed.type === "compressed") this.#compression = new Compression(agreed.extensions, this.#socket!);
    this.#phase = "open";
    this.#fd = numberOf(this.#socket!);
    this.#openingOver();
    // The offered text is the same for all devices, the selected one is this connection's own copy.
    this.#owner.onOpen(spec.subprotocols.find((offered) => offered === selected) ?? "");
    return undefined;
  }

  /** Ends a connection that is not open yet. */
  #fail(end: ConnectionEnd): void {
    const socket = this.#socket;
    this.#finish(end);
    socket?.destroy();
  }

  #openingOver(): void {
    this.#shared.scheduler.cancel(this.#deadline);
    this.#deadline = noTicket;
    this.#opening = undefined;
  }

  // Open

  /** Whether frames still concern the owner. */
  get #listens(): boolean {
    return this.#phase === "open" || this.#phase === "closing";
  }

  #read(bytes: Buffer, start: number, length: number): void {
    if (!this.#listens || this.#farewell !== undefined) return;
    const plain = this.#receiver === undefined && this.#compression === undefined;
    const rest = plain ? readWholeFrames(bytes, start, length, this.#maxPayload, this) : start;
    if (rest < length && this.#listens) this.#receive(Buffer.from(bytes.subarray(rest, length)));
  }

  #receive(bytes: Buffer): void {
    const extensions = this.#compression?.extensions ?? noExtensions;
    const receiver = (this.#receiver ??= new FrameReceiver(this, this.#maxPayload, extensions));
    if (!receiver.write(bytes)) this.#socket?.pause();
    if (receiver.fresh && this.#compression === undefined) this.#receiver = undefined;
  }

  #write(frame: Buffer): void {
    if (this.#gathered > 0) this.#shared.burst.flush();
    const socket = this.#socket!;
    const taken = this.#writeNow(socket, frame, 0, frame.length);
    if (taken < frame.length) this.#queue(socket, frame.subarray(taken));
  }

  /** Returns how many of the bytes the system has taken, past the socket's stream: none where something waits in that. */
  #writeNow(socket: Socket, bytes: Buffer, from: number, to: number): number {
    const taken = this.#queuedBytes === 0 ? writeDirectly(socket, this.#fd, bytes, from, to) : 0;
    this.#sent += taken;
    return taken;
  }

  #queue(socket: Socket, frame: Buffer): void {
    socket.write(frame);
    this.#sent += frame.length;
    if (socket.writableLength === 0) return;
    this.#queued = true;
    this.#shared.backlogged(this);
  }

  #pong(payload: Uint8Array): void {
    if (this.#phase !== "open" || !this.#socket!.writable) return;
    // The payload is gone when this call is over; a sender that compresses may frame it later.
    if (this.#compression !== undefined) this.#compression.sender.pong(Uint8Array.from(payload), true);
    else this.#write(bytesFrame(opcode.pong, payload));
  }

  #owePong(payload: Uint8Array): void {
    if (this.#owedPong === undefined) this.#socket!.once("drain", tellDrain);
    this.#owedPong = Uint8Array.from(payload);
  }

  // Closing

  #startClosing(code: number, reason: string): void {
    const { scheduler } = this.#shared;
    const { clock } = scheduler;
    this.#phase = "closing";
    this.#deadline = scheduler.at(later(clock.now(), peerTime(clock, closeTimeoutMillis)), this);
    if (this.#compression === undefined) {
      this.#write(closeFrame(code, reason));
      this.#closeFrameWritten();
    } else {
      const sent = code === closeCode.noStatus ? undefined : code;
      this.#compression.sender.close(sent, reason, true, () => this.#closeFrameWritten());
    }
  }

  #closeFrameWritten(): void {
    this.#closeFrameSent = true;
    if (this.#farewell !== undefined) this.#socket?.end();
  }

  /** The connection has no more to read. Closes it, if that is not done yet. */
  #hearFarewell(farewell: Farewell, initiator: "device" | "server", answer: string): void {
    if (!this.#listens || this.#farewell !== undefined) return;
    this.#farewell = farewell;
    if (this.#socket!.destroyed) {
      this.#initiator = this.#phase === "open" ? initiator : this.#initiator;
      return this.#finishClosed();
    }
    // A receiver that has found a fault takes no more, and its socket was paused: the peer's end would not be heard.
    if (this.#socket!.isPaused()) this.#socket!.resume();
    if (this.#phase === "open") {
      this.#initiator = initiator;
      this.#startClosing(farewell.code, answer);
    } else if (this.#closeFrameSent) this.#socket?.end();
  }

  #finishClosed(): void {
    const { code, reason } = this.#farewell ?? lost;
    this.#finish({ type: "closed", code, reason, initiator: this.#initiator });
  }

  #finish(end: ConnectionEnd): void {
    if (this.#phase === "ended") return;
    this.#phase = "ended";
    this.#openingOver();
    this.#sent = this.bytesSent;
    this.#gathered = 0;
    if (this.#socket !== undefined) this.#socket[connectionOf] = undefined;
    this.#socket = undefined;
    this.#receiver = undefined;
    this.#compression?.dispose();
    this.#compression = undefined;
    this.#shared.forget(this);
    this.#owner.onEnd(end);
  }
}

const aborted = failed(failure.aborted, "the device gave up before the upgrade was answered");
const hungUp = failed("ECONNRESET", "the server hung up before it answered the upgrade");
const lost: Farewell = { code: closeCode.abnormal, reason: "" };

/** Where a socket's connection is found, until it has ended. */
const connectionOf: unique symbol = Symbol("connection");
type OwnedSocket = Socket & { [connectionOf]?: WsConnection | undefined };

function own(socket: OwnedSocket, connection: WsConnection, secure: boolean): void {
  socket[connectionOf] = connection;
  socket.on("error", tellError);
  socket.on("close", tellClosed);
  // Last, because it is the one that goes.
  socket.on(secure ? "secureConnect" : "connect", tellConnected);
}

function readSocket(this: OwnedSocket, length: number, bytes: Buffer): boolean {
  this[connectionOf]?.onBytes(bytes, length);
  return true;
}

function tellConnected(this: OwnedSocket): void {
  this.removeListener("connect", tellConnected);
  this.removeListener("secureConnect", tellConnected);
  this[connectionOf]?.onConnected();
}

/** After the end nothing is of interest any more, least of all errors. */
function tellError(this: OwnedSocket, error: Error): void {
  this[connectionOf]?.onSocketError(error);
}

function tellClosed(this: OwnedSocket): void {
  const connection = this[connectionOf];
  releasePair(this, endingOf(this, connection?.endedByPeer === true));
  connection?.onSocketClosed();
}

function tellDrain(this: OwnedSocket): void {
  this[connectionOf]?.onDrain();
}
