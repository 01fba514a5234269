/** The time after which the lock locks by itself. It waits for an open door. */
import { later, seconds } from "flotilla/device";
import type { LockContext } from "./lock-schema.ts";
import type { LockState } from "./lock.ts";

export type Relock =
  | "off"
  | "counting"
  /** Time is over, the door is open. */
  | "waiting";

/** From the door's closing to the bolt's moving, when the time is over. */
const afterClosing = seconds(2);

/** Begins the time until it locks: `secondsLeft`, or autoRelockTime for null. In passage mode it stays unlocked. */
export function countDown(state: LockState, secondsLeft: number | null, context: LockContext): void {
  const autoRelockTime = context.get("autoRelockTime");
  if (state.exhausted || context.get("operatingMode") === "passage" || (secondsLeft === null && autoRelockTime === 0)) {
    return stopCounting(state, context);
  }
  state.relock = "counting";
  context.wake("relock", later(context.now, seconds(secondsLeft ?? autoRelockTime)));
}

export function stopCounting(state: LockState, context: LockContext): void {
  state.relock = "off";
  context.wake("relock", undefined);
}

/** Time is over, but the door is open. */
export function waitForDoor(state: LockState): void {
  state.relock = "waiting";
}

/** The door has been closed: what waited for it goes on. */
export function doorIsClosed(state: LockState, context: LockContext): void {
  if (state.relock !== "waiting") return;
  state.relock = "counting";
  context.wake("relock", later(context.now, afterClosing));
}
