import { describe, expect, test } from "vitest";
import { mainsHertz, mainsVolts, whenVolts } from "../../../devices/plug/mains.ts";
import { hours, instant, later, minutes, never } from "../../../src/kernel/time.ts";
import { World } from "../../../src/world/world.ts";

const start = instant(Date.UTC(2026, 0, 12));
const world = new World({ seed: 1, climate: "continental", timeZoneOffset: hours(1) });

function day(home: number): number[] {
  return Array.from({ length: 144 }, (_, slot) => mainsVolts(world.home(home), later(start, minutes(10 * slot))));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

describe("the mains of a home", () => {
  test("is 230 V within five, moves by little at a time, and is the same for all who ask", () => {
    for (let home = 0; home < 50; home++) {
      const volts = day(home);
      expect(Math.min(...volts)).toBeGreaterThanOrEqual(225);
      expect(Math.max(...volts)).toBeLessThanOrEqual(235);
      expect(Math.max(...volts) - Math.min(...volts)).toBeGreaterThan(1);
      for (let i = 1; i < volts.length; i++) expect(Math.abs(volts[i]! - volts[i - 1]!)).toBeLessThan(4.5);
      expect(day(home)).toEqual(volts);
    }
  });

  test("differs from home to home, and is lower in the evening than at night", () => {
    const homes = Array.from({ length: 50 }, (_, home) => day(home));
    expect(new Set(homes.map((volts) => mean(volts).toFixed(1))).size).toBeGreaterThan(10);
    // 00:00 UTC is one o'clock: 02:00-05:00 and 18:00-21:00.
    const night = mean(homes.map((volts) => mean(volts.slice(6, 24))));
    const evening = mean(homes.map((volts) => mean(volts.slice(102, 120))));
    expect(night - evening).toBeGreaterThan(1);
  });

  test("tells when a condition on it first holds", () => {
    const home = world.home(3);
    const usual = mainsVolts(home, start);
    const at = whenVolts(home, start, (volts, since) => (Math.abs(volts - usual) > 1 ? since : undefined));
    expect(at).toBeGreaterThan(start);
    for (let time = start; time < at; time = later(time, minutes(1))) {
      expect(Math.abs(mainsVolts(home, time) - usual)).toBeLessThanOrEqual(1);
    }
    expect(Math.abs(mainsVolts(home, at) - usual)).toBeGreaterThan(1);
    expect(whenVolts(home, start, () => undefined)).toBe(never);
  });

  test("has the grid's 50 Hz", () => {
    const hertz = Array.from({ length: 500 }, (_, minute) => mainsHertz(later(start, minutes(minute))));
    expect(mean(hertz)).toBeCloseTo(50, 2);
    for (const value of hertz) expect(Math.abs(value - 50)).toBeLessThan(0.0601);
    expect(new Set(hertz).size).toBeGreaterThan(20);
  });
});
