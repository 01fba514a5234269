/**
 * The windows of a home on one day: opened by people to air it in the cold, and for hours when it is warm.
 *
 * 1. Only somebody at home and awake opens or closes them, and they are closed when the last one has left.
 * 2. On cold days most homes are aired for some minutes after the first has risen.
 * 3. When it is pleasantly warm outside they stand open, until it gets too hot or too cold. On a warm night some people
 *    sleep with open windows: decided for each night by itself, so that neighbouring days agree.
 *
 * Habits and comfort bounds are design values; a summer house left open cools within hours (ecobee, summer).
 */
import { chance, uniform } from "../kernel/distribution.ts";
import { keyed, type Random } from "../kernel/random.ts";
import { later, type Instant } from "../kernel/time.ts";
import type { Spell } from "./spell.ts";
import { clock, minute, second } from "./time-of-day.ts";
import type { DayDraft } from "./told-day.ts";
import type { Weather } from "./weather.ts";

const airsShare = 0.75;
const opensShare = 0.9;
const opensAtNightShare = 0.8;
/** °C outdoors below which a home is aired for minutes and not opened. */
const cold = 15;
/** °C outdoors at 04:00 below which nobody has slept with open windows. */
const chilly = 11;
/** From 22:00 to 04:00. */
const eveningAgo = 6 * 60 * minute;
/** Between opening and closing, K: nobody runs to the window for half a degree. */
const hysteresis = 1.5;
/** How often somebody thinks of the windows. */
const thought = 20 * minute;
const shortestSpell = 20 * minute;
/** When it is warm if it is on that day. */
const warmHours = [12, 15, 18, 22] as const;

interface Comfort {
  readonly airs: boolean;
  readonly opens: boolean;
  readonly opensAtNight: boolean;
  /** °C outdoors. */
  readonly low: number;
  readonly high: number;
}

/** Whether the windows stand open when `dayStart` (04:00) comes and `asleep` people sleep in the home. */
export function openOvernight(
  seed: number,
  home: number,
  dayStart: Instant,
  asleep: number,
  weather: Weather,
): boolean {
  if (asleep === 0) return false;
  // What counts is how warm it was on going to bed, unless the night got chilly.
  const evening = weather.outdoorTemperature(later(dayStart, -eveningAgo));
  if (evening < cold || weather.outdoorTemperature(dayStart) < chilly) return false;
  const { opensAtNight, low } = comfortOf(seed, home);
  return opensAtNight && evening > low - hysteresis;
}

/** Open or not at the two ends of a day. */
export interface Nights {
  readonly before: boolean;
  readonly after: boolean;
}

export interface Site {
  readonly seed: number;
  readonly home: number;
  readonly weather: Weather;
  readonly dayStart: Instant;
}

/** @param spells of all people of the home, in any order. */
export function tellWindows(
  site: Site,
  spells: readonly Spell[],
  nights: Nights,
  draft: DayDraft,
  random: Random,
): void {
  const { seed, home, weather, dayStart } = site;
  const outdoors = (at: number): number => weather.outdoorTemperature(later(dayStart, at));
  const comfort = comfortOf(seed, home);
  const watches = watchesOf(spells);
  const first = watches[0];
  if (first === undefined) return;
  const airing = first.from + uniform(random, 4, 25) * minute;
  const warmest = Math.max(...warmHours.map((hours) => outdoors(clock(hours))));
  if (warmest < comfort.low && !nights.before && !nights.after) {
    const length = (outdoors(airing) < -10 ? 0.5 : 1) * uniform(random, 4, 12) * minute;
    const airs = comfort.airs && chance(random, 0.9) && outdoors(airing) < cold;
    if (!airs || airing + length > first.to - 2 * minute) return;
    draft.opening("windows", airing, true);
    draft.opening("windows", airing + length, false);
    return;
  }
  let open = nights.before;
  const turn = (at: number, to: boolean): void => {
    if (to !== open) draft.opening("windows", at, to);
    open = to;
  };
  watches.forEach(({ from, to, asleepAfter }, index) => {
    for (let at = from + uniform(random, 2, 15) * minute; at < to - 3 * minute; at += thought) {
      if (to - from >= shortestSpell) turn(at, comfort.opens && pleasant(outdoors(at), comfort, open));
    }
    const stays = asleepAfter && (index === watches.length - 1 ? nights.after : open && nights.after);
    turn(to - uniform(random, 5, 60) * second, stays);
  });
}

function pleasant(temperature: number, { low, high }: Comfort, open: boolean): boolean {
  const margin = open ? hysteresis : 0;
  return temperature > low - margin && temperature < high + margin;
}

/** A time in which somebody is up at home all the while. */
interface Watch {
  readonly from: number;
  readonly to: number;
  /** Whether anybody is at home afterwards, asleep. */
  readonly asleepAfter: boolean;
}

function watchesOf(spells: readonly Spell[]): Watch[] {
  const watches: Watch[] = [];
  const sorted = spells.toSorted((a, b) => a.from - b.from);
  for (let index = 0; index < sorted.length;) {
    const { from } = sorted[index]!;
    let { to } = sorted[index]!;
    for (index++; index < sorted.length && sorted[index]!.from < to; index++) to = Math.max(to, sorted[index]!.to);
    watches.push({ from, to, asleepAfter: somebodySleeps(spells, to) });
  }
  return watches;
}

/** Whether somebody sleeps at home at `at`, when nobody is up: has gone to bed, or not risen yet. */
function somebodySleeps(spells: readonly Spell[], at: number): boolean {
  return spells.some(
    ({ person, to, from, retires, rises }) =>
      (retires && to <= at && !spells.some((next) => next.person === person && next.from > to && next.from <= at)) ||
      (rises && from > at && !spells.some((last) => last.person === person && last.from < from)),
  );
}

function comfortOf(seed: number, home: number): Comfort {
  const low = 17 + 3 * keyed(seed, "warm enough", home);
  return {
    airs: keyed(seed, "airs", home) < airsShare,
    opens: keyed(seed, "opens windows", home) < opensShare,
    opensAtNight: keyed(seed, "opens windows", home) < opensShare * opensAtNightShare,
    low,
    high: 26 + 2.5 * keyed(seed, "too hot", home),
  };
}
