/** What the residents of a home do together on one day: trips, outings, days off. */
import { chance, uniform } from "../kernel/distribution.ts";
import { drawAbsences, jointErrands, jointOutings, type Absence } from "./absence.ts";
import { isWeekend } from "./calendar.ts";
import { dayStream } from "./person.ts";
import { householdAwayOvernight } from "./trip.ts";

export interface HouseholdDay {
  readonly home: number;
  /** Local days since 1970-01-01. */
  readonly day: number;
  readonly weekend: boolean;
  /** Whether all spend the night before, and the night after, away. */
  readonly awayBefore: boolean;
  readonly awayAfter: boolean;
  /** When they set off on a trip or come back from one, if they do; minutes of the day. */
  readonly setOff: number;
  readonly comeBack: number;
  /** A day off for those who take days off together. */
  readonly dayOff: boolean;
  readonly absences: readonly Absence[];
}

/** Of the weekdays, the share that workers work and pupils go to school. */
export const attendance = 0.83;

export function householdDay(seed: number, home: number, day: number): HouseholdDay {
  const random = dayStream(seed, home, undefined, day, "household");
  const weekend = isWeekend(day);
  return {
    home,
    day,
    weekend,
    awayBefore: householdAwayOvernight(seed, home, day),
    awayAfter: householdAwayOvernight(seed, home, day + 1),
    setOff: uniform(random, 8 * 60, 18 * 60),
    comeBack: uniform(random, 11 * 60, 22 * 60),
    dayOff: !chance(random, attendance),
    absences: [
      ...drawAbsences(jointOutings[weekend ? "weekend" : "weekday"], random),
      ...drawAbsences(jointErrands, random),
    ],
  };
}
