/** Limits of a selection that were worked out for others, who have to know which they are: plain data. */
import type { Selection } from "../plan.ts";
import type { SelectionLimits } from "./selection-limits.ts";

export interface KnownLimits {
  /** {@link limitsKey}. */
  readonly of: string;
  readonly limits: SelectionLimits;
}

/** What decides limits, besides the seed and the fleet: equal keys, equal limits. */
export function limitsKey(selection: Selection, purpose: string): string {
  return JSON.stringify([purpose, selection]);
}
