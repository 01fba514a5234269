/** The alarm's cells: what they have given, and what is shown of them. */
import {
  type BatteryModel,
  type BatteryState,
  type CellChange,
  countIdleCharge,
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
/** A chirp in the night is heard sooner than an app is read: within a day, mostly. */
const change: CellChange = { afterWarning: 0.5, afterCritical: 0.25, neglected: 0.03 };

/** The cells of an alarm made `years` ago: sealed ones are as old, others were replaced some time since. */
export function alarmBattery(unit: number, years: number, context: SmokeAlarmContext): BatteryState {
  const { capacity, idleCurrent } = profileOf(unit, context).battery;
  if (isSealed(context)) return newBattery(Math.min(capacity, idleCurrent * hoursPerYear * years));
  return newBattery(capacity * uniform(new RandomStream(unit, 0, "charge used"), 0, 0.6));
}

/** Brings what is shown of the cells up to date. */
export function measure(state: SmokeAlarmState, context: SmokeAlarmContext): void {
  measureCells(state, drawing(state, context), siteOf(context), context);
  context.set("batReplaceability", isSealed(context) ? "notReplaceable" : "userReplaceable");
  const level = context.get("batChargeLevel");
  const alert = level === "ok" ? "normal" : level;
  if (alert === context.get("batteryAlert")) return;
  context.set("batteryAlert", alert);
  if (alert !== "normal") context.raise("lowBattery", { alarmSeverityLevel: alert });
}

export function freshCells(state: SmokeAlarmState, context: SmokeAlarmContext): void {
  replaceCells(state, context);
  measure(state, context);
}

/** Empties the cells to the warning voltage, if they are not below it. */
export function runDown(state: SmokeAlarmState, context: SmokeAlarmContext): void {
  runCellsDown(state, drawing(state, context), indoors, context.now);
  measure(state, context);
}

/** Draws `charge` mAh. */
export function pay(state: SmokeAlarmState, charge: number, context: SmokeAlarmContext): void {
  if (state.exhausted) return;
  state.battery.used += charge;
  measure(state, context);
}

/** The horn begins or stops: from now on the cells give more or less, which a measurement a second later takes into account. */
export function sound(state: SmokeAlarmState, sounding: boolean, context: SmokeAlarmContext): void {
  if (state.sounding === sounding) return;
  countIdleCharge(state, drawing(state, context), context.now);
  state.sounding = sounding;
  context.wake("battery", state.exhausted ? undefined : later(context.now, seconds(1)));
}

export function isSealed({ settings }: SmokeAlarmContext): boolean {
  return settings.cells === "sealed-lithium";
}

/** The alarm as it was drawn, from its number and settings: equal each time, and nothing to keep. */
export function profileOf(unit: number, { settings }: SmokeAlarmContext): AlarmProfile {
  return alarmProfile(settings.cells, new RandomStream(unit, 0, "smoke alarm"));
}

/** The cells with what is drawn from them at the moment. */
function drawing({ unit, sounding }: SmokeAlarmState, context: SmokeAlarmContext): BatteryModel {
  const { battery } = profileOf(unit, context);
  return sounding ? { ...battery, idleCurrent: battery.idleCurrent + hornCurrent } : battery;
}

function siteOf(context: SmokeAlarmContext): PowerSourceSite {
  const { settings } = context;
  const site = { celsius: indoors, leastVolts: leastVolts(settings.cells) };
  return isSealed(context) ? site : { ...site, change };
}
