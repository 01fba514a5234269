/** What a unit draws, and has drawn: power is constant between two inputs, so energy grows along a line. */
import { type Instant, later, never } from "flotilla/device";
import type { AirConditionerContext } from "./air-conditioner-schema.ts";
import type { AirConditionerState } from "./air-conditioner.ts";

const joulesPerKilowattHour = 3_600_000;

/** kWh, to the watt-hour's thousandth. */
export function energyImported(state: AirConditionerState, { now }: AirConditionerContext): number {
  return Math.round((joulesAt(state, now) / joulesPerKilowattHour) * 1e6) / 1e6;
}

export function energyImportedLeaves(
  state: AirConditionerState,
  { now }: AirConditionerContext,
  _low: number,
  high: number,
): Instant {
  const rest = high * joulesPerKilowattHour - joulesAt(state, now);
  if (rest <= 0) return now;
  return state.power === 0 ? never : later(now, (rest / state.power) * 1_000);
}

function joulesAt({ energy, power, at }: AirConditionerState, now: Instant): number {
  return energy + (power * (now - at)) / 1_000;
}
