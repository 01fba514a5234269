/** The alarm's cells: what they have given, and what is shown of them. */
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
import { alarmProfile, type AlarmProfile, hornCurrent, leastVolts } from "./smoke-alarm-physics.ts";
import type { SmokeAlarmContext } from "./smoke-alarm-schema.ts";
import type { SmokeAlarmState } from "./smoke-alarm.ts";

/** °C. Ceilings of rooms people live in. */
const indoors = 20;
const hoursPerYear = 8_766;

/** The cells of an alarm made `years` ago: sealed ones are as old, others were replaced some time since. */
export function alarmBattery(unit: number, years: number, context: SmokeAlarmContext): BatteryState {
  const { capacity, idleCurrent } = profileOf(unit, context).battery;
  if (isSealed(context)) return newBattery(Math.min(capacity, idleCurrent * hoursPerYear * years));
  return newBattery(capacity * uniform(new RandomStream(unit, 0, "charge used"), 0, 0.6));
}

/** Brings what is shown of the cells up to date, and asks to be woken when it is next different. */
export function measure(state: SmokeAlarmState, context: SmokeAlarmContext): void {
  const model = countIdling(state, context);
  const { battery } = state;
  const level = updateChargeLevel(battery, model, indoors);
  const volts = packVolts(battery, model, indoors, 0);
  const least = leastVolts(context.settings.cells);
  context.set("batPercentRemaining", batteryPercent(battery, model, indoors));
  context.set("batVoltage", Math.round(volts * 100) / 100);
  context.set("batChargeLevel", level);
  context.set("batReplacementNeeded", level === "critical");
  context.set("batReplaceability", isSealed(context) ? "notReplaceable" : "userReplaceable");
  state.exhausted = volts < least;
  const alert = level === "ok" ? "normal" : level;
  if (alert !== context.get("batteryAlert")) {
    context.set("batteryAlert", alert);
    if (alert !== "normal") context.raise("lowBattery", { alarmSeverityLevel: alert });
  }
  const wait = Math.min(
    state.exhausted ? Number.POSITIVE_INFINITY : secondsToVolts(battery, model, indoors, least, 0),
    secondsToNextPercent(battery, model, indoors),
    secondsToNextChargeLevel(battery, model, indoors),
  );
  context.wake("battery", Number.isFinite(wait) ? later(context.now, seconds(Math.max(1, wait))) : undefined);
}

export function freshCells(state: SmokeAlarmState, context: SmokeAlarmContext): void {
  replaceBattery(state.battery);
  state.batteryAt = context.now;
  measure(state, context);
}

/** Empties the cells to the warning voltage, if they are not below it. */
export function runDown(state: SmokeAlarmState, context: SmokeAlarmContext): void {
  const model = countIdling(state, context);
  drawCharge(state.battery, model, secondsToVolts(state.battery, model, indoors, model.warningVolts, 0), 0);
  measure(state, context);
}

/** Draws `charge` mAh. */
export function pay(state: SmokeAlarmState, charge: number, context: SmokeAlarmContext): void {
  state.battery.used += charge;
  measure(state, context);
}

/** Notes whether the horn sounds. When it has stopped its charge is drawn, and the cells are measured. */
export function payForHorn(state: SmokeAlarmState, sounds: boolean, context: SmokeAlarmContext): void {
  if (sounds) {
    state.soundingSince ??= context.now;
    return;
  }
  if (state.soundingSince === null) return;
  state.battery.used += (hornCurrent * (context.now - state.soundingSince)) / 3_600_000;
  state.soundingSince = null;
  context.wake("battery", later(context.now, seconds(1)));
}

export function isSealed({ settings }: SmokeAlarmContext): boolean {
  return settings.cells === "sealed-lithium";
}

/** The alarm as it was drawn, from its number and settings: equal each time, and nothing to keep. */
export function profileOf(unit: number, { settings }: SmokeAlarmContext): AlarmProfile {
  return alarmProfile(settings.cells, new RandomStream(unit, 0, "smoke alarm"));
}

function countIdling(state: SmokeAlarmState, context: SmokeAlarmContext): BatteryModel {
  const model = profileOf(state.unit, context).battery;
  drawCharge(state.battery, model, (context.now - state.batteryAt) / 1_000, 0);
  state.batteryAt = context.now;
  return model;
}
