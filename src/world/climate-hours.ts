/** A climate by the hour, whether fitted or from a table: the one thing weather is made from. */
import type { Duration } from "../kernel/time.ts";

/** Hours are numbered from 1970-01-01 00:00 UTC, or from so much before. */
export interface ClimateHours {
  /** Milliseconds by which its hours begin before those of UTC. */
  readonly offset: Duration;
  /** °C at `count` hours from `first`. */
  temperatures(first: number, count: number): Float64Array;
  moisture(first: number, count: number): Moisture;
}

/** At hours in a row: dew points in °C, or relative humidities in %. */
export interface Moisture {
  readonly type: "dew-point" | "humidity";
  readonly values: Float64Array;
}
