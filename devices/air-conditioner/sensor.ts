/**
 * What the unit's sensor shows, rightly or wrongly. Drift grows with every step, so that in between the closed form of the room
 * holds for the reading as well.
 */
import { advanceHouse, type HouseState, type Instant, later, never, secondsToSensor, sensorAt } from "flotilla/device";
import type { AirConditionerContext } from "./air-conditioner-schema.ts";
import type { AirConditionerState } from "./air-conditioner.ts";
import { inputsOf, modelOf } from "./room.ts";
import { wholeMillis } from "./rounding.ts";

export interface Sensor {
  /** °C shown whatever is, or null. */
  stuckAt: number | null;
  driftingSince: Instant | null;
  /** K shown too much. */
  offset: number;
}

const driftPerHour = 0.2;
const mostDrift = 5;

/** °C as the unit takes it, inside a step. */
export function reading({ sensor, room }: AirConditionerState): number {
  return sensor.stuckAt ?? room.house.sensor + sensor.offset;
}

/** °C, to the hundredth. */
export function localTemperature(state: AirConditionerState, context: AirConditionerContext): number {
  const { room, sensor, at } = state;
  if (sensor.stuckAt !== null) return sensor.stuckAt;
  const shown =
    sensorAt(room.house, modelOf(room, context), inputsOf(room), (context.now - at) / 1_000) + sensor.offset;
  return Math.round(shown * 100) / 100;
}

export function localTemperatureLeaves(
  state: AirConditionerState,
  context: AirConditionerContext,
  low: number,
  high: number,
): Instant {
  const { room, sensor, at } = state;
  if (sensor.stuckAt !== null) return sensor.stuckAt <= low || sensor.stuckAt >= high ? context.now : never;
  const model = modelOf(room, context);
  ahead.air = room.house.air;
  ahead.mass = room.house.mass;
  ahead.sensor = room.house.sensor;
  if (context.now > at) advanceHouse(ahead, model, inputsOf(room), (context.now - at) / 1_000);
  const { offset } = sensor;
  const wait = secondsToSensor(ahead, model, inputsOf(room), low - offset, high - offset, Number.POSITIVE_INFINITY);
  return later(context.now, wait * 1_000);
}

/** Makes the sensor wrong, or right again. */
export function stick(state: AirConditionerState, active: boolean, context: AirConditionerContext): void {
  state.sensor.stuckAt = active ? localTemperature(state, context) : null;
}

export function beginDrift({ sensor }: AirConditionerState, active: boolean, { now }: AirConditionerContext): void {
  sensor.driftingSince = active ? wholeMillis(now) : null;
  sensor.offset = 0;
}

/** Lets the drift grow. */
export function drift({ sensor }: AirConditionerState, { now }: AirConditionerContext): void {
  if (sensor.driftingSince === null) return;
  const drifted = Math.max(0, (driftPerHour * (now - sensor.driftingSince)) / 3_600_000);
  sensor.offset = Math.min(mostDrift, Math.round(drifted * 1e4) / 1e4);
}

/** Reused by every call, none of which keeps it. */
const ahead: HouseState = { air: 0, mass: 0, sensor: 0 };
