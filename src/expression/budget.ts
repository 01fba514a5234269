/**
 * What one evaluation may cost: an expression comes from a file, and none may stop or swell the run.
 *
 * Everything whose cost depends on values (rounds over a list, characters copied or searched) is paid for before it is
 * done. The language has no loops and no recursion, so the rest is bounded by the length of the expression.
 */
import { unworkable } from "./expression-fault.ts";

/** About a millisecond. A condition on a device's attributes spends nothing at all. */
const mostSteps = 100_000;
/** Of a text or a list that an expression makes. */
const longest = 1_000_000;

/** Evaluation is synchronous, so one purse does for all. */
let left = mostSteps;

export function refill(): void {
  left = mostSteps;
}

export function spend(steps: number): void {
  left -= steps;
  if (left < 0) throw unworkable("an expression of moderate cost", `more than ${mostSteps} steps`);
}

/** Pays for a text or list of this length. */
export function spendLength(length: number): void {
  if (length > longest) throw unworkable(`a text or list of at most ${longest}`, `one of ${length}`);
  spend(length >> 4);
}

/** Pays for all that is in a value, as often as it is in it: written out, a list that holds another one twice is as long as both. */
export function spendSize(value: unknown): void {
  if (typeof value === "string") return spendLength(value.length);
  if (typeof value !== "object" || value === null) return;
  spend(1);
  for (const item of Object.values(value)) spendSize(item);
}
