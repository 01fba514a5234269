/**
 * The light: on or off, at a level, and on its way from one level to another.
 *
 *       level                 off, fading        what it has the next time
 *     254 |      ________                        is kept aside while it fades
 *         |     /        \                       and put back when it is out
 *       1 |____/          \____
 *            on, rising
 *
 * 1. A transition is one stored tuple; the latest wins and begins where the one before has come to.
 * 2. On begins at the lowest level and rises; off falls to the lowest level and goes out there, having its level back for
 *    the next time (Matter 1.6, "Effect of On/Off Commands on the CurrentLevel attribute").
 * 3. remainingTime is told when a transition of a second or more begins, and when it is over.
 */
import { type Cause, rampAt, rampEnd, redirectRamp, restingRamp, seconds } from "flotilla/device";
import type { BulbContext } from "./bulb-schema.ts";
import type { BulbState } from "./bulb.ts";
import { colourComesToRest } from "./colour.ts";

/** What comes when the level transition is over. */
export type Afterwards =
  | { readonly do: "stay" }
  /** It goes out, and has `level` the next time. */
  | { readonly do: "goOut"; readonly level: number; readonly cause: Cause }
  /** It falls to the lowest level within `seconds`, and goes out there. */
  | { readonly do: "fadeOut"; readonly seconds: number; readonly level: number; readonly cause: Cause };

export const lowestLevel = 1;
export const highestLevel = 254;

/** Whether it is on to stay: not while it fades out. */
export function isOn(state: BulbState, context: BulbContext): boolean {
  return context.get("onOff") && state.afterwards.do === "stay";
}

/** The level it has, or will have the next time. */
export function levelOf(state: BulbState, { now }: BulbContext): number {
  return state.afterwards.do === "stay" ? Math.round(rampAt(state.level, now)) : state.afterwards.level;
}

/** Goes on, rising for `rise` seconds to `level`. */
export function turnOn(state: BulbState, level: number, rise: number, cause: Cause, context: BulbContext): void {
  if (isOn(state, context)) return;
  if (!context.get("onOff")) state.level = restingRamp(lowestLevel, context.now);
  moveLevel(state, level, rise, { do: "stay" }, context);
  // Last, for what is told of both has its cause.
  context.set("onOff", true, cause);
}

/** Goes off, falling for `fall` seconds. It has `next` the next time. */
export function turnOff(state: BulbState, fall: number, next: number, cause: Cause, context: BulbContext): void {
  if (isOn(state, context)) moveLevel(state, lowestLevel, fall, { do: "goOut", level: next, cause }, context);
}

/** Begins a transition of the level; it takes `duration` seconds. */
export function moveLevel(
  state: BulbState,
  level: number,
  duration: number,
  afterwards: Afterwards,
  context: BulbContext,
): void {
  redirectRamp(state.level, level, context.now, seconds(duration));
  state.afterwards = afterwards;
  if (duration === 0) return endTransition(state, context);
  const cause = afterwards.do === "stay" ? undefined : afterwards.cause;
  context.set("remainingTime", duration < 1 ? 0 : Math.round(duration * 10) / 10, cause);
  context.wake("transition", rampEnd(state.level));
}

/** The transition is over: now, or because it is cut short. */
export function endTransition(state: BulbState, context: BulbContext): void {
  const { afterwards } = state;
  context.wake("transition", undefined);
  context.set("remainingTime", 0);
  state.afterwards = { do: "stay" };
  switch (afterwards.do) {
    case "stay":
      state.level = restingRamp(state.level.to, context.now);
      return;
    case "goOut":
      state.level = restingRamp(afterwards.level, context.now);
      context.set("onOff", false, afterwards.cause);
      return;
    case "fadeOut":
      return moveLevel(state, lowestLevel, afterwards.seconds, { ...afterwards, do: "goOut" }, context);
  }
}

/** Stays at the level it has reached. A light that fades out goes on to do so. */
export function stopMoving(state: BulbState, context: BulbContext): void {
  if (state.afterwards.do !== "stay") return;
  state.level = restingRamp(levelOf(state, context), context.now);
  endTransition(state, context);
}

/** All transitions come to their end at once: power or memory is lost. */
export function comeToRest(state: BulbState, context: BulbContext): void {
  if (state.afterwards.do === "fadeOut") state.afterwards = { ...state.afterwards, do: "goOut" };
  endTransition(state, context);
  state.white = restingRamp(state.white.to, context.now);
  colourComesToRest(state, context);
}
