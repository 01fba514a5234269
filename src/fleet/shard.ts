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
import { memberOf, recoveringCohorts } from "../scenario/expectations/expected-cohorts.ts";
import { belongsTo, cohortKey } from "../metrics/cohort.ts";
import type { Account, Crowd } from "../metrics/tally-book.ts";
import type { Tally } from "../metrics/tally.ts";
import type { Cohort } from "../metrics/threshold.ts";
import { deviceId } from "../scenario/groups/device-id.ts";
import type { FleetLayout, Place, Range } from "../scenario/groups/fleet-layout.ts";
import { type MemberPlan, memberPlan } from "../scenario/groups/member-plan.ts";
import type { Plan } from "../scenario/plan.ts";
import type { ScenarioFunctions } from "../scenario/scripts/script-context.ts";
import { Link } from "../wire/link/link.ts";
import type { FrameListener, LinkHost } from "../wire/link/link-contract.ts";
import type { World } from "../world/world.ts";
import type { CommandGateway } from "./command-gateway.ts";
import { Attendance } from "./attendance.ts";
import { plannedOptions } from "./device-options.ts";
import { ConditionWatch } from "./conditions/condition-watch.ts";
import { expectedConditions, type ExpectedCondition } from "./expectations/expected-condition.ts";
import { PlannedCounts } from "./expectations/planned-counts.ts";
import { type Expressions, expressionsOf } from "./expressions.ts";
import { Household, type Neighbourhood } from "./household.ts";
import { Identities } from "./identities.ts";
import type { LinkPlans } from "./link-plan.ts";
import { NoLink } from "./no-link.ts";
import { RecoveryTracker, type Disturbance } from "./recovery-tracker.ts";
import type { DeviceRecord, Recovery } from "./run-events.ts";
import { CallsOfFunctions } from "./scripts/function-calls.ts";
import { watchScripts } from "./scripts/scripts.ts";
import { ShardCommons } from "./shard-commons.ts";
import type { Counted, ShardPort } from "./shard-port.ts";
import { stopGrace } from "./stop-grace.ts";
import { ActionRunner } from "./timeline/action-runner.ts";
import type { FunctionCalls, RunEnd, Stage } from "./timeline/stage.ts";
import { Timeline } from "./timeline/timeline.ts";
import { Unit, type UnitPhase } from "./unit.ts";
import type { UnitLink } from "./unit-link.ts";
import { Watchers } from "./watchers.ts";

export interface ShardOptions {
  readonly plan: Plan;
  readonly layout: FleetLayout;
  /** Its homes. */
  readonly homes: Range;
  readonly kinds: ReadonlyMap<string, Kind>;
  /** Absent: nobody is at the other end, as in a simulation. */
  readonly linkPlans?: LinkPlans;
  readonly world: World;
  readonly scheduler: Scheduler;
  readonly gateway: CommandGateway;
  readonly record?: ((record: DeviceRecord) => void) | undefined;
  readonly trace?: FrameListener | undefined;
  /** Ids of devices whose frames are traced; absent means all. */
  readonly traced?: (id: string) => boolean;
  readonly notice: (level: "info" | "warning", text: string) => void;
  /** Ends the run before its time, in good order. Absent: it goes on. */
  readonly endRun?: (end: RunEnd) => void;
  /** Those that the plan names, of a scenario in TypeScript. */
  readonly functions?: ScenarioFunctions;
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
  /** What no device did, and what devices did that no expectation asks about apart; {@link counted} has the sums. */
  readonly tally: Tally;
  /** Its devices, whether they are there or not. */
  readonly devices: Range;
  readonly recoveries: RecoveryTracker;
  /** Who looks on at its devices. Add to them before the run starts. */
  readonly watchers: Watchers = new Watchers();
  readonly conditionWatch: ConditionWatch = new ConditionWatch(this);
  readonly expressions: Expressions;
  /** Does what steps and scripts say. */
  readonly actions: ActionRunner;
  readonly functions: FunctionCalls;
  readonly record: ((record: DeviceRecord) => void) | undefined;
  readonly notice: (level: "info" | "warning", text: string) => void;
  readonly conditions: readonly ExpectedCondition[];
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
  /** Devices that have left and will come back as what they are; nothing of them runs. */
  readonly #away: Map<number, Unit> = new Map();
  readonly #attendance: Attendance;
  readonly #timeline: Timeline;
  #origin: Instant;
  #peak = 0;
  /** Who is told of steps and marks. */
  readonly #listeners: ((name: string) => void)[] = [];
  readonly #planned: PlannedCounts;
  /** Cohorts of which an expectation asks how they came back. */
  readonly #recovering: readonly Cohort[];
  /** Where the devices of each group are counted. */
  readonly #accounts: Map<MemberPlan, Account> = new Map();
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
    this.tally = this.commons.tallies.rest.tally;
    this.devices = options.layout.homeDevices(options.homes);
    this.#recovering = recoveringCohorts(options.plan.expect);
    this.recoveries = new RecoveryTracker(
      options.scheduler.clock,
      this.#recovering.map((cohort) => (device) => this.#belongs(device, cohort)),
    );
    this.#planned = new PlannedCounts(options.plan, options.layout);
    this.#identities = new Identities(options.plan.seed);
    this.expressions = expressionsOf(options.kinds);
    this.actions = new ActionRunner(this);
    this.functions = new CallsOfFunctions(options.functions ?? new Map(), this, this.actions);
    watchScripts(this, this.actions);
    this.#timeline = new Timeline(this, this.actions);
    const { plan, layout, scheduler, devices } = this;
    this.#attendance = new Attendance({
      plan,
      layout,
      scheduler,
      devices,
      join: (index, intended) => this.#join(index, intended),
      leave: (index, returns) => this.#leave(index, returns),
    });
    this.#origin = options.scheduler.now;
    for (const group of options.plan.fleet) this.readyByKind.set(group.kind, { ready: 0, peak: 0 });
    this.conditions = expectedConditions(this, options.linkPlans !== undefined);
  }

  /** Lets the run begin at `origin`: joins, leaves and steps are put in the queue. */
  start(origin: Instant): void {
    this.#origin = origin;
    this.#attendance.start(origin);
    this.#timeline.start(origin);
    this.conditionWatch.start();
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

  /** What scripts of devices did wrong, and what functions say has failed. */
  get failures(): readonly string[] {
    return this.commons.scriptFailures.reasons;
  }

  /** Commands the timeline sent, and those of them no device has received. */
  get commandLedger(): { readonly sent: number; readonly lost: number } {
    return this.commons.tallies.total.ledger;
  }

  counted(cohort?: Cohort): Counted {
    const { tallies } = this.commons;
    if (cohort === undefined) {
      const { phases, peak } = this;
      return { figures: tallies.total, ready: phases.ready, peak };
    }
    const { figures, crowd } = tallies.of(cohort);
    return { figures, ...crowd };
  }

  recovered(cohort?: Cohort): readonly Recovery[] {
    if (cohort === undefined) return this.recoveries.summaries();
    const key = cohortKey(cohort);
    return this.recoveries.summaries(this.#recovering.findIndex((one) => cohortKey(one) === key));
  }

  #belongs(device: number, cohort: Cohort): boolean {
    return belongsTo(cohort, memberOf(memberPlan(this.plan, this.layout.deviceAt(device))));
  }

  planned(cohort?: Cohort): number {
    return cohort === undefined ? this.layout.total : this.#planned.of(cohort);
  }

  listen(began: (name: string) => void): void {
    this.#listeners.push(began);
  }

  /** A round of the step of this name begins, or the mark of this name is passed. */
  began(name: string): void {
    for (const listener of this.#listeners) listener(name);
  }

  /** Where a device of this group is counted. */
  account(group: MemberPlan): Account {
    let account = this.#accounts.get(group);
    if (account === undefined) {
      account = this.commons.tallies.account(memberOf(group));
      this.#accounts.set(group, account);
    }
    return account;
  }

  // For units

  linkOf(unit: Unit): UnitLink {
    const { linkPlans } = this.#options;
    if (linkPlans === undefined) return new NoLink(unit);
    const { index } = unit.identity;
    return new Link(linkPlans(this.layout.deviceAt(index)), unit, unit, this.#linkHost(index, unit.tally));
  }

  phaseChanged(unit: Unit, before: UnitPhase | undefined, now: UnitPhase): void {
    if (before !== undefined) this.phases[before]--;
    this.phases[now]++;
    if (before !== "ready" && now !== "ready") return;
    const ofKind = this.readyByKind.get(unit.identity.kind);
    if (ofKind !== undefined) countReady(ofKind, now === "ready");
    for (const crowd of unit.crowds) countReady(crowd, now === "ready");
    if (now !== "ready") return;
    if (this.phases.ready > this.#peak) this.#peak = this.phases.ready;
  }

  /** When the run began; before that, when the shard was made. */
  get origin(): Instant {
    return this.#origin;
  }

  endRun(end: RunEnd): void {
    this.#options.endRun?.(end);
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
    if (unit.comesBack) this.#away.set(index, unit);
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

  /** The timeline asks for a command to a device. */
  commandSent(unit: Unit): void {
    unit.tally.ledger.sent++;
  }

  /** Who the device of this index is, whether it is there or not. */
  identity(index: number): Identity {
    return this.#identityAt(this.layout.deviceAt(index));
  }

  #identityAt(place: Place): Identity {
    const member = memberPlan(this.plan, place);
    return this.#identities.identity(member, this.#options.kinds.get(member.kind)!, place);
  }

  #linkHost(index: number, tally: Tally): LinkHost {
    const trace = this.#options.trace;
    const traced = trace !== undefined && (this.#options.traced?.(this.#idOf(index)) ?? true);
    return {
      scheduler: this.scheduler,
      tally,
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

  #join(index: number, intended: Instant): void {
    if (this.#stopping !== undefined) return;
    if (this.#units.has(index)) {
      // It is still saying goodbye.
      this.#returning.set(index, intended);
      return;
    }
    const place = this.layout.deviceAt(index);
    const household = this.#householdOf(place.home);
    const away = this.#away.get(index);
    if (away !== undefined) {
      this.#away.delete(index);
      this.#units.set(index, away);
      // Who looks on is told where it is.
      away.household = household;
      away.watcher = this.watchers.of(away);
      away.comeBack(intended, household);
      return;
    }
    const member = memberPlan(this.plan, place);
    const kind = this.#options.kinds.get(member.kind)!;
    const identity = this.#identityAt(place);
    const unit = new Unit(
      {
        seed: this.plan.seed,
        kind,
        identity,
        home: household.view,
        hasLived: this.#options.linkPlans === undefined,
        ...plannedOptions(member, kind, this.plan.seed, index),
      },
      household,
      member,
      this,
    );
    this.#units.set(index, unit);
    unit.watcher = this.watchers.of(unit);
    unit.join(intended);
  }

  /** @param returns whether it comes back as the device it is */
  #leave(index: number, returns: boolean): void {
    const wasToReturn = this.#returning.delete(index);
    const unit = this.#units.get(index);
    if (unit !== undefined && !(wasToReturn && returns)) unit.leave({ forGood: !returns });
    if (!returns) this.#away.delete(index);
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

function countReady(crowd: Crowd, ready: boolean): void {
  crowd.ready += ready ? 1 : -1;
  if (crowd.ready > crowd.peak) crowd.peak = crowd.ready;
}
