import { expect, test } from "vitest";
import type { Moment } from "../../src/fleet/timeline/stage.ts";
import { TallyBook } from "../../src/metrics/tally-book.ts";
import { Horizon } from "../../src/shards/horizon.ts";
import type { CountedPart } from "../../src/shards/shard-report.ts";
import { ToldTally } from "../../src/shards/tally-delta.ts";
import { UnitedCounts } from "../../src/shards/united-counts.ts";

/** Two shards, each of which counts events, and a parent that notes how many there were at each moment. */
function rig(): {
  readonly counts: UnitedCounts;
  readonly seen: string[];
  readonly total: () => number;
  part(shard: number, events: number, moment?: Moment): CountedPart;
} {
  const book = new TallyBook([]);
  const seen: string[] = [];
  const total = (): number => book.total.messages.events;
  const counts = new UnitedCounts(2, book, ({ name, round }) => seen.push(`${name} ${round}: ${total()}`));
  const sources = [0, 1].map(() => {
    const { rest } = new TallyBook([]);
    return { tally: rest.tally, told: new ToldTally(rest) };
  });
  return {
    counts,
    seen,
    total,
    part: (shard, events, moment) => {
      const { tally, told } = sources[shard]!;
      tally.messages.events += events;
      const delta = told.take();
      return { tallies: delta === undefined ? [] : [delta], ...(moment === undefined ? {} : { moment }) };
    },
  };
}

const storm = (round: number, at: number): Moment => ({ name: "storm", round, at });

test("a moment is told with what all shards had counted then, however their reports come", () => {
  const { counts, seen, total, part } = rig();
  counts.add(0, [part(0, 1, storm(0, 10)), part(0, 100)]);
  counts.playTo(5);
  expect(total()).toBe(1);
  counts.add(0, [part(0, 1_000)]);
  counts.add(1, [part(1, 2, storm(0, 10)), part(1, 200)]);
  counts.playTo(12);
  expect(seen).toEqual(["storm 0: 3"]);
  expect(total()).toBe(1_303);
});

test("moments of one instant come in the order in which shards had them, each once", () => {
  const { counts, seen, part } = rig();
  const calm: Moment = { name: "calm", round: 0, at: 10 };
  for (const shard of [0, 1]) counts.add(shard, [part(shard, 1, calm), part(shard, 1, storm(0, 10)), part(shard, 1)]);
  counts.playTo(10);
  expect(seen).toEqual(["calm 0: 2", "storm 0: 4"]);
});

test("who never comes to a moment is not waited for once all others are beyond it, and tells it to nobody later", () => {
  const { counts, seen, total, part } = rig();
  counts.add(0, [part(0, 1, storm(0, 10)), part(0, 1)]);
  counts.add(1, [part(1, 5)]);
  counts.playTo(10);
  expect(seen).toEqual(["storm 0: 6"]);
  counts.add(1, [part(1, 5, storm(0, 10)), part(1, 5, storm(1, 20)), part(1, 1)]);
  counts.add(0, [part(0, 1, storm(1, 20)), part(0, 1)]);
  counts.playTo(20);
  expect(seen).toEqual(["storm 0: 6", "storm 1: 18"]);
  expect(total()).toBe(20);
});

test("the horizon is where the last shard is that is there, or not more than the patience behind the first", () => {
  const horizon = new Horizon(3, 5_000);
  horizon.came(0, 4_000);
  horizon.came(1, 3_000);
  expect(horizon.reached).toBe(-1_000);
  horizon.came(2, 1_000);
  expect(horizon.reached).toBe(1_000);
  horizon.gone(2);
  expect(horizon.reached).toBe(3_000);
  horizon.came(0, 9_000);
  expect(horizon.reached).toBe(4_000);
  horizon.came(2, 0);
  expect(horizon.reached).toBe(4_000);
  horizon.came(0, Number.POSITIVE_INFINITY);
  expect(horizon.reached).toBe(4_000);
});
