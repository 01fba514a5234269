/**
 * The hours of a fitted climate.
 *
 * 1. Temperature = yearly curve + daily curve (wider in summer) + half-daily curve + residual at every full hour UTC.
 * 2. The dew point = yearly curve + a share of the temperature's residual + a residual of its own, and never above the
 *    temperature.
 * 3. Residuals are stationary first-order autoregressions, the exact hourly step of an Ornstein-Uhlenbeck process. The
 *    innovation of an hour is keyed by that hour alone, so the value is a sum over all the past; the past is cut where its
 *    weight is below the precision of a double.
 */
import { millis, type Duration } from "../kernel/time.ts";
import { autoregression } from "./autoregression.ts";
import type { ClimateHours, Moisture } from "./climate-hours.ts";
import type { Climate, Harmonic } from "./climate.ts";

const daysPerYear = 365.2425;

export class FittedHours implements ClimateHours {
  readonly offset: Duration = millis(0);
  readonly #seed: number;
  readonly #climate: Climate;
  readonly #timeZoneOffset: Duration;

  constructor(seed: number, climate: Climate, timeZoneOffset: Duration) {
    this.#seed = seed;
    this.#climate = climate;
    this.#timeZoneOffset = timeZoneOffset;
  }

  temperatures(first: number, count: number): Float64Array {
    const residual = this.#residual(first, count);
    return residual.map((value, index) => this.#usual(first + index) + value);
  }

  moisture(first: number, count: number): Moisture {
    const { mean, annual, follows, residual } = this.#climate.dewPoint;
    const own = autoregression(this.#seed, "dew point", residual, first, count);
    const temperature = this.#residual(first, count);
    const values = own.map((value, index) => {
      const localDays = (first + index) / 24 + this.#timeZoneOffset / 86_400_000;
      const dewPoint = mean + wave(annual, dayOfYear(localDays), daysPerYear) + follows * temperature[index]! + value;
      return Math.min(dewPoint, this.#usual(first + index) + temperature[index]!);
    });
    return { type: "dew-point", values };
  }

  #residual(first: number, count: number): Float64Array {
    return autoregression(this.#seed, "weather", this.#climate.residual, first, count);
  }

  #usual(hour: number): number {
    const localDays = (hour * 3_600_000 + this.#timeZoneOffset) / 86_400_000;
    return usualTemperature(this.#climate, dayOfYear(localDays), (localDays - Math.floor(localDays)) * 24);
  }
}

/** °C without the residual. */
export function usualTemperature(climate: Climate, yearDay: number, localHour: number): number {
  const { meanTemperature, annual, daily, dailySummerGain, halfDaily } = climate;
  const season = wave({ amplitude: 1, peak: annual.peak }, yearDay, daysPerYear);
  const swing = { amplitude: daily.amplitude + dailySummerGain * season, peak: daily.peak };
  return meanTemperature + annual.amplitude * season + wave(swing, localHour, 24) + wave(halfDaily, localHour, 12);
}

function wave(harmonic: Harmonic, x: number, period: number): number {
  return harmonic.amplitude * Math.cos((2 * Math.PI * (x - harmonic.peak)) / period);
}

/** Day of the year from 1, for `days` since 1970-01-01; leap days are smoothed out, so within a day of the calendar. */
function dayOfYear(days: number): number {
  return days - Math.floor(days / daysPerYear) * daysPerYear + 1;
}
