/**
 * The door the lock is on, and its sensor.
 *
 * 1. The door goes on behind a sensor that is stuck or without power; the lock acts on what the sensor says, right or wrong.
 * 2. When the sensor works again it shows how the door is by then, but not how it came to be so: a door that was broken open
 *    meanwhile is open.
 */
import { type Cause, later, seconds } from "flotilla/device";
import type { LockContext } from "./lock-schema.ts";
import type { LockState } from "./lock.ts";
import { doorIsClosed } from "./relock.ts";

/** Whether the lock takes the door for open: what its sensor says, right or wrong. */
export function seemsOpen(context: LockContext): boolean {
  return context.get("doorState") !== "doorClosed";
}

/** Opens the door, unless the bolt is in its way or it is open. */
export function openDoor(state: LockState, context: LockContext): void {
  if (state.bolt.at !== "unlocked" || state.doorOpen) return;
  state.doorOpen = true;
  feelDoor(state, undefined, context);
}

export function closeDoor(state: LockState, context: LockContext): void {
  if (!state.doorOpen) return;
  state.doorOpen = false;
  feelDoor(state, undefined, context);
}

/** Breaks the door open: the bolt gives way and stays where it is. */
export function forceDoor(state: LockState, context: LockContext): void {
  if (state.doorOpen) return;
  state.doorOpen = true;
  if (!senses(state, context)) return;
  show("doorForcedOpen", undefined, context);
  context.raise("doorLockAlarm", { alarmCode: "doorForcedOpen" });
}

/** The sensor shows the door as it is, if it works and has not done so yet. */
export function feelDoor(state: LockState, cause: Cause | undefined, context: LockContext): void {
  if (!senses(state, context) || seemsOpen(context) === state.doorOpen) return;
  if (!state.doorOpen) {
    context.wake("ajar", undefined);
    show("doorClosed", cause, context);
    return doorIsClosed(state, context);
  }
  show("doorOpen", cause, context);
  awaitAjar(context);
}

/** Counts from now how long it stands open, if it does and the owner wants to know. */
export function awaitAjar(context: LockContext): void {
  const { doorAjarTime } = context.settings;
  if (doorAjarTime > 0 && seemsOpen(context)) context.wake("ajar", later(context.now, seconds(doorAjarTime)));
}

/** The door has stood open for as long as the owner allows. */
export function standsAjar(context: LockContext): void {
  show("doorAjar", undefined, context);
  context.raise("doorLockAlarm", { alarmCode: "doorAjar" });
}

function senses({ exhausted }: LockState, context: LockContext): boolean {
  return !exhausted && !context.has("stuck-door-sensor");
}

function show(
  doorState: "doorOpen" | "doorClosed" | "doorForcedOpen" | "doorAjar",
  cause: Cause | undefined,
  context: LockContext,
): void {
  context.set("doorState", doorState, cause);
  if (doorState === "doorClosed") context.set("doorClosedEvents", context.get("doorClosedEvents") + 1);
  else if (doorState !== "doorAjar") context.set("doorOpenEvents", context.get("doorOpenEvents") + 1);
  context.raise("doorStateChange", { doorState });
}
