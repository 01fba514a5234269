import { describe, expect, test } from "vitest";
import { alkalineCell, type BatteryModel, newBattery, packVolts } from "../../../src/device/physics/battery.ts";
import {
  type Cells,
  comesToChangeCells,
  measureCells,
  newCells,
  type PowerSourceContext,
  type PowerSourceSite,
  replaceCells,
  runCellsDown,
  usualCellChange,
} from "../../../src/device/physics/power-source.ts";
import { RandomStream } from "../../../src/kernel/random.ts";
import { days, instant, type Instant, later, never } from "../../../src/kernel/time.ts";

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
  /** When somebody means to change the cells. */
  changeAt: Instant | undefined;
  awake = 1;
  readonly settings: { usedByResidents: boolean } = { usedByResidents: true };
  readonly random: RandomStream;
  readonly home: PowerSourceContext["home"] = { presence: () => ({ home: 1, awake: this.awake }) };
  readonly values: Record<string, unknown> = {};
  readonly life: string[] = [];

  constructor(index = 0) {
    this.random = new RandomStream(1, index, "power source test");
  }

  set(attribute: string, value: unknown): void {
    this.values[attribute] = value;
  }

  wake(name: "battery" | "cells", at: Instant | undefined): void {
    if (name === "battery") this.next = at ?? never;
    else this.changeAt = at;
  }

  powerDown(): void {
    this.life.push("power down");
  }

  restart(reason: string): void {
    this.life.push(reason);
  }
}

function fresh(): Cells {
  return newCells(newBattery(), instant(0));
}

describe("cells under a device", () => {
  test("are looked at only when what they show changes, and the last look finds them exhausted", () => {
    const context = new Shown();
    const cells = fresh();
    const told: string[] = [];
    measureCells(cells, model, site, context);
    for (let looks = 0; !cells.exhausted; looks++) {
      expect(looks).toBeLessThan(40);
      const before = JSON.stringify(context.values);
      context.now = context.next;
      measureCells(cells, model, site, context);
      if (!cells.exhausted) expect(JSON.stringify(context.values)).not.toBe(before);
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
    replaceCells(cells, context);
    expect(context.life).toEqual(["powerOnReboot"]);
    measureCells(cells, model, site, context);
    expect(context.values).toMatchObject({
      batChargeLevel: "ok",
      batPercentRemaining: 100,
      batReplacementNeeded: false,
    });
  });

  test("take the power when they are exhausted, once, and give nothing more until they are new", () => {
    const context = new Shown();
    const cells = fresh();
    context.now = instant(days(200));
    measureCells(cells, model, site, context);
    const { used } = cells.battery;
    context.now = instant(days(300));
    measureCells(cells, model, site, context);
    expect([context.life, context.next, cells.battery.used]).toEqual([["power down"], never, used]);
    replaceCells(cells, context);
    measureCells(cells, model, site, context);
    expect(context.life).toEqual(["power down", "powerOnReboot"]);
    expect([context.values["batPercentRemaining"], context.next > context.now]).toEqual([100, true]);
  });
});

describe("people and cells", () => {
  const kept: PowerSourceSite = { ...site, change: usualCellChange };

  /** Days from what `use` does to the cells until somebody means to change them, for those who do. */
  function waits(use: (cells: Cells, context: Shown) => void): number[] {
    const found: number[] = [];
    for (let index = 0; index < 1_000; index++) {
      const context = new Shown(index);
      const cells = fresh();
      use(cells, context);
      measureCells(cells, model, kept, context);
      if (context.changeAt !== undefined) found.push((context.changeAt - context.now) / days(1));
    }
    return found.toSorted((one, other) => one - other);
  }

  const median = (sorted: readonly number[]): number => sorted[Math.floor(sorted.length / 2)]!;

  test("well cells concern nobody", () => {
    expect(waits(() => undefined)).toEqual([]);
  });

  test("a warning is heard within some days to weeks, but for one in twenty", () => {
    const found = waits((cells, context) => runCellsDown(cells, model, 20, context.now));
    expect(found.length / 1_000).toBeGreaterThan(0.92);
    expect(found.length / 1_000).toBeLessThan(0.98);
    expect(median(found)).toBeGreaterThan(8.5);
    expect(median(found)).toBeLessThan(11.5);
  });

  test("what is critical is changed within days", () => {
    const found = waits((_cells, context) => {
      context.now = instant(days(70));
    });
    expect(median(found)).toBeGreaterThan(1.7);
    expect(median(found)).toBeLessThan(2.3);
  });

  test("a dead device is missed a day or two later, by those who heed no warning too", () => {
    const found = waits((cells, context) => {
      cells.neglected = true;
      context.now = instant(days(200));
    });
    expect(found).toHaveLength(1_000);
    expect(found[0]).toBeGreaterThanOrEqual(1);
    expect(found.at(-1)).toBeLessThan(2.5);
  });

  test("nobody changes them asleep or away: they come back to it within hours", () => {
    const context = new Shown();
    context.awake = 0;
    expect(comesToChangeCells(context)).toBe(false);
    expect(context.changeAt).toBeGreaterThanOrEqual(later(context.now, 3_600_000));
    expect(context.changeAt).toBeLessThan(later(context.now, 6 * 3_600_000));
    context.awake = 1;
    expect(comesToChangeCells(context)).toBe(true);
  });

  test("where people do not use the device they do not mean to either", () => {
    const context = new Shown();
    context.settings.usedByResidents = false;
    context.now = instant(days(200));
    measureCells(fresh(), model, kept, context);
    expect(context.changeAt).toBeUndefined();
    expect(comesToChangeCells(context)).toBe(false);
  });
});
