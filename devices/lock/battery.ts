/** The lock's cells: what they have given, what the lock makes of it, and what they still can do. */
import {
  type BatteryState,
  countIdleCharge,
  drawCharge,
  newBattery,
  packVolts,
  type PowerSourceSite,
  RandomStream,
  replaceCells,
  runCellsDown,
  showCells,
  usualCellChange,
} from "flotilla/device";
import {
  drawnAlready,
  leastElectronicVolts,
  leastVolts,
  lockProfile,
  motorCurrent,
  type LockProfile,
  throwBolt,
} from "./lock-physics.ts";
import type { LockContext } from "./lock-schema.ts";
import type { LockState } from "./lock.ts";

/** °C. The cells sit on the inside of the door. */
const atTheDoor = 20;
const site: PowerSourceSite = { celsius: atTheDoor, leastVolts: leastElectronicVolts, change: usualCellChange };

/** The cells of a lock that has been on its door for a while. */
export function lockBattery(unit: number, context: LockContext): BatteryState {
  const random = new RandomStream(unit, 0, "lock");
  return newBattery(drawnAlready(lockProfile(context.settings.radio, context.settings.cells, random), random));
}

/** Starts the motor: seconds until it stops again, or `undefined` when the cells cannot turn it. */
export function startMotor(state: LockState, binds: boolean, context: LockContext): number | undefined {
  const profile = profileOf(state, context);
  countIdleCharge(state, profile.battery, context.now);
  const thrown = throwBolt(profile, state.battery, atTheDoor, binds);
  drawCharge(state.battery, profile.battery, 0, thrown.charge);
  show(state, profile, context);
  return thrown.outcome === "insufficient-battery" ? undefined : thrown.seconds;
}

/** Brings what the lock shows of its cells up to date. */
export function measure(state: LockState, context: LockContext): void {
  const profile = profileOf(state, context);
  countIdleCharge(state, profile.battery, context.now);
  show(state, profile, context);
}

export function freshCells(state: LockState, context: LockContext): void {
  replaceCells(state, context);
  measure(state, context);
}

/** Empties the cells to the warning voltage, if they are not below it. */
export function runDown(state: LockState, context: LockContext): void {
  const profile = profileOf(state, context);
  runCellsDown(state, profile.battery, atTheDoor, context.now);
  show(state, profile, context);
}

/** The lock's mechanics, from its number and its settings: equal each time, and nothing to keep. */
function profileOf({ unit }: LockState, { settings }: LockContext): LockProfile {
  return lockProfile(settings.radio, settings.cells, new RandomStream(unit, 0, "lock"));
}

/** Sets what is seen of the cells, and whether they still turn the motor. */
function show(state: LockState, { battery }: LockProfile, context: LockContext): void {
  showCells(state, battery, site, context);
  const turns = packVolts(state.battery, battery, atTheDoor, motorCurrent) >= leastVolts;
  context.set("actuatorEnabled", turns && !context.has("motor-failure"), "physics");
}
