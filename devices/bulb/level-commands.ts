/**
 * Matter's LevelControl commands. Those with "WithOnOff" turn the light on, and at the lowest level off; the others do nothing
 * while it is off, unless they say executeIfOff.
 */
import { type Cause, restingRamp } from "flotilla/device";
import type { BulbContext } from "./bulb-schema.ts";
import type { BulbState } from "./bulb.ts";
import { highestLevel, isOn, levelOf, lowestLevel, moveLevel, turnOff, turnOn } from "./light.ts";

/** What a command means for a light that is off. */
export type Reach =
  /** Turns it on and off. */
  | "withOnOff"
  /** Sets the level of the next time. */
  | "executeIfOff"
  /** Nothing. */
  | "whileOn";

/** Goes to `level` in `duration` seconds, or in onOffTransitionTime without one. */
export function goToLevel(
  state: BulbState,
  level: number,
  duration: number | null | undefined,
  reach: Reach,
  cause: Cause,
  context: BulbContext,
): void {
  const target = Math.min(highestLevel, Math.max(lowestLevel, level));
  const time = duration ?? context.get("onOffTransitionTime");
  if (reach === "withOnOff" && target === lowestLevel) return turnOff(state, time, lowestLevel, cause, context);
  if (reach === "withOnOff" && !isOn(state, context)) return turnOn(state, target, time, cause, context);
  if (context.get("onOff")) return moveLevel(state, target, time, { do: "stay" }, context);
  if (reach === "executeIfOff") state.level = restingRamp(target, context.now);
}

/** Goes all the way up or down at `rate` levels per second, or at once without one. */
export function keepMoving(
  state: BulbState,
  mode: "up" | "down",
  rate: number | null | undefined,
  reach: Reach,
  cause: Cause,
  context: BulbContext,
): void {
  const target = mode === "up" ? highestLevel : lowestLevel;
  const from = isOn(state, context) ? levelOf(state, context) : lowestLevel;
  const distance = Math.abs(target - from);
  goToLevel(state, target, rate === null || rate === undefined ? 0 : distance / rate, reach, cause, context);
}

/** Goes up or down by `size` levels. */
export function stepBy(
  state: BulbState,
  mode: "up" | "down",
  size: number,
  duration: number | null | undefined,
  reach: Reach,
  cause: Cause,
  context: BulbContext,
): void {
  const from = reach === "withOnOff" && !isOn(state, context) ? lowestLevel : levelOf(state, context);
  goToLevel(state, mode === "up" ? from + size : from - size, duration ?? 0, reach, cause, context);
}
