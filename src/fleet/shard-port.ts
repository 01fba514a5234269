/**
 * A shard as the run sees it, wherever it lives: in this process now, in others later.
 *
 * 1. The run holds the barrier (start, stop) and reads counts; it never sees a device.
 * 2. Counts are read as often as the run likes and cost the shard nothing; a shard in another process is mirrored by the
 *    deltas it sends, and several are merged into one before the run reads them. All of them are mergeable.
 */
import type { Instant } from "../kernel/time.ts";
import type { TallyFigures } from "../metrics/tally-sum.ts";
import type { Cohort } from "../metrics/threshold.ts";
import type { FleetLayout } from "../scenario/groups/fleet-layout.ts";
import type { Plan } from "../scenario/plan.ts";
import type { Judged } from "./expectations/judged.ts";
import type { Recovery } from "./run-events.ts";
import type { UnitPhase } from "./unit.ts";

export interface ShardPort {
  readonly plan: Plan;
  readonly layout: FleetLayout;
  /** Lets the run begin: simulated time zero of the plan is `origin`. */
  start(origin: Instant): void;
  /** Says goodbye for every device; done when the last is gone. */
  stop(): Promise<void>;
  /** Cuts every connection at once. */
  abandon(): void;
  /** Brings counts that are kept by the connections (bytes) up to date. */
  settle(): void;
  /** Devices that exist now. */
  readonly size: number;
  readonly phases: Readonly<Record<UnitPhase, number>>;
  readonly readyByKind: ReadonlyMap<string, { readonly ready: number; readonly peak: number }>;
  /** Most devices ready at one time. */
  readonly peak: number;
  /** Devices whose kind failed. */
  readonly crashes: number;
  /** What scripts of devices did wrong, and what functions say has failed, in words. */
  readonly failures: readonly string[];
  /**
   * What was counted of the devices of a cohort that one of the plan's expectations names; without a cohort, of all devices, and of what no
   * device did.
   */
  counted(cohort?: Cohort): Counted;
  /** Devices of a cohort in the whole fleet. */
  planned(cohort?: Cohort): number;
  /** The plan's expectations that are conditions, in its order; none where nobody judges. */
  readonly conditions: readonly Judged[];
  /** `began` is told the name of each step when a round of it begins, and of each mark when it is passed. */
  listen(began: (name: string) => void): void;
  /** How devices came back after each disturbance: those of a cohort as in {@link counted}, or all. */
  recovered(cohort?: Cohort): readonly Recovery[];
}

export interface Counted {
  readonly figures: TallyFigures;
  /** Devices ready now, and most at one time. */
  readonly ready: number;
  readonly peak: number;
}
