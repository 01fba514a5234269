/**
 * The world: everything the devices of a home share, and nothing they do.
 *
 * 1. Every answer is a function of (options, home, time). No ticking, no stored history, no order of questions: home
 *    4711 of a million is home 4711 alone, in every shard and on every machine.
 * 2. A world keeps a bounded memory of what it worked out last; it never changes an answer.
 *
 * Each thing shared is a source of its own with that property: Weather (weather.ts), People (people.ts). What homes
 * share besides, such as mains, router and provider with their outages, joins as another source beside these two and
 * is asked in the same two ways: "how is it at t", and "what changes next after t".
 */
import type { Duration, Instant } from "../kernel/time.ts";
import type { ClimateName } from "./climate.ts";
import type { Happening } from "./happening.ts";
import { Home, type Surroundings } from "./home.ts";
import { People } from "./people.ts";
import { Weather } from "./weather.ts";

export interface WorldOptions {
  /** Any safe integer. */
  readonly seed: number;
  readonly climate: ClimateName;
  /** Local time minus UTC; no daylight saving time. */
  readonly timeZoneOffset: Duration;
}

export class World {
  readonly #surroundings: Surroundings;

  constructor({ seed, climate, timeZoneOffset }: WorldOptions) {
    this.#surroundings = {
      seed,
      timeZoneOffset,
      weather: new Weather(seed, climate, timeZoneOffset),
      people: new People(seed, timeZoneOffset),
    };
  }

  /** Home number `index`, an integer >= 0. Made afresh at each call, and equal each time. */
  home(index: number): Home {
    return new Home(index, this.#surroundings);
  }

  /**
   * What happens next in a home, strictly after `after`; `undefined` when nothing does within a year. Asking again
   * with the answer's `at` walks through all happenings: no two of a home share an instant.
   */
  nextHappening(home: number, after: Instant): Happening | undefined {
    return this.#surroundings.people.nextHappening(home, after);
  }

  /** All that happens in a home on `day` (days since 1970-01-01, each from 04:00 local time), in order of time. */
  happeningsOf(home: number, day: number): readonly Happening[] {
    return this.#surroundings.people.happeningsOf(home, day);
  }
}
