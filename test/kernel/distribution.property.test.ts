import fc from "fast-check";
import { expect, test } from "vitest";
import { type Distribution, quantile, sample } from "../../src/kernel/distribution.ts";
import { evenly } from "../support/evenly.ts";

const within = evenly;
const positive = within(1e-3, 2_000);

const distribution: fc.Arbitrary<Distribution> = fc.oneof(
  positive,
  fc.tuple(positive, positive).map(([low, width]) => ({ uniform: [low, low + width] as const })),
  fc.record({ normal: fc.record({ mean: positive, sd: positive }) }),
  fc.record({ lognormal: fc.record({ median: positive, sigma: within(0, 3) }) }),
  fc.record({ exponential: fc.record({ mean: positive }) }),
  fc.record({ poisson: fc.record({ mean: positive }) }),
  fc
    .array(within(0.1, 10), { minLength: 1, maxLength: 8 })
    .map((weights) => ({ choice: weights.map((weight, value) => [value, weight] as const) })),
);

test("a larger share never has a smaller quantile, and every quantile is finite", () => {
  const share = within(1e-12, 1 - 1e-12);
  fc.assert(
    fc.property(distribution, share, share, (shape, one, other) => {
      const low = quantile(shape, Math.min(one, other));
      const high = quantile(shape, Math.max(one, other));
      expect(Number.isFinite(low) && Number.isFinite(high)).toBe(true);
      // Where the pieces of the normal approximation meet they differ by its error.
      expect(low).toBeLessThanOrEqual(high + 1e-8 * Math.abs(high) + 1e-5);
    }),
    { seed: 1, numRuns: 5_000 },
  );
});

test("every sample takes exactly one draw", () => {
  fc.assert(
    fc.property(distribution, within(0, 1 - 2 ** -32), (shape, draw) => {
      let draws = 0;
      sample(shape, {
        next: () => {
          draws++;
          return draw;
        },
      });
      expect(draws).toBe(1);
    }),
    { seed: 1, numRuns: 1_000 },
  );
});

test("a poisson quantile is the smallest whole number that reaches its share", () => {
  fc.assert(
    fc.property(within(0.01, 30), within(1e-6, 1 - 1e-6), (mean, p) => {
      const count = quantile({ poisson: { mean } }, p);
      expect(Number.isInteger(count)).toBe(true);
      expect(cumulative(mean, count)).toBeGreaterThan(p - 1e-9);
      if (count > 0) expect(cumulative(mean, count - 1)).toBeLessThan(p + 1e-9);
    }),
    { seed: 1, numRuns: 1_000 },
  );
});

/** The share of draws up to and including `count`. */
function cumulative(mean: number, count: number): number {
  let logFactorial = 0;
  let sum = 0;
  for (let k = 0; k <= count; k++) {
    if (k > 0) logFactorial += Math.log(k);
    sum += Math.exp(k * Math.log(mean) - mean - logFactorial);
  }
  return sum;
}
