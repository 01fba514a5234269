import { expect, test } from "vitest";
import { isInRange, isVersionRange } from "../../../src/scenario/values/version-range.ts";

test.each([
  ["1.4.2", ">=1.4 <2", true],
  ["1.5.0", "^1.4.0", true],
  ["2.0.0", "^1.4.0", false],
  ["1.4.9", "1.4.x || 2.0.0", true],
  ["2.0", "2.0.0", true],
  ["v1.4.2", "~1.4", true],
  ["2026.1", ">=2025", true],
  ["1.5.0-rc.1", ">=1.4", true],
  ["1.5.0-rc.1", ">=1.5.0", false],
  ["nightly", "*", false],
])("%s in %s: %s", (version, range, isIn) => {
  expect(isInRange(version, range)).toBe(isIn);
});

test("what is no range is not taken for one", () => {
  expect(["newest", ">=", "1.x.y.z", "1.4 to 2"].filter(isVersionRange)).toEqual([]);
  expect(["*", ">=1.4 <2", "1.4.2 - 2.0.0", "^1"].filter((range) => !isVersionRange(range))).toEqual([]);
});
