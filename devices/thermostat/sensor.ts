/**
 * What the thermostat's sensor shows, rightly or wrongly. Drift grows from quarter to quarter of an hour, so that in between
 * the closed form of the house holds for the reading as well. A dead sensor shows nothing: null.
 */
import { type Instant, later, never, secondsToSensor } from "flotilla/device";
import { houseNow } from "./house.ts";
import { modelOf } from "./installation.ts";
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
  /** When the coming or going of its temperature was last told as an event, and whether it had none then. */
  toldAt: Instant | null;
  toldMissing: boolean;
}

/** Between two localTemperatureChange events, ms: Matter's least. */
const eventGap = 60_000;

const driftPerHour = 0.2;
const mostDrift = 5;

/** °C, to the hundredth, as the thermostat shows it. */
export function localTemperature(state: ThermostatState, context: ThermostatContext): number | null {
  if (context.has("dead-sensor")) return null;
  return state.sensor.stuckAt ?? Math.round(trueReading(state, context) * 100) / 100;
}

export function localTemperatureLeaves(
  state: ThermostatState,
  context: ThermostatContext,
  low: number,
  high: number,
): Instant {
  // Nothing is in no band; where it counts as 0 it must not be said to have left one around 0.
  if (context.has("dead-sensor")) return low < 0 && high > 0 ? never : context.now;
  const { stuckAt, offset } = state.sensor;
  if (stuckAt !== null) return stuckAt <= low || stuckAt >= high ? context.now : never;
  const house = houseNow(state, context);
  const model = modelOf(state, context);
  const wait = secondsToSensor(house, model, state.inputs, low - offset, high - offset, Number.POSITIVE_INFINITY);
  return later(context.now, wait * 1_000);
}

/** Makes the sensor wrong, or right again. */
export function switchFault(
  state: ThermostatState,
  fault: "stuck-sensor" | "drifting-sensor" | "dead-sensor" | "heating-failure" | "compressor-fail",
  active: boolean,
  context: ThermostatContext,
): void {
  const { sensor } = state;
  switch (fault) {
    case "stuck-sensor":
      sensor.stuckAt = active ? Math.round(trueReading(state, context) * 100) / 100 : null;
      return;
    case "drifting-sensor":
      sensor.driftingSince = active ? context.now : null;
      sensor.offset = 0;
      return;
    case "dead-sensor":
      return tellPresence(state, context);
    case "heating-failure":
    case "compressor-fail":
      // Felt in the house, see control.
      return;
  }
}

/** Tells that the temperature has gone or is back: at once, or as soon as Matter lets it, if it is still to be told then. */
export function tellPresence(state: ThermostatState, context: ThermostatContext): void {
  const { sensor } = state;
  if (context.has("dead-sensor") === sensor.toldMissing) return;
  if (sensor.toldAt !== null && context.now - sensor.toldAt < eventGap) {
    context.wake("tell", later(sensor.toldAt, eventGap));
    return;
  }
  sensor.toldAt = context.now;
  sensor.toldMissing = context.has("dead-sensor");
  context.raise("localTemperatureChange", { currentLocalTemperature: localTemperature(state, context) });
}

/** Lets the drift grow. */
export function drift({ sensor }: ThermostatState, { now }: ThermostatContext): void {
  if (sensor.driftingSince === null) return;
  sensor.offset = Math.min(mostDrift, (driftPerHour * (now - sensor.driftingSince)) / 3_600_000);
}

function trueReading(state: ThermostatState, context: ThermostatContext): number {
  return houseNow(state, context).sensor + state.sensor.offset;
}
