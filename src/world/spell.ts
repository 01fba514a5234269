/**
 * A spell of somebody's day at home and awake: from rising or coming in until leaving or going to bed, and what is fixed
 * in it. Times are milliseconds since 04:00.
 *
 * 1. Stays are in order, with a minute of free time between one and the next wherever something was placed.
 * 2. The first stay begins with the spell, in the bedroom or the hall, and the last ends with it, there too.
 */
import { chance, uniform } from "../kernel/distribution.ts";
import type { Random } from "../kernel/random.ts";
import type { Room } from "./happening.ts";
import type { Stay } from "./itinerary.ts";
import { minute, second } from "./time-of-day.ts";

export interface Spell {
  readonly person: number;
  readonly from: number;
  readonly to: number;
  /** Whether it begins with getting up, and ends with going to bed. */
  readonly rises: boolean;
  readonly retires: boolean;
  readonly stays: Stay[];
}

/** Between what somebody does and what they do next. */
const free = minute;
/** Shorter ones are too short for the bathroom before bed. */
const whole = 30 * minute;
const bathroomFirst = 0.7;

export function spellOf(
  person: number,
  from: number,
  to: number,
  { rises, retires }: { readonly rises: boolean; readonly retires: boolean },
  random: Random,
): Spell {
  const stays: Stay[] = [];
  if (rises) {
    const up = from + uniform(random, 15 * second, 50 * second);
    const there = up + uniform(random, 20 * second, 70 * second);
    const room = chance(random, bathroomFirst) ? "bathroom" : "kitchen";
    stays.push({ from, to: up, room: "bedroom" });
    stays.push({ from: there, to: there + uniform(random, 30 * second, 90 * second), room });
  } else {
    stays.push({ from, to: from + uniform(random, 4 * second, 20 * second), room: "hall" });
  }
  if (retires) {
    const bedroom = to - uniform(random, minute, 5 * minute);
    if (to - from >= whole) {
      const bathroom = bedroom - uniform(random, 3 * minute, 7 * minute);
      stays.push({ from: bathroom, to: bedroom - 20 * second, room: "bathroom" });
    }
    stays.push({ from: bedroom, to, room: "bedroom" });
  } else {
    stays.push({ from: to - uniform(random, 15 * second, 60 * second), to, room: "hall" });
  }
  return { person, from, to, rises, retires, stays };
}

/** Whether nothing is in the way of being in a room all that time; if so, it is in the way of what comes later. */
export function placed({ stays }: Spell, from: number, to: number, room: Room): boolean {
  let index = 0;
  while (index < stays.length && stays[index]!.to + free <= from) index++;
  const next = stays[index];
  if (index === 0 || next === undefined || next.from < to + free) return false;
  stays.splice(index, 0, { from, to, room });
  return true;
}
