import { describe, expect, test } from "vitest";
import { instant, later, millis, RandomStream, type Ramp } from "flotilla/device";
import { bulbEnergy, bulbPower, bulbProfile, whiteTint, type BulbProfile } from "../../../devices/bulb/bulb-physics.ts";

const fleet = Array.from({ length: 5_000 }, (_, index) => bulbProfile(new RandomStream(11, index, "bulb")));

describe("a fleet of bulbs", () => {
  test("draws at half level what measured bulbs draw: 24, 33 and 58 % of full power in the first, fifth and last decile", () => {
    const shares = fleet.map((bulb) => bulbPower(bulb, true, 127, 1) / bulbPower(bulb, true, 254, 1));
    expectDeciles(shares, [0.24, 0.33, 0.58], 0.06);
  });

  test("draws in standby what measured bulbs draw", () => {
    expectDeciles(
      fleet.map((bulb) => bulbPower(bulb, false, 254, 1)),
      [0.15, 0.35, 0.72],
      0.06,
    );
  });

  test("has the spread of full power and of dimming curves that measured bulbs have", () => {
    expectDeciles(
      fleet.map((bulb) => bulb.gamma),
      [0.98, 1.98, 2.82],
      0.25,
    );
    const [low, middle, high] = deciles(fleet.map((bulb) => bulb.full));
    expect(Math.max(...fleet.map((bulb) => bulb.full))).toBeLessThanOrEqual(25);
    expect(low).toBeGreaterThan(3.5);
    expect(low).toBeLessThan(5);
    expect(middle).toBeGreaterThan(7);
    expect(middle).toBeLessThan(9);
    expect(high).toBeGreaterThan(15);
    expect(high).toBeLessThan(25);
  });

  test("draws less in its weakest white: 77 % in the median bulb", () => {
    const shares = fleet.map((bulb) => bulb.weakestShare);
    expectDeciles(shares, [0.37, 0.77, 0.97], 0.06);
  });

  test("is the same fleet every time, each bulb whatever the others are", () => {
    expect(bulbProfile(new RandomStream(11, 4_711, "bulb"))).toEqual(fleet[4_711]);
    expect(new Set(fleet.map((bulb) => bulb.full)).size).toBeGreaterThan(4_900);
  });
});

describe("a bulb", () => {
  test("never draws less at a higher level, nor lit less than dark", () => {
    for (const bulb of fleet.slice(0, 500)) {
      let previous = bulbPower(bulb, false, 0, 1);
      for (let level = 1; level <= 254; level++) {
        const power = bulbPower(bulb, true, level, 1);
        expect(power).toBeGreaterThanOrEqual(previous);
        previous = power;
      }
      expect(previous).toBeCloseTo(bulb.full, 9);
    }
  });

  test("draws over a fade what a thousand small steps would", () => {
    const start = instant(1_750_000_000_000);
    for (const bulb of fleet.slice(0, 50)) {
      const fade: Ramp = { from: 1, to: 254, start, duration: millis(4_000) };
      let stepped = 0;
      for (let ms = 0; ms < 6_000; ms++) {
        const level = Math.min(254, 1 + (253 * (ms + 0.5)) / 4_000);
        stepped += bulbPower(bulb, true, level, 0.8) / 1_000;
      }
      expect(bulbEnergy(bulb, fade, 0.8, start, later(start, 6_000)) / stepped).toBeCloseTo(1, 5);
    }
  });

  test("of the Hue A19 kind draws what was measured on one", () => {
    // realism.md §2.1: 0.92 W at level 1, 6.8 W at 254, exponent 2.20; the rms error of such fits is 0.7 % of full power.
    const hue: BulbProfile = { ...fleet[0]!, standby: 0.33, floor: 0.92, full: 6.8, gamma: 2.2 };
    expect(bulbPower(hue, false, 254, 1)).toBe(0.33);
    expect(bulbPower(hue, true, 1, 1)).toBeCloseTo(0.92, 2);
    expect(bulbPower(hue, true, 254, 1)).toBe(6.8);
    expect(bulbPower(hue, true, 127, 1)).toBeCloseTo(2.2, 1);
  });

  test("draws most in its strongest white and least in the furthest from it, also beyond its range", () => {
    for (const bulb of fleet.slice(0, 200)) {
      const whites = Array.from({ length: 100 }, (_, i) => bulb.warmest + ((bulb.coolest - bulb.warmest) * i) / 99);
      const tints = whites.map((kelvin) => whiteTint(bulb, kelvin));
      expect(whiteTint(bulb, bulb.strongest)).toBeCloseTo(1, 12);
      expect(Math.min(...tints)).toBeCloseTo(bulb.weakestShare, 9);
      expect(Math.max(...tints)).toBeLessThanOrEqual(1);
      expect(whiteTint(bulb, 20_000)).toBe(whiteTint(bulb, bulb.coolest));
    }
  });
});

function deciles(values: readonly number[]): [first: number, fifth: number, last: number] {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor(share * sorted.length)]!;
  return [at(0.1), at(0.5), at(0.9)];
}

function expectDeciles(values: readonly number[], expected: readonly number[], tolerance: number): void {
  deciles(values).forEach((value, i) => expect(Math.abs(value - expected[i]!)).toBeLessThanOrEqual(tolerance));
}
