/**
 * Independence, as far as a finite sample shows it. Seeds are fixed, so these tests either always pass or never do; the
 * bounds are five standard deviations of the statistic for truly independent draws.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { keyed, RandomStream, type Random } from "../../src/kernel/random.ts";

const count = 160_000;
const buckets = 256;

/** Pearson's statistic of how evenly `draws` fall into the buckets: mean `buckets - 1`, variance twice that. */
function chiSquare(draws: Iterable<number>): number {
  const seen = new Uint32Array(buckets);
  let total = 0;
  for (const draw of draws) {
    seen[Math.floor(draw * buckets)]!++;
    total++;
  }
  const expected = total / buckets;
  return seen.reduce((sum, found) => sum + (found - expected) ** 2 / expected, 0);
}

function expectEven(draws: Iterable<number>): void {
  const freedom = buckets - 1;
  const bound = 5 * Math.sqrt(2 * freedom);
  const found = chiSquare(draws);
  expect(found).toBeGreaterThan(freedom - bound);
  expect(found).toBeLessThan(freedom + bound);
}

/** One draw of two: the pair's cell in a grid of 16 by 16, so that evenness of it is independence of the two. */
function* paired(left: (n: number) => number, right: (n: number) => number): Generator<number> {
  for (let n = 0; n < count; n++) yield (Math.floor(left(n) * 16) * 16 + Math.floor(right(n) * 16)) / 256;
}

function expectUncorrelated(left: (n: number) => number, right: (n: number) => number): void {
  let sum = 0;
  for (let n = 0; n < count; n++) sum += (left(n) - 0.5) * (right(n) - 0.5);
  expect(Math.abs((sum / count) * 12)).toBeLessThan(5 / Math.sqrt(count));
}

describe("streams", () => {
  test("one stream's draws are even, in their high and in their low bits", () => {
    const high = new RandomStream(42, 0, "noise");
    expectEven(Array.from({ length: count }, () => high.next()));
    const low = new RandomStream(42, 0, "noise");
    expectEven(Array.from({ length: count }, () => (low.next() * 2 ** 24) % 1));
  });

  test("the first draws of a fleet's devices are even", () => {
    expectEven(Array.from({ length: count }, (_, index) => new RandomStream(42, index, "noise").next()));
  });

  test("successive draws of one stream say nothing about each other", () => {
    const stream = new RandomStream(7, 3, "noise");
    const draws = Array.from({ length: count + 1 }, () => stream.next());
    expectEven(
      paired(
        (n) => draws[n]!,
        (n) => draws[n + 1]!,
      ),
    );
  });

  test.each<[string, (n: number) => Random]>([
    ["a neighbour", (n) => new RandomStream(42, n + 1, "noise")],
    ["the same device under the next seed", (n) => new RandomStream(43, n, "noise")],
    ["another purpose of the same device", (n) => new RandomStream(42, n, "identity")],
    ["a purpose whose name differs by one letter", (n) => new RandomStream(42, n, "noisf")],
  ])("a device's draws say nothing about those of %s", (_, other) => {
    const left = (n: number): number => new RandomStream(42, n, "noise").next();
    const right = (n: number): number => other(n).next();
    expectEven(paired(left, right));
    expectUncorrelated(left, right);
  });
});

describe("keyed draws", () => {
  const width = 400;
  const at = (n: number, di = 0, dj = 0): number => keyed(42, "weather", Math.floor(n / width) + di, (n % width) + dj);

  test("are even over homes and hours, in their high and in their low bits", () => {
    expectEven(Array.from({ length: count }, (_, n) => at(n)));
    expectEven(Array.from({ length: count }, (_, n) => (at(n) * 2 ** 27) % 1));
    expectEven(Array.from({ length: count }, (_, n) => (at(n) * 2 ** 45) % 1));
  });

  test.each([
    ["the next home's", 1, 0],
    ["the next hour's", 0, 1],
    ["the next home's next hour", 1, 1],
    ["the next home's hour before", 1, -1],
    ["the home's a power of two away", 1_024, 0],
    ["the hour's a power of two away", 0, 4_096],
  ])("say nothing about %s", (_, di, dj) => {
    expectEven(
      paired(
        (n) => at(n),
        (n) => at(n, di, dj),
      ),
    );
    expectUncorrelated(
      (n) => at(n),
      (n) => at(n, di, dj),
    );
  });

  test("are not the same with home and hour exchanged", () => {
    expectEven(
      paired(
        (n) => keyed(42, "weather", n, 7),
        (n) => keyed(42, "weather", 7, n),
      ),
    );
  });

  test("do not repeat among a million", () => {
    const seen = new Set<number>();
    for (let i = 0; i < 1_000; i++) for (let j = 0; j < 1_000; j++) seen.add(keyed(42, "weather", i, j));
    expect(seen.size).toBe(1_000_000);
  });
});

test("every draw of every name is in [0, 1)", () => {
  const integer = fc.maxSafeInteger();
  fc.assert(
    fc.property(integer, fc.maxSafeNat(), fc.string(), integer, (seed, index, purpose, j) => {
      const draws = [new RandomStream(seed, index, purpose).next(), keyed(seed, purpose, index, j)];
      for (const draw of draws) expect(draw >= 0 && draw < 1).toBe(true);
    }),
    { seed: 1, numRuns: 2_000 },
  );
});
