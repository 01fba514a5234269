import fc from "fast-check";
import { expect, test } from "vitest";
import { SeededShuffle } from "../../../src/scenario/load/seeded-shuffle.ts";
import { evenly } from "../../support/evenly.ts";

test("every place has another number, and every number a place", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 3_000 }), evenly(0, 1), (total, draw) => {
      const shuffle = new SeededShuffle(total, draw);
      const numbers = Array.from({ length: total }, (_, place) => shuffle.at(place));
      expect(new Set(numbers).size).toBe(total);
      expect(numbers.every((number) => number >= 0 && number < total)).toBe(true);
    }),
  );
});

test("every number is as likely among the first as any other", () => {
  const total = 100;
  const times = new Uint32Array(total);
  const draws = 20_000;
  for (let draw = 0; draw < draws; draw++) {
    const shuffle = new SeededShuffle(total, draw / draws);
    for (let place = 0; place < 10; place++) times[shuffle.at(place)]! += 1;
  }
  const expected = draws / 10;
  const chiSquared = times.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  // 99 degrees of freedom: one fair shuffle in ten thousand is beyond 161.
  expect(chiSquared).toBeLessThan(161);
});

test("two numbers that are chosen together in one shuffle are not so in the others", () => {
  let together = 0;
  for (let draw = 0; draw < 2_000; draw++) {
    const shuffle = new SeededShuffle(1_000, draw / 2_000);
    const chosen = new Set(Array.from({ length: 100 }, (_, place) => shuffle.at(place)));
    if (chosen.has(3) && chosen.has(4)) together++;
  }
  // 20 of 2,000 on average.
  expect(together).toBeGreaterThan(3);
  expect(together).toBeLessThan(45);
});
