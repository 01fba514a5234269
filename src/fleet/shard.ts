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
import { keyed } from "../kernel/random.ts";
import type { Scheduler } from "../kernel/scheduler.ts";
import { type Duration, type Instant, later, millis } from "../kernel/time.ts";
import type { Identity } from "../device/identity.ts";
import type { Kind } from "../device/kind.ts";
import { memberOf, recoveringCohorts } from "../scenario/expectations/expected-cohorts.ts";
import { belongsTo, cohortKey } from "../metrics/cohort.ts";
import { Crowd } from "../metrics/crowd.ts";
import type { Account } from "../metrics/tally-book.ts";
import type { Tally } from "../metrics/tally.ts";
import type { Cohort } from "../metrics/threshold.ts";
import { deviceId } from "../scenario/groups/device-id.ts";
import type { FleetLayout, Place, Range } from "../scenario/groups/fleet-layout.ts";
import { type MemberPlan, memberPlan } from "../scenario/groups/member-plan.ts";
import type { Plan } from "../scenario/plan.ts";
import { Link } from "../wire/link/link.ts";
import type { FrameListener, LinkHost } from "../wire/link/link-contract.ts";
import type { World } from "../world/world.ts";
import type { CommandGateway } from "./command-gateway.ts";
import { Attendance } from "./attendance.ts";
import { plannedOptions } from "./device-options.ts";
import { ConditionWatch } from "./conditions/condition-watch.ts";
import { type ConditionView, mergedViews } from "./expectations/condition-state.ts";
import { expectedConditions, type ExpectedCondition } from "./expectations/expected-condition.ts";
import { PlannedCounts } from "./expectations/planned-counts.ts";
import { type Expressions, noExpressions } from "./expressions.ts";
import { Household, type Neighbourhood } from "./household.ts";
import { Identities } from "./identities.ts";
import type { LinkPlans } from "./link-plan.ts";
import { NoLink } from "./no-link.ts";
import { RecoveryTracker, type Disturbance } from "./recovery-tracker.ts";
import type { DeviceRecord, Recovery } from "./run-events.ts";
import { type Performer, watchScripts } from "./scripts/scripts.ts";
import { noFigures } from "./run-wide/run-figures.ts";
import type { RunFigures, RunSecond, RunWideHappening } from "./run-wide/run-second.ts";
import type { Saying } from "./run-wide/saying.ts";
import { Voice } from "./run-wide/voice.ts";
import { ShardCommons } from "./shard-commons.ts";
import type { Counted, ShardPort } from "./shard-port.ts";
import type { ShardGenerator } from "./generator/shard-generator.ts";
import { stopGrace } from "./stop-grace.ts";
import { ActionRunner } from "./timeline/action-runner.ts";
import type { FunctionCalls, Moment, Stage } from "./timeline/stage.ts";
import { Timeline } from "./timeline/timeline.ts";
import { Unit, type UnitPhase } from "./unit.ts";
import type { UnitLink } from "./unit-link.ts";
import { Watchers } from "./watchers.ts";

/** @param account the key of where such devices are counted. @param elapsed simulated milliseconds since the start. */
export interface ReadinessListener {
  note(kind: string, account: string, by: number, elapsed: number): void;
}

export interface ShardOptions {
  readonly plan: Plan;
  readonly layout: FleetLayout;
  /** Its homes. */
  readonly homes: Range;
  readonly kinds: ReadonlyMap<string, Kind>;
  /** Absent: nobody is at the other end, as in a simulation. */
  readonly linkPlans?: LinkPlans;
  readonly world: World;
  /** What people may be called. */
  readonly firstNames: readonly string[];
  readonly scheduler: Scheduler;
  readonly gateway: CommandGateway;
  readonly record?: ((record: DeviceRecord) => void) | undefined;
  readonly trace?: FrameListener | undefined;
  /** Ids of devices whose frames are traced; absent means all. */
  readonly traced?: (id: string) => boolean;
  /** Which of the shards it is; the first, of number 0, is the one that does what is done once. */
  readonly number?: number;
  /** Compiles the plan's expressions; absent: it has none. */
  readonly expressions?: Expressions;
  /** Calls the functions that the plan names, of a scenario in TypeScript; absent: it names none. */
  readonly functions?: (stage: Stage, performer: Performer) => FunctionCalls;
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
  readonly functions: FunctionCalls | undefined;
  readonly record: ((record: DeviceRecord) => void) | undefined;
  readonly shards: number = 1;
  readonly generators: readonly ShardGenerator[] = [];
  readonly speaker: boolean;
  readonly voice: Voice;
  /** Of the whole run, at the last simulated second. */
  figures: RunFigures = noFigures;
  readonly conditions: readonly ConditionView[];
  readonly #expected: readonly (ExpectedCondition | undefined)[];
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
  readonly readyByKind: Map<string, Crowd> = new Map();
  /** Is told who becomes ready and who is not any more: where that is put together with what comes of other shards. Before the start. */
  readiness: ReadinessListener | undefined;
  readonly #options: ShardOptions;
  readonly #identities: Identities;
  readonly #units: Map<number, Unit> = new Map();
  readonly #households: Map<number, Household> = new Map();
  /** Devices that have left and will come back as what they are; nothing of them runs. */
  readonly #away: Map<number, Unit> = new Map();
  readonly #attendance: Attendance;
  readonly #timeline: Timeline;
  #origin: Instant;
  readonly #everybody: Crowd = new Crowd();
  /** Who is told of steps and marks. */
  readonly #listeners: ((moment: Moment) => void)[] = [];
  /** Who hears what there is to say. */
  readonly #hearers: ((shard: number, saying: Saying) => void)[] = [];
  readonly #planned: PlannedCounts;
  /** Cohorts of which an expectation asks how they came back. */
  readonly #recovering: readonly Cohort[];
  /** Where the devices of each group are counted. */
  readonly #accounts: Map<MemberPlan, Account> = new Map();
  /** What links live by, by where their devices are counted; apart for those whose frames somebody watches. */
  readonly #links: Map<Tally, LinkHost> = new Map();
  readonly #watchedLinks: Map<Tally, LinkHost> = new Map();
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
    const number = options.number ?? 0;
    this.speaker = number === 0;
    this.voice = new Voice({
      scheduler: options.scheduler,
      origin: () => this.#origin,
      speaker: this.speaker,
      say: (saying) => {
        for (const hear of this.#hearers) hear(number, saying);
      },
    });
    this.commons = options.commons ?? new ShardCommons(options.plan, options.layout, options.homes);
    this.tally = this.commons.tallies.rest.tally;
    this.devices = options.layout.homeDevices(options.homes);
    this.#recovering = recoveringCohorts(options.plan.expect);
    this.recoveries = new RecoveryTracker(
      options.scheduler.clock,
      this.#recovering.map((cohort) => (device) => this.#belongs(device, cohort)),
    );
    this.#planned = new PlannedCounts(options.plan, options.layout);
    this.#identities = new Identities(options.plan.seed, options.firstNames);
    this.expressions = options.expressions ?? noExpressions;
    this.actions = new ActionRunner(this);
    this.functions = options.functions?.(this, this.actions);
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
    for (const group of options.plan.fleet) this.readyByKind.set(group.kind, new Crowd());
    this.#expected = expectedConditions(this, ["device", "home"], options.linkPlans !== undefined);
    this.conditions = this.#expected.map((one) => mergedViews([one]));
  }

  /** Lets the run begin at `origin`: joins, leaves and steps are put in the queue. @param from how much of it is over */
  start(origin: Instant, from: Duration = millis(0)): void {
    this.#origin = origin;
    this.#attendance.start(origin, from);
    this.#timeline.start(origin, from);
    for (const one of this.#expected) one?.start();
  }

  hear(said: (shard: number, saying: Saying) => void): void {
    this.#hearers.push(said);
  }

  second({ figures, happened }: RunSecond): void {
    if (figures !== undefined) this.figures = figures;
    for (const one of happened)
      this.scheduler.at(this.scheduler.now, {
        onDue: () => {
          if (this.#stopping === undefined) this.#happen(one);
        },
      });
  }

  #happen(one: RunWideHappening): void {
    switch (one.type) {
      case "step":
        return this.#timeline.happen(one.step, one.round);
      case "go-on":
        return this.actions.goOn(one.key);
      case "chosen":
        return this.#timeline.choose(one.key, one.draw, one.index);
      case "began":
        for (const expected of this.#expected) expected?.began(one.name);
    }
  }

  /**
   * Says goodbye for every device, some at a time so that neither this process nor the server chokes on it. Done when the last
   * is gone, or when the grace period after the last goodbye is over.
   */
  stop(): Promise<void> {
    this.#conclude();
    this.#stopping ??= new Promise((resolve) => {
      this.#whenEmpty = resolve;
      this.#returning.clear();
      if (this.#units.size === 0) resolve();
      else this.#sayGoodbyes();
    });
    return this.#stopping;
  }

  /** Cuts what is left, without a goodbye. */
  abandon(): void {
    this.#conclude();
    this.#stopping ??= Promise.resolve();
    for (const unit of [...this.#units.values()]) unit.abandon();
    this.#whenEmpty?.();
  }

  /** The run is over: its goodbyes do not count. */
  #conclude(): void {
    if (this.#stopping !== undefined) return;
    for (const one of this.#expected) one?.end();
    this.voice.flush();
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
    return this.#everybody.peak;
  }

  /** Devices whose kind failed. */
  get crashes(): number {
    return this.#crashes;
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
    return { figures, ready: crowd.ready, peak: crowd.peak };
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

  listen(began: (moment: Moment) => void): void {
    this.#listeners.push(began);
  }

  began(moment: Moment): void {
    for (const listener of this.#listeners) listener(moment);
    for (const one of this.#expected) one?.began(moment.name);
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
    const by = now === "ready" ? 1 : -1;
    const at = this.scheduler.now;
    const { kind } = unit.identity;
    const { key, crowds } = this.account(unit.member);
    this.#everybody.change(by, at);
    this.readyByKind.get(kind)?.change(by, at);
    for (const crowd of crowds) crowd.change(by, at);
    this.readiness?.note(kind, key, by, at - this.#origin);
  }

  /** When the run began; before that, when the shard was made. */
  get origin(): Instant {
    return this.#origin;
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

  unitCrashed(error: FlotillaError, home: number): void {
    this.#crashes++;
    this.voice.crash(error.message, { home });
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

  /** One for all devices that are counted and traced alike. */
  #linkHost(index: number, tally: Tally): LinkHost {
    const { trace, traced } = this.#options;
    const watched = trace !== undefined && (traced?.(this.#idOf(index)) ?? true);
    const hosts = watched ? this.#watchedLinks : this.#links;
    let host = hosts.get(tally);
    if (host === undefined) {
      const { seed } = this.plan;
      const draw = (device: number, turn: number): number => keyed(seed, "link", device, turn);
      host = { scheduler: this.scheduler, tally, draw, ...(watched && { trace }) };
      hosts.set(tally, host);
    }
    return host;
  }

  /** In virtual time a device's turn is that of its number in the fleet: the same in any number of shards. */
  #sayGoodbyes(): void {
    const { scheduler, layout } = this;
    const { clock } = scheduler;
    // What the server is given begins now, also where so much is overdue that the schedule is still at what should have been before.
    const now = clock.now();
    const units = [...this.#units.values()];
    const turns: Unit[][] = [];
    for (const [place, unit] of units.entries()) {
      const turn = Math.floor((clock.virtual ? unit.identity.index : place) / goodbyesAtOnce);
      (turns[turn] ??= []).push(unit);
    }
    const all = clock.virtual ? layout.total : units.length;
    const last = peerTime(clock, Math.floor((all - 1) / goodbyesAtOnce) * goodbyePauseMillis);
    scheduler.at(later(now, last + stopGrace(scheduler, layout.total)), { onDue: () => this.abandon() });
    turns.forEach((some, turn) => {
      const leave = (): void => some.forEach((unit) => unit.leave());
      if (turn === 0) leave();
      else scheduler.at(later(now, peerTime(clock, turn * goodbyePauseMillis)), { onDue: leave });
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
    const household = this.homeAt(place.home);
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
    const identity = this.#identities.lasting(member, kind, place);
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

  homeAt(home: number): Household {
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
