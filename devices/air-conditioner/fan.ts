/**
 * The fan and the louvres: what is chosen, and what they do.
 *
 * 1. Mode, percent and speed are one choice told in three ways (Matter 1.6, FanControl §4.4.6): speed = ceil(speedMax · percent),
 *    null in auto. The choice is kept while the unit is off; choosing off, 0 % or speed 0 switches the unit off and keeps it too.
 * 2. In auto the fan follows the compressor; in dry and sleep, and with sleepWind, it stays slow.
 * 3. Louvres are closed while the unit is off.
 */
import type { Cause } from "flotilla/device";
import { fastestRatio } from "./air-conditioner-physics.ts";
import { type AirConditionerContext, fanSpeeds } from "./air-conditioner-schema.ts";
import type { AirConditionerState } from "./air-conditioner.ts";

export type LouverPosition = "closed" | "open" | "quarter" | "half" | "threeQuarters";

/** Chooses a fan speed, null for auto; `percent` where it was chosen in percent. */
export function chooseSpeed(
  speed: number | null,
  context: AirConditionerContext,
  cause?: Cause,
  percent: number | null = speed === null ? null : (speed * 100) / fanSpeeds,
): void {
  context.set("speedSetting", speed, cause);
  context.set("percentSetting", percent, cause);
  context.set("fanMode", speed === null ? "auto" : speed <= 2 ? "low" : speed === 3 ? "medium" : "high", cause);
}

/** The speed of a mode that is not off. */
export function speedOfMode(mode: "auto" | "low" | "medium" | "high"): number | null {
  return mode === "auto" ? null : mode === "low" ? 2 : mode === "medium" ? 3 : fanSpeeds;
}

/** One speed up or down from the present one. 0 stands for off. */
export function nextSpeed(
  context: AirConditionerContext,
  direction: "increase" | "decrease",
  wrap: boolean,
  lowestOff: boolean,
): number {
  const lowest = lowestOff ? 0 : 1;
  const present = context.get("onOff") ? (context.get("speedSetting") ?? Math.max(1, context.get("speedCurrent"))) : 0;
  if (direction === "increase") return present >= fanSpeeds ? (wrap ? lowest : fanSpeeds) : present + 1;
  return present <= lowest ? (wrap ? fanSpeeds : lowest) : present - 1;
}

/** The next choice of the remote control's fan button: low, medium, high, auto. */
export function pressFan(context: AirConditionerContext): void {
  const next = { off: "auto", auto: "low", low: "medium", medium: "high", high: "auto" } as const;
  chooseSpeed(speedOfMode(next[context.get("fanMode")]), context);
}

/** The speed the fan is to turn at, 0 to `fanSpeeds`. */
export function fanSpeedOf(state: AirConditionerState, context: AirConditionerContext): number {
  const { compressor, plate } = state;
  const busy = compressor.phase !== "off";
  const mode = context.get("systemMode");
  if (!state.powered || (mode === "off" && !busy)) return 0;
  if (mode === "dry") return 1;
  const chosen = context.get("speedSetting");
  const quiet = mode === "sleep" || context.get("windSetting") === "sleepWind";
  if (quiet) return Math.min(2, chosen ?? (busy ? 2 : 1));
  if (chosen !== null) return Math.max(1, chosen);
  if (!busy) return mode === "fanOnly" ? 3 : 1;
  if (plate.grade === null) return Math.abs(compressor.error) > 2 ? fanSpeeds : 4;
  return Math.max(1, Math.min(fanSpeeds, Math.ceil((fanSpeeds * compressor.ratio) / fastestRatio)));
}

/** Puts the louvre where it is to be. */
export function turnLouver(state: AirConditionerState, position: LouverPosition, context: AirConditionerContext): void {
  if (position !== "closed") state.louver = position;
  context.set("acLouverPosition", context.get("onOff") ? position : "closed");
}
