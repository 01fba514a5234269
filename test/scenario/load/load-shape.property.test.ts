import fc from "fast-check";
import { expect, test } from "vitest";
import { type Duration, millis } from "../../../src/kernel/time.ts";
import { ConnectOrder } from "../../../src/scenario/load/connect-order.ts";
import { levelAt, LoadShape, phasesDuration, type Stay } from "../../../src/scenario/load/load-shape.ts";
import type { LoadPhase } from "../../../src/scenario/plan.ts";
import { evenly } from "../../support/evenly.ts";

const load: fc.Arbitrary<readonly LoadPhase[]> = fc.array(
  fc.record({
    to: fc.oneof(fc.constantFrom(0, 1), evenly(0, 1)),
    over: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 600_000 })).map(millis),
  }),
  { minLength: 1, maxLength: 8 },
);

test("at any time exactly those devices are there that are wanted, and they are the first ones", () => {
  fc.assert(
    fc.property(
      load,
      fc.integer({ min: 1, max: 200 }),
      fc.array(evenly(0, 1), { maxLength: 30 }),
      (phases, total, times) => {
        const shape = new LoadShape(phases, total);
        const stays = Array.from({ length: total }, (_, rank) => shape.stays(rank));
        const borders = stays.flat().flatMap(({ from, to = from }) => [from, to]);
        for (const at of [
          ...borders.slice(0, 20),
          ...[0, 1, ...times].map((part) => millis(part * phasesDuration(phases))),
        ]) {
          const there = stays.flatMap((ofRank, rank) => (ofRank.some((stay) => covers(stay, at)) ? [rank] : []));
          expect(there).toEqual(Array.from({ length: shape.countAt(at) }, (_, rank) => rank));
          expect(Math.abs(there.length - Math.round(levelAt(phases, at) * total))).toBeLessThanOrEqual(1);
        }
      },
    ),
    { numRuns: 300 },
  );
});

function covers({ from, to }: Stay, at: Duration): boolean {
  return from <= at && (to === undefined || at < to);
}

test("a device's stays are in order, within the run, and apart", () => {
  fc.assert(
    fc.property(load, fc.integer({ min: 1, max: 1_000 }), fc.nat(999), (phases, total, some) => {
      let after = 0;
      for (const { from, to } of new LoadShape(phases, total).stays(some % total)) {
        expect(from).toBeGreaterThanOrEqual(after);
        after = to ?? phasesDuration(phases);
        expect(after).toBeGreaterThanOrEqual(from);
      }
      expect(after).toBeLessThanOrEqual(phasesDuration(phases));
    }),
  );
});

test("who is there goes when the stay says so", () => {
  fc.assert(
    fc.property(load, fc.integer({ min: 1, max: 50 }), evenly(0, 1), (phases, total, part) => {
      const shape = new LoadShape(phases, total);
      const at = millis(part * phasesDuration(phases));
      for (let rank = 0; rank < shape.countAt(at); rank++) {
        const stay = shape.stays(rank).find((one) => covers(one, at))!;
        expect(shape.goesAt(rank, at)).toBe(stay.to ?? Number.POSITIVE_INFINITY);
      }
    }),
  );
});

test("ranks are a permutation", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 3_000 }), fc.nat(), (total, seed) => {
      const order = new ConnectOrder(total, seed);
      const ranks = new Set(Array.from({ length: total }, (_, index) => order.rankOf(index)));
      expect(ranks.size).toBe(total);
      expect(Math.max(...ranks)).toBe(total - 1);
      expect(Math.min(...ranks)).toBe(0);
      for (let index = 0; index < total; index += 7) expect(order.numberOf(order.rankOf(index))).toBe(index);
    }),
  );
});

test("ranks are exact for the largest fleets", () => {
  const total = 10_000_000;
  const order = new ConnectOrder(total, 5);
  const ranks = new Uint8Array(total);
  for (let index = 0; index < total; index++) ranks[order.rankOf(index)]! += 1;
  for (let index = 0; index < total; index += 99_991) expect(order.numberOf(order.rankOf(index))).toBe(index);
  expect(ranks.every((times) => times === 1)).toBe(true);
});
