/**
 * Simulated instants as ISO 8601 in the homes' local time, to the millisecond: `2026-01-15T17:20:00.123+01:00`, with `Z` where
 * that is UTC. The hour of the day can be read off it, and no two instants are written the same.
 *
 * Records come in order of time, many to a second: what they share is worked out once.
 */
import type { Duration, Instant } from "../kernel/time.ts";

export class DataTime {
  readonly #offsetMillis: number;
  readonly #zone: string;
  #second = Number.NaN;
  #text = "";

  constructor(timeZoneOffset: Duration) {
    this.#offsetMillis = timeZoneOffset;
    this.#zone = zoneText(timeZoneOffset);
  }

  text(at: Instant): string {
    const millis = Math.round(at);
    const second = Math.floor(millis / 1_000);
    if (second !== this.#second) {
      this.#second = second;
      this.#text = new Date(second * 1_000 + this.#offsetMillis).toISOString().slice(0, -4);
    }
    const rest = millis - second * 1_000;
    return `${this.#text}${rest < 10 ? "00" : rest < 100 ? "0" : ""}${rest}${this.#zone}`;
  }
}

/** `+01:00`; seconds of an offset cannot be written and are none. */
function zoneText(offset: Duration): string {
  const minutes = Math.round(Math.abs(offset) / 60_000);
  if (minutes === 0) return "Z";
  const two = (part: number): string => String(part).padStart(2, "0");
  return `${offset < 0 ? "-" : "+"}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
