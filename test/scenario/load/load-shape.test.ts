import { describe, expect, test } from "vitest";
import { minutes, seconds } from "../../../src/kernel/time.ts";
import { ConnectOrder } from "../../../src/scenario/load/connect-order.ts";
import { levelAt, LoadShape, loadDuration, phasesDuration, type Stay } from "../../../src/scenario/load/load-shape.ts";
import type { LoadPhase } from "../../../src/scenario/plan.ts";

/** Up in 2 minutes, 3 minutes there, down in 1. */
const load: readonly LoadPhase[] = [
  { to: 1, over: minutes(2) },
  { to: 1, over: minutes(3) },
  { to: 0, over: minutes(1) },
];

describe("a load", () => {
  test("is as long as its phases together", () => {
    expect(phasesDuration(load)).toBe(minutes(6));
  });

  test("of several tracks is as long as the longest", () => {
    const short = { groups: [1], phases: load.slice(0, 1), churn: [] };
    expect(loadDuration([short, { groups: [0], phases: load, churn: [] }, short])).toBe(minutes(6));
  });

  test("wants shares on straight lines between the ends of its phases", () => {
    const shares = [-1, 0, 60, 120, 200, 300, 330, 360, 900].map((elapsed) => levelAt(load, seconds(elapsed)));
    expect(shares).toEqual([0, 0, 0.5, 1, 1, 1, 0.5, 0, 0]);
  });

  test("jumps where a phase takes no time", () => {
    const jump: readonly LoadPhase[] = [
      { to: 0.5, over: seconds(0) },
      { to: 0.5, over: seconds(10) },
      { to: 1, over: seconds(0) },
    ];
    expect([0, 5, 9.999, 10, 11].map((elapsed) => levelAt(jump, seconds(elapsed)))).toEqual([0.5, 0.5, 0.5, 1, 1]);
  });
});

const staysOf = (phases: readonly LoadPhase[], rank: number, total: number): Stay[] =>
  new LoadShape(phases, total).stays(rank);

describe("a device", () => {
  test("comes when its turn is, and the first to come is the last to go", () => {
    expect(staysOf(load, 0, 4)).toEqual([{ from: seconds(15), to: seconds(352.5) }]);
    expect(staysOf(load, 3, 4)).toEqual([{ from: seconds(105), to: seconds(307.5) }]);
  });

  test("stays to the end where nothing sends it away", () => {
    expect(staysOf([{ to: 1, over: seconds(10) }], 0, 1)).toEqual([{ from: seconds(5) }]);
  });

  test("never comes where it is never wanted", () => {
    expect(staysOf([{ to: 0.5, over: seconds(10) }], 9, 10)).toEqual([]);
  });

  test("comes again with every wave", () => {
    const waves: readonly LoadPhase[] = [1, 0.2, 1, 0].map((to) => ({ to, over: seconds(10) }));
    const stays = staysOf(waves, 5, 10);
    expect(stays.map(({ from, to }) => [from, to])).toEqual([
      [5_500, 15_625],
      [24_375, 34_500],
    ]);
  });
});

test("the order of coming differs from seed to seed and is no order of homes", () => {
  const order = (seed: number): number[] => {
    const places = new ConnectOrder(1_000, seed);
    return Array.from({ length: 1_000 }, (_, index) => places.rankOf(index));
  };
  expect(order(1)).not.toEqual(order(2));
  expect(order(1)).toEqual(order(1));
  const steps = order(1)
    .slice(1)
    .map((rank, index) => Math.abs(rank - order(1)[index]!));
  expect(Math.min(...steps)).toBeGreaterThan(100);
});
