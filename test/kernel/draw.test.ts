import { expect, test } from "vitest";
import { type Draw, drawnDuration, drawOf, isDraw } from "../../src/kernel/draw.ts";
import { seconds } from "../../src/kernel/time.ts";

const wait: Draw = { draw: { uniform: [20_000, 40_000] } };

test("what is fixed is what it is for everybody", () => {
  expect([3, "warm", true, null].map((value) => drawOf(value, 1, "setting", 5))).toEqual([3, "warm", true, null]);
  expect(drawnDuration(seconds(30), 1, "wait", 5)).toBe(30_000);
  expect([3, "warm", null, {}, wait].map(isDraw)).toEqual([false, false, false, false, true]);
});

test("a draw is decided by seed, purpose, device and round, and nothing else", () => {
  const draws = [
    [1, "wait", 5, 0],
    [2, "wait", 5, 0],
    [1, "other", 5, 0],
    [1, "wait", 6, 0],
    [1, "wait", 5, 1],
  ].map(([seed, purpose, index, round]) =>
    drawOf(wait, seed as number, purpose as string, index as number, round as number),
  );
  expect(new Set(draws).size).toBe(5);
  expect(draws.every((draw) => draw >= 20_000 && draw <= 40_000)).toBe(true);
  expect(drawOf(wait, 1, "wait", 5)).toBe(draws[0]);
});

test("a length of time that is drawn is whole milliseconds, and never less than nothing", () => {
  const lengths = Array.from({ length: 200 }, (_, index) =>
    drawnDuration({ draw: { normal: { mean: 0, sd: 1_000 } } }, 1, "wait", index),
  );
  expect(lengths.every((length) => Number.isInteger(length) && length >= 0)).toBe(true);
  expect(lengths.filter((length) => length === 0).length).toBeGreaterThan(50);
});
