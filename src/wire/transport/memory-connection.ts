/**
 * Two ends of a connection that exists in memory only, on simulated time.
 *
 * 1. Everything that travels arrives through the scheduler, one latency later, in the order it was sent.
 * 2. Each end behaves as RFC 6455 has it: pings answered, closing handshake, 1005 and 1006, too big a message is 1009.
 * 3. Bytes are counted as frames on a wire would be (§5.2): header, four bytes of mask from the device, payload.
 */
import { peerTime } from "../../kernel/clock.ts";
import { noTicket, type Scheduler, type Task, type Ticket } from "../../kernel/scheduler.ts";
import { type Duration, later } from "../../kernel/time.ts";
import { checkCloseCode, closeCode, closeTimeoutMillis, fitReason } from "./close-frame.ts";
import type { Connection, ConnectionEnd, ConnectionOwner } from "./transport.ts";

/** Whose end it is. */
export type Side = "device" | "server";

/** The server's end: a connection, and how to make it misbehave. */
export interface ServerConnection extends Connection {
  /** False lets pings go unanswered, as a peer that died without a word does. */
  answersPings: boolean;
  /** False stops reading: what the device sends stays in its buffer. */
  reading: boolean;
  /** As {@link Connection.close}, and with 1005 a close frame without a code. */
  close(code: number, reason: string): void;
}

/** What one side is told. The server's side is never told `onOpen`: it opens the connection itself. */
export type EndOwner = Omit<ConnectionOwner, "onOpen">;

/** Makes an open connection. */
export function connectEnds(
  scheduler: Scheduler,
  latency: Duration,
  maxPayload: number,
): { readonly device: MemoryEnd; readonly server: MemoryEnd } {
  const device = new MemoryEnd(scheduler, latency, "device", maxPayload);
  const server = new MemoryEnd(scheduler, latency, "server", Number.POSITIVE_INFINITY);
  device.peer = server;
  server.peer = device;
  return { device, server };
}

/** What travels. Texts and binary messages travel as they are. */
type Parcel = string | Uint8Array | Control;
type Control =
  | { readonly type: "ping" }
  | { readonly type: "pong" }
  | { readonly type: "close"; readonly code: number; readonly reason: string };
const ping: Control = { type: "ping" };
const pong: Control = { type: "pong" };

/** What an end waits for. */
const slot = { parcel: 0, lost: 1, ended: 2, closeTimeout: 3 } as const;

type Phase =
  | { readonly type: "open" }
  /** Our close frame is out; `violation` is what the peer did wrong, if that was the reason. */
  | { readonly type: "closing"; readonly violation: Violation | undefined }
  /** Nothing more is sent or heard; `end` is about to be told. */
  | { readonly type: "ending"; readonly end: ConnectionEnd }
  | { readonly type: "ended" };
interface Violation {
  readonly code: number;
  readonly reason: string;
}
const open: Phase = { type: "open" };
const ended: Phase = { type: "ended" };

export class MemoryEnd implements ServerConnection, Task {
  readonly #scheduler: Scheduler;
  readonly #latency: Duration;
  readonly #side: Side;
  readonly #maxPayload: number;
  peer!: MemoryEnd;
  owner!: EndOwner;
  answersPings = true;
  /** Where it is listed while it lives. */
  registry: Set<MemoryEnd> | undefined;
  #reading = true;
  #phase: Phase = open;
  /** Who closed first, once somebody did. */
  #initiator: Side | undefined;
  #closeTimeout: Ticket = noTicket;
  /** Under way to this end, oldest first. */
  readonly #inbox: Parcel[] = [];
  /** How many of them have arrived while this end was not reading, and their bytes. */
  #unread = 0;
  #unreadBytes = 0;
  #sent = 0;
  #received = 0;

  constructor(scheduler: Scheduler, latency: Duration, side: Side, maxPayload: number) {
    this.#scheduler = scheduler;
    this.#latency = latency;
    this.#side = side;
    this.#maxPayload = maxPayload;
  }

  send(data: string | Uint8Array): boolean {
    if (this.#phase.type !== "open") return false;
    this.#post(typeof data === "string" ? data : data.slice());
    return true;
  }

  ping(): void {
    if (this.#phase.type === "open") this.#post(ping);
  }

  close(code: number, reason: string): void {
    const bare = code === closeCode.noStatus && this.#side === "server";
    if (!bare) checkCloseCode(code);
    if (this.#phase.type === "open") this.#startClosing(code, fitReason(reason), undefined);
  }

  terminate(): void {
    if (this.#phase.type === "ending" || this.#phase.type === "ended") return;
    this.#initiator ??= this.#side;
    this.#endSoon(lost(this.#initiator));
    this.#schedule(this.peer, slot.lost);
  }

  get bufferedBytes(): number {
    return this.peer.#unreadBytes;
  }

  get bytesSent(): number {
    return this.#sent;
  }

  get bytesReceived(): number {
    return this.#received;
  }

  get reading(): boolean {
    return this.#reading;
  }

  set reading(reading: boolean) {
    this.#reading = reading;
    if (!reading) return;
    for (; this.#unread > 0; this.#unread--) this.#scheduler.at(this.#scheduler.now, this, slot.parcel);
    this.#unreadBytes = 0;
  }

  /** The process of this end dies: the peer sees the connection lost, this end's owner sees nothing any more. */
  vanish(): void {
    if (!this.#leave()) return;
    this.#schedule(this.peer, slot.lost);
  }

  /** Whether this end still takes part. */
  get live(): boolean {
    return this.#phase.type === "open" || this.#phase.type === "closing";
  }

  onDue(what: number): void {
    switch (what) {
      case slot.parcel:
        return this.#arrived();
      case slot.lost:
      case slot.ended:
        return this.#finish(this.#phase.type === "ending" ? this.#phase.end : lost(this.#initiator ?? this.peer.#side));
      case slot.closeTimeout:
        return this.terminate();
    }
  }

  #arrived(): void {
    if (!this.live) return;
    if (!this.#reading) {
      this.#unreadBytes += frameBytes(this.#inbox[this.#unread++]!, this.peer.#side);
      return;
    }
    const parcel = this.#inbox.shift()!;
    this.#received += frameBytes(parcel, this.peer.#side);
    if (typeof parcel === "string" || parcel instanceof Uint8Array) this.#messageArrived(parcel);
    else this.#controlArrived(parcel);
  }

  #messageArrived(message: string | Uint8Array): void {
    // After a violation nothing of the peer is believed any more.
    if (this.#phase.type === "closing" && this.#phase.violation !== undefined) return;
    if (payloadBytes(message) > this.#maxPayload) {
      const reason = `expected messages of at most ${this.#maxPayload} bytes, found ${payloadBytes(message)}`;
      this.#startClosing(closeCode.tooBig, "", { code: closeCode.tooBig, reason });
    } else if (typeof message === "string") this.owner.onText(message);
    else this.owner.onBinary(message);
  }

  #controlArrived(control: Control): void {
    switch (control.type) {
      case "ping":
        if (this.answersPings && this.#phase.type === "open") this.#post(pong);
        return this.owner.onPing();
      case "pong":
        return this.owner.onPong();
      case "close":
        return this.#closeArrived(control.code, control.reason);
    }
  }

  #closeArrived(code: number, reason: string): void {
    if (this.#phase.type === "open") {
      this.#initiator = this.peer.#side;
      this.#post({ type: "close", code, reason });
    }
    const violation = this.#phase.type === "closing" ? this.#phase.violation : undefined;
    this.#finish({ type: "closed", ...(violation ?? { code, reason }), initiator: this.#initiator ?? this.#side });
  }

  #startClosing(code: number, reason: string, violation: Violation | undefined): void {
    if (this.#phase.type === "open") {
      this.#post({ type: "close", code, reason });
      const { clock } = this.#scheduler;
      const due = later(clock.now(), peerTime(clock, closeTimeoutMillis));
      this.#closeTimeout = this.#scheduler.at(due, this, slot.closeTimeout);
      this.#initiator = this.#side;
    }
    this.#phase = { type: "closing", violation };
  }

  #post(parcel: Parcel): void {
    this.#sent += frameBytes(parcel, this.#side);
    this.peer.#inbox.push(parcel);
    this.#schedule(this.peer, slot.parcel);
  }

  #schedule(end: MemoryEnd, what: number): void {
    this.#scheduler.at(later(this.#scheduler.now, this.#latency), end, what);
  }

  /** Tells the owner at once, but never from within its own call. */
  #endSoon(end: ConnectionEnd): void {
    this.#phase = { type: "ending", end };
    this.#scheduler.cancel(this.#closeTimeout);
    this.#scheduler.at(this.#scheduler.now, this, slot.ended);
  }

  #finish(end: ConnectionEnd): void {
    if (this.#leave()) this.owner.onEnd(end);
  }

  /** Takes no further part. Returns false when it did not take part any more. */
  #leave(): boolean {
    if (this.#phase.type === "ended") return false;
    this.#phase = ended;
    this.#scheduler.cancel(this.#closeTimeout);
    this.registry?.delete(this);
    this.#inbox.length = 0;
    this.#unread = 0;
    this.#unreadBytes = 0;
    return true;
  }
}

function lost(initiator: Side): ConnectionEnd {
  return { type: "closed", code: closeCode.abnormal, reason: "", initiator };
}

function frameBytes(parcel: Parcel, from: Side): number {
  const payload = payloadBytes(parcel);
  const length = payload < 126 ? 0 : payload < 65_536 ? 2 : 8;
  return 2 + length + (from === "device" ? 4 : 0) + payload;
}

function payloadBytes(parcel: Parcel): number {
  if (typeof parcel === "string") return Buffer.byteLength(parcel);
  if (parcel instanceof Uint8Array) return parcel.byteLength;
  if (parcel.type !== "close" || parcel.code === closeCode.noStatus) return 0;
  return 2 + Buffer.byteLength(parcel.reason);
}
