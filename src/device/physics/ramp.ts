/**
 * A linear transition, kept as what was asked for and evaluated when somebody looks.
 *
 *     to   |          ________
 *          |        /
 *     from |______/
 *               start  start+duration
 *
 * 1. Before its start a ramp is at `from`, from its end on exactly at `to`; a duration of 0 is a step.
 * 2. The latest ramp wins: a new one begins at the value the old one has reached.
 * 3. Energy over a ramp has a closed form, so nothing is sampled (realism.md §2.2):
 *    the mean of v^g for v running from a to b is (b^(g+1) - a^(g+1)) / ((g+1)(b-a)).
 *
 * Plain data that may be written to disk. `start` and `duration` are milliseconds of simulated time.
 */
import type { Duration, Instant } from "../../kernel/time.ts";
import { never } from "../../kernel/time.ts";

export interface Ramp {
  from: number;
  to: number;
  start: Instant;
  /** Milliseconds, 0 or more. */
  duration: Duration;
}

/** A ramp at rest at `value`. */
export function restingRamp(value: number, at: Instant): Ramp {
  return { from: value, to: value, start: at, duration: 0 as Duration };
}

/** Turns `ramp` towards `to`, from wherever it is at `at`, arriving after `duration`. Writes in place. */
export function redirectRamp(ramp: Ramp, to: number, at: Instant, duration: Duration): void {
  ramp.from = rampAt(ramp, at);
  ramp.to = to;
  ramp.start = at;
  ramp.duration = duration;
}

/** The value at `at`. */
export function rampAt(ramp: Ramp, at: Instant): number {
  const elapsed = at - ramp.start;
  if (elapsed >= ramp.duration) return ramp.to;
  return elapsed <= 0 ? ramp.from : ramp.from + ((ramp.to - ramp.from) * elapsed) / ramp.duration;
}

/** When the ramp is at rest. */
export function rampEnd(ramp: Ramp): Instant {
  return (ramp.start + ramp.duration) as Instant;
}

/** What is left of the transition at `at`: 0 once it is over. */
export function rampRemaining(ramp: Ramp, at: Instant): Duration {
  return Math.max(0, Math.min(ramp.duration, ramp.start + ramp.duration - at)) as Duration;
}

/** When the ramp is first at `value`; `never` when it does not pass it. */
export function whenRampReaches(ramp: Ramp, value: number): Instant {
  if (value === ramp.from && ramp.duration > 0) return ramp.start;
  if (value === ramp.to) return rampEnd(ramp);
  const passed = ramp.from < ramp.to ? value > ramp.from && value < ramp.to : value < ramp.from && value > ramp.to;
  if (!passed || ramp.duration === 0) return never;
  return (ramp.start + (ramp.duration * (value - ramp.from)) / (ramp.to - ramp.from)) as Instant;
}

/** The integral of `value^exponent` between two instants, in seconds. Values and `exponent` are 0 or more. */
export function rampPowerIntegral(ramp: Ramp, exponent: number, from: Instant, to: Instant): number {
  const end = rampEnd(ramp);
  const before = Math.max(0, Math.min(to, ramp.start) - from);
  const after = Math.max(0, to - Math.max(from, end));
  const begin = Math.max(from, ramp.start) as Instant;
  const stop = Math.min(to, end) as Instant;
  let sum = before * ramp.from ** exponent + after * ramp.to ** exponent;
  if (stop > begin) sum += (stop - begin) * meanPower(rampAt(ramp, begin), rampAt(ramp, stop), exponent);
  return sum / 1_000;
}

/**
 * The mean of v^exponent over v from `a` to `b`. The closed form loses digits when the ends are close, so there three-point
 * Gauss quadrature takes over: below a relative distance of 1 % its error is under 1e-15 of the mean for any exponent in use.
 */
function meanPower(a: number, b: number, exponent: number): number {
  const distance = b - a;
  if (Math.abs(distance) > 0.01 * Math.max(a, b)) {
    return (b ** (exponent + 1) - a ** (exponent + 1)) / ((exponent + 1) * distance);
  }
  const middle = (a + b) / 2;
  const offset = (distance / 2) * Math.sqrt(0.6);
  return (5 * (middle - offset) ** exponent + 8 * middle ** exponent + 5 * (middle + offset) ** exponent) / 18;
}
