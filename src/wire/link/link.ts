/**
 * The life of a device's connection: dial, live, lose, wait, dial again. Its states are in `link-state.ts`.
 *
 * 1. The link decides when there is a connection; its {@link Line} is that connection.
 * 2. What the device says while it is not `ready`: samples and events are kept, at most `offlineBuffer` of each and the
 *    newest win; answers are too late. State patches are forgotten, because hello carries the whole state. Those after
 *    hello are kept until its answer, each by itself, for a server takes a gap in their versions for a loss; a connection
 *    that ends first takes them with it, and the wait for the answer bounds them.
 * 3. A wait is the back-off policy's, and never shorter than what the server asked for. A new attempt's intended time is
 *    the end of that wait, so a late generator shows in the latencies.
 * 4. `closed` is final. What ends while the device takes its leave leads there only by a verdict to stop.
 * 5. What is kept is the device's memory: whoever owns the link says when that is lost ({@link Link.forget}). What was never
 *    sent then counts as dropped. Samples that a session has sent and not seen acknowledged count as unacknowledged, once the
 *    session has ended: who says goodbye does not wait for the last of them, and they may well have arrived.
 *
 * Counts: `messages.telemetry`, `events` and `state` are what was handed to a session. An open connection that ends without
 * `close` is `lost`; one that never got ready, because the server let the time pass or the session would not have it, is
 * `failed`. A dial that the device itself gives up counts as an attempt and nothing else. Commands are counted by the
 * owner, apart from those a session refuses and those answered too late.
 */
import { peerTime } from "../../kernel/clock.ts";
import { noTicket, type Task, type Ticket } from "../../kernel/scheduler.ts";
import { type Duration, instant, type Instant, later, millis } from "../../kernel/time.ts";
import { count } from "../../metrics/tally.ts";
import type { Carry, DeviceView, GoodbyeReason, Verdict } from "../protocol/adapter.ts";
import type { DeviceEvent, Incoming, Outcome, RequestRef, Sample, StatePatch } from "../protocol/message.ts";
import { verdictOfRefusal } from "../protocol/refusal.ts";
import type { ConnectionEnd } from "../transport/transport.ts";
import { backoffDelay, exhausted } from "./backoff.ts";
import { Line, type LineOwner } from "./line.ts";
import type { LinkHost, LinkOwner, LinkPlan } from "./link-contract.ts";
import type { LinkPhase, LinkState } from "./link-state.ts";

const idle: LinkState = { phase: "idle" };
const dialing: LinkState = { phase: "dialing" };
const opening: LinkState = { phase: "opening" };
const ready: LinkState = { phase: "ready" };
const closing: LinkState = { phase: "closing" };

/** A request of the server as the owner holds it: with the connection it came on, which alone can take the answer. */
interface Request {
  readonly ref: RequestRef;
  readonly line: Line;
  readonly isCommand: boolean;
}

type Closed = Extract<ConnectionEnd, { type: "closed" }>;
const cutOff: Closed = { type: "closed", code: 1006, reason: "", initiator: "device" };
const networkLost: Closed = { type: "closed", code: 1006, reason: "", initiator: "server" };
const abandoned: ConnectionEnd = { type: "failed", reason: "ABORTED", message: "the device gave up" };

export class Link implements LineOwner, Task {
  readonly plan: LinkPlan;
  readonly device: DeviceView;
  readonly host: LinkHost;
  readonly #owner: LinkOwner;
  #state: LinkState = idle;
  #line: Line | undefined;
  carried: Carry | undefined;
  #network = true;
  #degraded = false;
  /** When the attempt under way should have begun. */
  #intended: Instant = instant(0);
  /** Asked for by `open` while closing. */
  #reopen: Instant | undefined;
  /** End of the back-off. */
  #ticket: Ticket = noTicket;
  /** Dials and waits since the device was last ready. */
  #dials = 0;
  #waits = 0;
  #lastWait: Duration = millis(0);
  #wasReady = false;
  /** Real time of the loss that is not made good yet. */
  #lostAt: number | undefined;
  #acknowledge = false;
  /** How often it has drawn. */
  #draws = 0;
  #samples: Sample[] | undefined;
  #events: DeviceEvent[] | undefined;
  /** State patches that hello came too early for. */
  #patches: StatePatch[] | undefined;

  constructor(plan: LinkPlan, device: DeviceView, owner: LinkOwner, host: LinkHost) {
    this.plan = plan;
    this.device = device;
    this.host = host;
    this.#owner = owner;
  }

  get phase(): LinkPhase {
    return this.#state.phase;
  }

  get current(): LinkState {
    return this.#state;
  }

  // What the device's life does to it

  /**
   * Starts to live. Connect latency counts from `intended`. While closing: opens again as soon as that is done.
   * Without effect on a link that lives already, and on a closed one.
   */
  open(intended: Instant): void {
    if (this.phase === "closing") this.#reopen = intended;
    if (this.phase !== "idle") return;
    this.#dials = 0;
    this.#waits = 0;
    this.#dial(intended);
  }

  /** Says goodbye, ends with a closing handshake, and is `idle` then. */
  close(reason: GoodbyeReason): void {
    this.#reopen = undefined;
    this.#lostAt = undefined;
    switch (this.phase) {
      case "idle":
      case "closed":
      case "closing":
        return;
      case "waiting":
      case "dialing":
        return this.#drop(abandoned);
      case "opening":
      case "ready":
        this.#line!.goodbye(reason);
        return this.#become(closing);
    }
  }

  /** Drops everything at once without a word, as when the power fails, and is `idle`. */
  cut(): void {
    this.#reopen = undefined;
    switch (this.phase) {
      case "idle":
      case "closed":
        return;
      case "waiting":
      case "dialing":
        return this.#drop(abandoned);
      case "opening":
      case "ready":
        this.#countLoss(cutOff);
        return this.#drop(cutOff);
      case "closing":
        count(this.host.tally.closeCodes, cutOff.code);
        return this.#drop(cutOff);
    }
  }

  /**
   * The device has lost its memory, or will not live again: what waits for a connection is dropped, and what waits for an
   * acknowledgement waits no more. A session that lives keeps what it has; only what it carries over may be forgotten later.
   */
  forget(): void {
    const { messages } = this.host.tally;
    messages.dropped += (this.#samples?.length ?? 0) + (this.#events?.length ?? 0);
    messages.unacknowledged += this.carried?.samples ?? 0;
    this.#samples = undefined;
    this.#events = undefined;
    this.carried = this.carried?.withoutSamples();
  }

  /** Without the network a connection is lost at once, and attempts fail without reaching anybody. */
  setNetwork(up: boolean): void {
    this.#network = up;
    if (up) return;
    switch (this.phase) {
      case "idle":
      case "waiting":
      case "closed":
        return;
      case "dialing":
        this.#takeLine().sever(abandoned);
        return this.#failed("NETWORK_DOWN");
      case "opening":
      case "ready":
      case "closing":
        return this.lineEnded(networkLost, this.#line!.sever(networkLost));
    }
  }

  /** A bad network: everything sent and received from now on takes longer, until told otherwise. */
  setDegraded(degraded: boolean): void {
    this.#degraded = degraded;
    this.#line?.setDegraded(degraded);
  }

  /** Brings the tally's byte counts up to date; the link itself does so with each ping and at the end. */
  settle(): void {
    this.#line?.settle();
  }

  // What the device says

  telemetry(sample: Sample): void {
    const { messages } = this.host.tally;
    if (this.phase !== "ready") this.#samples = this.#keep(this.#samples, sample);
    else if (this.#line!.bufferedBytes > this.plan.maxBuffered) messages.dropped++;
    else {
      messages.telemetry++;
      this.#line!.session.telemetry(sample, this.#acknowledge);
    }
  }

  state(patch: StatePatch): void {
    if (this.phase === "ready") this.#sendState(patch);
    else if (this.phase === "opening") (this.#patches ??= []).push(patch);
  }

  event(event: DeviceEvent): void {
    if (this.phase !== "ready") this.#events = this.#keep(this.#events, event);
    else this.#sendEvent(event);
  }

  /** Answers a request that came with `onIncoming`. False when it is too late: nobody could be told any more. */
  answer(ref: RequestRef, outcome: Outcome): boolean {
    const request = ref as Request;
    if (request.line === this.#line && (this.phase === "ready" || this.phase === "opening")) {
      request.line.session.answer(request.ref, outcome);
      return true;
    }
    this.host.tally.messages.dropped++;
    if (request.isCommand) this.host.tally.commands.late++;
    return false;
  }

  /** Its next draw. */
  next(): number {
    return this.host.draw(this.device.identity.index, this.#draws++);
  }

  // What its line tells it

  lineOpened(): void {
    const { clock } = this.host.scheduler;
    this.host.tally.connections.opened++;
    this.host.tally.latency.connect.record(clock.real() - clock.realAt(this.#intended));
    this.#become(opening);
    // Hello is said next, and has it all.
    this.#patches = undefined;
  }

  lineReceived(message: Incoming): void {
    switch (message.type) {
      case "ready":
        return this.#accepted(message);
      case "command":
        return this.#owner.onIncoming({ ...message, ref: this.#request(message.ref, true) });
      case "desired":
      case "query":
      case "configure":
      case "reboot":
        return this.#owner.onIncoming({ ...message, ref: this.#request(message.ref, false) });
      case "acknowledged":
        this.host.tally.messages.acked++;
        break;
      case "violation":
        this.host.tally.messages.violations++;
        break;
      case "unhandled":
        this.host.tally.messages.unhandled++;
        break;
    }
    this.#owner.onIncoming(message);
  }

  lineEnded(end: ConnectionEnd, verdict: Verdict): void {
    const { connections, closeCodes, refusals } = this.host.tally;
    const { refusal } = this.#takeLine();
    switch (end.type) {
      case "failed":
        return this.#failed(end.reason);
      case "refused": {
        connections.refused++;
        count(refusals, end.status);
        // Whatever the protocol makes of a status, the server may say when to come back.
        const general = verdictOfRefusal(end.status, end.headers);
        return this.#goOn(verdict, general.act === "reconnect" ? general.after : undefined);
      }
      case "closed":
        if (this.phase === "closing") {
          count(closeCodes, end.code);
          return verdict.act === "stop" ? this.#stop(verdict.why) : this.#closed();
        }
        if (refusal === undefined) this.#countLoss(end);
        else {
          count(closeCodes, end.code);
          connections.failed++;
          count(this.host.tally.failures, refusal);
        }
        return this.#goOn(verdict);
    }
  }

  /** The back-off is over. */
  onDue(_slot: number, due: Instant): void {
    this.#ticket = noTicket;
    this.#dial(due);
  }

  #dial(intended: Instant): void {
    this.host.tally.connections.attempts++;
    this.#dials++;
    this.#intended = intended;
    if (!this.#network) return this.#failed("NETWORK_DOWN");
    this.#line = new Line(this);
    if (this.#degraded) this.#line.setDegraded(true);
    this.#become(dialing);
  }

  #accepted(message: Extract<Incoming, { type: "ready" }>): void {
    const line = this.#line!;
    // A server may say it again, or too late.
    if (this.phase === "ready") return this.#owner.onIncoming(message);
    if (this.phase !== "opening") return;
    this.#countReady();
    this.#dials = 0;
    this.#waits = 0;
    this.#acknowledge = message.acknowledge ?? this.plan.acknowledge;
    line.accept(message.heartbeat ?? this.plan.heartbeat);
    this.#state = ready;
    // Before the owner hears of it, and may say something newer.
    this.#sendKept(line);
    this.#owner.onLink(ready);
    if (this.#line === line) this.#owner.onIncoming(message);
  }

  /** An attempt that never reached a server that would answer. */
  #failed(reason: string): void {
    this.host.tally.connections.failed++;
    count(this.host.tally.failures, reason);
    this.#goOn({ act: "reconnect" });
  }

  /** @param least what the server asked for beside the verdict. */
  #goOn(verdict: Verdict, least?: Duration): void {
    if (verdict.act === "stop") this.#stop(verdict.why);
    else if (exhausted(this.plan.backoff, this.#dials)) {
      this.#stop(`gave up after ${this.#dials} ${this.#dials === 1 ? "attempt" : "attempts"}`);
    } else this.#wait(Math.max(verdict.after ?? 0, least ?? 0));
  }

  /** @param least shortest wait, real milliseconds: the server counts on its own clock. */
  #wait(least: number): void {
    const { scheduler } = this.host;
    const { clock } = scheduler;
    this.#lastWait = backoffDelay(this.plan.backoff, this.#waits++, this.#lastWait, this);
    const byPolicy = later(scheduler.now, this.#lastWait);
    const byServer = later(clock.now(), peerTime(clock, least));
    const until = byServer > byPolicy ? byServer : byPolicy;
    this.#ticket = scheduler.at(until, this);
    this.#become({ phase: "waiting", until });
  }

  #stop(why: string): void {
    this.#reopen = undefined;
    this.forget();
    this.#become({ phase: "closed", why });
  }

  /** The goodbye is over. */
  #closed(): void {
    const reopen = this.#reopen;
    this.#reopen = undefined;
    this.#become(idle);
    if (reopen !== undefined) this.open(reopen);
  }

  /** Ends whatever goes on, counting nothing. */
  #drop(end: ConnectionEnd): void {
    this.host.scheduler.cancel(this.#ticket);
    this.#ticket = noTicket;
    if (this.#line !== undefined) this.#takeLine().sever(end);
    this.#become(idle);
  }

  #takeLine(): Line {
    const line = this.#line!;
    this.#line = undefined;
    this.#patches = undefined;
    return line;
  }

  #countReady(): void {
    const { scheduler, tally } = this.host;
    const now = scheduler.clock.real();
    tally.connections.ready++;
    tally.latency.ready.record(now - scheduler.clock.realAt(this.#intended));
    if (this.#lostAt !== undefined) tally.latency.reconnect.record(now - this.#lostAt);
    if (this.#wasReady) tally.connections.reconnects++;
    this.#lostAt = undefined;
    this.#wasReady = true;
  }

  #countLoss(end: Closed): void {
    const { scheduler, tally } = this.host;
    tally.connections.lost++;
    count(tally.closeCodes, end.code);
    if (this.phase === "ready") this.#lostAt = scheduler.clock.real();
  }

  #request(ref: RequestRef, isCommand: boolean): Request {
    return { ref, line: this.#line!, isCommand };
  }

  /** Puts `one` at the end of what waits for a connection; the oldest makes room. */
  #keep<T>(kept: T[] | undefined, one: T): T[] | undefined {
    const { messages } = this.host.tally;
    if (this.phase === "closed" || this.plan.offlineBuffer === 0) {
      messages.dropped++;
      return kept;
    }
    if (kept === undefined) return [one];
    kept.push(one);
    if (kept.length > this.plan.offlineBuffer) {
      kept.shift();
      messages.dropped++;
    }
    return kept;
  }

  #sendKept(line: Line): void {
    const patches = this.#patches;
    const samples = this.#samples;
    const events = this.#events;
    this.#patches = undefined;
    this.#samples = undefined;
    this.#events = undefined;
    for (const patch of patches ?? []) this.#sendState(patch);
    if (samples !== undefined) {
      this.host.tally.messages.telemetry += samples.length;
      line.session.backlog(samples, this.#acknowledge);
    }
    for (const event of events ?? []) this.#sendEvent(event);
  }

  #sendState(patch: StatePatch): void {
    this.host.tally.messages.state++;
    this.#line!.session.state(patch);
  }

  #sendEvent(event: DeviceEvent): void {
    this.host.tally.messages.events++;
    this.#line!.session.event(event);
  }

  /** Always the last thing to do: the owner may answer with anything. */
  #become(state: LinkState): void {
    this.#state = state;
    this.#owner.onLink(state);
  }
}
