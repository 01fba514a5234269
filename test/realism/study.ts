/**
 * What the rows look at: homes lived in for some days of each season, weather over years, and devices on the bench. Every part
 * is simulated once, when the first row asks for it, and shared by the others.
 */
import { hours, type Duration } from "../../src/kernel/time.ts";
import { carStudy, type CarStudy } from "./studies/cars.ts";
import { doorStudy, type DoorStudy } from "./studies/doors.ts";
import {
  outageStudy,
  type OutageStudy,
  phaseStudy,
  type PhaseStudy,
  stormStudy,
  type StormStudy,
} from "./studies/fleet.ts";
import { hvacStudy, type HvacStudy } from "./studies/heating.ts";
import { lampStudy, type LampStudy } from "./studies/lamps.ts";
import { motionStudy, type MotionStudy } from "./studies/motion.ts";
import { occupancyStudy, type OccupancyStudy } from "./studies/occupancy.ts";
import { smokeStudy, type SmokeStudy } from "./studies/smoke.ts";
import { weatherStudy, type WeatherStudy } from "./studies/weather.ts";

export interface StudySize {
  readonly seed: number;
  readonly homes: number;
  /** Simulated days of each season. */
  readonly days: number;
  /** By which share of their width bounds are wider, see row.ts. */
  readonly slack: number;
}

export const fullStudy: StudySize = { seed: 20_260_115, homes: 1_000, days: 14, slack: 0 };
export const shortStudy: StudySize = { seed: 20_260_115, homes: 60, days: 7, slack: 0.5 };

export class Study implements StudySize {
  readonly seed: number;
  readonly homes: number;
  readonly days: number;
  readonly slack: number;
  readonly timeZoneOffset: Duration = hours(1);
  readonly #kept: Map<string, unknown> = new Map();

  constructor({ seed, homes, days, slack }: StudySize) {
    this.seed = seed;
    this.homes = homes;
    this.days = days;
    this.slack = slack;
  }

  get occupancy(): OccupancyStudy {
    return this.#once("occupancy", () => occupancyStudy(this));
  }

  get lamps(): Promise<LampStudy> {
    return this.#once("lamps", () => lampStudy(this));
  }

  get cars(): Promise<CarStudy> {
    return this.#once("cars", () => carStudy(this));
  }

  get motion(): Promise<MotionStudy> {
    return this.#once("motion", () => motionStudy(this));
  }

  get smoke(): Promise<SmokeStudy> {
    return this.#once("smoke", () => smokeStudy(this));
  }

  get outages(): Promise<OutageStudy> {
    return this.#once("outages", () => outageStudy(this));
  }

  get storm(): Promise<StormStudy> {
    return this.#once("storm", () => stormStudy(this));
  }

  get phases(): Promise<PhaseStudy> {
    return this.#once("phases", () => phaseStudy(this));
  }

  get hvac(): Promise<HvacStudy> {
    return this.#once("hvac", () => hvacStudy(this));
  }

  get doors(): Promise<DoorStudy> {
    return this.#once("doors", () => doorStudy(this));
  }

  get weather(): WeatherStudy {
    return this.#once("weather", () => weatherStudy(this));
  }

  #once<T>(name: string, make: () => T): T {
    if (!this.#kept.has(name)) this.#kept.set(name, make());
    return this.#kept.get(name) as T;
  }
}
