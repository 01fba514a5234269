/** The sensor's cells: what they have given, asleep and sounding, and what is shown of them. */
import {
  type BatteryModel,
  type BatteryState,
  countIdleCharge,
  measureCells,
  newBattery,
  type PowerSourceSite,
  RandomStream,
  replaceCells,
  runCellsDown,
  uniform,
  usualCellChange,
} from "flotilla/device";
import { alarmCurrent, changeCharge, leakBattery, leastVolts } from "./leak-physics.ts";
import type { LeakContext } from "./leak-schema.ts";
import type { LeakState } from "./leak-sensor.ts";

/** On a floor. */
const site: PowerSourceSite = { celsius: 18, leastVolts, change: usualCellChange };

/** The cells of a sensor that has lain there for a while: anything up to 60 % is used. */
export function sensorCells(unit: number): BatteryState {
  return newBattery(modelOf(unit).capacity * uniform(new RandomStream(unit, 0, "charge used"), 0, 0.6));
}

/** A change has been told. What it took shows at the next measurement. */
export function payForChange({ battery }: LeakState): void {
  battery.used += changeCharge;
}

/** Brings what is shown of the cells up to date. */
export function measure(state: LeakState, context: LeakContext): void {
  measureCells(state, drawing(state), site, context);
}

/** The sounder begins or stops: from now on the cells give more or less. */
export function sound(state: LeakState, sounding: boolean, context: LeakContext): void {
  if (state.sounding === sounding) return;
  countIdleCharge(state, drawing(state), context.now);
  state.sounding = sounding;
  measure(state, context);
}

export function freshCells(state: LeakState, context: LeakContext): void {
  replaceCells(state, context);
  measure(state, context);
}

/** Empties the cells to the warning voltage, if they are not below it. */
export function runDown(state: LeakState, context: LeakContext): void {
  runCellsDown(state, drawing(state), site.celsius, context.now);
  measure(state, context);
}

/** The cells with what is drawn from them at the moment. */
function drawing({ unit, sounding }: LeakState): BatteryModel {
  const model = modelOf(unit);
  return sounding ? { ...model, idleCurrent: model.idleCurrent + alarmCurrent } : model;
}

/** The cells as they were drawn, from the sensor's number: equal each time, and nothing to keep. */
function modelOf(unit: number): BatteryModel {
  return leakBattery(new RandomStream(unit, 0, "cells"));
}
