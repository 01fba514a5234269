/**
 * What it should be, and who says so: the habits of the home, a hand on the dial, a server.
 *
 * 1. Habits: a comfort temperature while people are up, less while they sleep or are away. Six homes of ten set one
 *    temperature and leave it (after the cooling setbacks of ResStock/RECS 2020 and EIA's survey of 2015).
 * 2. Who changes the occupied setpoint by hand or from a server keeps it until habit has its next say: wake, bedtime, coming
 *    home. A hold keeps it from having one.
 * 3. Every setpoint stays within 7..30 °C.
 */
import { type Cause, type Distribution, type Happening, type Input, later, minutes, sample } from "flotilla/device";
import { highestSetpoint, lowestSetpoint, type ThermostatContext, type ThermostatShape } from "./thermostat-schema.ts";
import type { ThermostatState } from "./thermostat.ts";

export type Preset = "occupied" | "unoccupied" | "sleep";

type Source = "manual" | "schedule" | "external";

/** °F as homes set it while somebody is at home: RECS 2020 by way of ResStock (4A, single-family, ducted, owners). */
const comfortFahrenheit: Distribution = {
  choice: [
    [60, 0.01],
    [62, 0.009],
    [65, 0.059],
    [67, 0.072],
    [68, 0.303],
    [70, 0.275],
    [72, 0.177],
    [75, 0.07],
    [76, 0.024],
  ],
};

/** K: 2, 5 or 9 °F where there is a setback. */
const setbacks: Distribution = {
  choice: [
    [0, 0.6],
    [1.1, 0.26],
    [2.8, 0.1],
    [5, 0.04],
  ],
};

/** The setpoint in force, °C. */
export function activeSetpoint(context: ThermostatContext): number {
  return context.get(activeAttribute(context));
}

/** Draws the habits of the home and begins with what they ask for now. */
export function beginHabits(state: ThermostatState, context: ThermostatContext): void {
  const { random, settings, home, now } = context;
  const drawnComfort = (sample(comfortFahrenheit, random) - 32) / 1.8;
  const drawnSetback = sample(setbacks, random);
  state.comfort = settings.heatingSetpoint ?? tenths(drawnComfort);
  state.setback = settings.setback ?? drawnSetback;
  const presence = settings.usedByResidents ? home.presence(now) : { home: 1, awake: 1 };
  context.set("occupancy", presence.home > 0);
  state.habit = presence.home > 0 && presence.awake === 0 && state.setback > 0 ? "sleep" : "occupied";
  followHabit(state, context);
}

/** Somebody comes, goes, gets up or goes to bed. */
export function takePart(state: ThermostatState, happening: Happening, context: ThermostatContext): void {
  if (!context.settings.usedByResidents) return;
  switch (happening.type) {
    case "departure":
      if (happening.last) context.set("occupancy", false);
      return;
    case "settled":
      context.set("occupancy", true);
      if (happening.first) changeHabit(state, "occupied", context);
      return;
    case "wake":
      context.set("occupancy", true);
      if (happening.first) changeHabit(state, "occupied", context);
      return;
    case "bedtime":
      if (happening.last) changeHabit(state, "sleep", context);
      return;
    case "arrival":
    case "entry":
      return;
  }
}

export function turnDial(state: ThermostatState, delta: number, context: ThermostatContext): void {
  if (!state.powered) return;
  choose(activeAttribute(context), activeSetpoint(context) + delta, "manual", "human", context);
}

type ThermostatInput<Type> = Extract<Input<ThermostatShape>, { readonly type: Type }>;

/** Carries out a command: all of them are about setpoints. */
export function obey(state: ThermostatState, input: ThermostatInput<"command">, context: ThermostatContext): void {
  switch (input.name) {
    case "setpointRaiseLower":
      if (input.args.mode === "cool") {
        return context.fail(
          input.call,
          "rejected",
          "expected mode heat or both, found cool: there is nothing that cools",
        );
      }
      choose(activeAttribute(context), activeSetpoint(context) + input.args.amount, "external", "command", context);
      return context.done(input.call);
    case "setActivePresetRequest":
      if (input.args.presetHandle !== null) activate(state, input.args.presetHandle, "external", "command", context);
      else context.set("activePresetHandle", null);
      return context.done(input.call);
  }
}

/** Takes over what a server wants. */
export function adopt(
  state: ThermostatState,
  values: ThermostatInput<"desired">["values"],
  context: ThermostatContext,
): void {
  const { systemMode, occupiedHeatingSetpoint, unoccupiedHeatingSetpoint } = values;
  const { temperatureSetpointHold, temperatureSetpointHoldDuration } = values;
  if (systemMode !== undefined) context.set("systemMode", systemMode);
  if (occupiedHeatingSetpoint !== undefined) {
    choose("occupiedHeatingSetpoint", occupiedHeatingSetpoint, "external", "desired", context);
  }
  if (unoccupiedHeatingSetpoint !== undefined) {
    choose("unoccupiedHeatingSetpoint", unoccupiedHeatingSetpoint, "external", "desired", context);
  }
  if (temperatureSetpointHoldDuration !== undefined) {
    context.set("temperatureSetpointHoldDuration", temperatureSetpointHoldDuration);
  }
  if (temperatureSetpointHold === "setpointHoldOff") return endHold(state, context);
  if (temperatureSetpointHold !== undefined) context.set("temperatureSetpointHold", temperatureSetpointHold);
  if (temperatureSetpointHold !== undefined || temperatureSetpointHoldDuration !== undefined) timeHold(context);
}

export function reconfigure(
  state: ThermostatState,
  names: ThermostatInput<"configured">["names"],
  context: ThermostatContext,
): void {
  const { heatingSetpoint, setback } = context.settings;
  if (names.includes("heatingSetpoint")) state.comfort = heatingSetpoint ?? state.comfort;
  if (names.includes("setback")) state.setback = setback ?? state.setback;
  const concerned = names.includes("heatingSetpoint") || names.includes("setback");
  if (concerned && !isHeld(context)) followHabit(state, context);
}

/** A hold is taken off, or has lasted its time: habit has its say again. */
export function endHold(state: ThermostatState, context: ThermostatContext): void {
  context.wake("hold", undefined);
  if (!isHeld(context)) return;
  context.set("temperatureSetpointHold", "setpointHoldOff", "schedule");
  followHabit(state, context);
}

function timeHold(context: ThermostatContext): void {
  const duration = context.get("temperatureSetpointHoldDuration");
  const timed = isHeld(context) && duration !== null;
  context.wake("hold", timed ? later(context.now, minutes(duration)) : undefined);
}

function isHeld(context: ThermostatContext): boolean {
  return context.get("temperatureSetpointHold") === "setpointHoldOn";
}

/** The day of the home turns a page. Homes without a setback have only one. */
function changeHabit(state: ThermostatState, habit: Preset, context: ThermostatContext): void {
  if (state.setback === 0 && habit === "sleep") return;
  state.habit = habit;
  if (!isHeld(context)) activate(state, habit, "schedule", "schedule", context);
}

/** Both setpoints as the habits of the home have them now. */
function followHabit(state: ThermostatState, context: ThermostatContext): void {
  context.set("unoccupiedHeatingSetpoint", limited(state.comfort - state.setback), "schedule");
  activate(state, state.habit, "schedule", "schedule", context);
}

function activate(
  state: ThermostatState,
  preset: Preset,
  source: Source,
  cause: Cause,
  context: ThermostatContext,
): void {
  choose("occupiedHeatingSetpoint", presetTemperature(state, preset, context), source, cause, context);
  context.set("activePresetHandle", preset, cause);
}

function presetTemperature(state: ThermostatState, preset: Preset, context: ThermostatContext): number {
  switch (preset) {
    case "occupied":
      return state.comfort;
    case "unoccupied":
      return context.get("unoccupiedHeatingSetpoint");
    case "sleep":
      return state.comfort - state.setback;
  }
}

function choose(
  attribute: "occupiedHeatingSetpoint" | "unoccupiedHeatingSetpoint",
  temperature: number,
  source: Source,
  cause: Cause,
  context: ThermostatContext,
): void {
  context.set(attribute, limited(temperature), cause);
  context.set("setpointChangeSource", source, cause);
  if (attribute === "occupiedHeatingSetpoint") context.set("activePresetHandle", null, cause);
}

function activeAttribute(context: ThermostatContext): "occupiedHeatingSetpoint" | "unoccupiedHeatingSetpoint" {
  return context.get("occupancy") || isHeld(context) ? "occupiedHeatingSetpoint" : "unoccupiedHeatingSetpoint";
}

function limited(temperature: number): number {
  return Math.min(highestSetpoint, Math.max(lowestSetpoint, tenths(temperature)));
}

function tenths(temperature: number): number {
  return Math.round(temperature * 10) / 10;
}
