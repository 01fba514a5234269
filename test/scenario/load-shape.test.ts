import { describe, expect, test } from "vitest";
import { minutes, seconds } from "../../src/kernel/time.ts";
import { connectTimes, loadDuration, rankOf, wantedAt } from "../../src/scenario/load-shape.ts";
import type { LoadPhase } from "../../src/scenario/plan.ts";

/** Up in 2 minutes, 3 minutes there, down in 1. */
const load: readonly LoadPhase[] = [
  { to: 1, over: minutes(2) },
  { to: 1, over: minutes(3) },
  { to: 0, over: minutes(1) },
];

describe("a load", () => {
  test("is as long as its phases together", () => {
    expect(loadDuration(load)).toBe(minutes(6));
  });

  test("wants shares on straight lines between the ends of its phases", () => {
    const shares = [-1, 0, 60, 120, 200, 300, 330, 360, 900].map((elapsed) => wantedAt(load, seconds(elapsed)));
    expect(shares).toEqual([0, 0, 0.5, 1, 1, 1, 0.5, 0, 0]);
  });

  test("jumps where a phase takes no time", () => {
    const jump: readonly LoadPhase[] = [
      { to: 0.5, over: seconds(0) },
      { to: 0.5, over: seconds(10) },
      { to: 1, over: seconds(0) },
    ];
    expect([0, 5, 9.999, 10, 11].map((elapsed) => wantedAt(jump, seconds(elapsed)))).toEqual([0.5, 0.5, 0.5, 1, 1]);
  });
});

describe("a device", () => {
  test("comes when its turn is, and the first to come is the last to go", () => {
    expect(connectTimes(load, 0, 4)).toEqual([{ from: seconds(15), to: seconds(352.5) }]);
    expect(connectTimes(load, 3, 4)).toEqual([{ from: seconds(105), to: seconds(307.5) }]);
  });

  test("stays to the end where nothing sends it away", () => {
    expect(connectTimes([{ to: 1, over: seconds(10) }], 0, 1)).toEqual([{ from: seconds(5) }]);
  });

  test("never comes where it is never wanted", () => {
    expect(connectTimes([{ to: 0.5, over: seconds(10) }], 9, 10)).toEqual([]);
  });

  test("comes again with every wave", () => {
    const waves: readonly LoadPhase[] = [1, 0.2, 1, 0].map((to) => ({ to, over: seconds(10) }));
    const stays = connectTimes(waves, 5, 10);
    expect(stays.map(({ from, to }) => [from, to])).toEqual([
      [5_500, 15_625],
      [24_375, 34_500],
    ]);
  });
});

test("the order of coming differs from seed to seed and is no order of homes", () => {
  const order = (seed: number): number[] => Array.from({ length: 1_000 }, (_, index) => rankOf(index, 1_000, seed));
  expect(order(1)).not.toEqual(order(2));
  expect(order(1)).toEqual(order(1));
  const steps = order(1)
    .slice(1)
    .map((rank, index) => Math.abs(rank - order(1)[index]!));
  expect(Math.min(...steps)).toBeGreaterThan(100);
});
