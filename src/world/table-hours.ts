/**
 * The hours of a user's weather year, by local time.
 *
 * Without humidities the dew point is what the temperature of the twelve hours before and after leaves, less a few kelvin
 * that drift: a design value between a dry and a wet climate.
 */
import type { Duration } from "../kernel/time.ts";
import { autoregression } from "./autoregression.ts";
import type { ClimateHours, Moisture } from "./climate-hours.ts";
import type { HourlyClimate } from "./climate.ts";
import { hourOfTable } from "./hourly-climate.ts";

const around = 12;
const depression = { mean: 6, sd: 3, memoryHours: 30 } as const;

export class TableHours implements ClimateHours {
  readonly offset: Duration;
  readonly #seed: number;
  readonly #climate: HourlyClimate;

  constructor(seed: number, climate: HourlyClimate, timeZoneOffset: Duration) {
    this.offset = timeZoneOffset;
    this.#seed = seed;
    this.#climate = climate;
  }

  temperatures(first: number, count: number): Float64Array {
    return read(this.#climate.temperatures, first, count);
  }

  moisture(first: number, count: number): Moisture {
    const { humidities } = this.#climate;
    if (humidities !== undefined) return { type: "humidity", values: read(humidities, first, count) };
    const temperatures = this.temperatures(first - around, count + 2 * around);
    const drift = autoregression(this.#seed, "dew point", depression, first, count);
    const values = drift.map((value, index) => {
      let sum = 0;
      for (let hour = index; hour <= index + 2 * around; hour++) sum += temperatures[hour]!;
      return Math.min(sum / (2 * around + 1) - depression.mean + value, temperatures[index + around]!);
    });
    return { type: "dew-point", values };
  }
}

function read(table: readonly number[], first: number, count: number): Float64Array {
  return Float64Array.from({ length: count }, (_, index) => table[hourOfTable(first + index, table.length)]!);
}
