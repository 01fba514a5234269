/**
 * A device with its link: what it says goes to the server, what the server asks goes to it.
 *
 * 1. Owns nothing but the two; counts what passes, remembers which command came by which request.
 * 2. The device never learns whether anybody listens; the link never learns what is said.
 * 3. Between `join` and `leave` the device may lose power, restart and reconnect any number of times. One that leaves for a while
 *    rests, and is the same device when it comes back.
 * 4. What is taken from it (power, network, connection) by several at once comes back when the last gives it back.
 */
import type { FlotillaError } from "../kernel/errors.ts";
import { keyed } from "../kernel/random.ts";
import type { Duration, Instant } from "../kernel/time.ts";
import { Device, type CallOutcome, type DeviceOptions, type DeviceOutput } from "../device/device.ts";
import { type Columns, valuesOf } from "../device/columns.ts";
import type { Value, Values } from "../device/field.ts";
import type { Identity } from "../device/identity.ts";
import type { BootReason, Call, Cause } from "../device/kind.ts";
import { backoffDelay } from "../wire/link/backoff.ts";
import type { LinkOwner } from "../wire/link/link-contract.ts";
import type { LinkPhase, LinkState } from "../wire/link/link-state.ts";
import type { DeviceView, GoodbyeReason } from "../wire/protocol/adapter.ts";
import { MeasuredSample } from "../wire/protocol/measured-sample.ts";
import type { Incoming, RequestRef } from "../wire/protocol/message.ts";
import type { Tally } from "../metrics/tally.ts";
import type { MemberPlan } from "../scenario/groups/member-plan.ts";
import type { Household } from "./household.ts";
import type { Disturbance } from "./recovery-tracker.ts";
import type { Shard } from "./shard.ts";
import type { DeviceRecord } from "./run-events.ts";
import { SentCommands } from "./sent-commands.ts";
import type { UnitLink } from "./unit-link.ts";
import type { UnitWatcher } from "./watchers.ts";

/** What a unit shows of itself in the fleet's counts. */
export type UnitPhase = LinkPhase | "unpowered" | "booting";

interface PendingCall {
  readonly ref: RequestRef;
  readonly name: string;
  readonly since: number;
}

/** What few devices of a fleet need at a time, kept apart so that the others do not pay for it. */
interface Seldom {
  /** How many steps of the timeline keep it without a network, and how many hold it back from connecting. */
  outages: number;
  holds: number;
  reconnects: number;
  /** Faults of the timeline that hold, each with how many steps gave it. */
  faults: Map<string, number> | undefined;
  /** Commands of the server: the latest, and those in progress. */
  lastCall: Call;
  calls: Map<Call, PendingCall> | undefined;
  /** Commands the timeline sent. */
  sent: SentCommands | undefined;
}

export class Unit implements DeviceOutput, LinkOwner, DeviceView {
  readonly device: Device;
  /** Another one in every stay. */
  link: UnitLink;
  household: Household;
  /** Who looks on, if anybody does: timeline, scripts, expectations. */
  watcher: UnitWatcher | undefined;
  /** What it is by the plan. */
  readonly member: MemberPlan;
  readonly #shard: Shard;
  #phase: UnitPhase = "idle";
  #leaving: "no" | "for a while" | "for good" = "no";
  #mains = true;
  #homeNetwork = true;
  #sequence = 0;
  #version = 0;
  #eventNumber = 0;
  /** When the unit's first dial was intended; only until then. */
  #intended: Instant | undefined;
  #disturbance: Disturbance | undefined;
  #seldom: Seldom | undefined;
  #knownId: string | undefined;

  constructor(options: DeviceOptions, household: Household, member: MemberPlan, shard: Shard) {
    this.household = household;
    this.member = member;
    this.#shard = shard;
    this.device = new Device(options, shard.scheduler, this);
    this.link = shard.linkOf(this);
  }

  /** Starts to live on the server. Connect latency counts from `intended`. */
  join(intended: Instant): void {
    this.#intended = intended;
    this.#shard.phaseChanged(this, undefined, this.#phase);
    this.household.add(this);
    this.device.begin();
    // Its cells may be empty already.
    this.#settle();
  }

  /** Says goodbye and takes no further part; one that {@link comeBack}s keeps what it is until then. */
  leave({ forGood }: { readonly forGood: boolean } = { forGood: true }): void {
    const before = this.#leaving;
    this.#leaving = forGood ? "for good" : "for a while";
    if (before !== "no") {
      if (forGood) this.device.dispose();
      return;
    }
    this.#unwatch();
    this.household.remove(this);
    this.#leaveDisturbed();
    this.#closeLink("shutdown");
    if (forGood) this.device.dispose();
    else this.device.rest();
    this.#settle();
    this.#goneWhenClosed();
  }

  /** Starts to live on the server again, in its home, after it has left for a while. Connect latency counts from `intended`. */
  comeBack(intended: Instant, household: Household): void {
    this.#leaving = "no";
    this.#intended = intended;
    this.#mains = true;
    this.#homeNetwork = true;
    this.household = household;
    this.link = this.#shard.linkOf(this);
    this.#networkChanged();
    this.#shard.phaseChanged(this, undefined, this.#phase);
    household.add(this);
    this.device.resume();
    this.#settle();
  }

  /** Drops the connection without a word: for a stop that may not wait. */
  abandon(): void {
    this.#leaving = "for good";
    this.#unwatch();
    this.household.remove(this);
    this.#leaveDisturbed();
    this.link.cut();
    this.device.dispose();
    this.#settle();
    this.#goneWhenClosed();
  }

  get leaving(): boolean {
    return this.#leaving !== "no";
  }

  /** Whether it has left, or is leaving, only for a while. */
  get comesBack(): boolean {
    return this.#leaving === "for a while";
  }

  get ready(): boolean {
    return this.#phase === "ready";
  }

  get phase(): UnitPhase {
    return this.#phase;
  }

  /** The name of its group in the plan. */
  get group(): string {
    return this.member.name;
  }

  /** Where what it does is counted. */
  get tally(): Tally {
    return this.#shard.account(this.member).tally;
  }

  // Disturbances

  /** Whatever hit the unit is `disturbance`; it ends when the unit is ready again. Counted only if it was ready. */
  disturb(disturbance: Disturbance): void {
    if (!this.ready && this.#disturbance === undefined) return;
    const { index } = this.identity;
    this.#disturbance?.letGo(index);
    this.#disturbance = disturbance;
    disturbance.hit(index, this.#shard.elapsed);
  }

  /** What was taken from it, by `disturbance` or by anything, is given back: how long it needs to come back counts from now. */
  freed(disturbance: Disturbance | undefined = this.#disturbance): void {
    if (disturbance === this.#disturbance) disturbance?.free(this.identity.index, this.#shard.elapsed);
  }

  /** Mains of the home: takes a mains device's power, and a battery device's network. */
  mains(on: boolean): void {
    this.#mains = on;
    this.device.power(on);
    // One that never got to dial does so when it has booted, and is not late for having had no power.
    if (this.device.phase === "unpowered") this.#intended = undefined;
    this.#networkChanged();
    this.#settle();
  }

  /** The network of the home, with mains or without. */
  homeNetwork(on: boolean): void {
    this.#homeNetwork = on;
    this.#networkChanged();
  }

  /** Loses the network until {@link restoreNetwork}; the device notices, and tries again by its own policy all the time. */
  loseNetwork(): void {
    this.#few.outages++;
    this.#networkChanged();
  }

  restoreNetwork(): void {
    this.#few.outages--;
    this.#networkChanged();
  }

  /** Everything sent and received takes longer, until told otherwise. */
  setDegraded(degraded: boolean): void {
    this.link.setDegraded(degraded);
  }

  /** Takes leave of the server and stays away until {@link reconnect}. */
  disconnect(): void {
    this.#few.holds++;
    this.#closeLink("disconnect");
  }

  reconnect(): void {
    if (--this.#few.holds > 0 || this.leaving || this.device.phase !== "running") return;
    this.link.open(this.#shard.scheduler.now);
  }

  /** How long the device's policy makes it wait after a disconnection that is over. */
  reconnectDelay(): Duration {
    const draw = keyed(this.#shard.plan.seed, "reconnect", this.identity.index, this.#few.reconnects++);
    return backoffDelay(this.member.reconnect, 0, 0 as Duration, { next: () => draw });
  }

  /** Gives the device a fault until {@link mend}. @throws FlotillaError `usage` for a fault the kind does not have. */
  breakDown(fault: string): void {
    this.device.fault(fault, true);
    const few = this.#few;
    few.faults ??= new Map();
    few.faults.set(fault, (few.faults.get(fault) ?? 0) + 1);
  }

  mend(fault: string): void {
    const faults = this.#seldom?.faults;
    const others = (faults?.get(fault) ?? 0) - 1;
    faults?.set(fault, others);
    if (others <= 0) this.device.fault(fault, false);
  }

  reboot(reason: BootReason): void {
    this.device.reboot(reason);
    this.#settle();
  }

  /** The timeline sends this command, at `sentAt` of real time; it counts as lost until it arrives. */
  expectCommand(name: string, sentAt: number): void {
    const few = this.#few;
    few.sent ??= new SentCommands(this.tally.ledger);
    few.sent.sent(name, sentAt);
  }

  /** The command that was sent at `sentAt` did not get on its way. */
  commandFailed(name: string, sentAt: number): void {
    this.#seldom?.sent?.failed(name, sentAt);
  }

  // DeviceView

  get identity(): Identity {
    return this.device.identity;
  }

  get boots(): number {
    return this.device.boots;
  }

  get bootReason(): BootReason {
    return this.device.bootReason;
  }

  get commands(): readonly string[] {
    return this.device.commands;
  }

  reported(): { readonly version: number; readonly values: Values } {
    return { version: this.#version, values: this.device.values("state") };
  }

  time(): number {
    return Math.round(this.device.clockTime());
  }

  // DeviceOutput

  measured(columns: Columns, list: readonly Value[]): void {
    const { link } = this;
    if (this.#shard.record !== undefined || this.watcher?.changed !== undefined) this.sampled(valuesOf(columns, list));
    else if (link.deaf === true) this.#sequence++;
    else link.telemetry(new MeasuredSample(this.time(), ++this.#sequence, columns, list));
  }

  sampled(values: Values): void {
    const seq = ++this.#sequence;
    if (this.#shard.record !== undefined) {
      const { home, kind } = this.device.identity;
      // Written out: in a simulation this is done tens of millions of times.
      this.#shard.record({ at: this.#recordedAt, device: this.#id, home, kind, type: "telemetry", seq, values });
    }
    if (this.link.deaf !== true) this.link.telemetry({ time: this.time(), seq, values });
    this.watcher?.changed?.(this, values);
  }

  changed(values: Values, cause: Cause): void {
    const version = ++this.#version;
    if (this.#shard.record !== undefined) {
      const { home, kind } = this.device.identity;
      this.#shard.record({ at: this.#recordedAt, device: this.#id, home, kind, type: "state", version, values, cause });
    }
    if (this.link.deaf !== true) this.link.state({ time: this.time(), version, values, cause });
    if (cause === "command") this.#effectOfCommand(this.#seldom?.sent?.reported());
    this.watcher?.changed?.(this, values);
  }

  raised(name: string, severity: "info" | "warning" | "error", data: Values): void {
    const number = `e-${this.boots}-${++this.#eventNumber}`;
    if (this.#shard.record !== undefined) {
      const { home, kind } = this.device.identity;
      this.#shard.record({
        at: this.#recordedAt,
        device: this.#id,
        home,
        kind,
        type: "event",
        id: number,
        name,
        severity,
        data,
      });
    }
    if (this.link.deaf !== true) this.link.event({ id: number, time: this.time(), name, severity, data });
    this.watcher?.raised?.(this, name, data);
  }

  outcome(call: Call, outcome: CallOutcome): void {
    const pending = this.#seldom?.calls?.get(call);
    if (pending === undefined) return;
    this.#seldom?.calls?.delete(call);
    this.#seldom?.sent?.answered(call);
    this.#shard.record?.({
      ...this.#stamp(),
      type: "result",
      name: pending.name,
      ok: outcome.ok,
      ...(outcome.ok ? {} : { failure: outcome.failure, message: outcome.message }),
    });
    // The link counts what is too late.
    if (!this.link.answer(pending.ref, outcome)) return;
    const { commands, latency } = this.tally;
    if (outcome.ok) commands.answered++;
    else if (outcome.failure === "unknown") commands.unknown++;
    else commands.failed++;
    latency.commandHandling.record(this.#shard.scheduler.clock.real() - pending.since);
  }

  up(): void {
    if (this.leaving) return;
    this.#sequence = 0;
    if (this.#shard.record !== undefined) {
      const { home, kind } = this.device.identity;
      const { boots, bootReason: reason } = this;
      const values = this.device.values("state");
      this.#shard.record({ at: this.#recordedAt, device: this.#id, home, kind, type: "boot", boots, reason, values });
    }
    if ((this.#seldom?.holds ?? 0) === 0) this.link.open(this.#intended ?? this.#shard.scheduler.now);
    this.#intended = undefined;
    this.#settle();
    this.watcher?.booted?.(this);
  }

  down(why: "power" | "reboot" | "crash"): void {
    this.#intended = undefined;
    this.#shard.record?.({ ...this.#stamp(), type: "down", why });
    if (why === "reboot") this.link.close("reboot");
    else this.link.cut();
    this.link.forget();
    this.#settle();
  }

  starting(): void {
    this.#settle();
  }

  /** The firmware's radio; without it there is no network, whatever the home has. */
  radio(on: boolean): void {
    if (on) this.restoreNetwork();
    else this.loseNetwork();
  }

  crashed(error: FlotillaError): void {
    this.#shard.unitCrashed(error, this.household.index);
    // Nothing is there yet when a kind fails in its very start.
    if (this.link === undefined) return;
    this.link.cut();
    this.link.forget();
    this.#settle();
  }

  // LinkOwner

  onLink(state: LinkState): void {
    if (state.phase === "ready") this.#disturbanceOver();
    else if (this.ready && state.phase !== "closing" && this.#reachable) this.#lostUnplanned();
    this.#shard.record?.({
      ...this.#stamp(),
      type: "link",
      phase: state.phase,
      ...(state.phase === "closed" ? { why: state.why } : {}),
    });
    this.#settle();
    this.#goneWhenClosed();
  }

  onIncoming(message: Incoming): void {
    switch (message.type) {
      case "command":
        this.#command(message.ref, message.name, message.args);
        return;
      case "desired": {
        const outcome = this.device.desire(message.values);
        this.link.answer(
          message.ref,
          outcome.ok ? { ok: true, result: { version: message.version, applied: true } } : outcome,
        );
        return;
      }
      case "query":
        this.link.answer(message.ref, { ok: true, result: { ...this.reported() } });
        return;
      case "configure":
        this.link.answer(message.ref, this.device.configure(message.values));
        return;
      case "reboot":
        this.link.answer(message.ref, { ok: true, result: { status: "accepted" } });
        this.reboot("softwareReset");
        return;
      case "ready":
      case "acknowledged":
      case "violation":
      case "unhandled":
        // Counted by the link; a device does nothing about them.
        return;
    }
  }

  #command(ref: RequestRef, name: string, args: Readonly<Record<string, unknown>>): void {
    this.tally.commands.received++;
    this.#shard.record?.({ ...this.#stamp(), type: "command", name, args });
    this.watcher?.commanded?.(this, name, args);
    const few = this.#few;
    const call = ++few.lastCall;
    const since = this.#shard.scheduler.clock.real();
    const sentAt = few.sent?.received(name, call);
    if (sentAt !== undefined) this.tally.latency.commandDelivery.record(since - sentAt);
    few.calls ??= new Map();
    few.calls.set(call, { ref, name, since });
    this.device.command(call, name, args);
  }

  #effectOfCommand(sentAt: number | undefined): void {
    if (sentAt === undefined) return;
    this.tally.latency.commandEffect.record(this.#shard.scheduler.clock.real() - sentAt);
  }

  #disturbanceOver(): void {
    this.#disturbance?.recovered(this.identity.index, this.#shard.elapsed);
    this.#disturbance = undefined;
  }

  #leaveDisturbed(): void {
    this.#disturbance?.leave(this.identity.index, this.#shard.elapsed);
    this.#disturbance = undefined;
  }

  #lostUnplanned(): void {
    if (this.#disturbance === undefined) this.disturb(this.#shard.unplannedLoss());
  }

  /** Nothing here keeps the device from being connected. */
  get #reachable(): boolean {
    return this.device.phase === "running" && !this.leaving && this.#hasNetwork;
  }

  get #hasNetwork(): boolean {
    return this.#mains && this.#homeNetwork && (this.#seldom?.outages ?? 0) === 0;
  }

  #networkChanged(): void {
    this.link.setNetwork(this.#hasNetwork);
  }

  /** Says goodbye. The session answers what is in progress with it. */
  #closeLink(why: GoodbyeReason): void {
    const answered = this.ready ? (this.#seldom?.calls?.size ?? 0) : 0;
    this.link.close(why);
    if (answered === 0) return;
    this.tally.commands.failed += answered;
    this.#seldom?.calls?.clear();
  }

  /** From here on nobody looks: what is left of it is its goodbye. */
  #unwatch(): void {
    this.watcher?.gone?.(this);
    this.watcher = undefined;
  }

  #goneWhenClosed(): void {
    const phase = this.link.phase;
    if (!this.leaving || (phase !== "idle" && phase !== "closed")) return;
    this.link.forget();
    this.#shard.unitGone(this);
  }

  /** Brings the fleet's counts up to date with what the unit is now. */
  #settle(): void {
    const body = this.device.phase;
    const next: UnitPhase = body === "unpowered" || body === "booting" ? body : this.link.phase;
    if (next === this.#phase) return;
    const before = this.#phase;
    this.#phase = next;
    this.#shard.phaseChanged(this, before, next);
    this.watcher?.linkChanged?.(this, next, before);
  }

  /** What it needs now, and most others do not. */
  get #few(): Seldom {
    this.#seldom ??= {
      outages: 0,
      holds: 0,
      reconnects: 0,
      faults: undefined,
      lastCall: 0,
      calls: undefined,
      sent: undefined,
    };
    return this.#seldom;
  }

  /** Its id, which is kept once something of it is recorded, as there will be more. */
  get #id(): string {
    this.#knownId ??= this.device.identity.id;
    return this.#knownId;
  }

  /** Records carry whole milliseconds. */
  get #recordedAt(): Instant {
    return Math.floor(this.#shard.scheduler.now) as Instant;
  }

  /** What every record has. */
  #stamp(): Stamp {
    const { home, kind } = this.identity;
    return { at: this.#recordedAt, device: this.#id, home, kind };
  }
}

type Stamp = Pick<DeviceRecord, "at" | "device" | "home" | "kind">;
