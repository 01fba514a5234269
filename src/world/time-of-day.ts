/** Times within a day as it is drawn: milliseconds since 04:00, when the day of a household begins. */
import { dayStartMinute } from "./calendar.ts";

export const second = 1_000;
export const minute = 60_000;
export const hour = 3_600_000;
export const wholeDay = 86_400_000;

/** When it is `hours` o'clock; after midnight they go on, 25 for one o'clock. */
export function clock(hours: number): number {
  return hours * hour - dayStartMinute * minute;
}

/** From the minutes since midnight that plans are made in. */
export function sinceDayStart(minuteOfDay: number): number {
  return (minuteOfDay - dayStartMinute) * minute;
}
