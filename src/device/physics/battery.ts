/**
 * A battery by counting charge: what was drawn decides the voltage, the voltage decides what the device believes.
 *
 *     charge used --cell curve--> volts at rest --vendor's map--> percent, in the vendor's steps
 *                                  |        \--thresholds-------> ok / warning / critical
 *                                  '-- minus current x resistance --> volts under load --> does the motor still turn?
 *
 * 1. Charge used only grows, by idle current x time and by the charge of each operation; more use never means more volts.
 * 2. Nothing ticks: between operations charge grows linearly and every curve is straight between points, so the time of
 *    the next change of percent, of charge level, or down to a given voltage has a closed form.
 * 3. Percent is the vendor's: quantised, not linear in charge, 100 for a while and 0 before the end.
 * 4. A charge level gets worse at its voltage and better only once the voltage is `hysteresisVolts` above it.
 * 5. Cold leaves less of the capacity usable: the same charge is then a larger share of it, until it is warm again.
 *
 * Curves: alkaline AA at low drain and its resistance are general knowledge, the capacity is read from data sheets (Energizer,
 * Duracell); lithium AA stays near 1.5 V and then falls off a cliff (realism.md §3.3).
 *
 * Units: mAh, mA, V of the whole pack unless a name says per cell, °C, s.
 */
import { interpolate, whereAtLeast, whereBelow, type Curve } from "./piecewise-linear.ts";

/** What a cell is made of. */
export interface CellChemistry {
  /** V of one cell at rest over the share of its usable charge that is used, falling. */
  readonly voltsByUse: Curve;
  /** Internal resistance of one cell when fresh and when empty, ohm; it grows linearly with use. */
  readonly freshOhms: number;
  readonly emptyOhms: number;
  /** Share of the capacity that is usable over °C, above 0. */
  readonly usableByCelsius: Curve;
}

export const alkalineCell: CellChemistry = {
  voltsByUse: [
    [0, 1.55],
    [0.1, 1.45],
    [0.25, 1.35],
    [0.5, 1.25],
    [0.75, 1.15],
    [0.9, 1.05],
    [1, 0.8],
  ],
  freshOhms: 0.15,
  emptyOhms: 0.6,
  usableByCelsius: [
    [-20, 0.5],
    [20, 1],
  ],
};

export const lithiumCell: CellChemistry = {
  voltsByUse: [
    [0, 1.7],
    [0.05, 1.55],
    [0.5, 1.5],
    [0.9, 1.45],
    [0.97, 1.35],
    [1, 0.8],
  ],
  freshOhms: 0.12,
  emptyOhms: 0.3,
  usableByCelsius: [
    [-40, 0.6],
    [20, 1],
  ],
};

/** A pack of cells in series, how it is drawn from, and how the device reads it. */
export interface BatteryModel {
  readonly chemistry: CellChemistry;
  readonly cells: number;
  /** mAh at room temperature. */
  readonly capacity: number;
  /** mA, averaged over sleeping, listening and keeping the link alive. */
  readonly idleCurrent: number;
  /** The vendor's map from V at rest to percent, rising from 0 to 100. */
  readonly percentByVolts: Curve;
  /** Percent is a multiple of this. */
  readonly percentStep: number;
  readonly warningVolts: number;
  readonly criticalVolts: number;
  readonly hysteresisVolts: number;
}

/** Matter's PowerSource.BatChargeLevel. */
export type ChargeLevel = "ok" | "warning" | "critical";

/** Plain data. */
export interface BatteryState {
  /** Charge drawn since the cells were new, mAh. */
  used: number;
  level: ChargeLevel;
}

/** A battery from which `used` mAh have been drawn. */
export function newBattery(used = 0): BatteryState {
  return { used, level: "ok" };
}

/** Puts fresh cells in. */
export function replaceBattery(battery: BatteryState): void {
  battery.used = 0;
  battery.level = "ok";
}

/** Draws the idle current for `seconds`, and `charge` mAh for operations besides. */
export function drawCharge(battery: BatteryState, model: BatteryModel, seconds: number, charge: number): void {
  battery.used += (model.idleCurrent * seconds) / 3_600 + charge;
}

/** Volts of the pack while `milliamperes` flow. */
export function packVolts(battery: BatteryState, model: BatteryModel, celsius: number, milliamperes: number): number {
  const share = battery.used / usableCharge(model, celsius);
  return model.cells * cellVolts(model.chemistry, share, milliamperes);
}

/** Percent left as the vendor reckons it, 0 to 100. */
export function batteryPercent(battery: BatteryState, model: BatteryModel, celsius: number): number {
  const percent = interpolate(model.percentByVolts, packVolts(battery, model, celsius, 0));
  return Math.round(percent / model.percentStep) * model.percentStep;
}

/** Brings the charge level up to date with the voltage at rest, and returns it. */
export function updateChargeLevel(battery: BatteryState, model: BatteryModel, celsius: number): ChargeLevel {
  const volts = packVolts(battery, model, celsius, 0);
  const { level } = battery;
  const warning = model.warningVolts + (level === "ok" ? 0 : model.hysteresisVolts);
  const critical = model.criticalVolts + (level === "critical" ? model.hysteresisVolts : 0);
  battery.level = volts <= critical ? "critical" : volts <= warning ? "warning" : "ok";
  return battery.level;
}

/**
 * Seconds of idling until the pack is down to `volts` while `milliamperes` flow; 0 when it is already, `Infinity` when
 * it never gets there.
 */
export function secondsToVolts(
  battery: BatteryState,
  model: BatteryModel,
  celsius: number,
  volts: number,
  milliamperes: number,
): number {
  const curve = milliamperes === 0 ? model.chemistry.voltsByUse : loadedCurve(model.chemistry, milliamperes);
  const share = whereBelow(curve, volts / model.cells);
  // Past the point by a billionth of the capacity, so that whoever wakes then finds it crossed in spite of rounding.
  const left = (share + 1e-9) * usableCharge(model, celsius) - battery.used;
  return left <= 0 ? 0 : (left / model.idleCurrent) * 3_600;
}

/** Seconds of idling until `batteryPercent` next falls; `Infinity` at the bottom. */
export function secondsToNextPercent(battery: BatteryState, model: BatteryModel, celsius: number): number {
  const percent = batteryPercent(battery, model, celsius);
  const volts = whereAtLeast(model.percentByVolts, percent - model.percentStep / 2);
  return Number.isFinite(volts) ? secondsToVolts(battery, model, celsius, volts, 0) : Number.POSITIVE_INFINITY;
}

/** Seconds of idling until `updateChargeLevel` next finds it worse; `Infinity` when it is critical. Call after an update. */
export function secondsToNextChargeLevel(battery: BatteryState, model: BatteryModel, celsius: number): number {
  if (battery.level === "critical") return Number.POSITIVE_INFINITY;
  const volts = battery.level === "ok" ? model.warningVolts : model.criticalVolts;
  return secondsToVolts(battery, model, celsius, volts, 0);
}

/** mAh that can be drawn at `celsius`, in all. */
export function usableCharge(model: BatteryModel, celsius: number): number {
  return model.capacity * interpolate(model.chemistry.usableByCelsius, celsius);
}

function cellVolts(chemistry: CellChemistry, share: number, milliamperes: number): number {
  return interpolate(chemistry.voltsByUse, share) - (milliamperes / 1_000) * cellOhms(chemistry, share);
}

function cellOhms(chemistry: CellChemistry, share: number): number {
  return chemistry.freshOhms + (chemistry.emptyOhms - chemistry.freshOhms) * Math.min(share, 1);
}

/** The curve under load. Resistance is linear in use, so straight pieces stay straight. */
function loadedCurve(chemistry: CellChemistry, milliamperes: number): Curve {
  return chemistry.voltsByUse.map(([share]) => [share, cellVolts(chemistry, share, milliamperes)] as const);
}
