/** The door the lock is on, and its sensor. */
import { later, seconds } from "flotilla/device";
import type { LockContext } from "./lock-schema.ts";
import type { LockState } from "./lock.ts";
import { doorIsClosed } from "./relock.ts";

/** Whether the lock takes the door for open: what its sensor says, right or wrong. */
export function isDoorOpen(context: LockContext): boolean {
  return context.get("doorState") !== "doorClosed";
}

/** Opens the door, unless the bolt is in its way or it is open. */
export function openDoor(state: LockState, context: LockContext): void {
  if (state.bolt.at !== "unlocked" || isDoorOpen(context) || context.has("stuck-door-sensor")) return;
  moveDoor("doorOpen", context);
  const { doorAjarTime } = context.settings;
  if (doorAjarTime > 0) context.wake("ajar", later(context.now, seconds(doorAjarTime)));
}

export function closeDoor(state: LockState, context: LockContext): void {
  if (!isDoorOpen(context) || context.has("stuck-door-sensor")) return;
  context.wake("ajar", undefined);
  moveDoor("doorClosed", context);
  doorIsClosed(state, context);
}

/** Breaks the door open: the bolt gives way and stays where it is. */
export function forceDoor(context: LockContext): void {
  if (isDoorOpen(context) || context.has("stuck-door-sensor")) return;
  moveDoor("doorForcedOpen", context);
  context.raise("doorLockAlarm", { alarmCode: "doorForcedOpen" });
}

/** The door has stood open for as long as the owner allows. */
export function standsAjar(context: LockContext): void {
  moveDoor("doorAjar", context);
  context.raise("doorLockAlarm", { alarmCode: "doorAjar" });
}

function moveDoor(doorState: "doorOpen" | "doorClosed" | "doorForcedOpen" | "doorAjar", context: LockContext): void {
  context.set("doorState", doorState);
  if (doorState === "doorClosed") context.set("doorClosedEvents", context.get("doorClosedEvents") + 1);
  else if (doorState !== "doorAjar") context.set("doorOpenEvents", context.get("doorOpenEvents") + 1);
  context.raise("doorStateChange", { doorState });
}
