/**
 * The climates a world can have, as the few figures that describe each.
 *
 * Temperature: fitted to hourly weather years, Denver TMY3 (continental) and Essen TRY 2010-05 (maritime). The means,
 * the annual and daily amplitudes, the residual and its correlation time are fits; how much wider summer days swing,
 * and the second daily harmonic, are chosen so that the warmest and coldest hours fall at 14-15 h and 4-5 h.
 *
 * Moisture: the dew point drifts slowly and knows no time of the day, so the air is driest in the afternoon. Chosen to give
 * Denver's relative humidity, mean 50 % and sd 25 %; for the maritime climate 80 % and 14 % are design values.
 *
 * Sky: the spread of daily cloudiness is chosen to give a year's light of about 1,600 and 980 kWh/m2 (design values).
 */
export type ClimateName = "continental" | "maritime";

/** A year somewhere, hour by hour, as a user's weather file gives it. Plain data. */
export interface HourlyClimate {
  /** °C at each full hour of local time, from 1 January 00:00: 8,760 values, or 8,784 of a leap year. It repeats every year. */
  readonly temperatures: readonly number[];
  /** Relative humidity, %, at the same hours. Absent: from the temperature and a dew point that drifts. */
  readonly humidities?: readonly number[];
  /** Degrees north, for the sun. */
  readonly latitude: number;
}

/** cos((x - peak) * 2 pi / period) times an amplitude. */
export interface Harmonic {
  readonly amplitude: number;
  /** Where the curve is highest: a day of the year or an hour of the day. */
  readonly peak: number;
}

/** How the dew point goes: with the year, with the temperature's residual, and its own way. */
export interface DewPoint {
  /** °C over the year. */
  readonly mean: number;
  readonly annual: Harmonic;
  /** Share of the temperature's residual that it follows. */
  readonly follows: number;
  /** K, and hours. */
  readonly residual: { readonly sd: number; readonly memoryHours: number };
}

export interface Climate {
  /** °C, over the whole year. */
  readonly meanTemperature: number;
  /** K over the year; peak is a day of the year. */
  readonly annual: Harmonic;
  /** K over the day, on average over the year; peak is a local hour. */
  readonly daily: Harmonic;
  /** K by which the daily amplitude grows towards midsummer and shrinks towards midwinter. */
  readonly dailySummerGain: number;
  /** K over half a day. */
  readonly halfDaily: Harmonic;
  /** What the curves leave over: standard deviation in K, and the hours in which its memory fades to 1/e. */
  readonly residual: { readonly sd: number; readonly memoryHours: number };
  readonly dewPoint: DewPoint;
  readonly latitudeDegrees: number;
  /** Hours by which the sun's noon comes after the clock's. */
  readonly solarNoonDelay: number;
  /** A day lets through `least + (1 - least) * u^bend` of a clear sky's light, u uniform. */
  readonly sky: { readonly least: number; readonly bend: number };
}

export const climates: Readonly<Record<ClimateName, Climate>> = {
  continental: {
    meanTemperature: 10.9,
    annual: { amplitude: 12.2, peak: 205 },
    daily: { amplitude: 5.6, peak: 15.75 },
    dailySummerGain: 1,
    halfDaily: { amplitude: 1.3, peak: 11.25 },
    residual: { sd: 5.2, memoryHours: 34 },
    dewPoint: {
      mean: -0.5,
      annual: { amplitude: 9.5, peak: 208 },
      follows: 0.35,
      residual: { sd: 5.4, memoryHours: 30 },
    },
    latitudeDegrees: 39.8,
    solarNoonDelay: 0,
    sky: { least: 0.25, bend: 0.4 },
  },
  maritime: {
    meanTemperature: 10.4,
    annual: { amplitude: 7.8, peak: 206 },
    daily: { amplitude: 2.1, peak: 16.25 },
    dailySummerGain: 0.8,
    halfDaily: { amplitude: 0.45, peak: 10.75 },
    residual: { sd: 3.6, memoryHours: 44 },
    dewPoint: {
      mean: 6.9,
      annual: { amplitude: 6.2, peak: 216 },
      follows: 0.6,
      residual: { sd: 2.6, memoryHours: 30 },
    },
    latitudeDegrees: 51.4,
    solarNoonDelay: 0.53,
    sky: { least: 0.15, bend: 1 },
  },
};
