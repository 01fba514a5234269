/**
 * One connection of a link, from its dial to its end: what a transport and a protocol session see of the link.
 *
 *     transport --- onText, onEnd ---> Line --- onText, onEnd ---> session
 *     transport <-- send, close ------ Line <-- send, close ------ session
 *                                       |
 *                            lineOpened, lineReceived, lineEnded
 *                                       v
 *                                      link
 *
 * 1. A line that ended is deaf: whatever a transport or a session still says concerns nobody. So a link may dial again
 *    while its last connection is still being taken down.
 * 2. Time-outs are measured in real time, from the moment they begin to run: they judge the peer.
 * 3. A peer that leaves two pings in a row unanswered is dead, and the line cuts itself.
 * 4. At most one entry of its own in the scheduler: waiting for `ready`, for the next ping, or for the end of a goodbye.
 * 5. On a degraded network all of this goes through a {@link SlowLane} each way; an end of the connection is heard after all
 *    that came before it. Pings stay outside: they judge the peer, not the network.
 */
import { peerTime } from "../../kernel/clock.ts";
import type { Random } from "../../kernel/random.ts";
import { noTicket, type Task, type Ticket } from "../../kernel/scheduler.ts";
import { type Duration, later, seconds } from "../../kernel/time.ts";
import type { Carry, DeviceView, GoodbyeReason, Session, SessionIo, Verdict } from "../protocol/adapter.ts";
import type { Incoming, RequestFailure } from "../protocol/message.ts";
import type { Connection, ConnectionEnd, ConnectionOwner } from "../transport/transport.ts";
import { displayUrl } from "../transport/target-url.ts";
import type { LinkHost, LinkPlan } from "./link-contract.ts";
import { SlowLane } from "./slow-lane.ts";

/** What a line is given by its link, and tells it. */
export interface LineOwner extends Random {
  readonly plan: LinkPlan;
  readonly device: DeviceView;
  readonly host: LinkHost;
  /** What the last session left for the next one, which takes it. */
  carried: Carry | undefined;
  lineOpened(): void;
  lineReceived(message: Incoming): void;
  /** The last thing a line says. */
  lineEnded(end: ConnectionEnd, verdict: Verdict): void;
}

/** Scheduler slots. Those below are the session's. */
const slot = { ready: 8, heartbeat: 9, goodbye: 10 } as const;

const missedPongs = 2;
/** How long a session may take to say goodbye and close. */
const goodbyeTimeout = seconds(10);
/** How far beyond `maxBuffered` answers, events and state may fill the send buffer; samples stop at it. */
const bufferReserve = 4;

const again: Verdict = { act: "reconnect" };

export class Line implements ConnectionOwner, SessionIo, Task {
  readonly #owner: LineOwner;
  readonly #connection: Connection;
  #phase: "dialing" | "open" | "leaving" | "ended" = "dialing";
  #session: Session | undefined;
  #accepted = false;
  #refusal: string | undefined;
  #watch: Ticket = noTicket;
  /** The session's timers by slot, once it has any. */
  #timers: Ticket[] | undefined;
  /** While the network is degraded, and until what it held up has passed. */
  #lanes: { readonly outward: SlowLane; readonly inward: SlowLane } | undefined;
  #heartbeat = 0;
  #unanswered = 0;
  /** Bytes that are in the tally already. */
  #settledSent = 0;
  #settledReceived = 0;

  constructor(owner: LineOwner) {
    const { plan, device } = owner;
    const url = plan.url(device);
    const tls = typeof plan.tls === "function" ? plan.tls(device) : plan.tls;
    this.#owner = owner;
    if (owner.host.trace !== undefined) this.#note(`dialing ${plan.shownUrl?.(device) ?? displayUrl(url)}`);
    this.#connection = plan.transport.dial(
      {
        url,
        subprotocols: plan.subprotocols ?? plan.protocol.subprotocols,
        requireSubprotocol: plan.requireSubprotocol,
        headers: plan.headers(device),
        ...(tls !== undefined && { tls }),
        handshakeTimeout: plan.handshakeTimeout,
        maxPayload: plan.maxPayload,
        perMessageDeflate: plan.perMessageDeflate,
      },
      this,
    );
  }

  // For the link

  /** Speaks for the device. Only between `lineOpened` and the end. */
  get session(): Session {
    return this.#session!;
  }

  get bufferedBytes(): number {
    return this.#connection.bufferedBytes + (this.#lanes?.outward.bytes ?? 0);
  }

  /** Why an open connection never got ready, when that was not the server's or the network's doing. */
  get refusal(): string | undefined {
    return this.#refusal;
  }

  /** The server has accepted the device: from now on pings prove that it lives. */
  accept(heartbeat: Duration): void {
    this.#accepted = true;
    this.#heartbeat = heartbeat;
    // The first ping at a random point of the interval, or a fleet that came at once would ping at once.
    if (heartbeat > 0) this.#await(slot.heartbeat, this.#owner.next() * heartbeat);
    else this.#stopWaiting();
  }

  /** Says goodbye; the line ends by itself. */
  goodbye(reason: GoodbyeReason): void {
    this.#phase = "leaving";
    this.#await(slot.goodbye, goodbyeTimeout);
    this.session.goodbye(reason);
  }

  /** Cuts the connection and ends the line at once. The owner is not told: it is the one who asks. */
  sever(end: ConnectionEnd): Verdict {
    this.#connection.terminate();
    return this.#conclude(end);
  }

  setDegraded(degraded: boolean): void {
    if (degraded && this.#phase !== "ended") this.#lanes ??= this.#newLanes();
    if (this.#lanes === undefined) return;
    this.#lanes.outward.degraded = degraded;
    this.#lanes.inward.degraded = degraded;
  }

  /** Brings the tally's byte counts up to date. */
  settle(): void {
    const { messages } = this.#owner.host.tally;
    const { bytesSent, bytesReceived } = this.#connection;
    messages.bytesSent += bytesSent - this.#settledSent;
    messages.bytesReceived += bytesReceived - this.#settledReceived;
    this.#settledSent = bytesSent;
    this.#settledReceived = bytesReceived;
  }

  // For the transport

  onOpen(subprotocol: string): void {
    this.#inward(0, () => this.#opened(subprotocol));
  }

  onText(text: string): void {
    if (this.#lanes === undefined) this.#gotText(text);
    else this.#inward(text.length, () => this.#gotText(text));
  }

  onBinary(data: Uint8Array): void {
    if (this.#lanes === undefined) this.#gotBinary(data);
    else this.#inward(data.length, () => this.#gotBinary(data));
  }

  onPing(): void {
    // Answered by the transport.
  }

  onPong(): void {
    this.#unanswered = 0;
  }

  onEnd(end: ConnectionEnd): void {
    this.#lanes?.inward.flush();
    this.settle();
    if (this.#phase !== "ended") this.#owner.lineEnded(end, this.#conclude(end));
  }

  #opened(subprotocol: string): void {
    if (this.#phase !== "dialing") return;
    this.#phase = "open";
    this.#session = this.#newSession();
    this.#await(slot.ready, this.#owner.plan.readyTimeout);
    this.#owner.lineOpened();
    if (this.#is("open")) this.#session.onOpen(subprotocol);
  }

  #gotText(text: string): void {
    if (!this.#talks) return;
    this.#owner.host.tally.messages.received++;
    this.#trace("in", text);
    this.session.onText(text);
  }

  #gotBinary(data: Uint8Array): void {
    if (!this.#talks) return;
    this.#owner.host.tally.messages.received++;
    this.#trace("in", data);
    this.session.onBinary(data);
  }

  // For the session

  send(data: string | Uint8Array): boolean {
    if (!this.#talks || this.bufferedBytes > this.#owner.plan.maxBuffered * bufferReserve) return false;
    const lane = this.#open(this.#lanes?.outward);
    if (lane !== undefined) lane.add(data.length, () => this.#connection.send(data));
    else if (!this.#connection.send(data)) return false;
    this.#trace("out", data);
    return true;
  }

  close(code: number, reason: string): void {
    if (!this.#talks) return;
    if (!this.#accepted && this.#phase === "open") this.#refusal ??= "NOT_ACCEPTED";
    const lane = this.#open(this.#lanes?.outward);
    if (lane === undefined) this.#connection.close(code, reason);
    else lane.add(0, () => this.#connection.close(code, reason));
  }

  real(): number {
    return this.#owner.host.scheduler.clock.real();
  }

  timer(which: number, wait: Duration | undefined): void {
    if (!this.#talks) return;
    const { scheduler } = this.#owner.host;
    this.#timers ??= [];
    scheduler.cancel(this.#timers[which] ?? noTicket);
    this.#timers[which] = wait === undefined ? noTicket : this.#after(wait, which);
  }

  up(message: Incoming): void {
    if (this.#talks) this.#owner.lineReceived(message);
  }

  acknowledged(millis: number): void {
    this.#owner.host.tally.latency.ack.record(millis);
  }

  dropped(_what: "sample" | "event" | "state" | "answer", count: number): void {
    this.#owner.host.tally.messages.dropped += count;
  }

  unacknowledged(count: number): void {
    this.#owner.host.tally.messages.unacknowledged += count;
  }

  resent(count: number): void {
    this.#owner.host.tally.messages.resent += count;
  }

  refused(why: RequestFailure | "duplicate" | "late"): void {
    const { commands } = this.#owner.host.tally;
    commands.received++;
    if (why === "duplicate") commands.duplicate++;
    else if (why === "late") commands.late++;
    else if (why === "unknown") commands.unknown++;
    else commands.failed++;
  }

  // Time

  onDue(which: number): void {
    switch (which) {
      case slot.ready:
        this.#refusal ??= "READY_TIMEOUT";
        return this.#cut();
      case slot.heartbeat:
        return this.#beat();
      case slot.goodbye:
        return this.#cut();
      default:
        this.#timers![which] = noTicket;
        return this.session.onTimer(which);
    }
  }

  #beat(): void {
    this.settle();
    if (this.#unanswered >= missedPongs) {
      this.#owner.host.tally.connections.halfOpen++;
      this.#note(`${missedPongs} pings in a row unanswered`);
      return this.#cut();
    }
    this.#unanswered++;
    this.#connection.ping();
    this.#await(slot.heartbeat, this.#heartbeat);
  }

  /** Ends the line because the peer does not do its part. */
  #cut(): void {
    const end: ConnectionEnd = { type: "closed", code: 1006, reason: "", initiator: "device" };
    this.#owner.lineEnded(end, this.sever(end));
  }

  /** Makes the line deaf, and asks the session how to go on. */
  #conclude(end: ConnectionEnd): Verdict {
    this.#phase = "ended";
    this.#stopWaiting();
    this.#lanes?.outward.drop();
    this.#lanes?.inward.drop();
    this.#lanes = undefined;
    for (const ticket of this.#timers ?? []) this.#owner.host.scheduler.cancel(ticket ?? noTicket);
    this.#note(describe(end));
    // Without an answer of the server there is nothing that a protocol could judge.
    if (end.type === "failed") return again;
    this.#session ??= this.#newSession();
    const verdict = this.#session.onEnd(end);
    this.#owner.carried = this.#session.carry();
    return verdict;
  }

  #newSession(): Session {
    const { plan, device, carried } = this.#owner;
    this.#owner.carried = undefined;
    return plan.protocol.session(device, plan.protocolOptions, this, carried);
  }

  #inward(bytes: number, pass: () => void): void {
    const lane = this.#open(this.#lanes?.inward);
    if (lane === undefined) pass();
    else lane.add(bytes, pass);
  }

  /** The lane, as long as it holds anything up. */
  #open(lane: SlowLane | undefined): SlowLane | undefined {
    return lane === undefined || lane.idle ? undefined : lane;
  }

  #newLanes(): { readonly outward: SlowLane; readonly inward: SlowLane } {
    const { plan, host } = this.#owner;
    const lane = (): SlowLane => new SlowLane(host.scheduler, this.#owner, plan.maxBuffered * bufferReserve);
    return { outward: lane(), inward: lane() };
  }

  get #talks(): boolean {
    return this.#phase === "open" || this.#phase === "leaving";
  }

  #is(phase: string): boolean {
    return this.#phase === phase;
  }

  /** Sets the one thing that this line waits for. */
  #await(what: number, wait: number): void {
    this.#stopWaiting();
    this.#watch = this.#after(wait, what);
  }

  #stopWaiting(): void {
    this.#owner.host.scheduler.cancel(this.#watch);
    this.#watch = noTicket;
  }

  #after(wait: number, what: number): Ticket {
    const { scheduler } = this.#owner.host;
    return scheduler.at(later(scheduler.clock.now(), peerTime(scheduler.clock, wait)), this, what);
  }

  #trace(direction: "out" | "in", data: string | Uint8Array): void {
    this.#owner.host.trace?.(this.#owner.device.identity.id, direction, data);
  }

  #note(text: string): void {
    this.#owner.host.trace?.(this.#owner.device.identity.id, "note", text);
  }
}

function describe(end: ConnectionEnd): string {
  switch (end.type) {
    case "refused":
      return `refused with HTTP ${end.status}`;
    case "failed":
      return `failed: ${end.reason}, ${end.message}`;
    case "closed":
      return `closed by the ${end.initiator} with ${end.code}${end.reason === "" ? "" : ` (${end.reason})`}`;
  }
}
