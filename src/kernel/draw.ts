/**
 * Values that are drawn for each device anew.
 *
 * 1. A draw is decided by (seed, purpose, device, round) alone: it never shifts another one, and asking twice is harmless.
 * 2. It is plain data, `{ draw: distribution }`, so that it can stand in a plan wherever a value can.
 */
import { type Distribution, open, quantile } from "./distribution.ts";
import { keyed } from "./random.ts";
import type { Duration } from "./time.ts";

/** How to draw a number; of lengths of time, in milliseconds. */
export interface Draw {
  readonly draw: Distribution;
}

export function isDraw(value: unknown): value is Draw {
  return typeof value === "object" && value !== null && "draw" in value;
}

/** What `value` is for the device of this index: itself, or a number that is drawn. */
export function drawOf<Fixed>(
  value: Fixed | Draw,
  seed: number,
  purpose: string,
  index: number,
  round = 0,
): Exclude<Fixed, Draw> | number {
  if (!isDraw(value)) return value as Exclude<Fixed, Draw>;
  return quantile(value.draw, open(keyed(seed, purpose, index, round)));
}

/** The same for a length of time: whole milliseconds, never less than nothing. */
export function drawnDuration(
  length: Duration | Draw,
  seed: number,
  purpose: string,
  index: number,
  round = 0,
): Duration {
  if (!isDraw(length)) return length;
  return Math.max(0, Math.round(drawOf(length, seed, purpose, index, round))) as Duration;
}
