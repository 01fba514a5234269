/**
 * The house the thermostat hangs in, moved on from input to input.
 *
 * Weather, sun and people act as in the middle of a quarter of an hour, for all of it. Windows are the home's: opened or closed by
 * its people, and felt at once.
 */
import {
  advanceHouse,
  type HouseState,
  type Instant,
  instant,
  later,
  minutes,
  settleHouse,
  uniform,
} from "flotilla/device";
import { growsIce } from "./equipment.ts";
import { internalGain, solarGain } from "./gains.ts";
import { installationOf, modelOf } from "./installation.ts";
import { count } from "./meter.ts";
import { ageFrost } from "./plant.ts";
import type { ThermostatContext } from "./thermostat-schema.ts";
import type { ThermostatState } from "./thermostat.ts";

export const quarterMillis: number = minutes(15);

/** The house as it has been for days: where the weather takes it, but kept by heating and cooling where there are any. */
export function moveIn(state: ThermostatState, context: ThermostatContext): void {
  const { home, now, random } = context;
  const { heating, cooling } = installationOf(state, context).equipment;
  state.windowsOpen = home.windowsOpen(now);
  let outdoor = 0;
  let gains = 0;
  for (let hour = 0; hour < 24; hour++) {
    const at = instant(now - hour * 3_600_000);
    outdoor += home.outdoorTemperature(at) / 24;
    gains += gainsAt(at, home.outdoorTemperature(at), context) / 24;
  }
  state.recent = outdoor;
  settleHouse(state.house, modelOf(state, context), { outdoor, airGain: gains / 2, massGain: gains / 2 });
  const off = uniform(random, -0.25, 0.25);
  const least = heating === "none" ? Number.NEGATIVE_INFINITY : state.comfort + off;
  const most = cooling === "none" ? Math.max(least, warmestMoveIn) : Math.max(least, state.coolComfort + off);
  const air = Math.min(most, Math.max(least, state.house.air));
  state.house.air = air;
  state.house.mass = air;
  state.house.sensor = air;
}

/** Brings the house, and what it has cost, up to this moment. */
export function moveOn(state: ThermostatState, context: ThermostatContext): void {
  const seconds = (context.now - state.houseAt) / 1_000;
  if (seconds <= 0) return;
  const { equipment } = installationOf(state, context);
  advanceHouse(state.house, modelOf(state, context), state.inputs, seconds);
  count(state, context.get("activePower"), seconds);
  ageFrost(state.plant, equipment, state.frosty, seconds);
  state.houseAt = context.now;
}

/** The house at this moment, without moving it on. */
export function houseNow(state: ThermostatState, context: ThermostatContext): HouseState {
  const { house, houseAt } = state;
  const { now } = context;
  const seconds = (now - houseAt) / 1_000;
  if (seconds <= 0) return house;
  // A report asks for the temperature, and then when the next is due.
  if (asked.house === house && asked.from === houseAt && asked.at === now) return ahead;
  ahead.air = house.air;
  ahead.mass = house.mass;
  ahead.sensor = house.sensor;
  advanceHouse(ahead, modelOf(state, context), state.inputs, seconds);
  asked.house = house;
  asked.from = houseAt;
  asked.at = now;
  return ahead;
}

/** The house that was asked for last. Reused by every call, none of which keeps it. */
const ahead: HouseState = { air: 0, mass: 0, sensor: 0 };
const asked: { house: HouseState | undefined; from: number; at: number } = { house: undefined, from: 0, at: 0 };

/** Takes the weather of the quarter that contains this moment, and the windows as they stand. */
export function beginQuarter(state: ThermostatState, context: ThermostatContext): void {
  const end = quarterEnd(state, context.now);
  const middle = instant(end - quarterMillis / 2);
  const { home } = context;
  state.outdoor = home.outdoorTemperature(middle);
  state.gains = gainsAt(middle, state.outdoor, context);
  state.windowsOpen = home.windowsOpen(context.now);
  const { heating } = installationOf(state, context).equipment;
  state.frosty = heating === "heat-pump" && growsIce(state.outdoor, home.outdoorHumidity(middle));
  context.set("outdoorTemperature", Math.round(state.outdoor * 100) / 100, "physics");
  context.wake("quarter", end);
}

export function quarterEnd({ quarterPhase }: ThermostatState, now: Instant): Instant {
  return later(instant((Math.floor((now - quarterPhase) / quarterMillis) + 1) * quarterMillis), quarterPhase);
}

/** °C at which people of a home that is not cooled would have done something about it, before the story begins. */
const warmestMoveIn = 27;

function gainsAt(at: Instant, outdoor: number, { home }: ThermostatContext): number {
  const { floorArea } = home.traits;
  const presence = home.presence(at);
  return internalGain(floorArea, presence.home, presence.awake) + solarGain(floorArea, home.irradiance(at), outdoor);
}
