/**
 * Cells under a device, as Matter's PowerSource cluster shows them: for every kind that runs on a battery.
 *
 *      fresh --use--> warning --use--> critical --use--> exhausted: without power
 *        ^               |                |                  |
 *        '---------------+--- somebody changes them ---------'  (cell-change.ts), and the device boots
 *
 * 1. Idle charge is counted when somebody looks; what an operation takes is drawn at once. Nothing ticks: the kind is woken, by
 *    its wake `battery`, when what is shown next changes or the cells are exhausted.
 * 2. The four attributes are set together and agree: percent, volts at rest, charge level, replacement needed.
 * 3. Exhausted is below `leastVolts`: the device is without power from then on, and nothing more is drawn. Only fresh cells help,
 *    and they are a boot of their own, from darkness or in the middle of its life.
 *
 * What the cells are and take is the kind's own ({@link BatteryModel}, battery.ts).
 */
import type { Random } from "../../kernel/random.ts";
import { type Instant, later } from "../../kernel/time.ts";
import type { HomeView } from "../../world/home.ts";
import type { BootReason, Cause } from "../kind.ts";
import {
  batteryPercent,
  type BatteryModel,
  type BatteryState,
  type ChargeLevel,
  drawCharge,
  packVolts,
  replaceBattery,
  secondsToNextChargeLevel,
  secondsToNextPercent,
  secondsToVolts,
  updateChargeLevel,
} from "./battery.ts";
import { type CellChange, planCellChange } from "./cell-change.ts";

export { type CellChange, comesToChangeCells, usualCellChange } from "./cell-change.ts";

/** A part of the kind's state. Plain data. */
export interface Cells {
  battery: BatteryState;
  /** Up to when idle charge is counted. */
  batteryAt: Instant;
  /** They give no more: the device is without power until they are changed. */
  exhausted: boolean;
  /** Nobody changes these before they are exhausted. */
  neglected: boolean;
}

/** What of a kind's context the cells need: Matter's attributes, two wakes of these names, and who lives there. */
export interface PowerSourceContext {
  readonly now: Instant;
  readonly random: Random;
  readonly home: Pick<HomeView, "presence">;
  /** The people of the home change the cells of what they use. */
  readonly settings: { readonly usedByResidents: boolean };
  set(attribute: "batPercentRemaining" | "batVoltage", value: number, cause?: Cause): void;
  set(attribute: "batChargeLevel", value: ChargeLevel, cause?: Cause): void;
  set(attribute: "batReplacementNeeded", value: boolean, cause?: Cause): void;
  wake(name: "battery" | "cells", at: Instant | undefined): void;
  powerDown(): void;
  restart(reason: BootReason): void;
}

/** Where the cells are, when they give no more, and who sees to them. */
export interface PowerSourceSite {
  /** °C. */
  readonly celsius: number;
  /** V of the pack at rest below which they are exhausted. */
  readonly leastVolts: number;
  /** How soon the people of the home change them; absent when they cannot. */
  readonly change?: CellChange;
}

/** Cells of which `battery` tells what they have given. */
export function newCells(battery: BatteryState, now: Instant): Cells {
  return { battery, batteryAt: now, exhausted: false, neglected: false };
}

/** Counts idle charge up to now and shows the cells. */
export function measureCells(
  cells: Cells,
  model: BatteryModel,
  site: PowerSourceSite,
  context: PowerSourceContext,
): void {
  countIdleCharge(cells, model, context.now);
  showCells(cells, model, site, context);
}

/** Counts what idling has taken since it was last counted. Comes before anything that changes what idling takes. */
export function countIdleCharge(cells: Cells, model: BatteryModel, now: Instant): void {
  if (!cells.exhausted) drawCharge(cells.battery, model, (now - cells.batteryAt) / 1_000, 0);
  cells.batteryAt = now;
}

/**
 * Shows the cells as they are counted, and asks to be woken when that is next different. Takes the power when they are
 * exhausted, and has somebody think of new ones when they are getting there.
 */
export function showCells(
  cells: Cells,
  model: BatteryModel,
  { celsius, leastVolts, change }: PowerSourceSite,
  context: PowerSourceContext,
): void {
  if (cells.exhausted) return;
  const { battery } = cells;
  const before = battery.level;
  const level = updateChargeLevel(battery, model, celsius);
  const volts = packVolts(battery, model, celsius, 0);
  context.set("batPercentRemaining", batteryPercent(battery, model, celsius), "physics");
  context.set("batVoltage", Math.round(volts * 100) / 100, "physics");
  context.set("batChargeLevel", level, "physics");
  context.set("batReplacementNeeded", level === "critical", "physics");
  if (volts < leastVolts) {
    cells.exhausted = true;
    context.wake("battery", undefined);
    context.powerDown();
  } else {
    const wait = Math.min(
      leastVolts === 0 ? Number.POSITIVE_INFINITY : secondsToVolts(battery, model, celsius, leastVolts, 0),
      secondsToNextPercent(battery, model, celsius),
      secondsToNextChargeLevel(battery, model, celsius),
    );
    context.wake("battery", Number.isFinite(wait) ? later(context.now, 1_000 * Math.max(1, wait)) : undefined);
  }
  if (change !== undefined && (cells.exhausted || severity[level] > severity[before])) {
    planCellChange(cells, change, context);
  }
}

const severity: Readonly<Record<ChargeLevel, number>> = { ok: 0, warning: 1, critical: 2 };

/** Somebody puts fresh cells in: without the old ones it has no power, with the new ones it boots. Shows nothing yet. */
export function replaceCells(cells: Cells, context: PowerSourceContext): void {
  replaceBattery(cells.battery);
  cells.batteryAt = context.now;
  cells.exhausted = false;
  cells.neglected = false;
  context.wake("cells", undefined);
  context.restart("powerOnReboot");
}

/** Empties the cells to the warning voltage, if they are not below it. Shows nothing yet. */
export function runCellsDown(cells: Cells, model: BatteryModel, celsius: number, now: Instant): void {
  countIdleCharge(cells, model, now);
  drawCharge(cells.battery, model, secondsToVolts(cells.battery, model, celsius, model.warningVolts, 0), 0);
}
