import { describe, expect, test } from "vitest";
import {
  chooseUnit,
  type Conditions,
  operate,
  type Operation,
  type Plate,
} from "../../../devices/air-conditioner/air-conditioner-physics.ts";
import { humidityOf, moistureOf } from "../../../devices/air-conditioner/moist-air.ts";
import { RandomStream } from "../../../src/kernel/random.ts";

function unit(compressor: "fixed" | "inverter", seed: number): Plate {
  return chooseUnit(compressor, 12_000, 2_000, new RandomStream(seed, 0, "test"));
}

function under(plate: Plate, conditions: Partial<Conditions>): Operation {
  const operation: Operation = { heat: 0, condensate: 0, compressorPower: 0, coil: 0 };
  operate(operation, plate, {
    purpose: "cooling",
    ratio: 1,
    starting: false,
    air: 25,
    moisture: 10.5,
    outdoor: 35,
    airFlow: 1,
    charge: 1,
    ...conditions,
  });
  return operation;
}

/** Heat moved per electricity, condensing included. */
function cop(plate: Plate, conditions: Partial<Conditions>): number {
  const { heat, condensate, compressorPower } = under(plate, conditions);
  return (Math.abs(heat) + condensate * 2_450) / compressorPower;
}

describe("a machine", () => {
  test("moves what is on its plate, and a fifth to two fifths of it condenses", () => {
    for (const compressor of ["fixed", "inverter"] as const) {
      const { heat, condensate } = under(unit(compressor, 1), {});
      const moved = -heat + condensate * 2_450;
      expect(moved / (12_000 * 0.29307)).toBeGreaterThan(0.85);
      expect(moved / (12_000 * 0.29307)).toBeLessThan(1.1);
      expect((condensate * 2_450) / moved).toBeGreaterThan(0.15);
      expect((condensate * 2_450) / moved).toBeLessThan(0.4);
    }
  });

  test("draws 1.28 to 1.39 times as much per heat at 40 °C as at 30 °C with one speed, 1.13 times as an inverter", () => {
    const rise = (plate: Plate): number => cop(plate, { outdoor: 30 }) / cop(plate, { outdoor: 40 });
    for (let seed = 1; seed < 20; seed++) {
      expect(rise(unit("fixed", seed))).toBeGreaterThan(1.27);
      expect(rise(unit("fixed", seed))).toBeLessThan(1.39);
      expect(rise(unit("inverter", seed))).toBeCloseTo(1.13, 1);
    }
  });

  test("is 1.1 to 1.9 times as good at half its speed, as an inverter", () => {
    for (let seed = 1; seed < 20; seed++) {
      for (const fast of [1, 1.2]) {
        const better = cop(unit("inverter", seed), { ratio: 0.5 }) / cop(unit("inverter", seed), { ratio: fast });
        expect(better).toBeGreaterThan(1.1);
        expect(better).toBeLessThan(1.9);
      }
    }
  });

  test("moves no heat in its first seconds, and draws all the same", () => {
    const { heat, condensate, compressorPower } = under(unit("fixed", 1), { starting: true });
    expect([heat, condensate]).toEqual([0, 0]);
    expect(compressorPower).toBeGreaterThan(500);
  });

  test("has less capacity and a colder coil the less air and the less refrigerant it has", () => {
    const plate = unit("fixed", 1);
    for (const part of ["airFlow", "charge"] as const) {
      let before = under(plate, {});
      for (const share of [0.9, 0.7, 0.5, 0.3]) {
        const now = under(plate, { [part]: share });
        expect(-now.heat).toBeLessThanOrEqual(-before.heat);
        expect(now.coil).toBeLessThan(before.coil);
        before = now;
      }
    }
  });

  test("is bought in a size that fits its room", () => {
    for (let seed = 1; seed < 50; seed++) {
      const { size } = chooseUnit("inverter", null, 2_000, new RandomStream(seed, 0, "test"));
      expect(size * 0.29307 * 0.75).toBeGreaterThanOrEqual(2_000 * 1.1);
      expect(size * 0.29307 * 0.75).toBeLessThan(2_000 * 2);
      expect(size % 1_000).toBe(0);
    }
  });
});

describe("moist air", () => {
  test("has the water that tables say", () => {
    expect(moistureOf(20, 50)).toBeCloseTo(7.26, 1);
    expect(moistureOf(30, 60)).toBeCloseTo(16.0, 0);
    expect(humidityOf(25, moistureOf(25, 47))).toBeCloseTo(47, 6);
  });
});
