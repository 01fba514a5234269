/**
 * Several shards as one: the run reads their sums, and what it does it does to all of them.
 *
 * 1. Counts and histograms are those of the reports that came, added to one tally book: exact, and never ahead of a moment that
 *    an expectation counts from.
 * 2. What needs the order of things in all shards (peaks, recoveries, moments) waits until all have come to its time: a second or
 *    two in a run, nothing in virtual time. When a million devices are lost at one moment, that is followed some of them at a time.
 * 3. What follows from the plan is worked out here. Nobody is asked for a figure.
 * 4. What a shard that dies has counted stays counted; it has no devices, until it is there again.
 */
import { type Clock, peerTime } from "../kernel/clock.ts";
import type { Scheduler } from "../kernel/scheduler.ts";
import { type Duration, type Instant, later } from "../kernel/time.ts";
import { belongsTo, cohortKey } from "../metrics/cohort.ts";
import type { Crowd } from "../metrics/crowd.ts";
import { TallyBook } from "../metrics/tally-book.ts";
import type { Cohort } from "../metrics/threshold.ts";
import { cohortsOf, memberOf, recoveringCohorts } from "../scenario/expectations/expected-cohorts.ts";
import type { FleetLayout } from "../scenario/groups/fleet-layout.ts";
import { memberPlan } from "../scenario/groups/member-plan.ts";
import type { Plan } from "../scenario/plan.ts";
import type { KnownLimits } from "../scenario/selection/known-limits.ts";
import { type ConditionView, mergedViews } from "../fleet/expectations/condition-state.ts";
import { PlannedCounts } from "../fleet/expectations/planned-counts.ts";
import { RecoveryTracker } from "../fleet/recovery-tracker.ts";
import type { Recovery } from "../fleet/run-events.ts";
import type { RunSecond } from "../fleet/run-wide/run-second.ts";
import type { Saying } from "../fleet/run-wide/saying.ts";
import type { ShardGenerator } from "../fleet/generator/shard-generator.ts";
import type { Counted, ShardPort } from "../fleet/shard-port.ts";
import type { Moment } from "../fleet/timeline/stage.ts";
import type { UnitPhase } from "../fleet/unit.ts";
import { Horizon } from "./horizon.ts";
import type { LimitsAhead } from "./limits-ahead.ts";
import type { Mirror } from "./mirror.ts";
import type { ShardReport } from "./shard-report.ts";
import { UnitedCounts } from "./united-counts.ts";
import { UnitedReadiness } from "./united-readiness.ts";
import { UnitedRecoveries } from "./united-recoveries.ts";

/** One of them, wherever it lives. */
export interface RemoteShard {
  readonly mirror: Mirror;
  readonly generator: ShardGenerator;
  /** Devices that were ready when it was told to stop; absent while nobody knows. */
  readonly readyAtStop?: number | undefined;
  start(origin: Instant, from?: Duration): void;
  /** Done when its last report is in the mirror, or it is dead. */
  stop(): Promise<void>;
  abandon(): void;
  second(second: RunSecond): void;
  learn?(limits: readonly KnownLimits[]): void;
  /** Virtual time: through everything due up to and including `to`; done when the report of it is in the mirror. */
  advance?(to: Instant): Promise<void>;
}

export interface UnitedShardsOptions {
  readonly plan: Plan;
  readonly layout: FleetLayout;
  readonly scheduler: Scheduler;
  /** In the order of their slices. */
  readonly shards: readonly RemoteShard[];
  /** Absent: each shard works out all that it needs. */
  readonly limits?: LimitsAhead | undefined;
}

/** What happened to devices that were lost, gone through in one go on a real clock: tens of milliseconds. */
const recoveriesAtOnce = 20_000;

/** Real: how long news of a shard that is slow are waited for. */
const patienceMillis = 5_000;

export class UnitedShards implements ShardPort {
  readonly plan: Plan;
  readonly layout: FleetLayout;
  readonly conditions: readonly ConditionView[];
  readonly generators: readonly ShardGenerator[];
  readonly #shards: readonly RemoteShard[];
  readonly #scheduler: Scheduler;
  readonly #limits: LimitsAhead | undefined;
  readonly #book: TallyBook;
  readonly #horizon: Horizon;
  readonly #counts: UnitedCounts;
  readonly #readiness: UnitedReadiness;
  readonly #tracker: RecoveryTracker;
  readonly #recoveries: UnitedRecoveries;
  readonly #recovering: readonly string[];
  readonly #planned: PlannedCounts;
  /** By shard. */
  readonly #living: boolean[];
  readonly #listeners: ((moment: Moment) => void)[] = [];
  readonly #hearers: ((shard: number, saying: Saying) => void)[] = [];
  readonly #recoveriesAtOnce: number;
  /** There are recoveries left to follow, and a time for it. */
  #following = false;
  #origin: Instant;

  constructor({ plan, layout, scheduler, shards, limits }: UnitedShardsOptions) {
    this.plan = plan;
    this.layout = layout;
    this.#shards = shards;
    this.#scheduler = scheduler;
    this.#limits = limits;
    this.#origin = scheduler.now;
    this.#book = new TallyBook(cohortsOf(plan.expect));
    this.#horizon = new Horizon(shards.length, patienceOf(scheduler.clock));
    this.#counts = new UnitedCounts(shards.length, this.#book, (moment) => this.#came(moment));
    const kinds = plan.fleet.map(({ kind }) => kind);
    this.#readiness = new UnitedReadiness(shards.length, kinds, this.#book);
    const recovering = recoveringCohorts(plan.expect);
    this.#recovering = recovering.map(cohortKey);
    this.#tracker = new RecoveryTracker(
      scheduler.clock,
      recovering.map((cohort) => (device) => belongsTo(cohort, memberOf(memberPlan(plan, layout.deviceAt(device))))),
    );
    this.#recoveries = new UnitedRecoveries(shards.length, this.#tracker);
    this.#recoveriesAtOnce = scheduler.clock.virtual ? Number.POSITIVE_INFINITY : recoveriesAtOnce;
    this.#planned = new PlannedCounts(plan, layout);
    this.#living = shards.map(() => true);
    this.generators = shards.map(({ generator }) => generator);
    this.conditions = plan.expect
      .filter(({ type }) => type === "condition")
      .map((_, place) => mergedViews(shards.map(({ mirror }) => mirror.condition(place))));
    shards.forEach(({ mirror }, number) =>
      mirror.listen({
        reported: (report) => this.#reported(number, report),
        lost: () => this.#lost(number),
      }),
    );
  }

  // What is done to all

  start(origin: Instant, from?: Duration): void {
    this.#origin = origin;
    for (const shard of this.#shards) shard.start(origin, from);
    this.#limits?.start(origin, (known) => {
      for (const shard of this.#shards) shard.learn?.(known);
    });
  }

  /** Known when {@link stop} is done: the last reports before it are some time old. */
  get readyAtStop(): number {
    return this.#shards.reduce((sum, { readyAtStop = 0 }) => sum + readyAtStop, 0);
  }

  async stop(): Promise<void> {
    await Promise.all(this.#shards.map((shard) => shard.stop()));
    this.#playTo(Number.POSITIVE_INFINITY);
    this.#recoveries.playTo(Number.POSITIVE_INFINITY);
  }

  abandon(): void {
    for (const shard of this.#shards) shard.abandon();
  }

  second(second: RunSecond): void {
    for (const shard of this.#shards) shard.second(second);
    this.#limits?.happened(second);
  }

  async advance(to: Instant): Promise<void> {
    await Promise.all(this.#shards.map((shard) => shard.advance?.(to)));
  }

  /** Shards bring their counts up to date by themselves. */
  settle(): void {}

  // What is known of all

  /** How many say their part. */
  get shards(): number {
    return this.#living.filter(Boolean).length;
  }

  get size(): number {
    return this.#sum(({ size }) => size);
  }

  get phases(): Readonly<Record<UnitPhase, number>> {
    const of = (phase: UnitPhase): number => this.#sum(({ phases }) => phases[phase] ?? 0);
    return {
      idle: of("idle"),
      dialing: of("dialing"),
      opening: of("opening"),
      ready: of("ready"),
      closing: of("closing"),
      waiting: of("waiting"),
      closed: of("closed"),
      unpowered: of("unpowered"),
      booting: of("booting"),
    };
  }

  get readyByKind(): ReadonlyMap<string, Crowd> {
    return this.#readiness.byKind;
  }

  get peak(): number {
    return this.#readiness.all.peak;
  }

  get crashes(): number {
    return this.#sum(({ crashes }) => crashes);
  }

  counted(cohort?: Cohort): Counted {
    if (cohort === undefined) {
      const { ready } = this.phases;
      return { figures: this.#book.total, ready, peak: this.peak };
    }
    const { figures, crowd } = this.#book.of(cohort);
    return { figures, ready: crowd.ready, peak: crowd.peak };
  }

  planned(cohort?: Cohort): number {
    return cohort === undefined ? this.layout.total : this.#planned.of(cohort);
  }

  recovered(cohort?: Cohort): readonly Recovery[] {
    return this.#tracker.summaries(cohort === undefined ? undefined : this.#recovering.indexOf(cohortKey(cohort)));
  }

  listen(began: (moment: Moment) => void): void {
    this.#listeners.push(began);
  }

  hear(said: (shard: number, saying: Saying) => void): void {
    this.#hearers.push(said);
  }

  #reported(number: number, report: ShardReport): void {
    this.#living[number] = true;
    this.#counts.add(number, report.parts);
    this.#readiness.add(number, report.ready);
    this.#recoveries.add(number, report.recoveries);
    for (const saying of report.said) for (const hear of this.#hearers) hear(number, saying);
    this.#horizon.came(number, report.until);
    this.#playTo(this.#horizon.reached);
  }

  #lost(number: number): void {
    this.#living[number] = false;
    this.#readiness.lost(number, this.#scheduler.now - this.#origin);
    this.#recoveries.lost(number);
    this.#horizon.gone(number);
    this.#playTo(this.#horizon.reached);
  }

  #playTo(horizon: number): void {
    this.#readiness.playTo(horizon);
    this.#followRecoveries(horizon);
    this.#counts.playTo(horizon);
  }

  #followRecoveries(horizon: number): void {
    if (this.#following || this.#recoveries.playTo(horizon, this.#recoveriesAtOnce)) return;
    this.#following = true;
    const scheduler = this.#scheduler;
    // Not at this very moment: reports and commands are heard in between.
    scheduler.at(later(scheduler.now, peerTime(scheduler.clock, 1)), this.#followOn);
  }

  readonly #followOn = {
    onDue: (): void => {
      this.#following = false;
      this.#followRecoveries(this.#horizon.reached);
    },
  };

  #came(moment: Moment): void {
    for (const began of this.#listeners) began(moment);
  }

  #sum(of: (mirror: Mirror) => number): number {
    return this.#shards.reduce((sum, { mirror }) => sum + of(mirror), 0);
  }
}

/** In virtual time every shard comes as far as it was told, however far that is. */
function patienceOf(clock: Clock): number {
  return clock.virtual ? Number.POSITIVE_INFINITY : peerTime(clock, patienceMillis);
}
