/**
 * Time spent out of the house within one day, in minutes of the day.
 *
 * 1. Between coming home and leaving again there are at least ten minutes; shorter stops at home are passed by.
 * 2. All absences end by 03:00, so everybody who sleeps at home is in bed when the next day starts.
 * 3. Nobody leaves the house more than four times a day.
 *
 * Counts and lengths start from a design that was compared with the occupancy curves of ROSS (over 90,000 ecobee
 * thermostats), and were moved to meet those and the on/off changes a day of the UK time-use survey (Richardson et
 * al. 2008) together.
 */
import { sample, type Distribution } from "../kernel/distribution.ts";
import type { Random } from "../kernel/random.ts";

export interface Absence {
  readonly from: number;
  readonly to: number;
}

export interface AbsenceHabit {
  /** Mean of a Poisson distribution. */
  readonly mean: number;
  readonly atMost: number;
  /** Minutes of the day; a bend above 1 moves starts towards the earlier end. */
  readonly start: { readonly earliest: number; readonly latest: number; readonly bend: number };
  readonly minutes: Distribution;
}

export const mostAbsences = 4;

const shortestStopAtHome = 10;
const shortestAbsence = 5;
export const latestReturn: number = 27 * 60;
/** Shares by which midsummer's outings are more, and by which they are drawn to the evening; midwinter's are as much less. */
const moreInSummer = 0.08;
const laterInSummer = 0.15;

const weekdayOutings = { earliest: 450, latest: 1_260, bend: 1 } as const;
const freeOutings = { earliest: 420, latest: 1_260, bend: 1.6 } as const;
const errandTimes = { earliest: 420, latest: 1_320, bend: 1 } as const;
const errandMinutes: Distribution = { uniform: [8, 30] };

/** Shopping, visits, an evening out. */
export const ownOutings: Readonly<Record<"weekday" | "free", AbsenceHabit>> = {
  weekday: {
    mean: 0.65,
    atMost: mostAbsences,
    start: weekdayOutings,
    minutes: { lognormal: { median: 45, sigma: 0.8 } },
  },
  free: {
    mean: 1.7,
    atMost: mostAbsences,
    start: freeOutings,
    minutes: { lognormal: { median: 85, sigma: 0.8 } },
  },
};

/** The same, together. */
export const jointOutings: Readonly<Record<"weekday" | "free", AbsenceHabit>> = {
  weekday: {
    mean: 0.2,
    atMost: 2,
    start: weekdayOutings,
    minutes: { lognormal: { median: 60, sigma: 0.8 } },
  },
  free: {
    mean: 0.6,
    atMost: 2,
    start: freeOutings,
    minutes: { lognormal: { median: 100, sigma: 0.8 } },
  },
};

/** The dog, the bins, a neighbour, a child to fetch: minutes only. */
export const ownErrands: AbsenceHabit = {
  mean: 1.6,
  atMost: mostAbsences,
  start: errandTimes,
  minutes: errandMinutes,
};

/** The more people live together, the more often there is something to do for all. */
export function jointErrands(residents: number): AbsenceHabit {
  return { mean: 0.4 + 0.5 * residents, atMost: 2, start: errandTimes, minutes: errandMinutes };
}

/** @param summerness 1 in the middle of summer, -1 in the middle of winter: outings are more, and later, the more it is. */
export function drawOutings(habit: AbsenceHabit, summerness: number, random: Random): Absence[] {
  const { mean, start } = habit;
  const season = { ...start, bend: start.bend * (1 - laterInSummer * summerness) };
  return drawAbsences({ ...habit, mean: mean * (1 + moreInSummer * summerness), start: season }, random);
}

export function drawAbsences({ mean, atMost, start, minutes }: AbsenceHabit, random: Random): Absence[] {
  return Array.from({ length: Math.min(atMost, sample({ poisson: { mean } }, random)) }, () => {
    const from = start.earliest + (start.latest - start.earliest) * random.next() ** start.bend;
    return absence(from, from + sample(minutes, random));
  });
}

export function absence(from: number, to: number): Absence {
  return { from, to: Math.min(latestReturn, to) };
}

/** In order, none starting outside `earliest`..`latest`, those too close together joined. */
export function arranged(absences: readonly Absence[], earliest: number, latest: number): Absence[] {
  const result: Absence[] = [];
  const wanted = absences
    .filter(({ from, to }) => from >= earliest && from <= latest && to >= from + shortestAbsence)
    .toSorted((a, b) => a.from - b.from);
  for (const next of wanted) {
    const last = result.at(-1);
    if (last === undefined || next.from >= last.to + shortestStopAtHome) result.push(next);
    else if (next.to > last.to) result[result.length - 1] = { from: last.from, to: next.to };
  }
  return result;
}
