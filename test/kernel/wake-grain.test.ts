import { describe, expect, test } from "vitest";
import { WakeGrain } from "../../src/kernel/wake-grain.ts";

/** Wakes so often, evenly, for a second from `start`, and returns what it last may wake from. */
function wakes(grain: WakeGrain, perSecond: number, start: number): number {
  for (let count = 0; count < perSecond; count++) grain.woke(start + (count * 1_000) / perSecond);
  return grain.from;
}

describe("a grain of 4 ms", () => {
  test("holds nothing back that is seldom due", () => {
    const grain = new WakeGrain(4);
    for (let second = 0; second < 5; second++) {
      expect(wakes(grain, 100, second * 1_000)).toBe(Number.NEGATIVE_INFINITY);
    }
  });

  test("keeps wake-ups apart by itself, once there are more than 100 in a second", () => {
    const grain = new WakeGrain(4);
    expect(wakes(grain, 500, 0)).toBe(998 + 4);
  });

  test("stays busy at the pace that it has brought the wake-ups down to", () => {
    const grain = new WakeGrain(4);
    wakes(grain, 500, 0);
    for (let second = 1; second < 5; second++) expect(wakes(grain, 200, second * 1_000)).toBe(second * 1_000 + 999);
  });

  test("is exact again after a second in which little was due", () => {
    const grain = new WakeGrain(4);
    wakes(grain, 500, 0);
    wakes(grain, 50, 1_000);
    expect(wakes(grain, 50, 2_000)).toBe(Number.NEGATIVE_INFINITY);
  });

  test("is exact again after a long time in which nothing was due", () => {
    const grain = new WakeGrain(4);
    wakes(grain, 500, 0);
    grain.woke(60_000);
    expect(grain.from).toBe(Number.NEGATIVE_INFINITY);
  });
});
