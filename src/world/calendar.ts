/**
 * Days as households live them: from 04:00 to 04:00 local time, so that a late evening belongs to the day it ends.
 *
 * Days are counted from 1970-01-01, a Thursday; minutes of a day run from its midnight, and past 1,440 after the next.
 */
import { hours, instant, type Duration, type Instant } from "../kernel/time.ts";

/** When everybody who is at home sleeps, and one day's plan hands over to the next. */
export const dayStartMinute = 240;

const dayMillis = 86_400_000;
const dayStart = hours(dayStartMinute / 60);

/** The day `at` belongs to. */
export function dayOf(at: Instant, timeZoneOffset: Duration): number {
  return Math.floor((at + timeZoneOffset - dayStart) / dayMillis);
}

/** The local midnight from which minutes of `day` are counted. */
export function midnightOf(day: number, timeZoneOffset: Duration): Instant {
  return instant(day * dayMillis - timeZoneOffset);
}

export function isWeekend(day: number): boolean {
  const weekday = (((day + 4) % 7) + 7) % 7;
  return weekday === 0 || weekday === 6;
}
