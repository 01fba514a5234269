import fc from "fast-check";
import { expect, test } from "vitest";
import { millis } from "../../src/kernel/time.ts";
import { connectTimes, loadDuration, rankOf, wantedAt } from "../../src/scenario/load-shape.ts";
import type { LoadPhase } from "../../src/scenario/plan.ts";
import { evenly } from "../support/evenly.ts";

const load: fc.Arbitrary<readonly LoadPhase[]> = fc.array(
  fc.record({
    to: fc.oneof(fc.constantFrom(0, 1), evenly(0, 1)),
    over: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 600_000 })).map(millis),
  }),
  { minLength: 1, maxLength: 8 },
);

test("at any time as many devices are there as are wanted, within one", () => {
  fc.assert(
    fc.property(
      load,
      fc.integer({ min: 1, max: 200 }),
      fc.array(evenly(0, 1), { maxLength: 30 }),
      (phases, total, times) => {
        const stays = Array.from({ length: total }, (_, rank) => connectTimes(phases, rank, total));
        for (const part of [0, 1, ...times]) {
          const at = millis(part * loadDuration(phases));
          const there = stays.flat().filter(({ from, to }) => from <= at && (to === undefined || at < to)).length;
          expect(Math.abs(there - Math.round(wantedAt(phases, at) * total))).toBeLessThanOrEqual(1);
        }
      },
    ),
    { numRuns: 300 },
  );
});

test("a device's stays are in order, within the run, and apart", () => {
  fc.assert(
    fc.property(load, fc.integer({ min: 1, max: 1_000 }), fc.nat(999), (phases, total, some) => {
      let after = 0;
      for (const { from, to } of connectTimes(phases, some % total, total)) {
        expect(from).toBeGreaterThanOrEqual(after);
        after = to ?? loadDuration(phases);
        expect(after).toBeGreaterThanOrEqual(from);
      }
      expect(after).toBeLessThanOrEqual(loadDuration(phases));
    }),
  );
});

test("ranks are a permutation", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 3_000 }), fc.nat(), (total, seed) => {
      const ranks = new Set(Array.from({ length: total }, (_, index) => rankOf(index, total, seed)));
      expect(ranks.size).toBe(total);
      expect(Math.max(...ranks)).toBe(total - 1);
      expect(Math.min(...ranks)).toBe(0);
    }),
  );
});

test("ranks are exact for the largest fleets", () => {
  const total = 10_000_000;
  const ranks = new Uint8Array(total);
  for (let index = 0; index < total; index++) ranks[rankOf(index, total, 5)]! += 1;
  expect(ranks.every((times) => times === 1)).toBe(true);
});
