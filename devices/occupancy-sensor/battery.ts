/**
 * The sensor's cells: what they have given, and what is shown of them.
 *
 * What telling of changes draws is counted at once and shown at the next measurement, which idling alone decides.
 */
import {
  type BatteryModel,
  type BatteryState,
  measureCells,
  newBattery,
  type PowerSourceSite,
  RandomStream,
  replaceCells,
  runCellsDown,
  uniform,
  usualCellChange,
} from "flotilla/device";
import type { OccupancyContext } from "./occupancy-schema.ts";
import { changeCharge, leastVolts, sensorProfile, type SensorProfile } from "./occupancy-physics.ts";
import type { OccupancyState } from "./occupancy-sensor.ts";

/** Rooms people live in. */
const site: PowerSourceSite = { celsius: 20, leastVolts, change: usualCellChange };

/** The cells of a sensor that has been on its wall for a while. */
export function sensorBattery(unit: number, context: OccupancyContext): BatteryState {
  const { capacity } = profileOf(unit, context).battery;
  return newBattery(capacity * uniform(new RandomStream(unit, 0, "charge used"), 0, 0.6));
}

/** A change has been told. */
export function payForChange({ battery }: OccupancyState): void {
  battery.used += changeCharge;
}

/** Brings what is shown of the cells up to date. */
export function measure(state: OccupancyState, context: OccupancyContext): void {
  measureCells(state, modelOf(state, context), site, context);
}

export function freshCells(state: OccupancyState, context: OccupancyContext): void {
  replaceCells(state, context);
  measure(state, context);
}

/** Empties the cells to the warning voltage, if they are not below it. */
export function runDown(state: OccupancyState, context: OccupancyContext): void {
  runCellsDown(state, modelOf(state, context), site.celsius, context.now);
  measure(state, context);
}

/** The sensor as it was drawn, from its number and settings: equal each time, and nothing to keep. */
export function profileOf(unit: number, { settings }: OccupancyContext): SensorProfile {
  return sensorProfile(settings.technology, settings.radio, new RandomStream(unit, 0, "sensor"));
}

function modelOf({ unit }: OccupancyState, context: OccupancyContext): BatteryModel {
  return profileOf(unit, context).battery;
}
