/**
 * On and off, whoever wants it, with what hangs on it: the timer of onWithTimedOff and the people who wanted light.
 *
 * 1. onWithTimedOff turns on for a while; while it is on, the command only ever makes it longer.
 * 2. Put out before its time, the light is guarded for offWaitTime: onWithTimedOff does not turn it on again, as when somebody
 *    puts out the light and passes a motion sensor on the way out. Anything else does.
 */
import { type Cause, type Instant, later, seconds } from "flotilla/device";
import type { BulbContext } from "./bulb-schema.ts";
import type { BulbState } from "./bulb.ts";
import { highestLevel, isOn, levelOf, lowestLevel, moveLevel, turnOff, turnOn } from "./light.ts";

export type Timer =
  | { readonly is: "off" }
  /** On until then; `guard` is offWaitTime, s. */
  | { readonly is: "running"; readonly until: Instant; readonly guard: number }
  | { readonly is: "guarding"; readonly until: Instant };

export function switchOn(state: BulbState, cause: Cause, context: BulbContext): void {
  if (state.timer.is === "guarding") stopTimer(state, context);
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

/** Goes on for `onTime` seconds at least, unless somebody has put it out less than `offWaitTime` ago. */
export function switchOnForAWhile(
  state: BulbState,
  onTime: number,
  offWaitTime: number,
  cause: Cause,
  context: BulbContext,
): void {
  const { timer } = state;
  if (timer.is === "guarding" && context.now < timer.until) {
    const until = Math.min(timer.until, later(context.now, seconds(offWaitTime))) as Instant;
    state.timer = { is: "guarding", until };
    return;
  }
  switchOn(state, cause, context);
  if (onTime === 0) return;
  const until = later(context.now, seconds(onTime));
  const longer = timer.is === "running" && timer.until > until ? timer.until : until;
  state.timer = { is: "running", until: longer, guard: offWaitTime };
  context.wake("timed-off", longer);
}

export function timeIsOver(state: BulbState, context: BulbContext): void {
  stopTimer(state, context);
  switchOff(state, "schedule", context);
}

export function stopTimer(state: BulbState, context: BulbContext): void {
  state.timer = { is: "off" };
  context.wake("timed-off", undefined);
}

/** It goes off: nobody has to switch it off any more, and a running timer becomes its guard. */
function leave(state: BulbState, context: BulbContext): void {
  context.wake("switch-off", undefined);
  const { timer } = state;
  if (timer.is !== "running") return;
  stopTimer(state, context);
  if (timer.guard > 0) state.timer = { is: "guarding", until: later(context.now, seconds(timer.guard)) };
}
