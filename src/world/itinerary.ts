/**
 * The way of somebody awake through the rooms of the home, from stay to stay.
 *
 *     stay: bedroom | wandering: hall, kitchen | stay: bathroom (shower) | ... | stay: hall
 *
 * 1. A stay says where somebody is from when to when, because of what they do or because they come, leave, rise or go to
 *    bed. In between they wander: a semi-Markov chain, so the time in a room is lognormal and depends on the room alone,
 *    as does where they go next.
 * 2. Whoever wanders is on time: in the room of the next stay before it begins.
 *
 * Design values, chosen for 30-70 moves a person and day: a living room holds people longer than a hall.
 */
import { lognormal, uniform } from "../kernel/distribution.ts";
import type { Random } from "../kernel/random.ts";
import { rooms, type Room } from "./happening.ts";
import { minute, second } from "./time-of-day.ts";
import type { DayDraft } from "./told-day.ts";

/** Milliseconds since 04:00. */
export interface Stay {
  readonly from: number;
  readonly to: number;
  readonly room: Room;
}

interface Habit {
  /** Minutes. */
  readonly median: number;
  readonly sigma: number;
  /** How often each of `rooms` comes next, added up. */
  readonly next: readonly number[];
}

/** So much before a stay nobody sets off for another room. */
const readiness = 40 * second;

const habits: Readonly<Record<Room, Habit>> = {
  hall: habit(0.4, 0.7, { kitchen: 30, "living-room": 34, bedroom: 13, bathroom: 13, office: 10 }),
  kitchen: habit(6, 0.9, { hall: 22, "living-room": 48, bedroom: 10, bathroom: 9, office: 11 }),
  "living-room": habit(17, 0.9, { hall: 18, kitchen: 46, bedroom: 12, bathroom: 16, office: 8 }),
  bedroom: habit(8, 0.9, { hall: 20, kitchen: 24, "living-room": 24, bathroom: 27, office: 5 }),
  bathroom: habit(4, 0.6, { hall: 20, kitchen: 22, "living-room": 26, bedroom: 26, office: 6 }),
  office: habit(18, 0.9, { hall: 22, kitchen: 34, "living-room": 22, bedroom: 7, bathroom: 15 }),
};

/** Tells the moves from the first stay, which begins where the person is, to the last. Stays are in order and apart. */
export function tellItinerary(stays: readonly Stay[], person: number, draft: DayDraft, random: Random): void {
  let here = stays[0]!;
  for (let index = 1; index < stays.length; index++) {
    const next = stays[index]!;
    wander(here, next, person, draft, random);
    here = next;
  }
}

function wander(here: Stay, next: Stay, person: number, draft: DayDraft, random: Random): void {
  let room = here.room;
  let at = here.to;
  // They stay on for a moment after what kept them.
  let leaves = at + uniform(random, 2 * second, readiness);
  while (leaves < next.from - readiness) {
    const to = nextRoom(room, random);
    draft.moved(leaves, person, room, to);
    room = to;
    at = leaves;
    const { median, sigma } = habits[room];
    leaves = at + Math.max(3 * second, minute * lognormal(random, median, sigma));
  }
  if (room === next.room) return;
  const ahead = Math.min(uniform(random, second, 15 * second), (next.from - at) / 2);
  draft.moved(next.from - ahead, person, room, next.room);
}

function nextRoom(from: Room, random: Random): Room {
  const { next } = habits[from];
  const draw = random.next() * next[next.length - 1]!;
  let index = 0;
  while (draw >= next[index]!) index++;
  return rooms[index]!;
}

function habit(median: number, sigma: number, weights: Readonly<Partial<Record<Room, number>>>): Habit {
  let sum = 0;
  return { median, sigma, next: rooms.map((room) => (sum += weights[room] ?? 0)) };
}
