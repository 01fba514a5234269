import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  rampAt,
  rampEnd,
  rampPowerIntegral,
  rampRemaining,
  redirectRamp,
  restingRamp,
  whenRampReaches,
  type Ramp,
} from "../../../src/device/physics/ramp.ts";
import { instant, later, millis, never } from "../../../src/kernel/time.ts";
import { evenly } from "../../support/evenly.ts";

const start = instant(1_750_000_000_000);
const level = fc.integer({ min: 0, max: 25_400 }).map((count) => count / 100);
const ramp: fc.Arbitrary<Ramp> = fc
  .record({ from: level, to: level, duration: fc.integer({ min: 0, max: 100_000 }) })
  .map(({ from, to, duration }) => ({ from, to, start, duration: millis(duration) }));
const offset = fc.integer({ min: -20_000, max: 120_000 });

describe("a transition", () => {
  test("stays between its ends, moves one way, and is exactly at its target from its end on", () => {
    fc.assert(
      fc.property(ramp, offset, offset, (it, one, other) => {
        const early = rampAt(it, later(start, Math.min(one, other)));
        const late = rampAt(it, later(start, Math.max(one, other)));
        expect((late - early) * (it.to - it.from)).toBeGreaterThanOrEqual(0);
        expect(early).toBeGreaterThanOrEqual(Math.min(it.from, it.to) - 1e-9);
        expect(early).toBeLessThanOrEqual(Math.max(it.from, it.to) + 1e-9);
        expect(rampAt(it, rampEnd(it))).toBe(it.to);
        expect(rampAt(it, later(start, 1e9))).toBe(it.to);
      }),
    );
  });

  test("is at a level exactly when it says", () => {
    fc.assert(
      fc.property(ramp, level, (it, wanted) => {
        const at = whenRampReaches(it, wanted);
        if (at === never)
          expect(wanted < Math.min(it.from, it.to) || wanted > Math.max(it.from, it.to) || it.duration === 0).toBe(
            true,
          );
        // An instant of today has a quarter of a microsecond of rounding in it.
        else expect(Math.abs(rampAt(it, at) - wanted)).toBeLessThanOrEqual(1e-3 * Math.abs(it.to - it.from));
      }),
    );
    const fade: Ramp = { from: 100, to: 200, start, duration: millis(10_000) };
    expect(whenRampReaches(fade, 150)).toBe(start + 5_000);
    expect(whenRampReaches(fade, 100)).toBe(start);
    expect(whenRampReaches(fade, 200)).toBe(start + 10_000);
    expect(whenRampReaches(fade, 99)).toBe(never);
    expect(whenRampReaches({ ...fade, duration: millis(0) }, 150)).toBe(never);
    expect(whenRampReaches({ ...fade, duration: millis(0) }, 100)).toBe(never);
  });

  test("that is replaced goes on from the level it had reached", () => {
    const fade: Ramp = { from: 0, to: 200, start, duration: millis(10_000) };
    redirectRamp(fade, 0, later(start, 4_000), millis(2_000));
    expect(fade).toEqual({ from: 80, to: 0, start: start + 4_000, duration: 2_000 });
    expect(rampAt(fade, later(start, 5_000))).toBe(40);
    expect(rampRemaining(fade, later(start, 5_000))).toBe(1_000);
    expect(rampRemaining(fade, later(start, 3_000))).toBe(2_000);
    expect(rampRemaining(fade, later(start, 9_000))).toBe(0);
  });

  test("at rest stays where it is", () => {
    expect(rampAt(restingRamp(128, start), later(start, -5))).toBe(128);
    expect(rampAt(restingRamp(128, start), start)).toBe(128);
    expect(rampPowerIntegral(restingRamp(2, start), 3, start, later(start, 4_000))).toBe(32);
  });
});

describe("the integral of a power of the level", () => {
  const exponent = evenly(0.5, 3.5);

  test("is that of a fine sum, before, during and after the transition", () => {
    fc.assert(
      fc.property(ramp, exponent, offset, offset, (it, gamma, one, other) => {
        const from = later(start, Math.min(one, other));
        const to = later(start, Math.max(one, other));
        const count = 20_000;
        const step = (to - from) / count;
        let sum = 0;
        for (let i = 0; i < count; i++) sum += rampAt(it, later(from, (i + 0.5) * step)) ** gamma * (step / 1_000);
        const highest = Math.max(it.from, it.to) ** gamma * ((to - from) / 1_000);
        expect(Math.abs(rampPowerIntegral(it, gamma, from, to) - sum)).toBeLessThanOrEqual(1e-4 * highest + 1e-12);
      }),
      { numRuns: 40 },
    );
  });

  test("adds up over parts of the time, however close the ends", () => {
    fc.assert(
      fc.property(ramp, exponent, offset, offset, offset, (it, gamma, ...offsets) => {
        const [a, b, c] = offsets.toSorted((x, y) => x - y).map((by) => later(start, by)) as [never, never, never];
        const whole = rampPowerIntegral(it, gamma, a, c);
        const parts = rampPowerIntegral(it, gamma, a, b) + rampPowerIntegral(it, gamma, b, c);
        expect(Math.abs(whole - parts)).toBeLessThanOrEqual(1e-9 * whole + 1e-12);
        expect(whole).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  test("does not lose its digits where the closed form would", () => {
    const duration = millis(10_000);
    for (const distance of [1e-12, 1e-6, 1e-3, 0.9, 1.1]) {
      const it: Ramp = { from: 100, to: 100 + distance, start, duration };
      // The mean of v^2 is (a² + ab + b²) / 3.
      const mean = (it.from ** 2 + it.from * it.to + it.to ** 2) / 3;
      const integral = rampPowerIntegral(it, 2, start, rampEnd(it));
      expect(Math.abs(integral / (mean * 10) - 1)).toBeLessThan(1e-12);
    }
  });
});
