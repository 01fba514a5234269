/**
 * The world: everything the devices of a home share, and nothing they do.
 *
 * 1. Every answer is a function of (options, home, time). No ticking, no stored history, no order of questions: home
 *    4711 of a million is home 4711 alone, in every shard and on every machine.
 * 2. A world keeps a bounded memory of what it worked out last; it never changes an answer.
 *
 * Each thing shared is a source of its own with that property: Weather (weather.ts), People (people.ts), Services
 * (services.ts). They are asked in two ways: "how is it at t", and "what changes next after t".
 */
import { type Duration, instant, type Instant } from "../kernel/time.ts";
import type { ClimateName, HourlyClimate } from "./climate.ts";
import type { Happening } from "./happening.ts";
import { Home, type Surroundings } from "./home.ts";
import { Gatherings } from "./gatherings.ts";
import { People } from "./people.ts";
import { Services, type ServiceChange, type ServiceStates } from "./services.ts";
import { weatherEvents } from "./weather-event.ts";
import { Weather } from "./weather.ts";
import type { WorldEvent } from "./world-event.ts";

export interface WorldOptions {
  /** Any safe integer. */
  readonly seed: number;
  /** One that is built in, or a year of the user's own. */
  readonly climate: ClimateName | HourlyClimate;
  /** Local time minus UTC; no daylight saving time. */
  readonly timeZoneOffset: Duration;
  /** Whether mains, routers, lines and the provider fail now and then, as they do. Default `none`: they never do. */
  readonly outages?: "none" | "typical";
  /** What a scenario makes of it. Times count from `origin`, the start of the run. */
  readonly events?: { readonly list: readonly WorldEvent[]; readonly origin: Instant };
}

export class World {
  readonly #surroundings: Surroundings;
  readonly #services: Services | undefined;

  constructor({ seed, climate, timeZoneOffset, outages = "none", events }: WorldOptions) {
    const { list, origin } = events ?? { list: [], origin: instant(0) };
    const weather = new Weather(seed, climate, timeZoneOffset, weatherEvents(list, origin));
    const gatherings = list.length === 0 ? undefined : new Gatherings(list, origin, timeZoneOffset);
    this.#surroundings = {
      seed,
      timeZoneOffset,
      weather,
      people: new People(seed, timeZoneOffset, weather, gatherings),
    };
    this.#services = outages === "none" ? undefined : new Services(seed);
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

  /** Whether a home has power, and how its network is. */
  services(home: number, at: Instant): ServiceStates {
    return this.#services?.at(home, at) ?? untroubled;
  }

  /**
   * Which of a home's services changes next, strictly after `after`; `undefined` when none does within a year. No two
   * changes of a home share an instant.
   */
  nextServiceChange(home: number, after: Instant): ServiceChange | undefined {
    return this.#services?.next(home, after);
  }
}

const untroubled: ServiceStates = { mains: true, network: "good" };
