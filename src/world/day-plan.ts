/**
 * One person's day, from 04:00 to 04:00, drawn as a whole.
 *
 *     asleep --wake--> up --departure--> away --arrival--> up --bedtime--> asleep
 *
 * 1. A plan is a function of (seed, person, day). Where it starts and ends, in bed at home or away, follows from the
 *    nights on either side, which are decided by themselves (trip.ts); so consecutive plans always fit.
 * 2. At most twelve moves. From rising to leaving pass at least 15 minutes, from coming home to leaving again 10, from
 *    coming home to bed 20, so that an arrival is over before the next move; nobody is out for less than 5.
 * 3. A nap is a bedtime and a wake in the middle of the day.
 * 4. Left out: work at night, nights out that are not trips.
 *
 * Means and spreads follow a three-state design that was compared with ROSS; times were moved by up to half an hour,
 * and correlated within homes, to meet the occupancy curves of ROSS and the activity of the UK time-use survey
 * (Richardson et al. 2008) together.
 */
import { chance, normal, uniform } from "../kernel/distribution.ts";
import type { Random } from "../kernel/random.ts";
import {
  absence,
  arranged,
  drawAbsences,
  drawOutings,
  latestReturn,
  mostAbsences,
  ownErrands,
  ownOutings,
  type Absence,
} from "./absence.ts";
import { dayStartMinute } from "./calendar.ts";
import { dayEndMinute, type DayOrders, leaveAt, obeyed, orderedLeave, orderedReturn, within } from "./gatherings.ts";
import { attendance, drawNap, type HouseholdDay } from "./household-day.ts";
import { dayStream, type Person } from "./person.ts";
import { personAwayOvernight } from "./trip.ts";

/** A change of a person's state, at a minute of the day. */
export interface Move {
  readonly type: "wake" | "departure" | "arrival" | "bedtime";
  readonly minute: number;
}

export interface DayPlan {
  /** Nobody is up at 04:00. */
  readonly start: "asleep" | "away";
  /** In order of time. */
  readonly moves: readonly Move[];
}

/** The frame of a person's day, in minutes of the day. */
interface Routine {
  readonly wake: number;
  readonly bedtime: number;
  readonly work: Absence | undefined;
  /** When a trip of one's own starts or ends, if it does. */
  readonly setOff: number;
  readonly comeBack: number;
}

/** Minutes of the day, on days with work and without. */
const wakeTimes = {
  work: { mean: 350, sd: 65 },
  weekday: { mean: 430, sd: 60 },
  free: { mean: 465, sd: 50 },
} as const;
const earliestWake = 245;
const riseToLeave = 15;
const riseToWork = 20;
const riseToTrip = 45;
const homeToBed = 20;
const shortestWorkDay = 120;
const freeDayWork = 0.15;
/** How often a day off is the household's common one. */
const dayOffTogether = 0.5;
const joinsAbsence = 0.8;
const joinsFamily = 0.9;
const joinsNap = 0.8;
const ownNap = 0.06;
/** Up for so long before a nap, and after it at home. */
const upBeforeNap = 40;
const upAfterNap = 20;
/** Share of the variance over people and days that is habit; the rest is the day's. */
const habitShare = 0.6;

export function dayPlan(seed: number, person: Person, household: HouseholdDay): DayPlan {
  const { home, index } = person;
  const { day } = household;
  const random = dayStream(seed, home, index, day, "routine");
  const routine = drawRoutine(person, household, random);
  const awayBefore = household.awayBefore || personAwayOvernight(seed, home, index, day);
  const awayAfter = household.awayAfter || personAwayOvernight(seed, home, index, day + 1);
  if (household.orders !== undefined) {
    const { orders } = household;
    return orderedDay(seed, person, household, { routine, orders, awayBefore, awayAfter, random });
  }
  if (awayBefore && awayAfter) return { start: "away", moves: [] };
  if (awayBefore)
    return returnDay(routine, household.awayBefore ? together(household.comeBack, random) : routine.comeBack);
  if (awayAfter) return setOffDay(routine, household.awayAfter ? together(household.setOff, random) : routine.setOff);
  return ordinaryDay(routine, drawAllAbsences(routine, household, random), drawRest(household, random));
}

interface Ordered {
  readonly routine: Routine;
  readonly orders: DayOrders;
  /** Without the orders. */
  readonly awayBefore: boolean;
  readonly awayAfter: boolean;
  readonly random: Random;
}

/** A day on which somebody else decides who is at home (gatherings.ts). */
function orderedDay(
  seed: number,
  { home, index }: Person,
  household: HouseholdDay,
  { routine, orders, awayBefore, awayAfter, random }: Ordered,
): DayPlan {
  const { before, after } = orders.nights;
  const away = {
    before: before === undefined ? awayBefore : before === "away",
    after: after === undefined ? awayAfter : after === "away",
  };
  const [leave, back] = [orderedLeave(orders), orderedReturn(orders)];
  const aways = orders.away.filter(({ from, to }) => from > dayStartMinute && to <= dayEndMinute);
  if (away.before && away.after) return { start: "away", moves: [] };
  if (away.before) {
    const ownBack = household.awayBefore ? household.comeBack : routine.comeBack;
    const comeBack = Math.max(back ?? ownBack, ...aways.map(({ to }) => to));
    return returnDay(routine, together(Math.min(latestReturn, comeBack), random));
  }
  if (away.after) {
    const ownLeave = household.awayAfter ? household.setOff : routine.setOff;
    const setOff = Math.min(leave ?? ownLeave, ...aways.map(({ from }) => leaveAt(from)));
    return setOffDay(routine, together(setOff, random));
  }
  const absences = obeyed(drawAllAbsences(routine, household, random), orders, seed, home, index, household.day).map(
    ({ from, to }) => absence(from, to),
  );
  const leaves = aways.map(({ from }) => leaveAt(from));
  const bounds = {
    ...routine,
    wake: Math.max(earliestWake, Math.min(routine.wake, ...leaves.map((from) => from - riseToLeave))),
    bedtime: Math.max(routine.bedtime, ...leaves.map((from) => from + within + homeToBed)),
  };
  return ordinaryDay(bounds, absences.slice(0, mostAbsences), drawRest(household, random));
}

function drawRoutine({ works, adult, habits }: Person, household: HouseholdDay, random: Random): Routine {
  const { free, dayOff } = household;
  const around = (mean: number, sd: number, habit: number): number =>
    mean + sd * (Math.sqrt(habitShare) * habit + Math.sqrt(1 - habitShare) * normal(random, 0, 1));
  const attends = free
    ? chance(random, freeDayWork)
    : chance(random, dayOffTogether)
      ? !dayOff
      : chance(random, attendance);
  const busy = works && attends && (adult || !household.schoolIsOut);
  const wakes = wakeTimes[busy ? "work" : free ? "free" : "weekday"];
  const wake = folded(around(wakes.mean, wakes.sd, habits.wake), earliestWake, 780);
  const bedtime = folded(around(free ? 1_390 : 1_370, 60, habits.bedtime), 1_200, 1_640);
  const leave = Math.max(wake + riseToWork, around(400, 68, habits.leave));
  const back = Math.max(leave + shortestWorkDay, around(1_005, 110, habits.return));
  return {
    wake,
    bedtime,
    work: busy ? absence(leave, back) : undefined,
    setOff: uniform(random, 480, 1_080),
    comeBack: uniform(random, 660, 1_320),
  };
}

function drawAllAbsences({ work }: Routine, household: HouseholdDay, random: Random): Absence[] {
  const joined = household.absences
    .filter(() => chance(random, household.residents > 2 ? joinsFamily : joinsAbsence))
    .map(({ from, to }) => absence(together(from, random), together(to, random)));
  const own = drawOutings(ownOutings[household.free ? "free" : "weekday"], household.summerness, random);
  const errands = drawAbsences(ownErrands, random);
  return [...(work === undefined ? [] : [work]), ...joined, ...own, ...errands].slice(0, mostAbsences);
}

function drawRest({ nap }: HouseholdDay, random: Random): Absence | undefined {
  const joins = chance(random, joinsNap);
  if (nap !== undefined && joins) return { from: together(nap.from, random), to: together(nap.to, random) };
  return chance(random, ownNap) ? drawNap(random) : undefined;
}

function ordinaryDay({ wake, bedtime }: Routine, outings: readonly Absence[], rest: Absence | undefined): DayPlan {
  const absences = arranged(outings, wake + riseToLeave, bedtime - homeToBed);
  const lastReturn = absences.at(-1)?.to ?? 0;
  const moves: Move[] = [
    { type: "wake", minute: wake },
    ...absences.flatMap(({ from, to }): Move[] => [
      { type: "departure", minute: from },
      { type: "arrival", minute: to },
    ]),
    { type: "bedtime", minute: Math.max(bedtime, lastReturn + homeToBed) },
  ];
  return { start: "asleep", moves: rest === undefined ? moves : withNap(moves, rest) };
}

/** Adds a nap where somebody is up at home long enough for it, and nothing otherwise. */
function withNap(moves: readonly Move[], { from, to }: Absence): readonly Move[] {
  const next = moves.findIndex(({ minute }) => minute > from);
  const [before, after] = [moves[next - 1], moves[next]];
  if (before === undefined || after === undefined || before.type === "departure") return moves;
  if (from < before.minute + upBeforeNap || to > after.minute - upAfterNap) return moves;
  return [
    ...moves.slice(0, next),
    { type: "bedtime", minute: from },
    { type: "wake", minute: to },
    ...moves.slice(next),
  ];
}

function setOffDay({ wake }: Routine, leave: number): DayPlan {
  return {
    start: "asleep",
    moves: [
      { type: "wake", minute: Math.min(wake, leave - riseToTrip) },
      { type: "departure", minute: leave },
    ],
  };
}

function returnDay({ bedtime }: Routine, arrival: number): DayPlan {
  return {
    start: "away",
    moves: [
      { type: "arrival", minute: arrival },
      { type: "bedtime", minute: Math.max(bedtime, arrival + homeToBed) },
    ],
  };
}

/** People who go together pass the door one after the other, within 45 s. */
function together(minute: number, random: Random): number {
  return minute + uniform(random, 0, 0.75);
}

/** Mirrors what lies beyond a bound back inside, so that no crowd gathers at it. */
function folded(value: number, low: number, high: number): number {
  const mirrored = value < low ? 2 * low - value : value > high ? 2 * high - value : value;
  return Math.min(high, Math.max(low, mirrored));
}
