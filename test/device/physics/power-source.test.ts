import { describe, expect, test } from "vitest";
import { alkalineCell, type BatteryModel, newBattery, packVolts } from "../../../src/device/physics/battery.ts";
import {
  type Cells,
  measureCells,
  type PowerSourceContext,
  replaceCells,
  runCellsDown,
} from "../../../src/device/physics/power-source.ts";
import { days, instant, type Instant, never } from "../../../src/kernel/time.ts";

const model: BatteryModel = {
  chemistry: alkalineCell,
  cells: 2,
  capacity: 1_000,
  idleCurrent: 0.5,
  percentByVolts: [
    [2, 0],
    [3, 100],
  ],
  percentStep: 5,
  warningVolts: 2.4,
  criticalVolts: 2.2,
  hysteresisVolts: 0.05,
};
const site = { celsius: 20, leastVolts: 2 } as const;

class Shown implements PowerSourceContext {
  now: Instant = instant(0);
  next: Instant = never;
  readonly values: Record<string, unknown> = {};

  set(attribute: string, value: unknown): void {
    this.values[attribute] = value;
  }

  wake(_name: "battery", at: Instant | undefined): void {
    this.next = at ?? never;
  }
}

function fresh(): Cells {
  return { battery: newBattery(), batteryAt: instant(0) };
}

describe("cells under a device", () => {
  test("are looked at only when what they show changes, and the last look finds them exhausted", () => {
    const context = new Shown();
    const cells = fresh();
    const told: string[] = [];
    let exhausted = measureCells(cells, model, site, context);
    for (let looks = 0; !exhausted; looks++) {
      expect(looks).toBeLessThan(40);
      const before = JSON.stringify(context.values);
      context.now = context.next;
      exhausted = measureCells(cells, model, site, context);
      if (!exhausted) expect(JSON.stringify(context.values)).not.toBe(before);
      told.push(context.values["batChargeLevel"] as string);
    }
    expect([...new Set(told)]).toEqual(["ok", "warning", "critical"]);
    expect(packVolts(cells.battery, model, 20, 0)).toBeCloseTo(2, 3);
    expect(context.values["batReplacementNeeded"]).toBe(true);
    expect(context.now / days(1)).toBeGreaterThan(60);
    expect(context.now / days(1)).toBeLessThan(84);
  });

  test("count the idle time between two looks, however many there are", () => {
    const once = fresh();
    const often = fresh();
    const context = new Shown();
    for (let day = 1; day <= 20; day++) {
      context.now = instant(days(day));
      measureCells(often, model, site, context);
    }
    measureCells(once, model, site, context);
    expect(often.battery.used).toBeCloseTo(once.battery.used, 9);
  });

  test("are down to the warning voltage when they are run down, and new when they are replaced", () => {
    const context = new Shown();
    const cells = fresh();
    runCellsDown(cells, model, 20, context.now);
    measureCells(cells, model, site, context);
    expect(context.values).toMatchObject({ batChargeLevel: "warning", batVoltage: 2.4 });
    replaceCells(cells, context.now);
    measureCells(cells, model, site, context);
    expect(context.values).toMatchObject({
      batChargeLevel: "ok",
      batPercentRemaining: 100,
      batReplacementNeeded: false,
    });
  });
});
