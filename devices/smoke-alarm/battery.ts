/** The alarm's cells: what they have given, and what is shown of them. */
import {
  type BatteryModel,
  type BatteryState,
  later,
  measureCells,
  newBattery,
  type PowerSourceSite,
  RandomStream,
  replaceCells,
  runCellsDown,
  seconds,
  uniform,
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

/** Brings what is shown of the cells up to date. */
export function measure(state: SmokeAlarmState, context: SmokeAlarmContext): void {
  state.exhausted = measureCells(state, modelOf(state, context), siteOf(context), context);
  context.set("batReplaceability", isSealed(context) ? "notReplaceable" : "userReplaceable");
  const level = context.get("batChargeLevel");
  const alert = level === "ok" ? "normal" : level;
  if (alert === context.get("batteryAlert")) return;
  context.set("batteryAlert", alert);
  if (alert !== "normal") context.raise("lowBattery", { alarmSeverityLevel: alert });
}

export function freshCells(state: SmokeAlarmState, context: SmokeAlarmContext): void {
  replaceCells(state, context.now);
  measure(state, context);
}

/** Empties the cells to the warning voltage, if they are not below it. */
export function runDown(state: SmokeAlarmState, context: SmokeAlarmContext): void {
  runCellsDown(state, modelOf(state, context), indoors, context.now);
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

function modelOf({ unit }: SmokeAlarmState, context: SmokeAlarmContext): BatteryModel {
  return profileOf(unit, context).battery;
}

function siteOf({ settings }: SmokeAlarmContext): PowerSourceSite {
  return { celsius: indoors, leastVolts: leastVolts(settings.cells) };
}
