/**
 * The weather all homes of a world share: outdoor temperature and daylight.
 *
 * 1. Both are functions of (seed, climate, time zone, instant) and nothing else; no question changes a later answer.
 * 2. Temperature = yearly curve + daily curve (wider in summer) + half-daily curve + residual at every full hour UTC,
 *    and runs straight from one full hour to the next. It is continuous everywhere.
 * 3. The residual is a stationary first-order autoregression, the exact hourly step of an Ornstein-Uhlenbeck process.
 *    The innovation of an hour is keyed by that hour alone, so the value is a sum over all the past; the past is cut
 *    where its weight is below the precision of a double.
 * 4. Daylight = clear sky x how much of it the clouds of that local calendar day let through. It is continuous, because
 *    the day changes at midnight, in the dark.
 */
import { normalQuantile, open } from "../kernel/distribution.ts";
import { keyed } from "../kernel/random.ts";
import type { Duration, Instant } from "../kernel/time.ts";
import { climates, type Climate, type ClimateName, type Harmonic } from "./climate.ts";
import { clearSkyIrradiance, cosineOfZenith } from "./sun.ts";

const hourMillis = 3_600_000;
const dayMillis = 86_400_000;
const daysPerYear = 365.2425;
/** Hours computed and kept together: 341 days. */
const blockHours = 8_192;
/** e^(-2048/44) = 6e-21: what came before does not reach the last bit. */
const warmUpHours = 2_048;

export class Weather {
  readonly #seed: number;
  readonly #climate: Climate;
  readonly #timeZoneOffset: Duration;
  /** An even and an odd block, so that asking across a boundary never computes twice. */
  readonly #blocks: [Block | undefined, Block | undefined] = [undefined, undefined];

  constructor(seed: number, climate: ClimateName, timeZoneOffset: Duration) {
    this.#seed = seed;
    this.#climate = climates[climate];
    this.#timeZoneOffset = timeZoneOffset;
  }

  /** °C. */
  outdoorTemperature(at: Instant): number {
    const hour = Math.floor(at / hourMillis);
    const before = this.#temperatureAtHour(hour);
    const after = this.#temperatureAtHour(hour + 1);
    return before + (after - before) * (at / hourMillis - hour);
  }

  /** Global horizontal irradiance, W/m2, >= 0. */
  irradiance(at: Instant): number {
    const { latitudeDegrees, solarNoonDelay, sky } = this.#climate;
    const localDays = (at + this.#timeZoneOffset) / dayMillis;
    const day = Math.floor(localDays);
    const solarHour = (localDays - day) * 24 - solarNoonDelay;
    const clear = clearSkyIrradiance(cosineOfZenith(latitudeDegrees, dayOfYear(day), solarHour));
    if (clear === 0) return 0;
    return clear * (sky.least + (1 - sky.least) * keyed(this.#seed, "clouds", day) ** sky.bend);
  }

  #temperatureAtHour(hour: number): number {
    const index = Math.floor(hour / blockHours);
    const place = (index & 1) as 0 | 1;
    let block = this.#blocks[place];
    if (block?.index !== index) {
      block = { index, temperatures: this.#compute(index * blockHours) };
      this.#blocks[place] = block;
    }
    return block.temperatures[hour - index * blockHours]!;
  }

  #compute(firstHour: number): Float64Array {
    const { sd, memoryHours } = this.#climate.residual;
    const keep = Math.exp(-1 / memoryHours);
    const innovationSd = sd * Math.sqrt(1 - keep * keep);
    const temperatures = new Float64Array(blockHours);
    let residual = 0;
    for (let offset = -warmUpHours; offset < blockHours; offset++) {
      const hour = firstHour + offset;
      residual = keep * residual + innovationSd * normalQuantile(open(keyed(this.#seed, "weather", hour)));
      if (offset >= 0) temperatures[offset] = this.#usualTemperature(hour) + residual;
    }
    return temperatures;
  }

  #usualTemperature(hour: number): number {
    const { meanTemperature, annual, daily, dailySummerGain, halfDaily } = this.#climate;
    const localDays = (hour * hourMillis + this.#timeZoneOffset) / dayMillis;
    const localHour = (localDays - Math.floor(localDays)) * 24;
    const season = wave({ amplitude: 1, peak: annual.peak }, dayOfYear(localDays), daysPerYear);
    const swing = { amplitude: daily.amplitude + dailySummerGain * season, peak: daily.peak };
    return meanTemperature + annual.amplitude * season + wave(swing, localHour, 24) + wave(halfDaily, localHour, 12);
  }
}

interface Block {
  readonly index: number;
  readonly temperatures: Float64Array;
}

function wave(harmonic: Harmonic, x: number, period: number): number {
  return harmonic.amplitude * Math.cos((2 * Math.PI * (x - harmonic.peak)) / period);
}

/** Day of the year from 1, for `days` since 1970-01-01; leap days are smoothed out, so within a day of the calendar. */
function dayOfYear(days: number): number {
  return days - Math.floor(days / daysPerYear) * daysPerYear + 1;
}
