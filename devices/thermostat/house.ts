/**
 * The house the thermostat hangs in, moved on from input to input.
 *
 * Weather, sun and people act as in the middle of a quarter of an hour, for all of it. When it gets too warm people open
 * windows, and the house loses six times as much (GridLAB-D takes ten) until it is cool again or they leave.
 */
import {
  advanceHouse,
  houseModel,
  type HouseModel,
  houseParameters,
  type HouseState,
  type Instant,
  instant,
  later,
  minutes,
  settleHouse,
  uniform,
} from "flotilla/device";
import { internalGain, solarGain } from "./thermostat-physics.ts";
import type { ThermostatContext } from "./thermostat-schema.ts";
import type { ThermostatState } from "./thermostat.ts";

export const quarterMillis: number = minutes(15);

const openWindowsLoss = 6;
/** °C of the air from which windows are opened, and at which they are closed. */
const tooWarm = 24.5;
const coolAgain = 22.5;

/** The house as it has been for days: at its setpoint, or warmer where the weather keeps it so. */
export function moveIn(state: ThermostatState, context: ThermostatContext): void {
  const { home, now, random } = context;
  let outdoor = 0;
  let gains = 0;
  for (let hour = 0; hour < 24; hour++) {
    const at = instant(now - hour * 3_600_000);
    outdoor += home.outdoorTemperature(at) / 24;
    gains += gainsAt(at, home.traits.residents, context) / 24;
  }
  const model = modelOf(state, context);
  settleHouse(state.house, model, { outdoor, airGain: gains / 2, massGain: gains / 2 });
  if (state.house.air > tooWarm) state.windowsOpen = true;
  const setpoint = state.comfort + uniform(random, -0.25, 0.25);
  const air = Math.min(tooWarm, Math.max(setpoint, state.house.air));
  state.house.air = air;
  state.house.mass = air;
  state.house.sensor = air;
}

/** Brings the house up to this moment. */
export function moveOn(state: ThermostatState, context: ThermostatContext): void {
  const seconds = (context.now - state.houseAt) / 1_000;
  if (seconds > 0) advanceHouse(state.house, modelOf(state, context), state.inputs, seconds);
  state.houseAt = context.now;
}

/** The house in `millis` from when it was last brought up to date. */
export function houseIn(state: ThermostatState, model: HouseModel, millis: number): HouseState {
  ahead.air = state.house.air;
  ahead.mass = state.house.mass;
  ahead.sensor = state.house.sensor;
  if (millis > 0) advanceHouse(ahead, model, state.inputs, millis / 1_000);
  return ahead;
}

/** Reused by every call, none of which keeps it. */
const ahead: HouseState = { air: 0, mass: 0, sensor: 0 };

/** Takes the weather of the quarter that contains this moment. */
export function beginQuarter(state: ThermostatState, context: ThermostatContext): void {
  const end = quarterEnd(state, context.now);
  const middle = instant(end - quarterMillis / 2);
  const { home } = context;
  const occupied = context.get("occupancy");
  state.outdoor = home.outdoorTemperature(middle);
  state.gains = gainsAt(middle, occupied ? home.traits.residents : 0, context);
  const { air } = state.house;
  if (air >= tooWarm && occupied && state.outdoor < air) state.windowsOpen = true;
  if (air <= coolAgain || !occupied || state.outdoor >= air) state.windowsOpen = false;
  context.set("outdoorTemperature", Math.round(state.outdoor * 100) / 100, "physics");
  context.wake("quarter", end);
}

export function quarterEnd({ quarterPhase }: ThermostatState, now: Instant): Instant {
  return later(instant((Math.floor((now - quarterPhase) / quarterMillis) + 1) * quarterMillis), quarterPhase);
}

/** The house's modes, from its home's traits. Worked out afresh each time: cheaper than keeping them for every device. */
export function modelOf({ sensor, windowsOpen }: ThermostatState, { home }: ThermostatContext): HouseModel {
  const { heatLoss, heatCapacity, airShare, massConductance } = home.traits;
  const building = {
    heatLoss: windowsOpen ? heatLoss * openWindowsLoss : heatLoss,
    heatCapacity,
    airShare,
    massConductance,
  };
  return houseModel(houseParameters(building, sensor.lag));
}

function gainsAt(at: Instant, peopleAtHome: number, { home }: ThermostatContext): number {
  const { floorArea } = home.traits;
  return internalGain(floorArea, peopleAtHome) + solarGain(floorArea, home.irradiance(at));
}
