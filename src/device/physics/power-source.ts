/**
 * Cells under a device, as Matter's PowerSource cluster shows them: for every kind that runs on a battery.
 *
 * 1. Idle charge is counted when somebody looks; what an operation takes is drawn at once. Nothing ticks: the kind is woken, by
 *    its wake `battery`, when what is shown next changes or the cells are exhausted.
 * 2. The four attributes are set together and agree: percent, volts at rest, charge level, replacement needed.
 * 3. Exhausted is below `leastVolts`: the kind says what stops then.
 *
 * What the cells are and take is the kind's own ({@link BatteryModel}, battery.ts).
 */
import { type Instant, later } from "../../kernel/time.ts";
import type { Cause } from "../kind.ts";
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

/** A part of the kind's state. Plain data. */
export interface Cells {
  battery: BatteryState;
  /** Up to when idle charge is counted. */
  batteryAt: Instant;
}

/** What of a kind's context the cells need: Matter's attributes, and a wake of this name. */
export interface PowerSourceContext {
  readonly now: Instant;
  set(attribute: "batPercentRemaining" | "batVoltage", value: number, cause?: Cause): void;
  set(attribute: "batChargeLevel", value: ChargeLevel, cause?: Cause): void;
  set(attribute: "batReplacementNeeded", value: boolean, cause?: Cause): void;
  wake(name: "battery", at: Instant | undefined): void;
}

/** Where the cells are, and when they give no more. */
export interface PowerSourceSite {
  /** °C. */
  readonly celsius: number;
  /** V of the pack at rest below which they are exhausted; 0 when the kind finds out by itself. */
  readonly leastVolts: number;
}

/** Counts idle charge up to now and shows the cells. Returns whether they are exhausted. */
export function measureCells(
  cells: Cells,
  model: BatteryModel,
  site: PowerSourceSite,
  context: PowerSourceContext,
): boolean {
  countIdleCharge(cells, model, context.now);
  return showCells(cells, model, site, context);
}

/** Counts what idling has taken since it was last counted. Comes before anything that changes what idling takes. */
export function countIdleCharge(cells: Cells, model: BatteryModel, now: Instant): void {
  drawCharge(cells.battery, model, (now - cells.batteryAt) / 1_000, 0);
  cells.batteryAt = now;
}

/** Shows the cells as they are counted, and asks to be woken when that is next different. Returns whether they are exhausted. */
export function showCells(
  { battery }: Cells,
  model: BatteryModel,
  { celsius, leastVolts }: PowerSourceSite,
  context: PowerSourceContext,
): boolean {
  const level = updateChargeLevel(battery, model, celsius);
  const volts = packVolts(battery, model, celsius, 0);
  context.set("batPercentRemaining", batteryPercent(battery, model, celsius), "physics");
  context.set("batVoltage", Math.round(volts * 100) / 100, "physics");
  context.set("batChargeLevel", level, "physics");
  context.set("batReplacementNeeded", level === "critical", "physics");
  const exhausted = volts < leastVolts;
  const wait = Math.min(
    exhausted || leastVolts === 0 ? Number.POSITIVE_INFINITY : secondsToVolts(battery, model, celsius, leastVolts, 0),
    secondsToNextPercent(battery, model, celsius),
    secondsToNextChargeLevel(battery, model, celsius),
  );
  context.wake("battery", Number.isFinite(wait) ? later(context.now, 1_000 * Math.max(1, wait)) : undefined);
  return exhausted;
}

/** Somebody puts fresh cells in. Shows nothing yet. */
export function replaceCells(cells: Cells, now: Instant): void {
  replaceBattery(cells.battery);
  cells.batteryAt = now;
}

/** Empties the cells to the warning voltage, if they are not below it. Shows nothing yet. */
export function runCellsDown(cells: Cells, model: BatteryModel, celsius: number, now: Instant): void {
  countIdleCharge(cells, model, now);
  drawCharge(cells.battery, model, secondsToVolts(cells.battery, model, celsius, model.warningVolts, 0), 0);
}
