import { describe, expect, test } from "vitest";
import {
  bounds,
  chance,
  type Distribution,
  exponential,
  integer,
  lognormal,
  normal,
  normalQuantile,
  open,
  pick,
  quantile,
  sample,
  uniform,
} from "../../src/kernel/distribution.ts";
import { FlotillaError } from "../../src/kernel/errors.ts";
import { type Random, RandomStream } from "../../src/kernel/random.ts";

const fixed = (draw: number): Random => ({ next: () => draw });

describe("quantiles", () => {
  // Abramowitz and Stegun, Handbook of Mathematical Functions, table 26.5, and the usual critical values.
  test.each([
    [0.5, 0],
    [0.841344746068543, 1],
    [0.975, 1.959963984540054],
    [0.99, 2.326347874040841],
    [0.999, 3.090232306167813],
    [0.02425, -1.972961051314847],
    [0.001, -3.090232306167813],
    [1e-9, -5.997807015007687],
    [1 - 1e-6, 4.753424308817087],
  ])("the standard normal at %d is %d", (p, expected) => {
    expect(Math.abs(normalQuantile(p) - expected)).toBeLessThanOrEqual(1.2e-9 * Math.max(1, Math.abs(expected)));
  });

  test.each<[string, Distribution, number, number]>([
    ["a plain number anywhere", 7, 0.3, 7],
    ["uniform at a quarter", { uniform: [4, 12] }, 0.25, 6],
    ["normal one deviation up", { normal: { mean: 20, sd: 2 } }, 0.841344746068543, 22],
    ["lognormal at its median", { lognormal: { median: 300, sigma: 0.5 } }, 0.5, 300],
    [
      "lognormal one deviation down",
      { lognormal: { median: 300, sigma: 0.5 } },
      0.158655253931457,
      300 / Math.exp(0.5),
    ],
    ["exponential at its median", { exponential: { mean: 10 } }, 0.5, 10 * Math.LN2],
    ["exponential at 63.2 %", { exponential: { mean: 10 } }, 1 - Math.exp(-1), 10],
  ])("%s", (_, distribution, p, expected) => {
    expect(quantile(distribution, p)).toBeCloseTo(expected, 6);
  });

  // Cumulative shares from the definition: mean 3 has 4.98 % at 0, 64.7 % at 3, 98.8 % at 7; mean 10 2.9 % at 4, 91.7 % at 14.
  test.each([
    [0, 0.5, 0],
    [3, 0.049, 0],
    [3, 0.05, 1],
    [3, 0.5, 3],
    [3, 0.99, 8],
    [10, 0.05, 5],
    [10, 0.5, 10],
    [10, 0.95, 15],
  ])("poisson of mean %d at %d is %d", (mean, p, expected) => {
    expect(quantile({ poisson: { mean } }, p)).toBe(expected);
  });

  test.each([501, 1_000, 20_000])("poisson of mean %d is within one of the exact count", (mean) => {
    for (const p of [1e-4, 0.01, 0.05, 0.5, 0.95, 0.99, 0.9999]) {
      expect(Math.abs(quantile({ poisson: { mean } }, p) - exactPoissonQuantile(mean, p))).toBeLessThanOrEqual(1);
    }
  });

  test("poisson at the last share below one is a count near the mean, not a runaway", () => {
    for (const mean of [0.001, 3, 100, 500]) {
      expect(quantile({ poisson: { mean } }, 1 - Number.EPSILON / 2)).toBeLessThan(mean + 12 * Math.sqrt(mean) + 20);
    }
  });

  test("a choice follows its weights, in their order", () => {
    const choice: Distribution = {
      choice: [
        [10, 1],
        [20, 0],
        [30, 3],
      ],
    };
    expect([0.01, 0.24, 0.26, 0.99].map((p) => quantile(choice, p))).toEqual([10, 10, 30, 30]);
  });

  test("a choice never gives a value of weight 0, even where rounding runs past the end", () => {
    const choice: Distribution = {
      choice: [
        [1, 0.1],
        [2, 0.2],
        [3, 0.3],
        [4, 0],
      ],
    };
    expect(quantile(choice, 1)).toBe(3);
  });

  test.each<[string, Distribution]>([
    ["nothing", { choice: [] }],
    ["weights of 0 only", { choice: [[1, 0]] }],
  ])("a choice of %s is refused", (_, distribution) => {
    expect(() => quantile(distribution, 0.5)).toThrow(FlotillaError);
  });
});

describe("samples", () => {
  const samples = [1, 2, 2, 10];

  test("are drawn as they are spread, and evenly between neighbours", () => {
    const drawn = [0, 1 / 6, 1 / 3, 0.5, 2 / 3, 5 / 6, 1].map((p) => quantile({ samples }, p));
    const expected = [1, 1.5, 2, 2, 2, 6, 10];
    for (const [place, value] of drawn.entries()) expect(value).toBeCloseTo(expected[place]!, 10);
  });

  test("may be one alone, but not none", () => {
    expect(quantile({ samples: [7] }, 0.9)).toBe(7);
    expect(() => quantile({ samples: [] }, 0.5)).toThrow(FlotillaError);
  });
});

test("the bounds of a distribution are what its draws keep to", () => {
  const infinite = Number.POSITIVE_INFINITY;
  expect(bounds(3)).toEqual({ low: 3, high: 3 });
  expect(bounds({ uniform: [4, 12] })).toEqual({ low: 4, high: 12 });
  expect(bounds({ samples: [1, 2, 9] })).toEqual({ low: 1, high: 9 });
  expect(
    bounds({
      choice: [
        [5, 1],
        [-1, 0],
        [2, 1],
      ],
    }),
  ).toEqual({ low: 2, high: 5 });
  expect(bounds({ normal: { mean: 3, sd: 1 } })).toEqual({ low: -infinite, high: infinite });
  expect(bounds({ normal: { mean: 3, sd: 0 } })).toEqual({ low: 3, high: 3 });
  expect(bounds({ lognormal: { median: 3, sigma: 1 } })).toEqual({ low: 0, high: infinite });
  expect(bounds({ poisson: { mean: 3 } })).toEqual({ low: 0, high: infinite });
});

describe("draws", () => {
  test("a sample is the quantile at one draw, kept out of the infinite ends", () => {
    expect(sample({ uniform: [0, 8] }, fixed(0.25))).toBe(2);
    expect(sample({ normal: { mean: 0, sd: 1 } }, fixed(0))).toBeCloseTo(-7.03, 2);
    expect(Number.isFinite(sample({ exponential: { mean: 1 } }, fixed(1 - 2 ** -32)))).toBe(true);
    expect(open(0)).toBe(1e-12);
    expect(open(1)).toBe(1 - 1e-12);
    expect(open(0.5)).toBe(0.5);
  });

  test("the short forms agree with the distribution they abbreviate", () => {
    for (const draw of [0.001, 0.3, 0.5, 0.999]) {
      expect(uniform(fixed(draw), 4, 12)).toBeCloseTo(sample({ uniform: [4, 12] }, fixed(draw)), 12);
      expect(normal(fixed(draw), 20, 2)).toBe(sample({ normal: { mean: 20, sd: 2 } }, fixed(draw)));
      expect(lognormal(fixed(draw), 300, 0.5)).toBe(sample({ lognormal: { median: 300, sigma: 0.5 } }, fixed(draw)));
      expect(exponential(fixed(draw), 10)).toBeCloseTo(sample({ exponential: { mean: 10 } }, fixed(draw)), 12);
    }
  });

  test("an integer can be either end and nothing outside", () => {
    expect(integer(fixed(0), 3, 5)).toBe(3);
    expect(integer(fixed(1 - 2 ** -32), 3, 5)).toBe(5);
    expect(integer(fixed(0.5), 9, 9)).toBe(9);
  });

  test("a chance of 0 never comes, and one of 1 always", () => {
    expect(chance(fixed(0), 0)).toBe(false);
    expect(chance(fixed(1 - 2 ** -32), 1)).toBe(true);
  });

  test("a pick can be the first and the last option, and one of none is refused", () => {
    expect(pick(fixed(0), ["a", "b", "c"])).toBe("a");
    expect(pick(fixed(1 - 2 ** -32), ["a", "b", "c"])).toBe("c");
    expect(() => pick(fixed(0.5), [])).toThrow(FlotillaError);
  });

  test.each<[string, Distribution, number, number]>([
    ["uniform", { uniform: [4, 12] }, 8, 8 / Math.sqrt(12)],
    ["normal", { normal: { mean: 20, sd: 2 } }, 20, 2],
    [
      "lognormal",
      { lognormal: { median: 1, sigma: 0.5 } },
      Math.exp(0.125),
      Math.exp(0.125) * Math.sqrt(Math.expm1(0.25)),
    ],
    ["exponential", { exponential: { mean: 10 } }, 10, 10],
    ["poisson", { poisson: { mean: 3 } }, 3, Math.sqrt(3)],
    ["large poisson", { poisson: { mean: 900 } }, 900, 30],
    [
      "choice",
      {
        choice: [
          [0, 3],
          [4, 1],
        ],
      },
      1,
      Math.sqrt(3),
    ],
  ])("100,000 samples of %s have its mean and deviation", (name, distribution, mean, deviation) => {
    const count = 100_000;
    const random = new RandomStream(42, 0, name);
    const drawn = Array.from({ length: count }, () => sample(distribution, random));
    const found = drawn.reduce((sum, value) => sum + value, 0) / count;
    const spread = Math.sqrt(drawn.reduce((sum, value) => sum + (value - found) ** 2, 0) / count);
    expect(Math.abs(found - mean)).toBeLessThan((5 * deviation) / Math.sqrt(count));
    expect(Math.abs(spread / deviation - 1)).toBeLessThan(0.03);
  });
});

/** By the definition, adding up logarithmic shares from 0. */
function exactPoissonQuantile(mean: number, p: number): number {
  let logFactorial = 0;
  let sum = Math.exp(-mean);
  let count = 0;
  while (sum < p) {
    count++;
    logFactorial += Math.log(count);
    sum += Math.exp(count * Math.log(mean) - mean - logFactorial);
  }
  return count;
}
