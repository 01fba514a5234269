/** The coil indoors: it follows what the compressor asks of it within minutes, and freezes when that is too cold. */
import { type Instant, later, relax, secondsToRelax } from "flotilla/device";
import type { AirConditionerContext } from "./air-conditioner-schema.ts";
import type { AirConditionerState } from "./air-conditioner.ts";

/** °C, on its way from `now` to `to`. */
export interface Coil {
  now: number;
  to: number;
}

/** Time constant, s. */
export const coilLag = 150;
/** °C at which there is so much ice that the compressor is cut out, and from which it may start again. */
export const frozenBelow = -4;
export const thawedFrom = 8;

/** °C, to the hundredth. */
export function coilTemperature(state: AirConditionerState, { now }: AirConditionerContext): number {
  const { coil, at } = state;
  return Math.round(relax(coil.now, coil.to, coilLag, (now - at) / 1_000) * 100) / 100;
}

export function coilTemperatureLeaves(
  state: AirConditionerState,
  { now }: AirConditionerContext,
  low: number,
  high: number,
): Instant {
  const { coil, at } = state;
  const celsius = relax(coil.now, coil.to, coilLag, (now - at) / 1_000);
  if (celsius <= low || celsius >= high) return now;
  return later(now, Math.ceil(secondsToRelax(celsius, coil.to, coilLag, coil.to > celsius ? high : low) * 1_000));
}
