/** Ten years of hourly temperatures in each climate, and what is left of them without the curves of year and day. */
import { hours, instant, later } from "../../../src/kernel/time.ts";
import type { ClimateName } from "../../../src/world/climate.ts";
import { Weather } from "../../../src/world/weather.ts";
import type { Study } from "../study.ts";

export interface WeatherStudy {
  readonly climates: Readonly<Record<ClimateName, ClimateYears>>;
}

export interface ClimateYears {
  /** °C at every full hour, from 1 January 2026 00:00 local time. */
  readonly temperatures: readonly number[];
  /** K beyond the mean of the same hour of the day and time of the year. */
  readonly residuals: readonly number[];
  /** Highest minus lowest of each day, K. */
  readonly dailyRanges: readonly number[];
}

const years = 10;
const hoursPerYear = 8_766;

export function weatherStudy(study: Study): WeatherStudy {
  const of = (climate: ClimateName): ClimateYears => {
    const weather = new Weather(study.seed, climate, study.timeZoneOffset);
    const start = instant(Date.UTC(2026, 0, 1) - study.timeZoneOffset);
    const temperatures = Array.from({ length: years * hoursPerYear }, (_, hour) =>
      weather.outdoorTemperature(later(start, hours(hour))),
    );
    return { temperatures, residuals: residualsOf(temperatures), dailyRanges: dailyRangesOf(temperatures) };
  };
  return { climates: { continental: of("continental"), maritime: of("maritime") } };
}

/**
 * As the references were made: harmonics of the year (one) and of the day (two), the day's amplitude differing over the year, are
 * fitted by least squares and taken off.
 */
function residualsOf(temperatures: readonly number[]): number[] {
  const basis = (hour: number): number[] => {
    const year = (2 * Math.PI * hour) / hoursPerYear;
    const day = (2 * Math.PI * (hour % 24)) / 24;
    const daily = [Math.cos(day), Math.sin(day)];
    return [
      1,
      Math.cos(year),
      Math.sin(year),
      ...daily,
      Math.cos(2 * day),
      Math.sin(2 * day),
      ...daily.flatMap((value) => [value * Math.cos(year), value * Math.sin(year)]),
    ];
  };
  const rows = temperatures.map((_, hour) => basis(hour));
  const weights = leastSquares(rows, temperatures);
  return temperatures.map((value, hour) => value - rows[hour]!.reduce((sum, term, i) => sum + term * weights[i]!, 0));
}

function dailyRangesOf(temperatures: readonly number[]): number[] {
  return Array.from({ length: Math.floor(temperatures.length / 24) }, (_, day) => {
    const hoursOfDay = temperatures.slice(24 * day, 24 * day + 24);
    return Math.max(...hoursOfDay) - Math.min(...hoursOfDay);
  });
}

/** Weights of the columns of `rows` that come nearest to `y`: the normal equations, by Gauss and Jordan. */
function leastSquares(rows: readonly (readonly number[])[], y: readonly number[]): number[] {
  const size = rows[0]!.length;
  const system = Array.from({ length: size }, () => new Float64Array(size + 1));
  for (const [n, row] of rows.entries()) {
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) system[i]![j]! += row[i]! * row[j]!;
      system[i]![size]! += row[i]! * y[n]!;
    }
  }
  for (let i = 0; i < size; i++) {
    const pivot = system[i]![i]!;
    for (let j = i; j <= size; j++) system[i]![j]! /= pivot;
    for (let k = 0; k < size; k++) {
      if (k === i) continue;
      const factor = system[k]![i]!;
      for (let j = i; j <= size; j++) system[k]![j]! -= factor * system[i]![j]!;
    }
  }
  return system.map((row) => row[size]!);
}
