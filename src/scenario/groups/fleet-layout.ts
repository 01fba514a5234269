/**
 * Who is who in the fleet, by exact arithmetic: which home and group a device belongs to, without an object per device.
 *
 * 1. Devices are numbered home by home, within a home group by group: a home's devices are neighbours.
 * 2. (seed, homes, fleet) alone decide; the answer is the same in every shard.
 * 3. A group with `perHome` draws each home's number from that home's own draw. A group with a `total` is spread evenly, so
 *    that neither few devices crowd into the first homes nor any slice of the homes gets more than its part.
 * 4. Neighbouring homes that are disjoint and together all have devices that are too.
 */
import { open, quantile, type Distribution } from "../../kernel/distribution.ts";
import { keyed } from "../../kernel/random.ts";
import type { GroupPlan } from "../plan.ts";

/** Where a device stands. */
export interface Place {
  readonly index: number;
  /** Position of its group in the plan's fleet. */
  readonly group: number;
  readonly home: number;
  /** From 0, within its group. */
  readonly numberInGroup: number;
}

/** Neighbouring homes or devices: integers from `from` to before `to`. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

export interface FleetLayout {
  readonly homes: number;
  /** Devices in all. */
  readonly total: number;
  /** @param index 0 to before `total`. */
  deviceAt(index: number): Place;
  /** The indexes of the devices of a home, or of neighbouring homes. */
  homeDevices(which: number | Range): Range;
  /** The index of a device by its number in its group, from 0. */
  indexIn(group: number, numberInGroup: number): number;
  /** How many devices of a group there are, in all or in one home. */
  inGroup(group: number, home?: number): number;
  /** How many devices of a group are in homes before this one. */
  groupBefore(group: number, home: number): number;
  /** Devices by kind, in the order of the fleet. */
  byKind(): Record<string, number>;
}

/** What of a plan decides who is who. */
export interface FleetShape {
  readonly seed: number;
  readonly homes: number;
  readonly fleet: readonly Pick<GroupPlan, "name" | "kind" | "count">[];
}

/** No home has more devices of one group, whatever its distribution draws. */
export const mostPerHome = 4_000;

export function fleetLayout({ seed, homes, fleet }: FleetShape): FleetLayout {
  const groups = fleet.map(({ name, count }) => devicesBefore(count, seed, name, homes));
  const before = (home: number): number => groups.reduce((sum, inHomesBefore) => sum + inHomesBefore(home), 0);
  const total = before(homes);

  return {
    homes,
    total,
    deviceAt(index) {
      const home = lastHomeStartingBy(index, homes, before);
      let rest = index - before(home);
      for (const [group, inHomesBefore] of groups.entries()) {
        const first = inHomesBefore(home);
        const here = inHomesBefore(home + 1) - first;
        if (rest < here) return { index, group, home, numberInGroup: first + rest };
        rest -= here;
      }
      throw new RangeError(`expected the index of a device, 0..${total - 1}, found ${index}`);
    },
    homeDevices(which) {
      const { from, to } = typeof which === "number" ? { from: which, to: which + 1 } : which;
      return { from: before(from), to: before(to) };
    },
    indexIn(group, numberInGroup) {
      const home = lastHomeStartingBy(numberInGroup, homes, groups[group]!);
      const earlier = groups
        .slice(0, group)
        .reduce((sum, inHomesBefore) => sum + inHomesBefore(home + 1) - inHomesBefore(home), 0);
      return before(home) + earlier + (numberInGroup - groups[group]!(home));
    },
    inGroup(group, home) {
      const inHomesBefore = groups[group]!;
      return home === undefined ? inHomesBefore(homes) : inHomesBefore(home + 1) - inHomesBefore(home);
    },
    groupBefore: (group, home) => groups[group]!(home),
    byKind() {
      const counts: Record<string, number> = {};
      for (const [group, { kind }] of fleet.entries()) counts[kind] = (counts[kind] ?? 0) + groups[group]!(homes);
      return counts;
    },
  };
}

/** For one group: how many of its devices are in homes before a given one. */
function devicesBefore(count: GroupPlan["count"], seed: number, name: string, homes: number): (home: number) => number {
  if ("total" in count) return (home) => Math.ceil((home * count.total) / homes);
  const { perHome } = count;
  if (typeof perHome === "number") {
    const each = wholeDevices(perHome);
    return (home) => home * each;
  }
  const sums = drawnSums(perHome, seed, name, homes);
  return (home) => sums[home]!;
}

function drawnSums(perHome: Distribution, seed: number, name: string, homes: number): Uint32Array {
  const purpose = `count:${name}`;
  const sums = new Uint32Array(homes + 1);
  for (let home = 0; home < homes; home++) {
    sums[home + 1] = sums[home]! + wholeDevices(quantile(perHome, open(keyed(seed, purpose, home))));
  }
  return sums;
}

function wholeDevices(drawn: number): number {
  return Math.min(mostPerHome, Math.max(0, Math.round(drawn)));
}

/** Homes are much alike: a few looks near where the home would be, were all the same, find what halving finds in seventeen. */
function lastHomeStartingBy(index: number, homes: number, before: (home: number) => number): number {
  const each = Math.max(1, before(homes)) / homes;
  const within = (home: number): number => Math.min(homes - 1, Math.max(0, home));
  let low = within(Math.floor(index / each));
  for (let look = 0; look < 3; look++) {
    const off = Math.floor((index - before(low)) / each);
    if (off === 0) break;
    low = within(low + off);
  }
  let high = low;
  for (let step = 1; low > 0 && before(low) > index; step *= 2) {
    high = low - 1;
    low = within(low - step);
  }
  for (let step = 1; high < homes - 1 && before(high + 1) <= index; step *= 2) {
    low = high + 1;
    high = within(high + step);
  }
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (before(middle) <= index) low = middle;
    else high = middle - 1;
  }
  return low;
}
