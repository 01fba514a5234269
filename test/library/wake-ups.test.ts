import { expect, test } from "vitest";
import { wakeGrainMillis } from "../../src/library/wake-ups.ts";

test("one process is as punctual as it can be; many to a core wake less often, within a bound", () => {
  expect([1, 2, 8, 9, 16, 56, 500].map((processes) => wakeGrainMillis(processes, 2))).toEqual([4, 4, 4, 8, 8, 20, 20]);
  expect(wakeGrainMillis(56, 64)).toBe(4);
});
