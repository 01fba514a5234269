import { expect, test } from "vitest";
import { wakeGrainMillis } from "../../../src/library/processes/wake-ups.ts";
import { closeShare, latenessLimitMillis } from "../../../src/metrics/generator-limits.ts";

test("one process is as punctual as it can be; many to a core wake less often, within a bound", () => {
  expect([1, 2, 3, 8, 11, 56, 500].map((processes) => wakeGrainMillis(processes, 2))).toEqual([
    4, 4, 8, 16, 24, 30, 30,
  ]);
  expect(wakeGrainMillis(56, 64)).toBe(4);
});

test("however many there are, what they wait for each other leaves room before a run is believed with care", () => {
  expect(wakeGrainMillis(10_000, 1)).toBeLessThan(0.7 * closeShare * latenessLimitMillis);
});
