/**
 * Who is at home when, for all homes of a world.
 *
 * 1. Every answer is a function of (seed, time zone, home, time). The days kept here save work and change nothing.
 * 2. Memory does not grow with homes or with time: one day each is kept, of at most 16,381 homes (about 1.6 kB each).
 */
import { days, later, type Duration, type Instant } from "../kernel/time.ts";
import { dayOf } from "./calendar.ts";
import { homeDay, presenceOn, type Happening, type HomeDay, type Presence } from "./happening.ts";

/** A prime, so that a shard which takes every n-th home uses all places. */
const places = 16_381;
const longestWait = days(366);

export class People {
  readonly #seed: number;
  readonly #timeZoneOffset: Duration;
  readonly #kept: ({ readonly home: number; readonly day: number; readonly told: HomeDay } | undefined)[] = [];

  constructor(seed: number, timeZoneOffset: Duration) {
    this.#seed = seed;
    this.#timeZoneOffset = timeZoneOffset;
  }

  presence(home: number, at: Instant): Presence {
    return presenceOn(this.#on(home, dayOf(at, this.#timeZoneOffset)), at);
  }

  /** What happens in `home` on `day` (days since 1970-01-01, each from 04:00 local time), in order of time. */
  happeningsOf(home: number, day: number): readonly Happening[] {
    return this.#on(home, day).happenings;
  }

  /** What happens next in `home`, strictly after `after`; `undefined` when nothing does within a year. */
  nextHappening(home: number, after: Instant): Happening | undefined {
    const lastDay = dayOf(later(after, longestWait), this.#timeZoneOffset);
    for (let day = dayOf(after, this.#timeZoneOffset); day <= lastDay; day++) {
      const next = this.#on(home, day).happenings.find((happening) => happening.at > after);
      if (next !== undefined) return next;
    }
    return undefined;
  }

  #on(home: number, day: number): HomeDay {
    const place = home % places;
    const kept = this.#kept[place];
    if (kept?.home === home && kept.day === day) return kept.told;
    const told = homeDay(this.#seed, home, day, this.#timeZoneOffset);
    this.#kept[place] = { home, day, told };
    return told;
  }
}
