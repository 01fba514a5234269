/** What the residents of a home do together on one day: trips, outings, days off, a nap. */
import { chance, uniform } from "../kernel/distribution.ts";
import { drawAbsences, drawOutings, jointErrands, jointOutings, type Absence } from "./absence.ts";
import type { DayOrders } from "./gatherings.ts";
import { isFree, schoolIsOut, summerness } from "./calendar.ts";
import { dayStream } from "./person.ts";
import { householdAwayOvernight } from "./trip.ts";

export interface HouseholdDay {
  readonly home: number;
  readonly residents: number;
  /** Local days since 1970-01-01. */
  readonly day: number;
  /** Saturday, Sunday or a public holiday. */
  readonly free: boolean;
  readonly schoolIsOut: boolean;
  /** 1 in the middle of summer, -1 in the middle of winter. */
  readonly summerness: number;
  /** Whether all spend the night before, and the night after, away. */
  readonly awayBefore: boolean;
  readonly awayAfter: boolean;
  /** When they set off on a trip or come back from one, if they do; minutes of the day. */
  readonly setOff: number;
  readonly comeBack: number;
  /** A day off for those who take days off together. */
  readonly dayOff: boolean;
  readonly absences: readonly Absence[];
  /** When those at home lie down for a while, if they do. */
  readonly nap: Absence | undefined;
  /** What a scenario orders. */
  readonly orders: DayOrders | undefined;
}

/** Of the weekdays, the share that workers work and pupils go to school. */
export const attendance = 0.83;

const restTogether = { weekday: 0.3, free: 0.4 } as const;

export function householdDay(
  seed: number,
  home: number,
  residents: number,
  day: number,
  orders?: DayOrders,
): HouseholdDay {
  const random = dayStream(seed, home, undefined, day, "household");
  const free = isFree(day);
  const summer = summerness(day);
  const setOff = uniform(random, 8 * 60, 18 * 60);
  const comeBack = uniform(random, 11 * 60, 22 * 60);
  const dayOff = !chance(random, attendance);
  return {
    home,
    residents,
    day,
    free,
    schoolIsOut: schoolIsOut(day),
    summerness: summer,
    awayBefore: householdAwayOvernight(seed, home, day),
    awayAfter: householdAwayOvernight(seed, home, day + 1),
    setOff,
    comeBack,
    dayOff,
    absences: [
      ...drawOutings(jointOutings[free ? "free" : "weekday"], summer, random),
      ...drawAbsences(jointErrands(residents), random),
    ],
    orders,
    nap: chance(random, restTogether[free ? "free" : "weekday"]) ? drawNap(random) : undefined,
  };
}

/** After lunch, mostly; a doze before the evening, sometimes. */
export function drawNap(random: { next(): number }): Absence {
  const from = chance(random, 0.6) ? uniform(random, 780, 930) : uniform(random, 960, 1_110);
  return { from, to: from + uniform(random, 20, 75) };
}
