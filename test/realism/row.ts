/**
 * A row of the realism table: one statistic of simulated homes against what is known of real ones.
 *
 * 1. A row measures; whether it passes follows from its bounds alone.
 * 2. `published` bounds come from a source; `design target` bounds are what this project set itself for want of one.
 * 3. A short study has few homes and days: its bounds are wider by a share of their width, named with the study.
 */
import type { Study } from "./study.ts";

/** One figure of a row, in the unit its name tells. */
export interface Measured {
  readonly name: string;
  readonly value: number;
  /** It passes from `low` to `high`, both included; infinite where one side is open. */
  readonly low: number;
  readonly high: number;
  /** A count of violations and the like: short studies get no wider bounds. */
  readonly exact?: boolean;
}

export interface Row {
  /** As the rows are numbered in the project's list of checks, 1..39. */
  readonly number: number;
  readonly statistic: string;
  readonly target: string;
  readonly source: string;
  readonly basis: "published" | "design target";
  measure(study: Study): readonly Measured[] | Promise<readonly Measured[]>;
  /** Shown when the row fails: what is known of the reason. */
  readonly reason?: string;
}

export interface Finding {
  readonly row: Row;
  readonly measured: readonly Measured[];
  readonly passes: boolean;
}

export async function find(row: Row, study: Study): Promise<Finding> {
  const measured = await row.measure(study);
  return { row, measured, passes: measured.length > 0 && measured.every((one) => lies(one, study.slack)) };
}

/** @param slack by which share of their width bounds are wider on either side. */
export function lies({ value, low, high, exact = false }: Measured, slack: number): boolean {
  const extra = exact
    ? 0
    : slack * (Number.isFinite(high - low) ? high - low : Math.abs(Number.isFinite(low) ? low : high));
  return value >= low - extra && value <= high + extra;
}

/** Bounds around a middle. */
export function around(middle: number, by: number): { readonly low: number; readonly high: number } {
  return { low: middle - by, high: middle + by };
}

export const none: { readonly low: number; readonly high: number; readonly exact: true } = {
  low: 0,
  high: 0,
  exact: true,
};
