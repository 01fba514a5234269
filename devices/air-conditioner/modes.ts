/**
 * On, off, modes and setpoints, whoever wants them.
 *
 * 1. It is on exactly while its mode is not off. `on` takes up the mode it was in last; a mode chosen switches it on.
 * 2. Without a heat pump there is nothing to heat with: such a mode and such a change are refused, or leave things as they are.
 * 3. The setpoint of heating stays `setpointGap` below that of cooling; the one that is changed moves the other.
 */
import type { Cause, Input } from "flotilla/device";
import {
  type AirConditionerContext,
  type AirConditionerShape,
  fanSpeeds,
  highestCoolingSetpoint,
  highestHeatingSetpoint,
  lowestCoolingSetpoint,
  lowestHeatingSetpoint,
  setpointGap,
} from "./air-conditioner-schema.ts";
import type { AirConditionerState } from "./air-conditioner.ts";
import { chooseSpeed, nextSpeed, pressFan, speedOfMode, turnLouver } from "./fan.ts";
import { showCondition } from "./filter.ts";

export type WorkingMode = "auto" | "cool" | "heat" | "fanOnly" | "dry" | "sleep";

type Source = "manual" | "external";
type AirConditionerInput<Type> = Extract<Input<AirConditionerShape>, { readonly type: Type }>;

export function switchOn(state: AirConditionerState, context: AirConditionerContext, cause?: Cause): void {
  if (!context.get("onOff")) changeMode(state, state.lastMode, context, cause);
}

export function switchOff(state: AirConditionerState, context: AirConditionerContext, cause?: Cause): void {
  changeMode(state, "off", context, cause);
}

export function changeMode(
  state: AirConditionerState,
  mode: WorkingMode | "off",
  context: AirConditionerContext,
  cause?: Cause,
): void {
  if (mode === "heat" && !heats(context)) return;
  if (mode === context.get("systemMode")) return;
  context.set("systemMode", mode, cause);
  context.set("onOff", mode !== "off", cause);
  context.set("acLouverPosition", mode === "off" ? "closed" : state.louver, cause);
  if (mode === "off") return;
  state.lastMode = mode;
  if (mode === "dry") state.dryTo = Math.max(lowestCoolingSetpoint, Math.round(state.room.house.sensor - dryFall));
}

export function obey(
  state: AirConditionerState,
  input: AirConditionerInput<"command">,
  context: AirConditionerContext,
): void {
  switch (input.name) {
    case "on":
      switchOn(state, context);
      break;
    case "off":
      switchOff(state, context);
      break;
    case "toggle":
      toggle(state, context);
      break;
    case "setpointRaiseLower": {
      const { mode, amount } = input.args;
      if (mode === "heat" && !heats(context)) {
        return context.fail(input.call, "rejected", "expected mode cool or both, found heat: it is no heat pump");
      }
      if (mode !== "heat") chooseCooling(context.get("occupiedCoolingSetpoint") + amount, "external", context);
      if (mode !== "cool" && heats(context)) {
        chooseHeating(context.get("occupiedHeatingSetpoint") + amount, "external", context);
      }
      break;
    }
    case "step": {
      const { direction, wrap, lowestOff } = input.args;
      turnFan(state, nextSpeed(context, direction, wrap === true, lowestOff === true), context);
      break;
    }
    case "resetCondition":
      state.filter.used = 0;
      showCondition(state, context);
      break;
  }
  context.done(input.call);
}

/** Takes over what a server wants: setpoints, fan and louvre first, so that it goes on as wanted. */
export function adopt(
  state: AirConditionerState,
  values: AirConditionerInput<"desired">["values"],
  context: AirConditionerContext,
): void {
  const { occupiedCoolingSetpoint, occupiedHeatingSetpoint, acLouverPosition, rockSetting, windSetting } = values;
  const { fanMode, percentSetting, speedSetting, systemMode, onOff } = values;
  if (occupiedHeatingSetpoint !== undefined && heats(context))
    chooseHeating(occupiedHeatingSetpoint, "external", context);
  if (occupiedCoolingSetpoint !== undefined) chooseCooling(occupiedCoolingSetpoint, "external", context);
  if (acLouverPosition !== undefined) turnLouver(state, acLouverPosition, context);
  if (rockSetting !== undefined) context.set("rockSetting", rockSetting);
  if (windSetting !== undefined) context.set("windSetting", windSetting);
  if (fanMode !== undefined) turnFan(state, fanMode === "off" ? 0 : speedOfMode(fanMode), context, undefined, "keep");
  if (percentSetting !== undefined) {
    const speed = percentSetting === null ? null : Math.ceil((percentSetting * fanSpeeds) / 100);
    turnFan(state, speed, context, percentSetting, "keep");
  }
  if (speedSetting !== undefined) turnFan(state, speedSetting, context, undefined, "keep");
  if (systemMode !== undefined) changeMode(state, systemMode, context);
  if (onOff === true) switchOn(state, context);
  if (onOff === false) switchOff(state, context);
}

/** A button of the remote control. */
export function press(
  state: AirConditionerState,
  button: "power" | "warmer" | "cooler" | "mode" | "fan" | "swing",
  context: AirConditionerContext,
): void {
  switch (button) {
    case "power":
      return toggle(state, context);
    case "warmer":
      return nudge(1, context);
    case "cooler":
      return nudge(-1, context);
    case "mode":
      return changeMode(state, modeAfter(context), context);
    case "fan":
      return pressFan(context);
    case "swing":
      return context.set("rockSetting", context.get("rockSetting") === "none" ? "upDown" : "none");
  }
}

export function chooseCooling(celsius: number, source: Source, context: AirConditionerContext): void {
  const cooling = within(celsius, lowestCoolingSetpoint, highestCoolingSetpoint);
  const cause = source === "manual" ? "human" : undefined;
  context.set("occupiedCoolingSetpoint", cooling, cause);
  if (context.get("occupiedHeatingSetpoint") > cooling - setpointGap) {
    context.set(
      "occupiedHeatingSetpoint",
      within(cooling - setpointGap, lowestHeatingSetpoint, highestHeatingSetpoint),
      cause,
    );
  }
  context.set("setpointChangeSource", source, cause);
}

function chooseHeating(celsius: number, source: Source, context: AirConditionerContext): void {
  const heating = within(celsius, lowestHeatingSetpoint, highestHeatingSetpoint);
  const cause = source === "manual" ? "human" : undefined;
  context.set("occupiedHeatingSetpoint", heating, cause);
  if (context.get("occupiedCoolingSetpoint") < heating + setpointGap) {
    context.set(
      "occupiedCoolingSetpoint",
      within(heating + setpointGap, lowestCoolingSetpoint, highestCoolingSetpoint),
      cause,
    );
  }
  context.set("setpointChangeSource", source, cause);
}

export function heats({ settings }: AirConditionerContext): boolean {
  return settings.function === "heat-pump";
}

function toggle(state: AirConditionerState, context: AirConditionerContext): void {
  if (context.get("onOff")) switchOff(state, context);
  else switchOn(state, context);
}

/** Turns the fan to a speed, null for auto; 0 is off. Stepping up a fan that stands starts it; choosing for later does not. */
function turnFan(
  state: AirConditionerState,
  speed: number | null,
  context: AirConditionerContext,
  percent?: number | null,
  standing: "start" | "keep" = "start",
): void {
  if (speed === 0) return switchOff(state, context);
  chooseSpeed(speed, context, undefined, percent);
  if (standing === "start") switchOn(state, context);
}

/** One degree, of what it is set to do. */
function nudge(kelvins: number, context: AirConditionerContext): void {
  if (context.get("systemMode") === "heat") {
    chooseHeating(context.get("occupiedHeatingSetpoint") + kelvins, "manual", context);
  } else {
    chooseCooling(context.get("occupiedCoolingSetpoint") + kelvins, "manual", context);
  }
}

/** The mode button goes round; off it stays off. */
function modeAfter(context: AirConditionerContext): WorkingMode | "off" {
  switch (context.get("systemMode")) {
    case "off":
      return "off";
    case "auto":
      return "cool";
    case "cool":
      return "dry";
    case "dry":
      return "fanOnly";
    case "fanOnly":
      return heats(context) ? "heat" : "auto";
    case "heat":
    case "sleep":
      return "auto";
  }
}

function within(celsius: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, Math.round(celsius * 10) / 10));
}

/** K below the air it finds, to which it dries. */
const dryFall = 2;
