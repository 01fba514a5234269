/**
 * The weather all homes of a world share: outdoor temperature, humidity and daylight.
 *
 * 1. All are functions of (seed, climate, time zone, instant) and nothing else; no question changes a later answer.
 * 2. Temperature is known at full hours (fitted-hours.ts, table-hours.ts) and runs straight from one to the next. It is continuous everywhere.
 * 3. Humidity follows from temperature and dew point, both straight from hour to hour, or from a table of its own.
 * 4. A heat wave or cold snap of a scenario comes on top (weather-event.ts).
 * 5. Daylight = clear sky x how much of it the clouds of that local calendar day let through. It is continuous, because
 *    the day changes at midnight, in the dark.
 */
import { keyed } from "../kernel/random.ts";
import type { Duration, Instant } from "../kernel/time.ts";
import type { ClimateHours, Moisture } from "./climate-hours.ts";
import { climates, type ClimateName, type HourlyClimate } from "./climate.ts";
import { designTemperatures, type DesignTemperatures } from "./design-temperature.ts";
import { FittedHours } from "./fitted-hours.ts";
import { relativeHumidity } from "./humidity.ts";
import { clearSkyIrradiance, cosineOfZenith, sunPath, type SunPath } from "./sun.ts";
import { TableHours } from "./table-hours.ts";
import { warmerBy, type WeatherEvent } from "./weather-event.ts";

const hourMillis = 3_600_000;
const dayMillis = 86_400_000;
const daysPerYear = 365.2425;
/** Hours computed and kept together: 341 days. */
const blockHours = 8_192;

export class Weather {
  readonly #seed: number;
  readonly #climate: ClimateName | HourlyClimate;
  readonly #timeZoneOffset: Duration;
  readonly #events: readonly WeatherEvent[];
  readonly #hours: ClimateHours;
  readonly #sky: Sky;
  /** An even and an odd block, and an even and an odd day, so that asking across a boundary never computes twice. */
  readonly #blocks: [Block | undefined, Block | undefined] = [undefined, undefined];
  readonly #days: [Daylight | undefined, Daylight | undefined] = [undefined, undefined];
  #design: DesignTemperatures | undefined;

  constructor(
    seed: number,
    climate: ClimateName | HourlyClimate,
    timeZoneOffset: Duration,
    events: readonly WeatherEvent[] = [],
  ) {
    this.#events = events;
    this.#seed = seed;
    this.#climate = climate;
    this.#timeZoneOffset = timeZoneOffset;
    const fitted = typeof climate === "string";
    this.#hours = fitted
      ? new FittedHours(seed, climates[climate], timeZoneOffset)
      : new TableHours(seed, climate, timeZoneOffset);
    this.#sky = fitted ? climates[climate] : { ...someSky, latitudeDegrees: climate.latitude };
  }

  /** °C. */
  outdoorTemperature(at: Instant): number {
    const hours = (at + this.#hours.offset) / hourMillis;
    const hour = Math.floor(hours);
    const { first, temperatures } = this.#block(hour);
    const before = temperatures[hour - first]!;
    const usual = before + (temperatures[hour - first + 1]! - before) * (hours - hour);
    return this.#events.length === 0 ? usual : usual + warmerBy(this.#events, at);
  }

  /** Relative, %. */
  outdoorHumidity(at: Instant): number {
    const hours = (at + this.#hours.offset) / hourMillis;
    const hour = Math.floor(hours);
    const block = this.#block(hour);
    block.moisture ??= this.#hours.moisture(block.first, blockHours + 1);
    const { type, values } = block.moisture;
    const before = values[hour - block.first]!;
    const moisture = before + (values[hour - block.first + 1]! - before) * (hours - hour);
    return type === "humidity" ? moisture : relativeHumidity(this.outdoorTemperature(at), moisture);
  }

  /** Global horizontal irradiance, W/m2, >= 0. */
  irradiance(at: Instant): number {
    const localDays = (at + this.#timeZoneOffset) / dayMillis;
    const day = Math.floor(localDays);
    const { path, clouds } = this.#daylight(day);
    const clear = clearSkyIrradiance(cosineOfZenith(path, (localDays - day) * 24 - this.#sky.solarNoonDelay));
    return clear === 0 ? 0 : clear * clouds;
  }

  /** The temperatures heating and cooling are sized for. */
  get designTemperatures(): DesignTemperatures {
    this.#design ??= designTemperatures(this.#climate);
    return this.#design;
  }

  #block(hour: number): Block {
    const index = Math.floor(hour / blockHours);
    const place = (index & 1) as 0 | 1;
    const kept = this.#blocks[place];
    if (kept !== undefined && kept.index === index) return kept;
    const first = index * blockHours;
    // One hour more, so that no question needs two blocks.
    const block = { index, first, temperatures: this.#hours.temperatures(first, blockHours + 1), moisture: undefined };
    this.#blocks[place] = block;
    return block;
  }

  #daylight(day: number): Daylight {
    const place = (day & 1) as 0 | 1;
    const kept = this.#days[place];
    if (kept !== undefined && kept.day === day) return kept;
    const { latitudeDegrees, sky } = this.#sky;
    const daylight = {
      day,
      path: sunPath(latitudeDegrees, day - Math.floor(day / daysPerYear) * daysPerYear + 1),
      clouds: sky.least + (1 - sky.least) * keyed(this.#seed, "clouds", day) ** sky.bend,
    };
    this.#days[place] = daylight;
    return daylight;
  }
}

interface Sky {
  readonly latitudeDegrees: number;
  readonly solarNoonDelay: number;
  readonly sky: { readonly least: number; readonly bend: number };
}

/** Between the two fitted climates, for a place of which only latitude and temperatures are known. */
const someSky = { solarNoonDelay: 0, sky: { least: 0.2, bend: 0.65 } } as const;

interface Block {
  readonly index: number;
  readonly first: number;
  readonly temperatures: Float64Array;
  moisture: Moisture | undefined;
}

interface Daylight {
  readonly day: number;
  readonly path: SunPath;
  readonly clouds: number;
}
