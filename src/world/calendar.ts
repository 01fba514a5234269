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

/** Saturdays, Sundays and public holidays: days on which most people neither work nor go to school. */
export function isFree(day: number): boolean {
  return isWeekend(day) || publicHolidays.has(dateOf(day));
}

export function isWeekend(day: number): boolean {
  const weekday = (((day + 4) % 7) + 7) % 7;
  return weekday === 0 || weekday === 6;
}

/** July, August, and the days around New Year. */
export function schoolIsOut(day: number): boolean {
  const date = dateOf(day);
  return (date >= 701 && date <= 831) || date >= 1_222 || date <= 106;
}

/** 1 in the middle of July, -1 in the middle of January. */
export function summerness(day: number): number {
  return Math.cos((2 * Math.PI * (day - midsummer)) / 365.2425);
}

/** The year, and the day's number in it from 1. */
export function yearAndDay(day: number): { readonly year: number; readonly dayOfYear: number } {
  const year = Math.floor(day / 365.2425) + 1970;
  const start = daysBefore(year);
  if (day < start) return { year: year - 1, dayOfYear: day - daysBefore(year - 1) + 1 };
  if (day >= daysBefore(year + 1)) return { year: year + 1, dayOfYear: day - daysBefore(year + 1) + 1 };
  return { year, dayOfYear: day - start + 1 };
}

export function isLeapYear(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

/** Month and day of the month, as 101 for the first of January. No particular country's: ten a year, at fixed dates. */
const publicHolidays: ReadonlySet<number> = new Set([101, 106, 321, 501, 524, 704, 815, 1_003, 1_225, 1_226]);

/** 15 July 1970. */
const midsummer = 195;

const daysBeforeMonth = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334] as const;

/** Month and day of the month, as 1224 for Christmas Eve. */
function dateOf(day: number): number {
  const { year, dayOfYear } = yearAndDay(day);
  const leap = isLeapYear(year) ? 1 : 0;
  if (leap === 1 && dayOfYear === 60) return 229;
  const ordinary = dayOfYear > 60 ? dayOfYear - leap : dayOfYear;
  let month = 12;
  while (daysBeforeMonth[month - 1]! >= ordinary) month--;
  return month * 100 + ordinary - daysBeforeMonth[month - 1]!;
}

/** Days from 1970-01-01 to the first of January of `year`. */
function daysBefore(year: number): number {
  const past = year - 1;
  return past * 365 + Math.floor(past / 4) - Math.floor(past / 100) + Math.floor(past / 400) - 719_162;
}
