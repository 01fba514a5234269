/**
 * The four setpoints: which is in force, how far they go, and how those for heat and for cold keep apart.
 *
 * 1. In force are the occupied ones while somebody is at home or the setpoint is held, else the unoccupied ones.
 * 2. Each stays within its limits: 7..30 °C for heat, 16..32 °C for cold, in tenths.
 * 3. Where there is both heat and cold, the one for cold stays minSetpointDeadBand above the one for heat: who moves one too near
 *    to the other pushes the other away.
 * 4. An occupied setpoint changed by hand or from a server is no preset's any more.
 *
 * Semantics: Matter 1.6, cluster Thermostat, "Setpoint Limits".
 */
import type { Cause } from "flotilla/device";
import { setPreset, setSetpoint } from "./announce.ts";
import { coolingOf, heatingOf } from "./installation.ts";
import {
  deadBand,
  highestCooling,
  highestHeating,
  lowestCooling,
  lowestHeating,
  type Setpoint,
  type ThermostatContext,
} from "./thermostat-schema.ts";

/** Who says so: a hand on the dial, the habits of the home, or a server. */
export type Source = "manual" | "schedule" | "external";

/** Sets the limits, which never change, and begins with Matter's defaults and no hold. */
export function beginSetpoints(context: ThermostatContext): void {
  context.set("absMinHeatSetpointLimit", lowestHeating);
  context.set("absMaxHeatSetpointLimit", highestHeating);
  context.set("absMinCoolSetpointLimit", lowestCooling);
  context.set("absMaxCoolSetpointLimit", highestCooling);
  context.set("minSetpointDeadBand", deadBand);
  context.set("occupiedHeatingSetpoint", 20);
  context.set("unoccupiedHeatingSetpoint", 20);
  context.set("occupiedCoolingSetpoint", 26);
  context.set("unoccupiedCoolingSetpoint", 26);
  context.set("temperatureSetpointHold", "setpointHoldOff");
  context.set("temperatureSetpointHoldDuration", null);
}

/** °C to heat to. */
export function heatingSetpoint(context: ThermostatContext): number {
  return context.get(isOccupiedInForce(context) ? "occupiedHeatingSetpoint" : "unoccupiedHeatingSetpoint");
}

/** °C to cool to. */
export function coolingSetpoint(context: ThermostatContext): number {
  return context.get(isOccupiedInForce(context) ? "occupiedCoolingSetpoint" : "unoccupiedCoolingSetpoint");
}

/** Moves what is in force of heat, cold or both by `delta` K. */
export function moveSetpoints(
  sides: "heat" | "cool" | "both",
  delta: number,
  source: Source,
  cause: Cause,
  context: ThermostatContext,
): void {
  const occupied = isOccupiedInForce(context);
  const heating = occupied ? "occupiedHeatingSetpoint" : "unoccupiedHeatingSetpoint";
  const cooling = occupied ? "occupiedCoolingSetpoint" : "unoccupiedCoolingSetpoint";
  const move = (which: Setpoint): void => chooseSetpoint(which, context.get(which) + delta, source, cause, context);
  // The one in front goes first, so that neither pushes the other.
  if (sides !== "heat" && delta > 0) move(cooling);
  if (sides !== "cool") move(heating);
  if (sides !== "heat" && delta <= 0) move(cooling);
}

/** Makes a setpoint what somebody wants it to be, within its limits. Where that is another, it is no preset's any more. */
export function chooseSetpoint(
  which: Setpoint,
  temperature: number,
  source: Source,
  cause: Cause,
  context: ThermostatContext,
): void {
  const before = context.get(which);
  writeSetpoint(which, temperature, source, cause, context);
  if (isOccupied(which) && context.get(which) !== before) setPreset(context, null, cause);
}

/** The same for a preset, which stays what it comes from. */
export function writeSetpoint(
  which: Setpoint,
  temperature: number,
  source: Source,
  cause: Cause,
  context: ThermostatContext,
): void {
  const wanted = limited(which, temperature);
  const change = setSetpoint(context, which, wanted, cause);
  if (isOccupied(which)) {
    context.set("setpointChangeSource", source, cause);
    if (change !== 0) context.set("setpointChangeAmount", tenths(change), cause);
  }
  keepApart(which, wanted, cause, context);
}

/** What the mode in force is about, of what is installed. */
export function sidesInForce(context: ThermostatContext): "heat" | "cool" | "both" {
  const mode = context.get("systemMode");
  if (coolingOf(context) === "none" || mode === "heat" || mode === "emergencyHeat") return "heat";
  return heatingOf(context) === "none" || mode === "cool" ? "cool" : "both";
}

export function isHeld(context: ThermostatContext): boolean {
  return context.get("temperatureSetpointHold") === "setpointHoldOn";
}

export function tenths(temperature: number): number {
  return Math.round(temperature * 10) / 10;
}

function isOccupiedInForce(context: ThermostatContext): boolean {
  return context.get("occupancy") || isHeld(context);
}

function isOccupied(which: Setpoint): boolean {
  return which === "occupiedHeatingSetpoint" || which === "occupiedCoolingSetpoint";
}

function keepApart(which: Setpoint, temperature: number, cause: Cause, context: ThermostatContext): void {
  if (heatingOf(context) === "none" || coolingOf(context) === "none") return;
  const other = partners[which];
  const heats = which === "occupiedHeatingSetpoint" || which === "unoccupiedHeatingSetpoint";
  const bound = tenths(heats ? temperature + deadBand : temperature - deadBand);
  const tooNear = heats ? context.get(other) < bound : context.get(other) > bound;
  if (tooNear) setSetpoint(context, other, bound, cause);
}

const partners = {
  occupiedHeatingSetpoint: "occupiedCoolingSetpoint",
  occupiedCoolingSetpoint: "occupiedHeatingSetpoint",
  unoccupiedHeatingSetpoint: "unoccupiedCoolingSetpoint",
  unoccupiedCoolingSetpoint: "unoccupiedHeatingSetpoint",
} as const;

/** A temperature within the limits of a setpoint, in tenths. */
export function limited(which: Setpoint, temperature: number): number {
  const heats = which === "occupiedHeatingSetpoint" || which === "unoccupiedHeatingSetpoint";
  return heats
    ? Math.min(highestHeating, Math.max(lowestHeating, tenths(temperature)))
    : Math.min(highestCooling, Math.max(lowestCooling, tenths(temperature)));
}
