import fc from "fast-check";
import { expect, test } from "vitest";
import { sliceOf } from "../../src/shards/slice.ts";

test("slices in order are the whole, nothing lost and nothing twice, and differ by one at most", () => {
  fc.assert(
    fc.property(fc.nat({ max: 100_000_000 }), fc.integer({ min: 1, max: 200 }), (total, count) => {
      const slices = Array.from({ length: count }, (_, number) => sliceOf(total, number, count));
      const sizes = slices.map(({ from, to }) => to - from);
      expect(slices[0]!.from).toBe(0);
      expect(slices.slice(1).map(({ from }) => from)).toEqual(slices.slice(0, -1).map(({ to }) => to));
      expect(slices.at(-1)!.to).toBe(total);
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
    }),
  );
});

test("ten over three is three, three and four", () => {
  expect([0, 1, 2].map((number) => sliceOf(10, number, 3))).toEqual([
    { from: 0, to: 3 },
    { from: 3, to: 6 },
    { from: 6, to: 10 },
  ]);
});
