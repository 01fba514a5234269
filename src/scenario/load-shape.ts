/**
 * The load as a pure function of time: how many devices are wanted when, and turned around, when each of them comes and goes.
 *
 *     share
 *       1 |        .-----------.          load: ramp 100% over 2m, hold 3m, ramp 0% over 1m
 *         |      .'             \
 *         |    .'                \
 *       0 |__.'___________________\__ elapsed
 *
 * 1. The device of rank r is there exactly while at least (r + 1/2) / total of the fleet is wanted: at any time
 *    round(wanted * total) devices are there. The first to come is the last to go.
 * 2. Nobody counts or remembers anything: each device, in whatever shard, knows its times from its rank.
 * 3. Ranks are a seeded permutation of the fleet, so that neither homes nor kinds come in order.
 */
import { keyed } from "../kernel/random.ts";
import { millis, type Duration } from "../kernel/time.ts";
import type { LoadPhase } from "./plan.ts";

/** Length of the run. */
export function loadDuration(load: readonly LoadPhase[]): Duration {
  return millis(load.reduce((sum, { over }) => sum + over, 0));
}

/** The share of the fleet, 0..1, that shall be connected `elapsed` after the start. */
export function wantedAt(load: readonly LoadPhase[], elapsed: Duration): number {
  let level = 0;
  let start = 0;
  for (const { to, over } of load) {
    if (elapsed < start + over) return elapsed < start ? level : level + ((to - level) * (elapsed - start)) / over;
    level = to;
    start += over;
  }
  return level;
}

/** A device is there from `from` until `to`, or until the end of the run. Counted from the start of the run. */
export interface Stay {
  readonly from: Duration;
  readonly to?: Duration;
}

/** When the device of `rank` (0 to before `total`) comes and goes. */
export function connectTimes(load: readonly LoadPhase[], rank: number, total: number): readonly Stay[] {
  const threshold = (rank + 0.5) / total;
  const stays: Stay[] = [];
  let since: Duration | undefined;
  let level = 0;
  let start = 0;
  for (const { to, over } of load) {
    if ((since === undefined) === to >= threshold) {
      const crossing = millis(start + (over * (threshold - level)) / (to - level));
      if (since === undefined) since = crossing;
      else {
        stays.push({ from: since, to: crossing });
        since = undefined;
      }
    }
    level = to;
    start += over;
  }
  if (since !== undefined) stays.push({ from: since });
  return stays;
}

/** The place of device `index` in the order of coming: a permutation of 0 to before `total`, at most 2^26, decided by `seed`. */
export function rankOf(index: number, total: number, seed: number): number {
  const { stride, first } = orderOf(total, seed);
  return (first + stride * index) % total;
}

interface Order {
  readonly total: number;
  readonly seed: number;
  readonly stride: number;
  readonly first: number;
}

/** The last order asked for: a fleet asks for the same one a million times. */
let last: Order | undefined;

/** Strides without a common divisor with `total` reach every rank once. Neither short nor long ones: neighbours come far apart. */
function orderOf(total: number, seed: number): Order {
  if (last !== undefined && last.total === total && last.seed === seed) return last;
  let stride = Math.max(1, Math.floor(total * (0.3 + 0.4 * keyed(seed, "connect order: stride", total))));
  while (greatestCommonDivisor(stride, total) !== 1) stride++;
  last = { total, seed, stride, first: Math.floor(total * keyed(seed, "connect order: first", total)) };
  return last;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
