/**
 * Simulated instants as ISO 8601 in the homes' local time, to the millisecond: `2026-01-15T17:20:00.123+01:00`, with `Z` where
 * that is UTC. The hour of the day can be read off it, and no two instants are written the same.
 *
 * The date is worked out once, as long as it stays the same.
 */
import type { Duration, Instant } from "../kernel/time.ts";
import type { LineBytes } from "./line-bytes.ts";
import { linePiece } from "./line-pieces.ts";

const dayMillis = 86_400_000;
const colon = 58;
const point = 46;

export class DataTime {
  readonly #offsetMillis: number;
  readonly #zone: Uint8Array;
  #day = Number.NaN;
  #date = linePiece("");

  constructor(timeZoneOffset: Duration) {
    this.#offsetMillis = timeZoneOffset;
    this.#zone = linePiece(zoneText(timeZoneOffset));
  }

  write(at: Instant, line: LineBytes): void {
    const local = Math.round(at) + this.#offsetMillis;
    const day = Math.floor(local / dayMillis);
    if (day !== this.#day) {
      this.#day = day;
      this.#date = linePiece(new Date(day * dayMillis).toISOString().slice(0, -"00:00:00.000Z".length));
    }
    const millis = local - day * dayMillis;
    const seconds = Math.floor(millis / 1_000);
    const minutes = Math.floor(seconds / 60);
    const hour = Math.floor(minutes / 60);
    line.piece(this.#date);
    line.digits(hour, 2);
    line.byte(colon);
    line.digits(minutes - 60 * hour, 2);
    line.byte(colon);
    line.digits(seconds - 60 * minutes, 2);
    line.byte(point);
    line.digits(millis - 1_000 * seconds, 3);
    line.piece(this.#zone);
  }
}

/** `+01:00`; seconds of an offset cannot be written and are none. */
function zoneText(offset: Duration): string {
  const minutes = Math.round(Math.abs(offset) / 60_000);
  if (minutes === 0) return "Z";
  const two = (part: number): string => String(part).padStart(2, "0");
  return `${offset < 0 ? "-" : "+"}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
