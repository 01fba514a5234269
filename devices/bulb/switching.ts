/** On and off, whoever wants it, with what hangs on it: the timer of onWithTimedOff and the people who wanted light. */
import { beginGuard, type Cause, endGuard, stopTimer } from "flotilla/device";
import type { BulbContext } from "./bulb-schema.ts";
import type { BulbState } from "./bulb.ts";
import { highestLevel, isOn, levelOf, lowestLevel, moveLevel, turnOff, turnOn } from "./light.ts";

export function switchOn(state: BulbState, cause: Cause, context: BulbContext): void {
  endGuard(state, context);
  const level = context.get("onLevel") ?? levelOf(state, context);
  turnOn(state, level, context.get("onOffTransitionTime"), cause, context);
}

export function switchOff(state: BulbState, cause: Cause, context: BulbContext): void {
  leave(state, context);
  turnOff(state, context.get("onOffTransitionTime"), levelOf(state, context), cause, context);
}

export function toggle(state: BulbState, cause: Cause, context: BulbContext): void {
  if (isOn(state, context)) switchOff(state, cause, context);
  else switchOn(state, cause, context);
}

/** Goes off in one of Matter's styles. */
export function switchOffWithEffect(
  state: BulbState,
  effect: "delayedAllOff" | "dyingLight",
  variant: number,
  cause: Cause,
  context: BulbContext,
): void {
  if (!isOn(state, context)) return;
  leave(state, context);
  const level = levelOf(state, context);
  if (effect === "dyingLight") {
    const brighter = Math.min(highestLevel, Math.round(level * 1.2));
    moveLevel(state, brighter, 0.5, { do: "fadeOut", seconds: 1, level, cause }, context);
  } else if (variant === 2) {
    const half = Math.max(lowestLevel, Math.round(level / 2));
    moveLevel(state, half, 0.8, { do: "fadeOut", seconds: 12, level, cause }, context);
  } else {
    turnOff(state, variant === 1 ? 0 : 0.8, level, cause, context);
  }
}

export function timeIsOver(state: BulbState, context: BulbContext): void {
  stopTimer(state, context);
  switchOff(state, "schedule", context);
}

/** It goes off: nobody has to switch it off any more, and a running timer becomes its guard. */
function leave(state: BulbState, context: BulbContext): void {
  context.wake("switch-off", undefined);
  beginGuard(state, context);
}
