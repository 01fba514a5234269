/**
 * The windows of a home on one day: opened by people to air it in the cold, and for hours when it is warm.
 *
 * 1. Only somebody at home and awake opens or closes them, and they are closed when the last one has left.
 * 2. On cold days most homes are aired once, for some minutes in the morning: the colder the shorter, not before half past
 *    six, and by nobody who has only just got up or come in.
 * 3. When it is pleasantly warm outside they stand open, until it gets too hot or too cold. A house that has been warm for days
 *    keeps its own warmth and sun, so its people open from lower temperatures on; one that is cold from a cold spell they keep
 *    shut. Where the whole home is cooled, fewer open, and nobody
 *    while it is hot, but some on going to bed, for the cool of the night.
 * 4. On a warm night most people sleep with open windows: decided for each night by itself, so that neighbouring days agree.
 *
 * Habits and comfort bounds are design values; a summer house left open cools within hours (ecobee, summer).
 */
import { chance, uniform } from "../kernel/distribution.ts";
import { keyed, type Random } from "../kernel/random.ts";
import { later, type Instant } from "../kernel/time.ts";
import { coolingOf } from "./equipment.ts";
import type { Spell } from "./spell.ts";
import { clock, hour, minute, second, wholeDay } from "./time-of-day.ts";
import type { DayDraft } from "./told-day.ts";
import type { Weather } from "./weather.ts";

const airsShare = 0.75;
const airsOnDay = 0.9;
/** Nobody airs earlier in the day, nor sooner after getting up or coming in, nor begins with it after the morning. */
const earliestAiring = clock(6.5);
const beforeAiring = 20 * minute;
const latestAiring = clock(11);
/** °C outdoors below which a home is aired for half the time, and a quarter of it. */
const frost = 0;
const hardFrost = -10;
/** How many homes open for the warmth outdoors, and of those with open windows in the evening, at night. */
const opensShare = 0.97;
const opensIfCooled = 0.85;
const opensAtNightShare = 0.9;
/** °C outdoors at 22:00 from which on nobody sleeps with closed windows in a home that is not cooled. */
const warmEvening = 20;
/** K by which it may be too warm at 22:00 for who waits for the cool of the night. */
const coolsOff = 3;
/** K by which a home that is not cooled is warmer than the days before were outdoors: nobody lets in what is hotter. */
const indoorsAbove = 4;
/** °C outdoors at 04:00 below which nobody has slept with open windows. */
const chilly = 12;
/** From 22:00 to 04:00. */
const eveningAgo = 6 * hour;
/** Between opening and closing, K: nobody runs to the window for half a degree. */
const hysteresis = 1.5;
/** How often somebody thinks of the windows. */
const thought = 20 * minute;
const shortestSpell = 20 * minute;
/** When it is warm if it is on that day. */
const warmHours = [12, 15, 18, 22] as const;
/** °C outdoors, in the mean of two days, from which on houses stay warm without heating; and how much that may ask for. */
const mild = 14;
const mostReluctance = 6;

interface Comfort {
  /** Whether the whole home is. */
  readonly cooled: boolean;
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
  if (weather.outdoorTemperature(dayStart) < chilly) return false;
  const { opens, opensAtNight, low, high, cooled } = comfortOf(seed, home, later(dayStart, -wholeDay), weather);
  if (cooled) return opensAtNight && evening > low - hysteresis && evening < high + coolsOff;
  return evening > warmEvening ? opens : opensAtNight && evening > low - hysteresis;
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
  const comfort = comfortOf(seed, home, dayStart, weather);
  const watches = watchesOf(spells);
  const warmest = Math.max(...warmHours.map((hours) => outdoors(clock(hours))));
  if (warmest < comfort.low && !nights.before && !nights.after) {
    if (comfort.airs && chance(random, airsOnDay)) tellAiring(watches, outdoors, draft, random);
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

/** Once in the morning, by the first who have the time. */
function tellAiring(
  watches: readonly Watch[],
  outdoors: (at: number) => number,
  draft: DayDraft,
  random: Random,
): void {
  const delay = uniform(random, 0, 25) * minute;
  const length = uniform(random, 3, 8) * minute;
  for (const { from, to } of watches) {
    const at = Math.max(from + beforeAiring, earliestAiring) + delay;
    if (at > latestAiring) return;
    const celsius = outdoors(at);
    const closes = at + length * (celsius < hardFrost ? 0.25 : celsius < frost ? 0.5 : 1);
    if (closes > to - 2 * minute) continue;
    draft.opening("windows", at, true);
    draft.opening("windows", closes, false);
    return;
  }
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

/** What the people of a home like on the day that begins at `dayStart`. */
function comfortOf(seed: number, home: number, dayStart: Instant, weather: Weather): Comfort {
  const cooled = coolingOf(seed, home, weather.designTemperatures.cooling) === "central";
  const opens = keyed(seed, "opens windows", home);
  const share = cooled ? opensIfCooled : opensShare;
  const outdoors = recent(dayStart, weather);
  const reluctance = Math.min(mostReluctance, Math.max(0, mild - outdoors));
  const tooHot = 2.5 * keyed(seed, "too hot", home);
  return {
    cooled,
    airs: keyed(seed, "airs", home) < airsShare,
    opens: opens < share,
    opensAtNight: opens < share * opensAtNightShare,
    low: (cooled ? 16 : 14) + 4 * keyed(seed, "warm enough", home) + reluctance,
    high: tooHot + (cooled ? 24.5 : Math.max(28, outdoors + indoorsAbove)),
  };
}

/** °C outdoors, the mean of the two days before. */
function recent(dayStart: Instant, weather: Weather): number {
  let sum = 0;
  for (let ago = 3; ago < 48; ago += 6) sum += weather.outdoorTemperature(later(dayStart, -ago * hour));
  return sum / 8;
}
