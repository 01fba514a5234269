/**
 * Which mode it is in, and who changes that with the seasons.
 *
 * 1. A mode that what is installed cannot do is never taken: heat needs heating, cool cooling, auto both, emergency heat a heat pump.
 * 2. Homes with both heat in the cold season and cool in the warm one. Half leave that to auto; in the others somebody who is
 *    awake and too warm at 1.5 K above what they cool to switches to cool, and at 1 K below what they heat to back to heat.
 */
import { setSystemMode } from "./announce.ts";
import { coolingOf, heatingOf } from "./installation.ts";
import { localTemperature } from "./sensor.ts";
import type { SystemMode, ThermostatContext } from "./thermostat-schema.ts";
import type { ThermostatState } from "./thermostat.ts";

/** Says what it is wired to, and begins with the mode of the season. */
export function beginMode(state: ThermostatState, context: ThermostatContext): void {
  wire(context);
  setSystemMode(context, firstMode(state, context));
}

/** What is installed has changed. */
export function rewire(state: ThermostatState, context: ThermostatContext): void {
  wire(context);
  if (!can(context, context.get("systemMode"))) setSystemMode(context, firstMode(state, context));
}

/** Takes a mode over, if it can do that. */
export function chooseMode(context: ThermostatContext, mode: SystemMode): void {
  if (can(context, mode)) setSystemMode(context, mode);
}

/** Somebody who is too warm or too cold notices the season. */
export function followSeason(state: ThermostatState, context: ThermostatContext): void {
  const mode = context.get("systemMode");
  if (mode !== "heat" && mode !== "cool") return;
  if (
    !context.settings.usedByResidents ||
    !state.powered ||
    context.get("controlSequenceOfOperation") !== "coolingAndHeating"
  )
    return;
  if (context.home.presence(context.now).awake === 0) return;
  const shown = localTemperature(state, context);
  if (shown === null) return;
  if (mode === "heat" && shown > state.coolComfort + 1.5) setSystemMode(context, "cool", "human");
  if (mode === "cool" && shown < state.comfort - 1) setSystemMode(context, "heat", "human");
}

function wire(context: ThermostatContext): void {
  const heats = heatingOf(context) !== "none";
  const cools = coolingOf(context) !== "none";
  context.set(
    "controlSequenceOfOperation",
    heats && cools ? "coolingAndHeating" : cools || !heats ? "coolingOnly" : "heatingOnly",
  );
}

function firstMode({ unit, house, coolComfort }: ThermostatState, context: ThermostatContext): SystemMode {
  if (!can(context, "heat")) return can(context, "cool") ? "cool" : "off";
  if (!can(context, "cool")) return "heat";
  if (unit % 2 === 0) return "auto";
  return house.air > coolComfort - 0.5 ? "cool" : "heat";
}

function can(context: ThermostatContext, mode: SystemMode): boolean {
  switch (mode) {
    case "off":
    case "fanOnly":
      return true;
    case "heat":
      return heatingOf(context) !== "none";
    case "cool":
      return coolingOf(context) !== "none";
    case "auto":
      return heatingOf(context) !== "none" && coolingOf(context) !== "none";
    case "emergencyHeat":
      return heatingOf(context) === "heat-pump";
  }
}
