/**
 * The temperatures heating and cooling are sized for: 1 % of the hours of a usual year are colder, 1 % are hotter.
 *
 * Of a fitted climate they follow from its curves and the normal distribution of its residual, so they are the same for
 * every seed; of a weather file they are counted.
 */
import { normalQuantile } from "../kernel/distribution.ts";
import { climates, type ClimateName, type HourlyClimate } from "./climate.ts";
import { usualTemperature } from "./fitted-hours.ts";

export interface DesignTemperatures {
  /** °C. */
  readonly heating: number;
  readonly cooling: number;
}

const share = 0.01;
/** Every fifth day, every hour, and the residual at its 25 equally likely values. */
const dayStep = 5;
const residuals = 25;

/** Found once for each fitted climate. */
const known = new Map<ClimateName, DesignTemperatures>();

export function designTemperatures(climate: ClimateName | HourlyClimate): DesignTemperatures {
  if (typeof climate !== "string") return extremes(Float64Array.from(climate.temperatures));
  let found = known.get(climate);
  if (found === undefined) {
    found = extremes(usualHours(climate));
    known.set(climate, found);
  }
  return found;
}

function usualHours(name: ClimateName): Float64Array {
  const climate = climates[name];
  const { sd } = climate.residual;
  const deviations = Array.from({ length: residuals }, (_, index) => sd * normalQuantile((index + 0.5) / residuals));
  const hours: number[] = [];
  for (let day = 1; day <= 365; day += dayStep) {
    for (let hour = 0; hour < 24; hour++) {
      const usual = usualTemperature(climate, day, hour);
      for (const deviation of deviations) hours.push(usual + deviation);
    }
  }
  return new Float64Array(hours);
}

function extremes(temperatures: Float64Array): DesignTemperatures {
  temperatures.sort();
  const at = (quantile: number): number => temperatures[Math.round(quantile * (temperatures.length - 1))]!;
  return { heating: at(share), cooling: at(1 - share) };
}
