import { expect, test } from "vitest";
import { idMatcher } from "../../../src/scenario/groups/id-pattern.ts";

test.each([
  ["lock-0001", "lock-0001", true],
  ["lock-0001", "lock-00010", false],
  ["lock-*", "lock-0001", true],
  ["lock-*", "bulb-0001", false],
  ["*-0001", "lock-0001", true],
  ["*", "", true],
  ["a*a", "a", false],
  ["a*a", "aa", true],
  ["a*b*c", "axxbyyc", true],
  ["a*b*c", "axxcyyb", false],
  ["a.c", "abc", false],
])("%s and %s: %s", (pattern, id, expected) => {
  expect(idMatcher(pattern)(id)).toBe(expected);
});

test("many stars are no reason to be slow", () => {
  expect(idMatcher(`${"a*".repeat(2_000)}b`)("a".repeat(5_000))).toBe(false);
});
