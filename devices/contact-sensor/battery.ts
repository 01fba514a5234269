/** The sensor's cell: what it has given, and what is shown of it. */
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
import { changeCharge, coinCell, leastVolts } from "./coin-cell.ts";
import type { ContactContext } from "./contact-schema.ts";
import type { ContactState } from "./contact-sensor.ts";

/** On the inside of its frame. */
const site: PowerSourceSite = { celsius: 18, leastVolts, change: usualCellChange };

/** The cell of a sensor that has been on its frame for a while: anything up to 60 % is used. */
export function sensorCell(unit: number): BatteryState {
  return newBattery(modelOf(unit).capacity * uniform(new RandomStream(unit, 0, "charge used"), 0, 0.6));
}

/** A change has been told. What it took shows at the next measurement. */
export function payForChange({ battery }: ContactState): void {
  battery.used += changeCharge;
}

/** Brings what is shown of the cell up to date. */
export function measure(state: ContactState, context: ContactContext): void {
  measureCells(state, modelOf(state.unit), site, context);
}

export function freshCell(state: ContactState, context: ContactContext): void {
  replaceCells(state, context);
  measure(state, context);
}

/** Empties the cell to the warning voltage, if it is not below it. */
export function runDown(state: ContactState, context: ContactContext): void {
  runCellsDown(state, modelOf(state.unit), site.celsius, context.now);
  measure(state, context);
}

/** The cell as it was drawn, from the sensor's number: equal each time, and nothing to keep. */
function modelOf(unit: number): BatteryModel {
  return coinCell(new RandomStream(unit, 0, "coin cell"));
}
