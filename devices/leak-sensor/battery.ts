/** The sensor's cells: what they have given, asleep and sounding, and what is shown of them. */
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
import { alarmCurrent, changeCharge, leakBattery, leastVolts } from "./leak-physics.ts";
import type { LeakContext } from "./leak-schema.ts";
import type { LeakState } from "./leak-sensor.ts";

/** °C. On a floor. */
const onTheFloor = 18;

/** The cells of a sensor that has lain there for a while: anything up to 60 % is used. */
export function sensorCells(unit: number): BatteryState {
  return newBattery(modelOf(unit).capacity * uniform(new RandomStream(unit, 0, "charge used"), 0, 0.6));
}

/** A change has been told. What it took shows at the next measurement. */
export function payForChange({ battery }: LeakState): void {
  battery.used += changeCharge;
}

/** Brings what is shown of the cells up to date, and asks to be woken when it is next different. */
export function measure(state: LeakState, context: LeakContext): void {
  countCharge(state, context);
  show(state, context);
}

/** The sounder begins or stops: from now on the cells give more or less. */
export function sound(state: LeakState, sounding: boolean, context: LeakContext): void {
  if (state.sounding === sounding) return;
  countCharge(state, context);
  state.sounding = sounding;
  show(state, context);
}

export function freshCells(state: LeakState, context: LeakContext): void {
  replaceBattery(state.battery);
  state.batteryAt = context.now;
  show(state, context);
}

/** Empties the cells to the warning voltage, if they are not below it. */
export function runDown(state: LeakState, context: LeakContext): void {
  countCharge(state, context);
  const model = drawing(state);
  drawCharge(state.battery, model, secondsToVolts(state.battery, model, onTheFloor, model.warningVolts, 0), 0);
  show(state, context);
}

function show(state: LeakState, context: LeakContext): void {
  const model = drawing(state);
  const { battery } = state;
  const level = updateChargeLevel(battery, model, onTheFloor);
  const volts = packVolts(battery, model, onTheFloor, 0);
  context.set("batPercentRemaining", batteryPercent(battery, model, onTheFloor), "physics");
  context.set("batVoltage", Math.round(volts * 100) / 100, "physics");
  context.set("batChargeLevel", level, "physics");
  context.set("batReplacementNeeded", level === "critical", "physics");
  state.exhausted = volts < leastVolts;
  const wait = Math.min(
    state.exhausted ? Number.POSITIVE_INFINITY : secondsToVolts(battery, model, onTheFloor, leastVolts, 0),
    secondsToNextPercent(battery, model, onTheFloor),
    secondsToNextChargeLevel(battery, model, onTheFloor),
  );
  context.wake("battery", Number.isFinite(wait) ? later(context.now, seconds(Math.max(1, wait))) : undefined);
}

function countCharge(state: LeakState, { now }: LeakContext): void {
  drawCharge(state.battery, drawing(state), (now - state.batteryAt) / 1_000, 0);
  state.batteryAt = now;
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
