/** What is shown of a ramp of levels, mireds or colours: whole numbers, and when they change. */
import { type Instant, later, rampAt, type Ramp, whenRampReaches } from "flotilla/device";

export function shown(ramp: Ramp, now: Instant): number {
  return Math.round(rampAt(ramp, now));
}

/** When the shown value of `ramp` leaves the open band (low, high): never early, less than a millisecond late. */
export function shownLeaves(ramp: Ramp, now: Instant, low: number, high: number): Instant {
  const value = shown(ramp, now);
  if (value <= low || value >= high) return now;
  // What is shown changes half way between whole numbers; half a millisecond later it certainly has.
  return later(whenRampReaches(ramp, ramp.to > ramp.from ? Math.ceil(high) - 0.5 : Math.floor(low) + 0.5), 0.5);
}
