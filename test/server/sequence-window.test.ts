import { expect, test } from "vitest";
import { mostGaps, SequenceWindow } from "../../src/server/sequence-window.ts";

test("numbers in order are new, and repetitions are not", () => {
  const window = new SequenceWindow();
  expect([7, 8, 9, 8, 9, 7, 10].map((seq) => window.add(seq))).toEqual([true, true, true, false, false, false, true]);
  expect(window.missing).toBe(0);
});

test("a number that is skipped is missing until it comes", () => {
  const window = new SequenceWindow();
  for (const seq of [1, 2, 6]) window.add(seq);
  expect(window.missing).toBe(3);
  expect(window.add(4)).toBe(true);
  expect(window.add(4)).toBe(false);
  expect(window.missing).toBe(2);
  expect([window.has(3), window.has(4), window.has(5), window.has(6)]).toEqual([false, true, false, true]);
});

test("what was sent before the first number seen is not missed, but counts when it comes", () => {
  const window = new SequenceWindow();
  window.add(40);
  expect(window.missing).toBe(0);
  expect(window.add(37)).toBe(true);
  expect(window.missing).toBe(2);
  expect(window.add(37)).toBe(false);
});

test("beyond its limit it gives up the oldest gap, and still counts it", () => {
  const window = new SequenceWindow();
  window.add(0);
  for (let gap = 1; gap <= mostGaps + 1; gap++) window.add(gap * 2);
  expect(window.missing).toBe(mostGaps + 1);
  expect(window.add(1)).toBe(false);
  expect(window.add(3)).toBe(true);
  expect(window.missing).toBe(mostGaps);
});

test("a jump over almost all numbers costs one gap", () => {
  const window = new SequenceWindow();
  window.add(0);
  window.add(Number.MAX_SAFE_INTEGER);
  expect(window.missing).toBe(Number.MAX_SAFE_INTEGER - 1);
});
