/**
 * How the thermostat runs the heating: what it wants, when the next switch is, and what the house gets.
 */
import { type Cause, never, RandomStream } from "flotilla/device";
import { modelOf, quarterEnd } from "./house.ts";
import { activeSetpoint } from "./setpoints.ts";
import {
  enterNextPhase,
  type Equipment,
  type HeatingPhase,
  nextPhaseAt,
  setHouseInputs,
  sizeEquipment,
} from "./thermostat-physics.ts";
import type { ThermostatContext } from "./thermostat-schema.ts";
import type { ThermostatState } from "./thermostat.ts";

/** The heating of this home, from its number and its settings: equal each time. */
export function unitOf(unit: number, { home, settings }: ThermostatContext): Equipment {
  const random = new RandomStream(unit, 0, "heating");
  return sizeEquipment(settings.heating, home.traits.heatLoss, settings.designTemperature, random);
}

/**
 * Switches what is due, works out what acts on the house from now on, and asks to be woken for the next switch. Comes last in
 * every step, and has its cause.
 */
export function control(state: ThermostatState, context: ThermostatContext, cause?: Cause): void {
  const { equipment, heating, house, inputs, outdoor, gains } = state;
  const { now } = context;
  const model = modelOf(state, context);
  const end = quarterEnd(state, now);
  for (;;) {
    const delivered: HeatingPhase = context.has("heating-failure") ? "idle" : heating.phase;
    setHouseInputs(inputs, equipment, delivered, outdoor, gains);
    const wanted = state.powered ? wantedTemperature(state, context) : Number.NEGATIVE_INFINITY;
    const next = nextPhaseAt(heating, equipment, wanted, house, model, inputs, now, end);
    if (next > now) {
      context.wake("phase", next === never ? undefined : next);
      break;
    }
    enterNextPhase(heating, now);
  }
  context.set("thermostatRunningState", runningStates[heating.phase], cause);
}

/** The relays fall off. */
export function losePower({ heating }: ThermostatState, { now }: ThermostatContext): void {
  if (heating.phase === "heating") heating.switched = now;
  heating.phase = "idle";
}

const runningStates = { idle: "idle", heating: "heat", dissipating: "fan" } as const;

/** °C of the sensor to heat to: infinite where the sensor no longer decides. */
function wantedTemperature(state: ThermostatState, context: ThermostatContext): number {
  if (context.get("systemMode") === "off") return Number.NEGATIVE_INFINITY;
  const setpoint = activeSetpoint(context);
  const { stuckAt, offset } = state.sensor;
  if (stuckAt === null) return setpoint - offset;
  // What it shows never changes: it heats for ever, never, or goes on as it is.
  const half = state.equipment.deadband / 2;
  const tooCold = stuckAt <= setpoint - half;
  const inBetween = !tooCold && stuckAt < setpoint + half;
  const heats = tooCold || (inBetween && state.heating.phase === "heating");
  return heats ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
}
