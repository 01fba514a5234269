/** The lock's cells: what they have given, what the lock makes of it, and what they still can do. */
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
  updateChargeLevel,
  type BatteryState,
} from "flotilla/device";
import { drawnAlready, leastVolts, lockProfile, motorCurrent, type LockProfile, throwBolt } from "./lock-physics.ts";
import type { LockContext } from "./lock-schema.ts";
import type { LockState } from "./lock.ts";

/** °C. The cells sit on the inside of the door. */
const atTheDoor = 20;

/** The cells of a lock that has been on its door for a while. */
export function lockBattery(unit: number, context: LockContext): BatteryState {
  const random = new RandomStream(unit, 0, "lock");
  return newBattery(drawnAlready(lockProfile(context.settings.radio, context.settings.cells, random), random));
}

/** Starts the motor: seconds until it stops again, or `undefined` when the cells cannot turn it. */
export function startMotor(state: LockState, binds: boolean, context: LockContext): number | undefined {
  const profile = profileOf(state, context);
  countIdling(state, profile, context);
  const thrown = throwBolt(profile, state.battery, atTheDoor, binds);
  drawCharge(state.battery, profile.battery, 0, thrown.charge);
  show(state, profile, context);
  return thrown.outcome === "insufficient-battery" ? undefined : thrown.seconds;
}

/** Brings what the lock shows of its cells up to date. */
export function measure(state: LockState, context: LockContext): void {
  const profile = profileOf(state, context);
  countIdling(state, profile, context);
  show(state, profile, context);
}

export function freshCells(state: LockState, context: LockContext): void {
  replaceBattery(state.battery);
  state.batteryAt = context.now;
  measure(state, context);
}

/** Empties the cells to the warning voltage, if they are not below it. */
export function runDown(state: LockState, context: LockContext): void {
  const profile = profileOf(state, context);
  countIdling(state, profile, context);
  const { battery } = profile;
  drawCharge(state.battery, battery, secondsToVolts(state.battery, battery, atTheDoor, battery.warningVolts, 0), 0);
  show(state, profile, context);
}

/** The lock's mechanics, from its number and its settings: equal each time, and nothing to keep. */
function profileOf({ unit }: LockState, { settings }: LockContext): LockProfile {
  return lockProfile(settings.radio, settings.cells, new RandomStream(unit, 0, "lock"));
}

function countIdling(state: LockState, { battery }: LockProfile, { now }: LockContext): void {
  drawCharge(state.battery, battery, (now - state.batteryAt) / 1_000, 0);
  state.batteryAt = now;
}

/** Sets what is seen of the cells, and asks to be woken when it is next different. */
function show(state: LockState, { battery }: LockProfile, context: LockContext): void {
  const level = updateChargeLevel(state.battery, battery, atTheDoor);
  context.set("batPercentRemaining", batteryPercent(state.battery, battery, atTheDoor), "physics");
  context.set("batVoltage", Math.round(packVolts(state.battery, battery, atTheDoor, 0) * 100) / 100, "physics");
  context.set("batChargeLevel", level, "physics");
  context.set("batReplacementNeeded", level === "critical", "physics");
  const turns = packVolts(state.battery, battery, atTheDoor, motorCurrent) >= leastVolts;
  context.set("actuatorEnabled", turns && !context.has("motor-failure"), "physics");
  const wait = Math.min(
    secondsToNextPercent(state.battery, battery, atTheDoor),
    secondsToNextChargeLevel(state.battery, battery, atTheDoor),
  );
  context.wake("battery", Number.isFinite(wait) ? later(context.now, seconds(Math.max(1, wait))) : undefined);
}
