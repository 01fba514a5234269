/**
 * What a shard says of itself about once a second: what came since its last report. Plain data, of a size that depends on how much
 * changed and not on how many devices there are.
 *
 * 1. Counts and histograms are what came in since: they are added. What is counted at a moment (phases, size, conditions, the
 *    generator) is what it is now: it is replaced.
 * 2. Counts are cut where a moment came that an expectation counts from, so that the parent can tell what was before it in all shards.
 * 3. What has an order among all shards (who became ready, who was lost and came back, moments) says when it was, in simulated
 *    milliseconds since the start of the run, and comes in the order in which it was. Whatever a later report has is not before `until`.
 * 4. A report that was made is not made again: who makes one sends it.
 */
import type { ConditionState } from "../fleet/expectations/condition-state.ts";
import type { RecoveryEntries } from "../fleet/recovery-journal.ts";
import type { Saying } from "../fleet/run-wide/saying.ts";
import type { Moment } from "../fleet/timeline/stage.ts";
import type { UnitPhase } from "../fleet/unit.ts";
import type { GeneratorReport } from "../metrics/generator-report.ts";
import type { ReadyChanges } from "./ready-journal.ts";
import type { TallyDelta } from "./tally-delta.ts";

export interface ShardReport {
  /** How far the shard has come, simulated milliseconds since the start. */
  readonly until: number;
  /** What was counted; in order. All but the last end with a moment. */
  readonly parts: readonly CountedPart[];
  readonly size: number;
  readonly phases: Readonly<Record<UnitPhase, number>>;
  /** Devices whose kind failed since. */
  readonly crashes: number;
  readonly ready: ReadyChanges;
  readonly recoveries: RecoveryEntries;
  /** In the order of the plan; without those devices whose time is not over. */
  readonly conditions: readonly ConditionState[];
  /** In order. */
  readonly said: readonly Saying[];
  readonly generator: GeneratorReport;
}

export interface CountedPart {
  /** Of the accounts in which something changed. */
  readonly tallies: readonly TallyDelta[];
  /** What came then, with everything of `tallies` before it. */
  readonly moment?: Moment;
}
