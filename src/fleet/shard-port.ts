/**
 * A shard as the run sees it, wherever it lives: in this process now, in others later.
 *
 * 1. The run holds the barrier (start, stop) and reads counts; it never sees a device.
 * 2. Counts are read as often as the run likes and cost the shard nothing; a shard in another process is mirrored by the
 *    deltas it sends, and several are merged into one before the run reads them. All of them are mergeable.
 */
import type { Duration, Instant } from "../kernel/time.ts";
import type { TallyFigures } from "../metrics/tally-sum.ts";
import type { Cohort } from "../metrics/threshold.ts";
import type { FleetLayout } from "../scenario/groups/fleet-layout.ts";
import type { Plan } from "../scenario/plan.ts";
import type { ConditionView } from "./expectations/condition-state.ts";
import type { Recovery } from "./run-events.ts";
import type { RunSecond } from "./run-wide/run-second.ts";
import type { Saying } from "./run-wide/saying.ts";
import type { Moment } from "./timeline/stage.ts";
import type { ShardGenerator } from "./generator/shard-generator.ts";
import type { UnitPhase } from "./unit.ts";

export interface ShardPort {
  readonly plan: Plan;
  readonly layout: FleetLayout;
  /** How many shards there are of which each says its part of what is about the whole run. */
  readonly shards: number;
  /**
   * Lets the run begin: simulated time zero of the plan is `origin`.
   *
   * @param from where the plan stands, simulated time since then: of a shard that joins a run under way. Nothing before is done again.
   */
  start(origin: Instant, from?: Duration): void;
  /** `said` is told what shards have to say, and which says it. Before the start. */
  hear(said: (shard: number, saying: Saying) => void): void;
  /** A simulated second is over: how the whole run does, and what happens to all of it. */
  second(second: RunSecond): void;
  /**
   * Where the shards have clocks of their own, which are virtual: they do all that is due up to and including `to`, but nothing that is due
   * at the end of the plan or later, and all that they counted and said has come.
   */
  advance?(to: Instant): Promise<void>;
  /** Says goodbye for every device; done when the last is gone. */
  stop(): Promise<void>;
  /** Devices that were ready when it was told to stop, known when it has; absent: `phases` said so at that very moment. */
  readonly readyAtStop?: number;
  /** Cuts every connection at once. */
  abandon(): void;
  /** Brings counts that are kept by the connections (bytes) up to date. */
  settle(): void;
  /** How the processes that live the fleet keep up, in order; none when this process does it itself. */
  readonly generators: readonly ShardGenerator[];
  /** Devices that exist now. */
  readonly size: number;
  readonly phases: Readonly<Record<UnitPhase, number>>;
  readonly readyByKind: ReadonlyMap<string, { readonly ready: number; readonly peak: number }>;
  /** Most devices ready at one time. */
  readonly peak: number;
  /** Devices whose kind failed. */
  readonly crashes: number;
  /**
   * What was counted of the devices of a cohort that one of the plan's expectations names; without a cohort, of all devices, and of what no
   * device did.
   */
  counted(cohort?: Cohort): Counted;
  /** Devices of a cohort in the whole fleet. */
  planned(cohort?: Cohort): number;
  /**
   * What was seen of the plan's expectations that are conditions, in its order, of those of devices and homes; none where nobody judges.
   */
  readonly conditions: readonly ConditionView[];
  /**
   * `began` is told of each step when a round of it begins for the whole run, and of each mark when the run passes it: once, with the counts
   * of exactly then. What happens in one home at a time is said ({@link ShardPort.hear}).
   */
  listen(began: (moment: Moment) => void): void;
  /** How devices came back after each disturbance: those of a cohort as in {@link counted}, or all. */
  recovered(cohort?: Cohort): readonly Recovery[];
}

export interface Counted {
  readonly figures: TallyFigures;
  /** Devices ready now, and most at one time. */
  readonly ready: number;
  readonly peak: number;
}
