/** Drawing triggers backwards, a window at a time, gives what drawing all of them one after the other gives. */
import { describe, expect, test } from "vitest";
import {
  beginPeriod,
  catchUp,
  extend,
  foresee,
  mostWindows,
  toNextTrigger,
} from "../../../devices/occupancy-sensor/motion.ts";
import { exponential } from "../../../src/kernel/distribution.ts";
import { RandomStream } from "../../../src/kernel/random.ts";
import { instant, minutes, seconds } from "../../../src/kernel/time.ts";

const hold = seconds(60);
const perMinute = 1 / minutes(1);

/** Rate from `at` on. */
interface Change {
  readonly at: number;
  readonly rate: number;
}

/** ms from the first trigger, at 0, to the end of the period it begins: every trigger drawn, one after the other. */
function naively(changes: readonly Change[], seed: number): number {
  const random = new RandomStream(seed, 0, "naive");
  let end: number = hold;
  for (const [index, { at, rate }] of changes.entries()) {
    const until = changes[index + 1]?.at ?? Number.POSITIVE_INFINITY;
    for (let time = at; ;) {
      time += rate > 0 ? exponential(random, 1 / rate) : Number.POSITIVE_INFINITY;
      if (time > until) break;
      if (time > end) return end;
      end = time + hold;
    }
    if (end < until) return end;
  }
  return end;
}

/** The same by windows, looking up wherever the rate changes, and `extra` times besides. */
function byWindows(changes: readonly Change[], seed: number, extra: readonly number[] = []): number {
  const period = beginPeriod(instant(0), 0);
  let rate = changes[0]!.rate;
  const inputs = [...changes.slice(1), ...extra.map((at) => ({ at, rate: undefined }))];
  inputs.sort((a, b) => a.at - b.at);
  for (;;) {
    const look = foresee(period, rate, hold, seed);
    const input = inputs[0];
    const now = instant(Math.min(look, input?.at ?? look));
    if (!catchUp(period, rate, hold, seed, now)) return now;
    if (now === input?.at) {
      inputs.shift();
      rate = input.rate ?? rate;
    }
  }
}

/** The largest distance between two empirical distributions (Kolmogorov and Smirnov). */
function distance(left: number[], right: number[]): number {
  left.sort((a, b) => a - b);
  right.sort((a, b) => a - b);
  let most = 0;
  let j = 0;
  for (let i = 0; i < left.length; i++) {
    while (j < right.length && right[j]! <= left[i]!) j++;
    // Periods without a second trigger are all of one length: compare after the last of equals.
    if (left[i + 1] !== left[i]) most = Math.max(most, Math.abs((i + 1) / left.length - j / right.length));
  }
  return most;
}

const count = 20_000;
/** Exceeded once in a thousand times when both have one distribution. */
const tolerance = 1.95 * Math.sqrt(2 / count);

function lengths(of: (seed: number) => number): number[] {
  return Array.from({ length: count }, (_, seed) => of(seed + 1));
}

const evening: readonly Change[] = [
  { at: 0, rate: 2 * perMinute },
  { at: 45_000, rate: 0.3 * perMinute },
  { at: 200_000, rate: 4 * perMinute },
  { at: 500_000, rate: 0 },
];

describe("an occupied period", () => {
  test.each([0.1, 0.5, 1, 3])("has the lengths of the naive process at %d triggers a minute", (rate) => {
    const steady = [{ at: 0, rate: rate * perMinute }];
    const left = lengths((seed) => naively(steady, seed));
    const right = lengths((seed) => byWindows(steady, seed));
    expect(distance(left, right)).toBeLessThan(tolerance);
  });

  test("has them when the rate changes on the way", () => {
    const left = lengths((seed) => naively(evening, seed));
    const right = lengths((seed) => byWindows(evening, seed));
    expect(distance(left, right)).toBeLessThan(tolerance);
  });

  test("has them however often somebody looks in between", () => {
    const left = lengths((seed) => naively(evening, seed));
    const right = lengths((seed) => byWindows(evening, seed, [10_000, 59_999, 60_001, 61_000, 130_000, 320_000]));
    expect(distance(left, right)).toBeLessThan(tolerance);
  });

  test("is (e^(rate hold) - 1) / rate long on average, as theory has it", () => {
    const rate = 2 * perMinute;
    const all = lengths((seed) => byWindows([{ at: 0, rate }], seed));
    const mean = all.reduce((sum, length) => sum + length, 0) / count;
    const expected = Math.expm1(rate * hold) / rate;
    expect(Math.abs(mean / expected - 1)).toBeLessThan(0.03);
  });

  test("is never shorter than the hold time, and ends a hold time after its last trigger", () => {
    for (let seed = 1; seed <= 2_000; seed++) {
      const period = beginPeriod(instant(0), 0);
      const end = foresee(period, perMinute, hold, seed);
      expect(end).toBeGreaterThanOrEqual(hold);
      expect(catchUp(period, perMinute, hold, seed, end)).toBe(false);
    }
  });

  test("is extended by a trigger from outside", () => {
    const period = beginPeriod(instant(0), 0);
    catchUp(period, 0, hold, 1, instant(50_000));
    extend(period, instant(50_000));
    expect(foresee(period, 0, hold, 1)).toBe(110_000);
  });

  test("costs one look an hour where somebody moves all the time", () => {
    const period = beginPeriod(instant(0), 0);
    let looks = 0;
    for (let now = instant(0); now < minutes(24 * 60); looks++) {
      now = foresee(period, 12 * perMinute, hold, 7);
      expect(catchUp(period, 12 * perMinute, hold, 7, now)).toBe(true);
    }
    expect(looks).toBeLessThan((24 * 60) / mostWindows + 5);
  });
});

test("where nothing triggers, nothing is ever due", () => {
  expect(toNextTrigger(new RandomStream(1, 0, "empty room"), 0)).toBe(Number.POSITIVE_INFINITY);
});
