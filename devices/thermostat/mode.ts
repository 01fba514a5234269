/**
 * Which mode it is in, and who changes that with the seasons.
 *
 * 1. A mode that what is installed cannot do is never taken: heat needs heating, cool cooling, auto both, emergency heat a heat pump.
 * 2. It is the warm season while it has been warmer than 15 °C outdoors in the mean of the last days, up to 1 K of doubt either
 *    way. When it begins, somebody awake switches from heat to cool, or off where nothing cools; when it ends, back to heat.
 *    They do that once: what a server or a hand chooses within the season stays.
 * 3. Homes with both heat in the cold season and cool in the warm one. Half leave that to auto, which does not heat in the warm
 *    season (the lock-out of such thermostats); in the others somebody awake who is too warm at 1.5 K above what they cool to
 *    switches to cool, and in the cold season at 1 K below what they heat to back to heat.
 */
import { setSystemMode } from "./announce.ts";
import { coolingOf, heatingOf } from "./installation.ts";
import { localTemperature } from "./sensor.ts";
import type { SystemMode, ThermostatContext } from "./thermostat-schema.ts";
import type { ThermostatState } from "./thermostat.ts";

/** Says what it is wired to, and begins with the mode of the season. */
export function beginMode(state: ThermostatState, context: ThermostatContext): void {
  wire(context);
  state.season = state.recent > between ? "warm" : "cold";
  setSystemMode(context, firstMode(state, context));
}

/** What is installed has changed. */
export function rewire(state: ThermostatState, context: ThermostatContext): void {
  wire(context);
  if (!can(context, context.get("systemMode"))) setSystemMode(context, firstMode(state, context));
}

/** Takes a mode over, if it can do that. Off is then no longer the people's for the season. */
export function chooseMode(state: ThermostatState, context: ThermostatContext, mode: SystemMode): void {
  if (!can(context, mode)) return;
  state.restsForSeason = false;
  setSystemMode(context, mode);
}

/** What people take it for by the weather of the last days. */
export type Season = "warm" | "cold";

/** °C outdoors, of late, between the seasons, and how much the last season still counts. */
const between = 15;
const doubt = 1;
/** Of the mean of late, the weight of a quarter of an hour: a day and a half to get used to the weather. */
const quarterWeight = 1 / (36 * 4);

/** The weather, or somebody who is too warm or too cold, tells the season. Once every quarter of an hour. */
export function followSeason(state: ThermostatState, context: ThermostatContext): void {
  state.recent += (state.outdoor - state.recent) * quarterWeight;
  const season = seasonOf(state);
  const mode = context.get("systemMode");
  if (season === state.season && mode !== "heat" && mode !== "cool") return;
  const lived = context.settings.usedByResidents && state.powered;
  if (lived && context.home.presence(context.now).awake === 0) return;
  if (season !== state.season) {
    state.season = season;
    return lived ? changeSeason(state, context) : undefined;
  }
  if (!lived || context.get("controlSequenceOfOperation") !== "coolingAndHeating") return;
  const shown = localTemperature(state, context);
  if (shown === null) return;
  if (mode === "heat" && shown > state.coolComfort + 1.5) setSystemMode(context, "cool", "human");
  if (mode === "cool" && season === "cold" && shown < state.comfort - 1) setSystemMode(context, "heat", "human");
}

function seasonOf({ recent, season }: ThermostatState): Season {
  return recent > between + (season === "warm" ? -doubt : doubt) ? "warm" : "cold";
}

/** Somebody sets it for the season that has begun. */
function changeSeason(state: ThermostatState, context: ThermostatContext): void {
  const mode = context.get("systemMode");
  if (state.season === "warm" && mode === "heat") {
    state.restsForSeason = !can(context, "cool");
    setSystemMode(context, state.restsForSeason ? "off" : "cool", "human");
  } else if (state.season === "cold") {
    const rested = mode === "off" && state.restsForSeason;
    state.restsForSeason = false;
    if ((rested || mode === "cool") && can(context, "heat")) setSystemMode(context, "heat", "human");
  }
}

function wire(context: ThermostatContext): void {
  const heats = heatingOf(context) !== "none";
  const cools = coolingOf(context) !== "none";
  context.set(
    "controlSequenceOfOperation",
    heats && cools ? "coolingAndHeating" : cools || !heats ? "coolingOnly" : "heatingOnly",
  );
}

function firstMode(state: ThermostatState, context: ThermostatContext): SystemMode {
  if (!can(context, "heat")) return can(context, "cool") ? "cool" : "off";
  if (!can(context, "cool")) {
    state.restsForSeason = state.season === "warm" && context.settings.usedByResidents;
    return state.restsForSeason ? "off" : "heat";
  }
  if (state.unit % 2 === 0) return "auto";
  return state.season === "warm" || state.house.air > state.coolComfort - 0.5 ? "cool" : "heat";
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
