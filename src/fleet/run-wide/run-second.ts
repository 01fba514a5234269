/**
 * What the run tells all its shards at a whole simulated second: how the whole fleet does, and what happens to all of it.
 *
 * 1. Plain data, so that it reaches a shard in another process as it reaches the one in this.
 * 2. It holds for everything from then on: in between, expressions see the figures of the last second. So what a device sees of
 *    the run does not depend on how many shards the fleet lives in, nor on which of them is ahead.
 */
import type { Totals } from "../run-events.ts";

/** What expressions see of `run`, besides what follows from the plan and the time. */
export interface RunFigures extends Pick<Totals, "connections" | "messages" | "commands" | "http"> {
  readonly ready: number;
}

export interface RunSecond {
  /** Absent where nobody asks: no expression of the plan names them. */
  readonly figures?: RunFigures;
  readonly happened: readonly RunWideHappening[];
}

/** Decided by the run, done by every shard at this very moment. */
export type RunWideHappening =
  /** A condition of the run has become true, and has held: the step of this number happens. */
  | { readonly type: "step"; readonly step: number; readonly round: number }
  /** The last device of the fleet has waited as long as was drawn for it: what comes after happens now. */
  | { readonly type: "go-on"; readonly key: string }
  /** Who of the candidates of a step is chosen: whoever drew less than `draw`, or the same and has no greater index. */
  | { readonly type: "chosen"; readonly key: string; readonly draw: number; readonly index: number }
  /** What happened in some home, or to some device, is a moment that expectations count from. */
  | { readonly type: "began"; readonly name: string };
