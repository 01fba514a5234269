import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { relax, relaxIntegral, secondsToRelax } from "../../../src/device/physics/first-order.ts";
import { evenly } from "../../support/evenly.ts";

const value = fc.integer({ min: -5_000, max: 5_000 }).map((count) => count / 100);
const timeConstant = evenly(1, 1e5);
const time = evenly(0, 1e5);

describe("a quantity relaxing to its target", () => {
  test("never passes it, and never turns back", () => {
    fc.assert(
      fc.property(value, value, timeConstant, time, time, (start, target, tau, first, second) => {
        const early = Math.abs(relax(start, target, tau, Math.min(first, second)) - target);
        const late = Math.abs(relax(start, target, tau, Math.max(first, second)) - target);
        expect(late).toBeLessThanOrEqual(early + 1e-12);
        expect((relax(start, target, tau, first) - target) * (start - target)).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  test("ends where it ends however the step is cut", () => {
    fc.assert(
      fc.property(value, value, timeConstant, time, time, (start, target, tau, first, second) => {
        const cut = relax(relax(start, target, tau, first), target, tau, second);
        expect(Math.abs(cut - relax(start, target, tau, first + second))).toBeLessThan(1e-9);
      }),
    );
  });

  test("is at a threshold on its way exactly when it says, and never at one that is not", () => {
    fc.assert(
      fc.property(value, value, timeConstant, value, (start, target, tau, threshold) => {
        const seconds = secondsToRelax(start, target, tau, threshold);
        const onTheWay = (threshold - start) * (target - threshold) > 0;
        if (!onTheWay && threshold !== start) expect(seconds).toBe(Number.POSITIVE_INFINITY);
        else if (Number.isFinite(seconds)) expect(relax(start, target, tau, seconds)).toBeCloseTo(threshold, 9);
      }),
    );
    expect(secondsToRelax(20, 10, 3_600, 15)).toBeCloseTo(3_600 * Math.LN2, 9);
    expect(secondsToRelax(20, 10, 3_600, 20)).toBe(0);
    expect(secondsToRelax(20, 10, 3_600, 10)).toBe(Number.POSITIVE_INFINITY);
    expect(secondsToRelax(20, 20, 3_600, 19)).toBe(Number.POSITIVE_INFINITY);
  });

  test("has the integral that a fine sum has", () => {
    const step = 0.5;
    let sum = 0;
    for (let at = step / 2; at < 1_000; at += step) sum += relax(5, 21, 300, at) * step;
    expect(relaxIntegral(5, 21, 300, 1_000)).toBeCloseTo(sum, 2);
  });
});
