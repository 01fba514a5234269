/**
 * A home: what its devices share and may know of each other's surroundings.
 *
 * A home holds nothing but its number until it is asked for its traits; everything else is asked of the world.
 */
import { normal } from "../kernel/distribution.ts";
import { RandomStream } from "../kernel/random.ts";
import type { Duration, Instant } from "../kernel/time.ts";
import { choresOf } from "./chores.ts";
import { envelopeOf, type Envelope } from "./envelope.ts";
import { coolingOf, heatingOf, type CoolingEquipment, type HeatingEquipment } from "./equipment.ts";
import type { Presence } from "./happening.ts";
import type { People } from "./people.ts";
import { residentsOf } from "./person.ts";
import type { Weather } from "./weather.ts";

/** What stays the same about a home. */
export interface HomeTraits extends Envelope {
  /** The home's number in its world, from 0. */
  readonly index: number;
  readonly residents: number;
  /** Daylight below which people switch lights on, W/m2: normal, mean 60, sd 10 (Richardson et al. 2009). */
  readonly darkThreshold: number;
  /** Local time minus UTC. */
  readonly timeZoneOffset: Duration;
  /** °C outdoors on one of the coldest hours of a usual year (1 % are colder), and on one of the hottest. */
  readonly heatingDesignTemperature: number;
  readonly coolingDesignTemperature: number;
  readonly heating: HeatingEquipment;
  readonly cooling: CoolingEquipment;
  /** Where the washing machine is. */
  readonly laundryRoom: string;
}

export type { CoolingEquipment, HeatingEquipment } from "./equipment.ts";

/** What a device may know of its home. Every answer depends on the home and the instant alone. */
export interface HomeView {
  readonly traits: HomeTraits;
  /** °C; continuous. */
  outdoorTemperature(at: Instant): number;
  /** Global horizontal irradiance, W/m2; exactly 0 at night. */
  irradiance(at: Instant): number;
  /** Residents at home, and those of them who are awake. */
  presence(at: Instant): Presence;
  /** Residents who are awake in this room; 0 for rooms people do not live in. */
  peopleIn(room: string, at: Instant): number;
  /** Whether the windows stand open. */
  windowsOpen(at: Instant): boolean;
  /** Relative humidity outdoors, %. */
  outdoorHumidity(at: Instant): number;
}

/** What a home asks. */
export interface Surroundings {
  readonly seed: number;
  readonly timeZoneOffset: Duration;
  readonly weather: Weather;
  readonly people: People;
}

export class Home implements HomeView {
  readonly index: number;
  readonly #surroundings: Surroundings;
  #traits: HomeTraits | undefined;

  constructor(index: number, surroundings: Surroundings) {
    this.index = index;
    this.#surroundings = surroundings;
  }

  get traits(): HomeTraits {
    this.#traits ??= traitsOf(this.index, this.#surroundings);
    return this.#traits;
  }

  outdoorTemperature(at: Instant): number {
    return this.#surroundings.weather.outdoorTemperature(at);
  }

  irradiance(at: Instant): number {
    return this.#surroundings.weather.irradiance(at);
  }

  presence(at: Instant): Presence {
    return this.#surroundings.people.presence(this.index, at);
  }

  peopleIn(room: string, at: Instant): number {
    return this.#surroundings.people.peopleIn(this.index, room, at);
  }

  windowsOpen(at: Instant): boolean {
    return this.#surroundings.people.windowsOpen(this.index, at);
  }

  outdoorHumidity(at: Instant): number {
    return this.#surroundings.weather.outdoorHumidity(at);
  }
}

function traitsOf(index: number, { seed, timeZoneOffset, weather }: Surroundings): HomeTraits {
  const { heating, cooling } = weather.designTemperatures;
  return {
    index,
    ...envelopeOf(seed, index),
    residents: residentsOf(seed, index),
    darkThreshold: Math.max(1, normal(new RandomStream(seed, index, "dark threshold"), 60, 10)),
    timeZoneOffset,
    heatingDesignTemperature: heating,
    coolingDesignTemperature: cooling,
    heating: heatingOf(seed, index),
    cooling: coolingOf(seed, index, cooling),
    laundryRoom: choresOf(seed, index).laundryRoom,
  };
}
