/**
 * What the people of a home do on one day in which devices take part: meals, drinks, showers, television, the computer.
 *
 * 1. Whoever does something is in its room, and nowhere else, as long as it lasts: each activity is placed among the stays
 *    of one person's spell at home (spell.ts), or left out where it does not fit.
 * 2. Cooking, drinks and showers of a home never overlap. Television and computer are there once: people who watch at the
 *    same time, or after one another, are one session, told by who begins and who ends it. A short break does not end it.
 *
 * Meals: 0.8-1.2 a day in a home somebody is in. Television: 34 % of people at 21:00 (American Time Use Survey). The rest
 * are design values.
 */
import { chance, lognormal, normal, uniform } from "../kernel/distribution.ts";
import type { Random } from "../kernel/random.ts";
import type { Activity, Room } from "./happening.ts";
import { placed, type Spell } from "./spell.ts";
import { clock, hour, minute, second } from "./time-of-day.ts";
import type { DayDraft } from "./told-day.ts";

/** Free are Saturdays, Sundays and public holidays. */
export type DayType = "weekday" | "free";

interface Session {
  readonly person: number;
  readonly from: number;
  readonly to: number;
}

/** @returns when the last meal was cooked, if any was: its end. */
export function tellActivities(
  spells: readonly Spell[],
  dayType: DayType,
  draft: DayDraft,
  random: Random,
): number | undefined {
  const cooked: Session[] = [];
  for (const meal of meals[dayType]) cook(meal, spells, cooked, random);
  tellEach("cooking", "kitchen", cooked, draft);
  tellEach("shower", "bathroom", showers(spells, random), draft);
  tellEach("hot-drink", "kitchen", hotDrinks(spells, random), draft);
  tellShared("television", "living-room", television(spells, dayType, random), draft);
  tellShared("computer", "office", computer(spells, random), draft);
  return cooked.at(-1)?.to;
}

/** They are in the room a moment before they begin, and after they have ended. */
const moment = 10 * second;

function tellEach(activity: Activity, room: Room, sessions: readonly Session[], draft: DayDraft): void {
  for (const { person, from, to } of sessions) {
    draft.activity("began", from + moment, person, activity, room);
    draft.activity("ended", to - moment, person, activity, room);
  }
}

/** So long something stays on for who comes next or comes back. */
const leftOn = 6 * minute;

function tellShared(activity: Activity, room: Room, sessions: Session[], draft: DayDraft): void {
  sessions.sort((a, b) => a.from - b.from);
  for (let index = 0; index < sessions.length;) {
    let last = sessions[index]!;
    draft.activity("began", last.from + moment, last.person, activity, room);
    for (index++; index < sessions.length && sessions[index]!.from <= last.to + leftOn; index++) {
      if (sessions[index]!.to > last.to) last = sessions[index]!;
    }
    draft.activity("ended", last.to - moment, last.person, activity, room);
  }
}

interface Meal {
  /** How often somebody cooks it, given that somebody is there. */
  readonly probability: number;
  /** Local hours. */
  readonly hour: number;
  readonly sd: number;
}

const meals: Readonly<Record<DayType, readonly Meal[]>> = {
  weekday: [
    { probability: 0.1, hour: 7, sd: 0.5 },
    { probability: 0.3, hour: 12.3, sd: 0.4 },
    { probability: 0.75, hour: 18.2, sd: 0.7 },
  ],
  free: [
    { probability: 0.25, hour: 9, sd: 0.6 },
    { probability: 0.45, hour: 12.6, sd: 0.5 },
    { probability: 0.7, hour: 18.3, sd: 0.7 },
  ],
};
/** Who is not there in time, cooks later. */
const mealPatience = 2 * hour;
const mealStep = 20 * minute;
const adults = 2;

function cook(meal: Meal, spells: readonly Spell[], cooked: Session[], random: Random): void {
  const wanted = chance(random, meal.probability);
  const from = clock(normal(random, meal.hour, meal.sd));
  const length = minute * Math.min(60, Math.max(15.5, lognormal(random, 28, 0.4)));
  const first = Math.floor(random.next() * spells.length);
  if (!wanted) return;
  for (let delay = 0; delay <= mealPatience; delay += mealStep) {
    for (let index = 0; index < spells.length; index++) {
      const spell = spells[(first + index) % spells.length]!;
      if (spell.person < adults && taken(cooked, spell, from + delay, length, "kitchen")) return;
    }
  }
}

const noon = clock(12);
const showersInTheMorning = 0.58;
const showersInTheEvening = 0.2;

function showers(spells: readonly Spell[], random: Random): Session[] {
  const sessions: Session[] = [];
  for (const spell of spells) {
    const length = minute * Math.min(15, Math.max(3, lognormal(random, 7, 0.35)));
    if (spell.rises && spell.from < noon && chance(random, showersInTheMorning)) {
      taken(sessions, spell, spell.from + uniform(random, 3.5, 10) * minute, length, "bathroom");
    }
    if (spell.retires && spell.to > noon && chance(random, showersInTheEvening)) {
      taken(sessions, spell, spell.to - uniform(random, 30, 75) * minute, length, "bathroom");
    }
  }
  return sessions;
}

const drinks: readonly { readonly probability: number; readonly from: number; readonly to: number }[] = [
  { probability: 0.2, from: clock(9.5), to: clock(11.5) },
  { probability: 0.4, from: clock(13), to: clock(15) },
  { probability: 0.3, from: clock(15.5), to: clock(17.5) },
  { probability: 0.2, from: clock(19.5), to: clock(21.5) },
];
const drinksAfterRising = 0.6;

function hotDrinks(spells: readonly Spell[], random: Random): Session[] {
  const sessions: Session[] = [];
  for (const spell of spells) {
    const length = uniform(random, 3.5, 8) * minute;
    if (spell.rises && chance(random, drinksAfterRising)) {
      taken(sessions, spell, spell.from + uniform(random, 5, 25) * minute, length, "kitchen");
    }
    for (const { probability, from, to } of drinks) {
      if (spell.from < to && spell.to > from && chance(random, probability)) {
        taken(sessions, spell, uniform(random, from, to), length, "kitchen");
      }
    }
  }
  return sessions;
}

/** Adds a session unless it meets another of its kind, or the person is not free to come. */
function taken(sessions: Session[], spell: Spell, from: number, length: number, room: Room): boolean {
  const to = from + length;
  for (const other of sessions) if (from < other.to + minute && to > other.from - minute) return false;
  if (!placed(spell, from, to, room)) return false;
  sessions.push({ person: spell.person, from, to });
  return true;
}

interface Viewing {
  readonly probability: Readonly<Record<DayType, number>>;
  /** Local hours, for all who watch. */
  readonly hour: number;
  readonly sd: number;
  readonly minutes: { readonly median: number; readonly sigma: number };
}

const viewings: readonly Viewing[] = [
  { probability: { weekday: 0.12, free: 0.12 }, hour: 8.5, sd: 1, minutes: { median: 25, sigma: 0.4 } },
  { probability: { weekday: 0.25, free: 0.3 }, hour: 14, sd: 1.5, minutes: { median: 50, sigma: 0.5 } },
  { probability: { weekday: 0.62, free: 0.62 }, hour: 19.5, sd: 0.9, minutes: { median: 145, sigma: 0.4 } },
];
/** People sit through one part, walk about for a moment, and sit down for the next. */
const part = { shortest: 25, longest: 70, breakShortest: 2.2, breakLongest: 4.5 } as const;

function television(spells: readonly Spell[], dayType: DayType, random: Random): Session[] {
  const watched: Session[] = [];
  for (const { probability, hour: usual, sd, minutes } of viewings) {
    const common = clock(normal(random, usual, sd));
    const commonEnd = common + minute * lognormal(random, minutes.median, minutes.sigma);
    for (const spell of spells) {
      if (spell.from > commonEnd || spell.to < common || !chance(random, probability[dayType])) continue;
      const end = Math.min(commonEnd + uniform(random, -15, 30) * minute, spell.to - minute);
      let from = Math.max(common + uniform(random, 0, 20) * minute, spell.from + uniform(random, 3, 20) * minute);
      while (from < end - 10 * minute) {
        const to = Math.min(end, from + uniform(random, part.shortest, part.longest) * minute);
        if (placed(spell, from, to, "living-room")) watched.push({ person: spell.person, from, to });
        from = to + uniform(random, part.breakShortest, part.breakLongest) * minute;
      }
    }
  }
  return watched;
}

const usesComputer = 0.3;
const longEnoughForComputer = 90 * minute;

function computer(spells: readonly Spell[], random: Random): Session[] {
  const used: Session[] = [];
  for (const spell of spells) {
    if (spell.to - spell.from < longEnoughForComputer || !chance(random, usesComputer)) continue;
    const length = minute * Math.min(180, Math.max(10, lognormal(random, 40, 0.7)));
    const from = uniform(random, spell.from, spell.to - length);
    if (placed(spell, from, from + length, "office")) used.push({ person: spell.person, from, to: from + length });
  }
  return used;
}
