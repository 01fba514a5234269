/**
 * What the thermostat's sensor shows, rightly or wrongly. Drift grows from quarter to quarter of an hour, so that in between
 * the closed form of the house holds for the reading as well.
 */
import { type Instant, later, never, secondsToSensor, sensorAt } from "flotilla/device";
import { houseIn, modelOf } from "./house.ts";
import type { ThermostatContext } from "./thermostat-schema.ts";
import type { ThermostatState } from "./thermostat.ts";

export interface Sensor {
  /** s behind the air. */
  readonly lag: number;
  /** °C shown whatever is, or null. */
  stuckAt: number | null;
  driftingSince: Instant | null;
  /** K shown too much. */
  offset: number;
}

const driftPerHour = 0.2;
const mostDrift = 5;

/** °C, to the hundredth, as the thermostat shows it. */
export function localTemperature(state: ThermostatState, context: ThermostatContext): number {
  return state.sensor.stuckAt ?? Math.round(trueReading(state, context) * 100) / 100;
}

export function localTemperatureLeaves(
  state: ThermostatState,
  context: ThermostatContext,
  low: number,
  high: number,
): Instant {
  const { stuckAt, offset } = state.sensor;
  if (stuckAt !== null) return stuckAt <= low || stuckAt >= high ? context.now : never;
  const model = modelOf(state, context);
  const house = houseIn(state, model, context.now - state.houseAt);
  const wait = secondsToSensor(house, model, state.inputs, low - offset, high - offset, Number.POSITIVE_INFINITY);
  return later(context.now, wait * 1_000);
}

/** Makes the sensor wrong, or right again. */
export function switchFault(
  state: ThermostatState,
  fault: "stuck-sensor" | "drifting-sensor" | "heating-failure",
  active: boolean,
  context: ThermostatContext,
): void {
  const { sensor } = state;
  switch (fault) {
    case "stuck-sensor":
      sensor.stuckAt = active ? localTemperature(state, context) : null;
      return;
    case "drifting-sensor":
      sensor.driftingSince = active ? context.now : null;
      sensor.offset = 0;
      return;
    case "heating-failure":
      // Felt in the house, see control.
      return;
  }
}

/** Lets the drift grow. */
export function drift({ sensor }: ThermostatState, { now }: ThermostatContext): void {
  if (sensor.driftingSince === null) return;
  sensor.offset = Math.min(mostDrift, (driftPerHour * (now - sensor.driftingSince)) / 3_600_000);
}

function trueReading(state: ThermostatState, context: ThermostatContext): number {
  const { house, houseAt, inputs, sensor } = state;
  return sensorAt(house, modelOf(state, context), inputs, (context.now - houseAt) / 1_000) + sensor.offset;
}
