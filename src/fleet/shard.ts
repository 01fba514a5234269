/**
 * One slice of the fleet, living: spawns devices when the load wants them, runs their homes and the timeline, counts.
 *
 * 1. A shard needs the plan, its slice of homes, a scheduler and a transport; nothing else of the process.
 * 2. A device exists from its intended join to its leave. Before and after, it costs one scheduler entry or nothing.
 * 3. Everything it counts is a number or a histogram, so that the counts of shards add up.
 * 4. The phases of its devices add up to the number of its devices, always.
 */
import { peerTime } from "../kernel/clock.ts";
import type { FlotillaError } from "../kernel/errors.ts";
import { RandomStream } from "../kernel/random.ts";
import type { Scheduler } from "../kernel/scheduler.ts";
import { type Instant, later } from "../kernel/time.ts";
import type { Identity } from "../device/identity.ts";
import type { Kind } from "../device/kind.ts";
import type { Tally } from "../metrics/tally.ts";
import { deviceId } from "../scenario/device-id.ts";
import type { FleetLayout, Place, Range } from "../scenario/fleet-layout.ts";
import { connectTimes, rankOf } from "../scenario/load-shape.ts";
import type { Plan } from "../scenario/plan.ts";
import { Link } from "../wire/link/link.ts";
import type { FrameListener, LinkHost, LinkPlan } from "../wire/link/link-contract.ts";
import type { World } from "../world/world.ts";
import type { CommandGateway } from "./command-gateway.ts";
import { Household, type Neighbourhood } from "./household.ts";
import { Identities } from "./identities.ts";
import { NoLink } from "./no-link.ts";
import { RecoveryTracker, type Disturbance } from "./recovery-tracker.ts";
import type { DeviceRecord } from "./run-events.ts";
import { ShardCommons } from "./shard-commons.ts";
import type { ShardPort } from "./shard-port.ts";
import { stopGrace, Timeline, type Stage } from "./timeline.ts";
import { Unit, type UnitPhase } from "./unit.ts";
import type { UnitLink } from "./unit-link.ts";

export interface ShardOptions {
  readonly plan: Plan;
  readonly layout: FleetLayout;
  /** Its homes. */
  readonly homes: Range;
  readonly kinds: ReadonlyMap<string, Kind>;
  /** One per group of the plan's fleet; absent: nobody is at the other end, as in a simulation. */
  readonly linkPlans?: readonly LinkPlan[];
  readonly world: World;
  readonly scheduler: Scheduler;
  readonly gateway: CommandGateway;
  readonly record?: ((record: DeviceRecord) => void) | undefined;
  readonly trace?: FrameListener | undefined;
  /** Ids of devices whose frames are traced; absent means all. */
  readonly traced?: (id: string) => boolean;
  readonly notice: (level: "info" | "warning", text: string) => void;
  /** With the other shards of this process; absent: it is the only one. */
  readonly commons?: ShardCommons;
}

/** 20,000 goodbyes in a second, each slice far shorter than what would hold up the event loop. */
const goodbyesAtOnce = 200;
const goodbyePauseMillis = 10;

export class Shard implements ShardPort, Stage, Neighbourhood {
  readonly plan: Plan;
  readonly layout: FleetLayout;
  readonly scheduler: Scheduler;
  readonly world: World;
  readonly gateway: CommandGateway;
  readonly commons: ShardCommons;
  readonly tally: Tally;
  /** Its devices, whether they are there or not. */
  readonly devices: Range;
  readonly recoveries: RecoveryTracker;
  readonly record: ((record: DeviceRecord) => void) | undefined;
  readonly notice: (level: "info" | "warning", text: string) => void;
  readonly phases: Record<UnitPhase, number> = {
    idle: 0,
    dialing: 0,
    opening: 0,
    ready: 0,
    closing: 0,
    waiting: 0,
    closed: 0,
    unpowered: 0,
    booting: 0,
  };
  readonly readyByKind: Map<string, { ready: number; peak: number }> = new Map();
  readonly #options: ShardOptions;
  readonly #identities: Identities;
  readonly #units: Map<number, Unit> = new Map();
  readonly #households: Map<number, Household> = new Map();
  readonly #timeline: Timeline;
  #origin: Instant;
  #peak = 0;
  #sent = 0;
  #lostByTheGone = 0;
  #crashes = 0;
  /** Devices to come again as soon as their earlier stay is over, and when that was intended. */
  readonly #returning: Map<number, Instant> = new Map();
  #stopping: Promise<void> | undefined;
  #whenEmpty: (() => void) | undefined;

  constructor(options: ShardOptions) {
    this.#options = options;
    this.plan = options.plan;
    this.layout = options.layout;
    this.scheduler = options.scheduler;
    this.world = options.world;
    this.gateway = options.gateway;
    this.record = options.record;
    this.notice = options.notice;
    this.commons = options.commons ?? new ShardCommons(options.plan, options.layout);
    this.tally = this.commons.tally;
    this.devices = options.layout.homeDevices(options.homes);
    this.recoveries = new RecoveryTracker(options.scheduler.clock);
    this.#identities = new Identities(options.plan.seed);
    this.#timeline = new Timeline(this);
    this.#origin = options.scheduler.now;
    for (const group of options.plan.fleet) this.readyByKind.set(group.kind, { ready: 0, peak: 0 });
  }

  /** Lets the run begin at `origin`: joins, leaves and steps are put in the queue. */
  start(origin: Instant): void {
    this.#origin = origin;
    const total = this.layout.total;
    for (let index = this.devices.from; index < this.devices.to; index++) {
      for (const { from, to } of connectTimes(this.plan.load, rankOf(index, total, this.plan.seed), total)) {
        this.scheduler.at(later(origin, from), this.#joining, index);
        if (to !== undefined) this.scheduler.at(later(origin, to), this.#leaving, index);
      }
    }
    this.#timeline.start(origin);
  }

  /**
   * Says goodbye for every device, some at a time so that neither this process nor the server chokes on it. Done when the last
   * is gone, or when the grace period after the last goodbye is over.
   */
  stop(): Promise<void> {
    this.#stopping ??= new Promise((resolve) => {
      this.#whenEmpty = resolve;
      this.#returning.clear();
      if (this.#units.size === 0) resolve();
      else this.#sayGoodbyes([...this.#units.values()], 0);
    });
    return this.#stopping;
  }

  /** Cuts what is left, without a goodbye. */
  abandon(): void {
    this.#stopping ??= Promise.resolve();
    for (const unit of [...this.#units.values()]) unit.abandon();
    this.#whenEmpty?.();
  }

  /** Brings the byte counts of open connections up to date. */
  settle(): void {
    for (const unit of this.#units.values()) unit.link.settle();
  }

  /** Devices that exist now. */
  get units(): ReadonlyMap<number, Unit> {
    return this.#units;
  }

  get size(): number {
    return this.#units.size;
  }

  unit(index: number): Unit | undefined {
    return this.#units.get(index);
  }

  household(home: number): Household | undefined {
    return this.#households.get(home);
  }

  /** Most devices ready at one time. */
  get peak(): number {
    return this.#peak;
  }

  /** Devices whose kind failed. */
  get crashes(): number {
    return this.#crashes;
  }

  /** Commands the timeline sent, and those of them no device has received. */
  get commandLedger(): { readonly sent: number; readonly lost: number } {
    let lost = this.#lostByTheGone;
    for (const unit of this.#units.values()) lost += unit.lostCommands;
    return { sent: this.#sent, lost };
  }

  // For units

  linkOf(unit: Unit): UnitLink {
    const { linkPlans } = this.#options;
    if (linkPlans === undefined) return new NoLink(unit);
    const { index } = unit.identity;
    return new Link(linkPlans[this.layout.deviceAt(index).group]!, unit, unit, this.#linkHost(index));
  }

  phaseChanged(unit: Unit, before: UnitPhase | undefined, now: UnitPhase): void {
    if (before !== undefined) this.phases[before]--;
    this.phases[now]++;
    const ofKind = this.readyByKind.get(unit.identity.kind);
    if (ofKind === undefined) return;
    if (before === "ready") ofKind.ready--;
    if (now !== "ready") return;
    ofKind.ready++;
    if (ofKind.ready > ofKind.peak) ofKind.peak = ofKind.ready;
    if (this.phases.ready > this.#peak) this.#peak = this.phases.ready;
  }

  /** Simulated milliseconds since the start, by the clock: what happens late happens late. */
  get elapsed(): number {
    return this.scheduler.clock.now() - this.#origin;
  }

  unplannedLoss(): Disturbance {
    return this.recoveries.unplanned(this.elapsed);
  }

  outage(cause: string): Disturbance {
    return this.recoveries.lasting(cause, this.elapsed);
  }

  unitGone(unit: Unit): void {
    const index = unit.identity.index;
    if (this.#units.get(index) !== unit) return;
    this.#units.delete(index);
    this.#lostByTheGone += unit.lostCommands;
    this.phases[unit.phase]--;
    if (unit.household.vacant) this.#households.delete(unit.household.index);
    const intended = this.#returning.get(index);
    if (intended !== undefined) {
      this.#returning.delete(index);
      this.#join(index, intended);
    }
    if (this.#units.size === 0) this.#whenEmpty?.();
  }

  unitCrashed(error: FlotillaError): void {
    this.#crashes++;
    if (this.commons.crashed()) this.notice("warning", error.message);
  }

  commandSent(): void {
    this.#sent++;
  }

  /** Who the device of this index is, whether it is there or not. */
  identity(index: number): Identity {
    return this.#identityAt(this.layout.deviceAt(index));
  }

  #identityAt(place: Place): Identity {
    const group = this.plan.fleet[place.group]!;
    return this.#identities.identity(group, this.#options.kinds.get(group.kind)!, place);
  }

  #linkHost(index: number): LinkHost {
    const trace = this.#options.trace;
    const traced = trace !== undefined && (this.#options.traced?.(this.#idOf(index)) ?? true);
    return {
      scheduler: this.scheduler,
      tally: this.tally,
      random: new RandomStream(this.plan.seed, index, "link"),
      ...(traced ? { trace } : {}),
    };
  }

  #sayGoodbyes(units: readonly Unit[], from: number): void {
    const to = from + goodbyesAtOnce;
    for (const unit of units.slice(from, to)) unit.leave();
    if (this.#units.size === 0) return;
    const rest = to < units.length;
    const wait = rest ? peerTime(this.scheduler.clock, goodbyePauseMillis) : stopGrace(this.scheduler, units.length);
    this.scheduler.at(later(this.scheduler.now, wait), {
      onDue: () => (rest ? this.#sayGoodbyes(units, to) : this.abandon()),
    });
  }

  readonly #joining = { onDue: (index: number, due: Instant): void => this.#join(index, due) };
  readonly #leaving = { onDue: (index: number): void => this.#leave(index) };

  #join(index: number, intended: Instant): void {
    if (this.#stopping !== undefined) return;
    if (this.#units.has(index)) {
      // It is still saying goodbye.
      this.#returning.set(index, intended);
      return;
    }
    const place = this.layout.deviceAt(index);
    const identity = this.#identityAt(place);
    const group = this.plan.fleet[place.group]!;
    const household = this.#householdOf(place.home);
    const unit = new Unit(
      {
        seed: this.plan.seed,
        kind: this.#options.kinds.get(group.kind)!,
        identity,
        home: household.view,
        settings: group.settings,
        every: group.telemetry.every,
        align: group.telemetry.align,
        hasLived: this.#options.linkPlans === undefined,
        clock: group.clock,
        crashesPerDay: group.crashesPerDay,
      },
      household,
      group,
      this,
    );
    this.#units.set(index, unit);
    unit.join(intended);
  }

  #leave(index: number): void {
    if (!this.#returning.delete(index)) this.#units.get(index)?.leave();
  }

  #householdOf(home: number): Household {
    let household = this.#households.get(home);
    if (household === undefined) {
      household = new Household(home, this);
      this.#households.set(home, household);
    }
    return household;
  }

  #idOf(index: number): string {
    const place = this.layout.deviceAt(index);
    return deviceId(this.plan.fleet[place.group]!, place);
  }
}
