/**
 * One home from 04:00 to 04:00, told as a whole: where its people are, what they do, what they open and close.
 *
 * 1. A function of (seed, weather, home, day). It starts and ends with everybody at home asleep.
 * 2. What is fixed comes first: plans make spells at home and passes of the door (follow), activities and chores take their
 *    places in the spells, and the itinerary fills what is left. What is told lands in one draft, in any order.
 */
import { uniform } from "../kernel/distribution.ts";
import type { Random } from "../kernel/random.ts";
import { days, hours, later, type Duration, type Instant } from "../kernel/time.ts";
import { tellActivities } from "./activities.ts";
import { dayStartMinute, midnightOf } from "./calendar.ts";
import { driverOf, plugsIn, tellCharge, tellChargeBefore } from "./car.ts";
import { choresOf, tellChores } from "./chores.ts";
import { dayPlan, type DayPlan } from "./day-plan.ts";
import { drawPass, entryOf, tellFrontDoor, type Pass } from "./front-door.ts";
import type { Gatherings } from "./gatherings.ts";
import { householdDay } from "./household-day.ts";
import { tellItinerary } from "./itinerary.ts";
import { dayStream, personsOf, type Person } from "./person.ts";
import { spellOf, type Spell } from "./spell.ts";
import { sinceDayStart } from "./time-of-day.ts";
import { DayDraft, ToldDay } from "./told-day.ts";
import type { Weather } from "./weather.ts";
import { openOvernight, tellWindows } from "./windows.ts";

/** What a home's day depends on, besides the home and the day. */
export interface Circumstances {
  readonly seed: number;
  /** Local time minus UTC. */
  readonly timeZoneOffset: Duration;
  readonly weather: Weather;
  /** What a scenario orders; absent: nothing. */
  readonly gatherings?: Gatherings | undefined;
}

export function homeDay(
  { seed, timeZoneOffset, weather, gatherings }: Circumstances,
  home: number,
  day: number,
): ToldDay {
  const persons = personsOf(seed, home);
  const household = householdDay(seed, home, persons.length, day, gatherings?.on(home, day));
  const plans = persons.map((person) => dayPlan(seed, person, household));
  const draft = new DayDraft();
  const passes: Pass[] = [];
  const spells: Spell[] = [];
  plans.forEach((plan, person) => {
    follow(plan, person, { draft, passes, spells }, dayStream(seed, home, person, day, "at home"));
  });
  const random = dayStream(seed, home, undefined, day, "at home");
  const dayType = household.free ? "free" : "weekday";
  const dinner = tellActivities(spells, dayType, draft, random);
  tellChores(choresOf(seed, home), persons.length, dayType, spells, dinner, draft, random);
  tellFrontDoor(passes, draft, random);
  for (const { stays, person } of spells) tellItinerary(stays, person, draft, random);
  tellCar(seed, persons, plans, day, draft, gatherings);

  const dayStart = dayStartOf(day, timeZoneOffset);
  const asleep = plans.filter(({ start }) => start === "asleep").length;
  const asleepAfter = plans.filter(({ moves }) => moves.at(-1)?.type === "bedtime").length;
  const nights = {
    before: openOvernight(seed, home, dayStart, asleep, weather),
    after: openOvernight(seed, home, later(dayStart, days(1)), asleepAfter, weather),
  };
  tellWindows({ seed, home, weather, dayStart }, spells, nights, draft, random);
  return new ToldDay(home, day, { at: dayStart, home: asleep, windowsOpen: nights.before }, draft);
}

interface Taking {
  readonly draft: DayDraft;
  readonly passes: Pass[];
  readonly spells: Spell[];
}

/** Takes a person through the moves of their plan, up to the departures, which wait for the door. */
function follow({ moves }: DayPlan, person: number, { draft, passes, spells }: Taking, random: Random): void {
  let since = 0;
  let rises = false;
  const until = (to: number, retires: boolean): void => {
    spells.push(spellOf(person, since, to, { rises, retires }, random));
  };
  for (const { type, minute } of moves) {
    const at = sinceDayStart(minute);
    switch (type) {
      case "wake":
        draft.step("wake", at, person);
        since = at;
        rises = true;
        break;
      case "arrival": {
        const pass = drawPass(person, true, at, random);
        since = entryOf(pass, random);
        rises = false;
        passes.push(pass);
        draft.step("arrival", at, person);
        draft.step("entry", since, person);
        draft.step("settled", at + uniform(random, 60_000, 300_000), person);
        break;
      }
      case "departure":
        passes.push(drawPass(person, false, at, random));
        draft.step("leaving", at, person);
        until(at, false);
        break;
      case "bedtime":
        draft.step("bedtime", at, person);
        until(at, true);
        break;
    }
  }
}

function tellCar(
  seed: number,
  persons: readonly Person[],
  plans: readonly DayPlan[],
  day: number,
  draft: DayDraft,
  gatherings: Gatherings | undefined,
): void {
  const { home } = persons[0]!;
  const driver = driverOf(seed, home);
  if (driver === undefined) return;
  const person = persons[driver]!;
  const plan = plans[driver]!;
  if (plugsIn(seed, home, day)) tellCharge(seed, home, day, plan, draft);
  if (!plugsIn(seed, home, day - 1)) return;
  const orders = gatherings?.on(home, day - 1);
  const before = dayPlan(seed, person, householdDay(seed, home, persons.length, day - 1, orders));
  tellChargeBefore(seed, home, day, before, plan, draft);
}

function dayStartOf(day: number, timeZoneOffset: Duration): Instant {
  return later(midnightOf(day, timeZoneOffset), hours(dayStartMinute / 60));
}
