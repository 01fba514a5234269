/**
 * The sensor's cells: what they have given, and what is shown of them.
 *
 * What telling of changes draws is counted at once and shown at the next measurement, which idling alone decides.
 */
import {
  batteryPercent,
  drawCharge,
  later,
  newBattery,
  packVolts,
  RandomStream,
  replaceBattery,
  seconds,
  secondsToNextChargeLevel,
  secondsToNextPercent,
  secondsToVolts,
  uniform,
  updateChargeLevel,
  type BatteryModel,
  type BatteryState,
} from "flotilla/device";
import type { OccupancyContext } from "./occupancy-schema.ts";
import { changeCharge, leastVolts, sensorProfile, type SensorProfile } from "./occupancy-physics.ts";
import type { OccupancyState } from "./occupancy-sensor.ts";

/** °C. Rooms people live in. */
const indoors = 20;

/** The cells of a sensor that has been on its wall for a while. */
export function sensorBattery(unit: number, context: OccupancyContext): BatteryState {
  const { capacity } = profileOf(unit, context).battery;
  return newBattery(capacity * uniform(new RandomStream(unit, 0, "charge used"), 0, 0.6));
}

/** A change has been told. */
export function payForChange({ battery }: OccupancyState): void {
  battery.used += changeCharge;
}

/** Brings what is shown of the cells up to date, and asks to be woken when it is next different. */
export function measure(state: OccupancyState, context: OccupancyContext): void {
  const model = countIdling(state, context);
  const { battery } = state;
  const level = updateChargeLevel(battery, model, indoors);
  const volts = packVolts(battery, model, indoors, 0);
  context.set("batPercentRemaining", batteryPercent(battery, model, indoors), "physics");
  context.set("batVoltage", Math.round(volts * 100) / 100, "physics");
  context.set("batChargeLevel", level, "physics");
  context.set("batReplacementNeeded", level === "critical", "physics");
  state.exhausted = volts < leastVolts;
  const toLeast = state.exhausted ? Number.POSITIVE_INFINITY : secondsToVolts(battery, model, indoors, leastVolts, 0);
  const wait = Math.min(
    toLeast,
    secondsToNextPercent(battery, model, indoors),
    secondsToNextChargeLevel(battery, model, indoors),
  );
  context.wake("battery", Number.isFinite(wait) ? later(context.now, seconds(Math.max(1, wait))) : undefined);
}

export function freshCells(state: OccupancyState, context: OccupancyContext): void {
  replaceBattery(state.battery);
  state.batteryAt = context.now;
  measure(state, context);
}

/** Empties the cells to the warning voltage, if they are not below it. */
export function runDown(state: OccupancyState, context: OccupancyContext): void {
  const model = countIdling(state, context);
  const wait = secondsToVolts(state.battery, model, indoors, model.warningVolts, 0);
  drawCharge(state.battery, model, wait, 0);
  measure(state, context);
}

/** The sensor as it was drawn, from its number and settings: equal each time, and nothing to keep. */
export function profileOf(unit: number, { settings }: OccupancyContext): SensorProfile {
  return sensorProfile(settings.technology, settings.radio, new RandomStream(unit, 0, "sensor"));
}

function countIdling(state: OccupancyState, context: OccupancyContext): BatteryModel {
  const model = profileOf(state.unit, context).battery;
  drawCharge(state.battery, model, (context.now - state.batteryAt) / 1_000, 0);
  state.batteryAt = context.now;
  return model;
}
