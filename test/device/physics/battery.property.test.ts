import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  alkalineCell,
  batteryPercent,
  drawCharge,
  lithiumCell,
  newBattery,
  packVolts,
  replaceBattery,
  secondsToNextChargeLevel,
  secondsToNextPercent,
  secondsToVolts,
  updateChargeLevel,
  usableCharge,
  type BatteryModel,
} from "../../../src/device/physics/battery.ts";
import { evenly } from "../../support/evenly.ts";

const fourCells: BatteryModel = {
  chemistry: alkalineCell,
  cells: 4,
  capacity: 2_600,
  idleCurrent: 0.5,
  percentByVolts: [
    [4.2, 0],
    [6, 100],
  ],
  percentStep: 1,
  warningVolts: 4.8,
  criticalVolts: 4.5,
  hysteresisVolts: 0.1,
};

const chemistry = fc.constantFrom(alkalineCell, lithiumCell);
const percentStep = fc.constantFrom(0.5, 1, 5, 10, 25);
const model: fc.Arbitrary<BatteryModel> = fc
  .record({ chemistry, percentStep, idleCurrent: evenly(0.05, 2) })
  .map((parts) => ({ ...fourCells, ...parts }));
const used = evenly(0, 3_000);
const celsius = evenly(-30, 40);
const current = fc.constantFrom(0, 350, 900);

describe("a battery", () => {
  test("counts idle current over time and the charge of operations, in whatever portions", () => {
    const battery = newBattery();
    drawCharge(battery, fourCells, 3_600, 0);
    expect(battery.used).toBeCloseTo(0.5, 12);
    for (let i = 0; i < 10; i++) drawCharge(battery, fourCells, 360, 0.1);
    expect(battery.used).toBeCloseTo(2, 12);
    replaceBattery(battery);
    expect(battery).toEqual(newBattery());
  });

  test("has fewer volts and never more percent the more was drawn, the more flows and the colder it is", () => {
    fc.assert(
      fc.property(model, used, used, celsius, celsius, current, (it, one, other, warm, cold, milliamperes) => {
        const fuller = newBattery(Math.min(one, other));
        const emptier = newBattery(Math.max(one, other));
        const volts = packVolts(fuller, it, warm, milliamperes);
        expect(packVolts(emptier, it, warm, milliamperes)).toBeLessThanOrEqual(volts);
        expect(packVolts(fuller, it, warm, milliamperes + 50)).toBeLessThan(volts);
        const [colder, warmer] = cold < warm ? [cold, warm] : [warm, cold];
        expect(packVolts(fuller, it, colder, milliamperes)).toBeLessThanOrEqual(
          packVolts(fuller, it, warmer, milliamperes),
        );
        expect(batteryPercent(emptier, it, warm)).toBeLessThanOrEqual(batteryPercent(fuller, it, warm));
        expect(batteryPercent(fuller, it, warm) % it.percentStep).toBe(0);
      }),
    );
  });

  test("sags by 0.2 to 0.9 V when a lock's motor runs", () => {
    for (const share of [0, 0.25, 0.5, 0.75, 0.9]) {
      const battery = newBattery(share * fourCells.capacity);
      const sag = packVolts(battery, fourCells, 20, 0) - packVolts(battery, fourCells, 20, 350);
      expect(sag).toBeGreaterThan(0.2);
      expect(sag).toBeLessThan(0.9);
    }
  });

  test("is half gone at -20 °C and back when it is warm again", () => {
    expect(usableCharge(fourCells, -20)).toBe(1_300);
    expect(usableCharge(fourCells, 20)).toBe(2_600);
    const battery = newBattery(1_000);
    expect(updateChargeLevel(battery, fourCells, 20)).toBe("ok");
    expect(updateChargeLevel(battery, fourCells, -20)).toBe("warning");
    expect(updateChargeLevel(battery, fourCells, 20)).toBe("ok");
  });
});

describe("the next change of a battery left idling", () => {
  test("of percent happens when it says and not before", () => {
    fc.assert(
      fc.property(model, used, celsius, (it, drawn, degrees) => {
        const battery = newBattery(drawn);
        const before = batteryPercent(battery, it, degrees);
        const seconds = secondsToNextPercent(battery, it, degrees);
        if (seconds === Number.POSITIVE_INFINITY) {
          drawCharge(battery, it, 1e9, 0);
          expect(batteryPercent(battery, it, degrees)).toBe(before);
          return;
        }
        const early = newBattery(drawn);
        drawCharge(early, it, Math.max(0, seconds - 600), 0);
        expect(batteryPercent(early, it, degrees)).toBe(before);
        drawCharge(battery, it, seconds, 0);
        expect(batteryPercent(battery, it, degrees)).toBeLessThan(before);
      }),
      { numRuns: 500 },
    );
  });

  test("of charge level happens when it says and not before", () => {
    fc.assert(
      fc.property(model, used, celsius, (it, drawn, degrees) => {
        const battery = newBattery(drawn);
        const before = updateChargeLevel(battery, it, degrees);
        const seconds = secondsToNextChargeLevel(battery, it, degrees);
        if (before === "critical") {
          expect(seconds).toBe(Number.POSITIVE_INFINITY);
          return;
        }
        const early = { ...battery };
        drawCharge(early, it, Math.max(0, seconds - 600), 0);
        expect(updateChargeLevel(early, it, degrees)).toBe(before);
        drawCharge(battery, it, seconds, 0);
        expect(updateChargeLevel(battery, it, degrees)).toBe(before === "ok" ? "warning" : "critical");
      }),
    );
  });

  test("down to a voltage under load happens when it says", () => {
    fc.assert(
      fc.property(model, used, current, evenly(3.4, 6), (it, drawn, milliamperes, volts) => {
        const battery = newBattery(drawn);
        const seconds = secondsToVolts(battery, it, 20, volts, milliamperes);
        if (seconds === Number.POSITIVE_INFINITY) return;
        drawCharge(battery, it, seconds, 0);
        if (seconds > 0) expect(packVolts(battery, it, 20, milliamperes)).toBeCloseTo(volts, 6);
        expect(packVolts(battery, it, 20, milliamperes)).toBeLessThanOrEqual(volts);
      }),
    );
  });

  test("visits every percent from 100 to 0 on the way down", () => {
    const battery = newBattery();
    const seen = [batteryPercent(battery, fourCells, 20)];
    for (;;) {
      const seconds = secondsToNextPercent(battery, fourCells, 20);
      if (seconds === Number.POSITIVE_INFINITY) break;
      drawCharge(battery, fourCells, seconds, 0);
      seen.push(batteryPercent(battery, fourCells, 20));
    }
    expect(seen).toEqual(Array.from({ length: 101 }, (_, i) => 100 - i));
  });
});

describe("the charge level", () => {
  test("gets worse at its voltage, and better only a tenth of a volt above it", () => {
    const battery = newBattery();
    const at = (volts: number): string => {
      battery.used = volts >= 6.2 ? 0 : usedAt(volts);
      return updateChargeLevel(battery, fourCells, 20);
    };
    expect([6.2, 4.81, 4.79, 4.85, 4.91].map(at)).toEqual(["ok", "ok", "warning", "warning", "ok"]);
    expect([4.49, 4.55, 4.61, 4.49, 4.95].map(at)).toEqual(["critical", "critical", "warning", "critical", "ok"]);
  });
});

/** mAh drawn when the four cells are at `volts`, found by halving. */
function usedAt(volts: number): number {
  let low = 0;
  let high = fourCells.capacity;
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (packVolts(newBattery(middle), fourCells, 20, 0) > volts) low = middle;
    else high = middle;
  }
  return low;
}
