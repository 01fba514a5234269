/**
 * Machines people start and leave to themselves: the dishwasher in the evening, the washing machine at any time of the day.
 *
 * 1. Somebody who is at home and awake starts it in its room; it ends by itself, the same day, whoever is there.
 * 2. 70 % of homes have a dishwasher, all have a washing machine: in the bathroom, the kitchen, or the cellar, to which the
 *    way leads through the hall.
 *
 * Frequencies by the number of residents are design values: 2-5 machines of laundry a week, dishes every day or third day.
 */
import { chance, normal, uniform } from "../kernel/distribution.ts";
import { keyed, type Random } from "../kernel/random.ts";
import type { Activity, Room } from "./happening.ts";
import { placed, type Spell } from "./spell.ts";
import type { DayType } from "./activities.ts";
import { clock, hour, minute, second } from "./time-of-day.ts";
import type { DayDraft, Place } from "./told-day.ts";

/** Everything has run by then: 03:50. */
const latestEnd = clock(27.8);

const dishwasherShare = 0.7;
/** By the number of residents; a few find nobody to begin them, and are not. */
const dishesPerDay = [0, 0.4, 0.55, 0.7, 0.8] as const;
const laundryPerWeek = [0, 2.6, 3.3, 4, 4.9] as const;
/** Share of an average day's laundry that is done on a day with and without work. */
const laundryShare = { weekday: 0.9, free: 1.25 } as const;

export interface Chores {
  readonly dishwasher: boolean;
  readonly laundryRoom: Place;
}

export function choresOf(seed: number, home: number): Chores {
  const room = keyed(seed, "laundry room", home);
  return {
    dishwasher: keyed(seed, "dishwasher", home) < dishwasherShare,
    laundryRoom: room < 0.4 ? "bathroom" : room < 0.65 ? "kitchen" : "cellar",
  };
}

/** @param dinner when the last meal was cooked, if one was. */
export function tellChores(
  { dishwasher, laundryRoom }: Chores,
  residents: number,
  day: DayType,
  spells: readonly Spell[],
  dinner: number | undefined,
  draft: DayDraft,
  random: Random,
): void {
  const evening = Math.max(clock(normal(random, 20, 0.6)), (dinner ?? 0) + uniform(random, 15, 50) * minute);
  const washesUp = chance(random, dishesPerDay[residents]!);
  const dishes = uniform(random, 70, 150) * minute;
  if (dishwasher && washesUp) run("dishes", "kitchen", evening, dishes, spells, draft, random);
  const washes = chance(random, (laundryPerWeek[residents]! / 7) * laundryShare[day]);
  const laundry = uniform(random, 45, 120) * minute;
  const from = uniform(random, clock(8), clock(20));
  if (washes) run("laundry", laundryRoom, from, laundry, spells, draft, random);
}

/** Who is not there in time does it later. */
const patience = 3 * hour;
const step = 15 * minute;

function run(
  activity: Activity,
  place: Place,
  wanted: number,
  length: number,
  spells: readonly Spell[],
  draft: DayDraft,
  random: Random,
): void {
  const handling = uniform(random, 1.5, 4) * minute;
  const room: Room = place === "bathroom" || place === "kitchen" ? place : "hall";
  for (let from = wanted; from <= wanted + patience && from + handling + length <= latestEnd; from += step) {
    for (const spell of spells) {
      const starts = from + handling;
      if (!placed(spell, from, starts, room)) continue;
      draft.activity("began", starts - 5 * second, spell.person, activity, place);
      draft.activity("ended", starts + length, spell.person, activity, place);
      return;
    }
  }
}
