import { describe, expect, test } from "vitest";
import {
  type Air,
  cleanAir,
  doseAfter,
  doseTimeConstant,
  type Gas,
  moveAir,
  secondsToDose,
  secondsToLeave,
} from "../../../devices/smoke-alarm/air.ts";
import { criticalDose } from "../../../devices/smoke-alarm/smoke-alarm-physics.ts";
import { instant } from "../../../src/kernel/time.ts";

function steady(ppm: number): Gas {
  return { value: ppm, target: ppm, timeConstant: 600 };
}

function minutesToAlarm(ppm: number): number {
  return secondsToDose(steady(ppm), 0, Number.NEGATIVE_INFINITY, criticalDose) / 60;
}

describe("carbon monoxide", () => {
  // UL 2034: an alarm must come within these minutes of a concentration, and not before.
  test.each([
    [70, 60, 240],
    [150, 10, 50],
    [400, 4, 15],
  ])("of %d ppm alarms within %d to %d minutes", (ppm, least, most) => {
    expect(minutesToAlarm(ppm)).toBeGreaterThan(least);
    expect(minutesToAlarm(ppm)).toBeLessThan(most);
  });

  test("of 30 ppm never alarms", () => {
    expect(minutesToAlarm(30)).toBe(Number.POSITIVE_INFINITY);
  });

  const courses: readonly (readonly [dose: number, co: Gas])[] = [
    [0, { value: 0, target: 200, timeConstant: 600 }],
    [10, { value: 300, target: 0, timeConstant: 600 }],
    [80, { value: 0, target: 0, timeConstant: 180 }],
    [50, { value: 10, target: 45, timeConstant: 600 }],
    [50, { value: 400, target: 20, timeConstant: 180 }],
  ];

  test.each(courses)("gets into the blood as fine steps would have it, from %d with %o", (dose, co) => {
    let slowly = dose;
    const step = 0.5;
    for (let time = 0; time < 7_200; time += step) {
      const middle = co.target + (co.value - co.target) * Math.exp(-(time + step / 2) / co.timeConstant);
      slowly += ((middle - slowly) / doseTimeConstant) * step;
    }
    expect(doseAfter(co, dose, 7_200)).toBeCloseTo(slowly, 2);
  });

  test.each(courses)("is at a level when it says, and not before, from %d with %o", (dose, co) => {
    for (const [low, high] of [
      [-1, dose + 5],
      [dose - 5, 1e9],
      [dose - 3, dose + 3],
      [dose - 20, dose + 60],
    ] as const) {
      const time = secondsToDose(co, dose, low, high);
      const end = Math.min(time, 40_000);
      for (let at = 0; at < end - 0.01; at += end / 2_000) {
        expect(doseAfter(co, dose, at)).toBeGreaterThan(low);
        expect(doseAfter(co, dose, at)).toBeLessThan(high);
      }
      if (time < Number.POSITIVE_INFINITY) {
        const there = doseAfter(co, dose, time);
        expect(there >= high - 1e-9 || there <= low + 1e-9).toBe(true);
      }
    }
  });
});

describe("the air", () => {
  test("is the same after one long step and after many short ones", () => {
    const make = (): Air => ({
      ...cleanAir(instant(0)),
      smoke: { value: 1, target: 5, timeConstant: 90 },
      co: { value: 20, target: 300, timeConstant: 600 },
      dose: 12,
    });
    const once = make();
    const often = make();
    moveAir(once, instant(3_600_000));
    for (let at = 0; at <= 3_600_000; at += 1_371) moveAir(often, instant(at));
    moveAir(often, instant(3_600_000));
    expect(often.smoke.value).toBeCloseTo(once.smoke.value, 9);
    expect(often.co.value).toBeCloseTo(once.co.value, 9);
    expect(often.dose).toBeCloseTo(once.dose, 9);
  });

  test("reaches a threshold on its way, and none beyond it", () => {
    const smoke: Gas = { value: 0, target: 5, timeConstant: 90 };
    const time = secondsToLeave(smoke, Number.NEGATIVE_INFINITY, 2.3);
    expect(5 * (1 - Math.exp(-time / 90))).toBeCloseTo(2.3, 9);
    expect(secondsToLeave(smoke, Number.NEGATIVE_INFINITY, 5)).toBe(Number.POSITIVE_INFINITY);
    expect(secondsToLeave({ value: 3, target: 0, timeConstant: 90 }, 4, 5)).toBe(0);
  });
});
