/**
 * Who is where and does what, for all homes of a world.
 *
 * 1. Every answer is a function of (seed, time zone, weather, home, time). The days kept here save work and change nothing.
 * 2. Memory does not grow with homes or with time: three days each are kept, the last asked for, of at most 16,381 homes (about
 *    2.5 kB a day). Who lives from day to day asks for the day, the one after, and once for the one before, which is let go as
 *    soon as a home lives on.
 */
import { days, later, type Duration, type Instant } from "../kernel/time.ts";
import { dayOf } from "./calendar.ts";
import type { Gatherings } from "./gatherings.ts";
import type { Happening, Presence } from "./happening.ts";
import { homeDay, type Circumstances } from "./home-day.ts";
import type { ToldDay } from "./told-day.ts";
import type { Weather } from "./weather.ts";

/** A prime, so that a shard which takes every n-th home uses all places. */
const places = 16_381;
const daysKept = 3;
const longestWait = days(366);

export class People {
  readonly #circumstances: Circumstances;
  readonly #timeZoneOffset: Duration;
  /** By place of the home and by day, each modulo. */
  readonly #kept: (ToldDay | undefined)[] = [];

  constructor(seed: number, timeZoneOffset: Duration, weather: Weather, gatherings?: Gatherings) {
    this.#circumstances = { seed, timeZoneOffset, weather, gatherings };
    this.#timeZoneOffset = timeZoneOffset;
  }

  presence(home: number, at: Instant): Presence {
    return this.#at(home, at).presence(at);
  }

  peopleIn(home: number, room: string, at: Instant): number {
    return this.#at(home, at).peopleIn(room, at);
  }

  windowsOpen(home: number, at: Instant): boolean {
    return this.#at(home, at).windowsOpen(at);
  }

  /** What happens in `home` on `day` (days since 1970-01-01, each from 04:00 local time), in order of time. */
  happeningsOf(home: number, day: number): readonly Happening[] {
    return this.#on(home, day).happenings;
  }

  /** What happens next in `home`, strictly after `after`; `undefined` when nothing does within a year. */
  nextHappening(home: number, after: Instant): Happening | undefined {
    const lastDay = dayOf(later(after, longestWait), this.#timeZoneOffset);
    const today = dayOf(after, this.#timeZoneOffset);
    this.#forget(home, today - 1);
    for (let day = today; day <= lastDay; day++) {
      const next = this.#on(home, day).nextAfter(after);
      if (next !== undefined) return next;
    }
    return undefined;
  }

  #at(home: number, at: Instant): ToldDay {
    return this.#on(home, dayOf(at, this.#timeZoneOffset));
  }

  #on(home: number, day: number): ToldDay {
    const place = placeOf(home, day);
    const kept = this.#kept[place];
    if (kept?.home === home && kept.day === day) return kept;
    const told = homeDay(this.#circumstances, home, day);
    this.#kept[place] = told;
    return told;
  }

  #forget(home: number, day: number): void {
    const place = placeOf(home, day);
    const kept = this.#kept[place];
    if (kept?.home === home && kept.day === day) this.#kept[place] = undefined;
  }
}

function placeOf(home: number, day: number): number {
  return (home % places) * daysKept + Math.abs(day % daysKept);
}
