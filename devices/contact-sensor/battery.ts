/** The sensor's cell: what it has given, and what is shown of it. */
import {
  batteryPercent,
  type BatteryModel,
  type BatteryState,
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
} from "flotilla/device";
import { changeCharge, coinCell, leastVolts } from "./coin-cell.ts";
import type { ContactContext } from "./contact-schema.ts";
import type { ContactState } from "./contact-sensor.ts";

/** °C. On the inside of its frame. */
const atTheFrame = 18;

/** The cell of a sensor that has been on its frame for a while: anything up to 60 % is used. */
export function sensorCell(unit: number): BatteryState {
  return newBattery(modelOf(unit).capacity * uniform(new RandomStream(unit, 0, "charge used"), 0, 0.6));
}

/** A change has been told. What it took shows at the next measurement. */
export function payForChange({ battery }: ContactState): void {
  battery.used += changeCharge;
}

/** Brings what is shown of the cell up to date, and asks to be woken when it is next different. */
export function measure(state: ContactState, context: ContactContext): void {
  const model = countIdling(state, context);
  const { battery } = state;
  const level = updateChargeLevel(battery, model, atTheFrame);
  const volts = packVolts(battery, model, atTheFrame, 0);
  context.set("batPercentRemaining", batteryPercent(battery, model, atTheFrame), "physics");
  context.set("batVoltage", Math.round(volts * 100) / 100, "physics");
  context.set("batChargeLevel", level, "physics");
  context.set("batReplacementNeeded", level === "critical", "physics");
  state.exhausted = volts < leastVolts;
  const wait = Math.min(
    state.exhausted ? Number.POSITIVE_INFINITY : secondsToVolts(battery, model, atTheFrame, leastVolts, 0),
    secondsToNextPercent(battery, model, atTheFrame),
    secondsToNextChargeLevel(battery, model, atTheFrame),
  );
  context.wake("battery", Number.isFinite(wait) ? later(context.now, seconds(Math.max(1, wait))) : undefined);
}

export function freshCell(state: ContactState, context: ContactContext): void {
  replaceBattery(state.battery);
  state.batteryAt = context.now;
  measure(state, context);
}

/** Empties the cell to the warning voltage, if it is not below it. */
export function runDown(state: ContactState, context: ContactContext): void {
  const model = countIdling(state, context);
  drawCharge(state.battery, model, secondsToVolts(state.battery, model, atTheFrame, model.warningVolts, 0), 0);
  measure(state, context);
}

/** The cell as it was drawn, from the sensor's number: equal each time, and nothing to keep. */
function modelOf(unit: number): BatteryModel {
  return coinCell(new RandomStream(unit, 0, "coin cell"));
}

function countIdling(state: ContactState, { now }: ContactContext): BatteryModel {
  const model = modelOf(state.unit);
  drawCharge(state.battery, model, (now - state.batteryAt) / 1_000, 0);
  state.batteryAt = now;
  return model;
}
