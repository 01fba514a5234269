/**
 * What the people of the home do with a light.
 *
 * 1. They switch it on when it is dark and they come in, settle, or get up; and in between, at random, the more of them are
 *    awake (Richardson's lighting model: effective occupancy, relative use -ln U per bulb, nine equally likely spans of
 *    time; one in twenty would do so in daylight too).
 * 2. They switch it off when its time is over, if anybody is there to do it. The last to leave switch off four lights of five,
 *    the last to go to bed all of them, the one by the bed some minutes later (realism.md §2.4, §4.2).
 * 3. Nothing of this happens where nobody lives, and none of it comes from a server.
 *
 * The rate is set so that a lamp is on for 1.6 h a day on average; rooms differ as in LRC's survey.
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
  uniform,
} from "flotilla/device";
import type { BulbContext } from "./bulb-schema.ts";
import type { BulbState } from "./bulb.ts";
import { isOn } from "./light.ts";
import { switchOff, switchOn } from "./switching.ts";

/** How often one person alone, awake in the dark, switches on an average lamp in an average room, per hour. */
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

/** How much a room's lamps are used, and how likely they are switched on by who comes in, settles down, or gets up. */
interface RoomHabit {
  readonly use: number;
  readonly entry: number;
  readonly settled: number;
  readonly wake: number;
}
const habits: Readonly<Record<string, RoomHabit>> = {
  hall: { use: 0.8, entry: 0.9, settled: 0, wake: 0.2 },
  kitchen: { use: 1.5, entry: 0.2, settled: 0.5, wake: 0.5 },
  "living-room": { use: 1.6, entry: 0.2, settled: 0.6, wake: 0.1 },
  bedroom: { use: 0.5, entry: 0, settled: 0.1, wake: 0.5 },
  bathroom: { use: 0.8, entry: 0, settled: 0.1, wake: 0.6 },
  office: { use: 1.1, entry: 0, settled: 0.1, wake: 0 },
};
const elsewhere: RoomHabit = { use: 0.8, entry: 0.1, settled: 0.1, wake: 0.1 };

const departureOffShare = 0.8;

/** The light as it is found at the start: on with the chance it would be on if people had lived there all along. */
export function findLight(state: BulbState, context: BulbContext): void {
  if (!context.settings.usedByResidents) return;
  const { awake } = context.home.presence(context.now);
  const perHour = switchesPerHour * state.relativeUse * habitOf(context).use * effectiveOccupancy[Math.min(awake, 5)]!;
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
  const { awake } = context.home.presence(context.now);
  const wanted = effectiveOccupancy[Math.min(awake, 5)]! / mostOccupancy;
  if (chance(context.random, wanted * (isDark(context) ? 1 : daylightShare))) useLight(state, context);
  awaitSomebody(state, context);
}

/** The time somebody wanted light for is over. A light in an empty home stays on. */
export function nobodyWantsLight(state: BulbState, context: BulbContext): void {
  if (context.home.presence(context.now).home > 0) switchOff(state, "human", context);
}

export function takePart(state: BulbState, happening: Happening, context: BulbContext): void {
  if (!context.settings.usedByResidents) return;
  const { random } = context;
  switch (happening.type) {
    case "entry":
    case "settled":
    case "wake":
      if (isDark(context) && chance(random, habitOf(context)[happening.type])) useLight(state, context);
      return;
    case "departure":
      if (happening.last && chance(random, departureOffShare)) switchOff(state, "human", context);
      return;
    case "bedtime":
      if (!happening.last || !isOn(state, context)) return;
      if (context.room !== "bedroom") return switchOff(state, "human", context);
      context.wake("switch-off", later(context.now, minutes(uniform(random, 2, 20))));
      return;
    case "arrival":
      return;
  }
}

function useLight(state: BulbState, context: BulbContext): void {
  if (isOn(state, context)) return;
  switchOn(state, "human", context);
  context.wake("switch-off", later(context.now, timeOfUse(context.random)));
}

function timeOfUse(random: Random): number {
  const [least, most] = spans[integer(random, 0, spans.length - 1)]!;
  return minutes(uniform(random, least, most));
}

function isDark({ home, now }: BulbContext): boolean {
  return home.irradiance(now) < home.traits.darkThreshold;
}

function habitOf({ room }: BulbContext): RoomHabit {
  return Object.hasOwn(habits, room) ? habits[room]! : elsewhere;
}
