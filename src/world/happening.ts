/**
 * What people do at home that devices notice or take part in, and how a home's day is told as a list of it.
 *
 * 1. No two happenings of a home share an instant: those of resident p lie on milliseconds congruent to p modulo 8
 *    (counted from local midnight). So "the next one after t" never skips any.
 * 2. An arrival is followed by its entry after 5-45 s and by its settling in after 60-300 s, before anything else
 *    this person does.
 * 3. Presence changes exactly at arrivals, departures, wake and bedtime, and nowhere else.
 */
import { uniform } from "../kernel/distribution.ts";
import type { Random } from "../kernel/random.ts";
import { later, type Duration, type Instant } from "../kernel/time.ts";
import { midnightOf } from "./calendar.ts";
import { dayPlan, type DayPlan } from "./day-plan.ts";
import { householdDay } from "./household-day.ts";
import { dayStream, mostResidents, personsOf } from "./person.ts";

/** Rooms people live in. Devices may be elsewhere (`garage`, `cellar`, `outdoors`), where nobody is expected. */
export type Room = "hall" | "kitchen" | "living-room" | "bedroom" | "bathroom" | "office";

/** What somebody at home is busy with, as far as devices notice it. */
export type Activity =
  | "cooking"
  | "hot-drink"
  | "television"
  | "computer"
  | "shower"
  | "dishes"
  | "laundry"
  /** The car is plugged in; ends when it is full or is needed. */
  | "car-charging";

/** Something that happens in a home. `person` is the resident's number, 0 for the first. */
export type Happening =
  /** Stands at the door outside: unlocks. `first`: nobody was at home. */
  | { readonly type: "arrival"; readonly at: Instant; readonly person: number; readonly first: boolean }
  /** Has come in through the open front door. `first` as of the arrival. */
  | { readonly type: "entry"; readonly at: Instant; readonly person: number; readonly first: boolean }
  /** Has settled in: makes it comfortable. `first` as of the arrival. */
  | { readonly type: "settled"; readonly at: Instant; readonly person: number; readonly first: boolean }
  /** Stands at the front door inside, about to leave: unlocks. `last`: nobody will stay at home. */
  | { readonly type: "leaving"; readonly at: Instant; readonly person: number; readonly last: boolean }
  /** Has left and stands outside the closed door. `last`: nobody stays at home. */
  | { readonly type: "departure"; readonly at: Instant; readonly person: number; readonly last: boolean }
  /** Gets up. `first`: nobody at home was awake. */
  | { readonly type: "wake"; readonly at: Instant; readonly person: number; readonly first: boolean }
  /** Goes to bed. `last`: nobody at home stays awake. */
  | { readonly type: "bedtime"; readonly at: Instant; readonly person: number; readonly last: boolean }
  /** Somebody awake walks from one room into another; `from` and `to` differ. */
  | { readonly type: "moved"; readonly at: Instant; readonly person: number; readonly from: Room; readonly to: Room }
  /** Somebody begins or ends what the devices of a room serve. The same activity never runs twice in a home at a time. */
  | {
      readonly type: "began" | "ended";
      readonly at: Instant;
      readonly person: number;
      readonly activity: Activity;
      readonly room: string;
    }
  /** The front door opens or closes, moved by who arrives or leaves. */
  | { readonly type: "front-door"; readonly at: Instant; readonly open: boolean }
  /** The windows of the home are opened or closed, to air it or for a warm day. */
  | { readonly type: "windows"; readonly at: Instant; readonly open: boolean };

/** One home from 04:00 to 04:00. */
export interface HomeDay {
  /** Residents at home, and asleep, when the day starts. */
  readonly homeAtStart: number;
  /** In order of time. */
  readonly happenings: readonly Happening[];
}

/** Residents at home, and those of them who are awake. */
export interface Presence {
  readonly home: number;
  readonly awake: number;
}

export function homeDay(seed: number, home: number, day: number, timeZoneOffset: Duration): HomeDay {
  const household = householdDay(seed, home, day);
  const midnight = midnightOf(day, timeZoneOffset);
  let homeAtStart = 0;
  const steps = personsOf(seed, home).flatMap((person) => {
    const plan = dayPlan(seed, person, household);
    if (plan.start === "asleep") homeAtStart++;
    return stepsOf(plan, person.index, midnight, dayStream(seed, home, person.index, day, "coming home"));
  });
  return { homeAtStart, happenings: told(steps, homeAtStart) };
}

/** Presence after everything up to and including `at`, an instant of that day. */
export function presenceOn({ homeAtStart, happenings }: HomeDay, at: Instant): Presence {
  let home = homeAtStart;
  let awake = 0;
  for (const happening of happenings) {
    if (happening.at > at) break;
    const change = presenceChange[happening.type as PersonStep] ?? { home: 0, awake: 0 };
    home += change.home;
    awake += change.awake;
  }
  return { home, awake };
}

type PersonStep = "arrival" | "entry" | "settled" | "departure" | "wake" | "bedtime";

const presenceChange: Readonly<Record<PersonStep, Presence>> = {
  arrival: { home: 1, awake: 1 },
  entry: { home: 0, awake: 0 },
  settled: { home: 0, awake: 0 },
  departure: { home: -1, awake: -1 },
  wake: { home: 0, awake: 1 },
  bedtime: { home: 0, awake: -1 },
};

/** Milliseconds between the instants one resident may use. */
const grid = mostResidents;

/** A happening of which is not yet known what it means for the others. */
interface Step {
  readonly type: PersonStep;
  readonly at: Instant;
  readonly person: number;
}

function stepsOf({ moves }: DayPlan, person: number, midnight: Instant, random: Random): Step[] {
  return moves.flatMap(({ type, minute }): Step[] => {
    const at = later(midnight, grid * Math.round((minute * 60_000) / grid) + person);
    if (type !== "arrival") return [{ type, at, person }];
    const after = (low: number, high: number): Instant =>
      later(at, grid * Math.ceil(uniform(random, low, high) / grid));
    return [
      { type, at, person },
      { type: "entry", at: after(5_000, 45_000), person },
      { type: "settled", at: after(60_000, 300_000), person },
    ];
  });
}

/** Puts the steps of all residents in order and adds what each means for the home. */
function told(steps: Step[], homeAtStart: number): Happening[] {
  let home = homeAtStart;
  let awake = 0;
  const cameFirst: boolean[] = [];
  steps.sort((a, b) => a.at - b.at);
  return steps.map(({ type, at, person }): Happening => {
    const homeBefore = home;
    const awakeBefore = awake;
    home += presenceChange[type].home;
    awake += presenceChange[type].awake;
    switch (type) {
      case "arrival":
        cameFirst[person] = homeBefore === 0;
        return { type, at, person, first: homeBefore === 0 };
      case "entry":
      case "settled":
        return { type, at, person, first: cameFirst[person] === true };
      case "departure":
        return { type, at, person, last: home === 0 };
      case "wake":
        return { type, at, person, first: awakeBefore === 0 };
      case "bedtime":
        return { type, at, person, last: awake === 0 };
    }
  });
}
