/**
 * What the people of the home do with a light.
 *
 * 1. They switch it on when it is dark where they are: as they come into its room, as they get up in it, and in between, when it
 *    gets dark or they want more light, the more of them are awake (Richardson's lighting model: effective occupancy, relative use
 *    -ln U per lamp; one switching-on in twenty happens in daylight too).
 * 2. They switch it off as the last of them leaves the room, more often than not, or when its time is over (nine equally likely
 *    spans). The last to leave the home switch off four lights of five, the last to go to bed all of them, the one by the bed some
 *    minutes later (realism.md §2.4, §4.2).
 * 3. A lamp where nobody stays (outdoors, the garage) is switched by whoever is up.
 * 4. Nothing of this happens where nobody lives, and none of it comes from a server.
 *
 * Rates are set so that lamps are on for 1.6 h a day on average, in the kitchen 2 to 3, outdoors 2.5 to 4 (PNNL, LRC).
 */
import {
  chance,
  exponential,
  type Happening,
  hours,
  integer,
  later,
  minutes,
  type Random,
  seconds,
  uniform,
} from "flotilla/device";
import type { BulbContext } from "./bulb-schema.ts";
import type { BulbState } from "./bulb.ts";
import { isOn } from "./light.ts";
import { switchOff, switchOn } from "./switching.ts";

/** How often one person alone, where it is dark, switches on an average lamp in an average room, per hour. */
const switchesPerHour = 0.36;
const daylightShare = 0.05;
/** By how many are awake: how much more light they want than one alone. */
const effectiveOccupancy = [0, 1, 1.528, 1.694, 1.983, 2.094] as const;
const mostOccupancy = 2.094;
/** Minutes a light stays on: nine spans, equally likely. */
const spans = [
  [1, 2],
  [2, 3],
  [3, 5],
  [5, 9],
  [9, 17],
  [17, 28],
  [28, 50],
  [50, 92],
  [92, 260],
] as const;
/** Of the spans above. */
const meanHours = 0.62;

/** How the lamps of a room are used. */
interface RoomHabit {
  /** How much, beside an average room. */
  readonly use: number;
  /** Chance that a lamp is switched on by who comes in from outside, an average one by who comes from another room, one by who gets up. */
  readonly entry: number;
  readonly moved: number;
  readonly wake: number;
  /** Chance that the last to leave the room switch it off. */
  readonly left: number;
  /** How much more daylight outdoors it takes to see here than in a room with large windows. */
  readonly gloom: number;
}
const habits: Readonly<Record<string, RoomHabit>> = {
  hall: { use: 1.2, entry: 0.9, moved: 0.15, wake: 0, left: 0.4, gloom: 2 },
  kitchen: { use: 1.6, entry: 0, moved: 0.7, wake: 0, left: 0.2, gloom: 1.5 },
  "living-room": { use: 0.9, entry: 0, moved: 0.5, wake: 0, left: 0.4, gloom: 1 },
  bedroom: { use: 0.7, entry: 0, moved: 0.3, wake: 0.5, left: 0.5, gloom: 1 },
  bathroom: { use: 0.7, entry: 0, moved: 0.7, wake: 0, left: 0.6, gloom: 3 },
  office: { use: 1.4, entry: 0, moved: 0.6, wake: 0, left: 0.4, gloom: 1 },
};
/** Where nobody stays. */
const elsewhere: RoomHabit = { use: 3, entry: 0.3, moved: 0, wake: 0, left: 0, gloom: 1 };

const departureOffShare = 0.8;

/** The light as it is found at the start: on with the chance it would be on if people had lived there all along. */
export function findLight(state: BulbState, context: BulbContext): void {
  if (!context.settings.usedByResidents) return;
  const perHour = switchesPerHour * state.relativeUse * habitOf(context).use * wanting(context);
  const share = 1 - Math.exp(-perHour * meanHours);
  if (chance(context.random, isDark(context) ? share : share * daylightShare)) useLight(state, context);
}

/** Asks for the next moment somebody may want this light: a candidate, taken or passed by when it comes. */
export function awaitSomebody(state: BulbState, context: BulbContext): void {
  const perHour = switchesPerHour * state.relativeUse * habitOf(context).use * mostOccupancy;
  const wait = exponential(context.random, hours(1) / perHour);
  context.wake("switch-on", context.settings.usedByResidents ? later(context.now, wait) : undefined);
}

export function somebodyMayWantLight(state: BulbState, context: BulbContext): void {
  const wanted = wanting(context) / mostOccupancy;
  if (chance(context.random, wanted * (isDark(context) ? 1 : daylightShare))) useLight(state, context);
  awaitSomebody(state, context);
}

/**
 * The time somebody wanted light for is over, or the last to leave the room reach for the switch: not if somebody has come in
 * again. A light in an empty home stays on.
 */
export function nobodyWantsLight(state: BulbState, context: BulbContext): void {
  const { leaving } = state;
  state.leaving = false;
  if (leaving && context.home.peopleIn(context.room, context.now) > 0) {
    context.wake("switch-off", later(context.now, timeOfUse(context.random)));
    return;
  }
  if (context.home.presence(context.now).home > 0) switchOff(state, "human", context);
}

export function takePart(state: BulbState, happening: Happening, context: BulbContext): void {
  if (!context.settings.usedByResidents) return;
  const { random } = context;
  switch (happening.type) {
    case "moved":
      if (happening.to !== context.room) return leaveRoom(state, context);
      return comeInto(state, movedShare(state, context), context);
    case "entry":
      return comeInto(state, habitOf(context).entry, context);
    case "wake":
      return comeInto(state, habitOf(context).wake, context);
    case "departure":
      if (happening.last && chance(random, departureOffShare)) switchOff(state, "human", context);
      return;
    case "bedtime":
      if (!happening.last || !isOn(state, context)) return;
      if (context.room !== "bedroom") return switchOff(state, "human", context);
      state.leaving = false;
      context.wake("switch-off", later(context.now, minutes(uniform(random, 2, 20))));
      return;
    default:
      // The rest of their day needs no light of its own.
      return;
  }
}

/** Who is first in a dark room wants light; with others there, somebody has seen to it. The most used lamp is the likeliest. */
function movedShare(state: BulbState, context: BulbContext): number {
  const { room, home, now } = context;
  const average = habitOf(context).moved * (home.peopleIn(room, now) > 1 ? 0.2 : 1);
  return 1 - (1 - average) ** (2 * state.relativeUse);
}

function comeInto(state: BulbState, share: number, context: BulbContext): void {
  if (share === 0 || isOn(state, context) || !isDark(context)) return;
  if (chance(context.random, share)) useLight(state, context);
}

function leaveRoom(state: BulbState, context: BulbContext): void {
  const { room, home, now, random } = context;
  if (!isOn(state, context) || home.peopleIn(room, now) > 0 || !chance(random, habitOf(context).left)) return;
  state.leaving = true;
  context.wake("switch-off", later(now, seconds(uniform(random, 1, 20))));
}

function useLight(state: BulbState, context: BulbContext): void {
  if (isOn(state, context)) return;
  switchOn(state, "human", context);
  state.leaving = false;
  context.wake("switch-off", later(context.now, timeOfUse(context.random)));
}

/** How many want light here, as effective occupancy. */
function wanting({ room, home, now }: BulbContext): number {
  if (Object.hasOwn(habits, room) && home.peopleIn(room, now) === 0) return 0;
  return effectiveOccupancy[Math.min(home.presence(now).awake, 5)]!;
}

function timeOfUse(random: Random): number {
  const [least, most] = spans[integer(random, 0, spans.length - 1)]!;
  return minutes(uniform(random, least, most));
}

function isDark(context: BulbContext): boolean {
  const { home, now } = context;
  return home.irradiance(now) < home.traits.darkThreshold * habitOf(context).gloom;
}

function habitOf({ room }: BulbContext): RoomHabit {
  return Object.hasOwn(habits, room) ? habits[room]! : elsewhere;
}
