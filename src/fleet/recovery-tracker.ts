/**
 * How the fleet comes back: for every disturbance, when which share of the disturbed was ready again.
 *
 * 1. All times are simulated milliseconds from the start of the run: devices boot and back off in simulated time, so a scenario
 *    has the same recoveries at every speed.
 * 2. A device's time counts from the moment it could come back: its own loss, or the end of what was taken from it (power, a
 *    connection), whichever is later. Of several in one disturbance its longest is told.
 * 3. A device belongs to the newest disturbance that hit it; coming back ends it. It counts once, however often it is hit.
 * 4. Losses nobody planned are gathered into `connection lost`, until all are back and stay so for a while, or for a minute.
 *    The server causes them, so both are real time.
 * 5. A device that leaves the run while it is missing has no time, and is not counted, unless it had a minute to come back.
 * 6. A disturbance from which all are back keeps its figures only: a step repeated for days costs nothing a device a time.
 * 7. The figures of a cohort of devices are those of its devices alone. Which cohorts may be asked for is said beforehand, as of a
 *    disturbance that is over nothing else is kept.
 * 8. What fails by itself in homes, and what a step or a script does to one device or home at a time, is one disturbance for each
 *    cause ({@link RecoveryTracker.lasting}), which lasts as long as the run; of a device that is hit again its longest time is told.
 */
import { peerTime, type Clock } from "../kernel/clock.ts";
import type { Recovery } from "./run-events.ts";

/** What became of a device that was hit. */
interface Stay {
  /** When it was lost, as long as it is missing. */
  lostAt: number | undefined;
  /** The longest it took to come back; absent when it never did. */
  took: number | undefined;
}

/** Simulated: longer than any common policy makes a device wait. */
const fairMillis = 60_000;

export class Disturbance {
  readonly cause: string;
  readonly beganAt: number;
  /** When recovery could begin. */
  readonly overAt: number;
  /** When it last hit a device or let one go. */
  lastAt: number;
  /** By the number of the device. */
  readonly #stays: Map<number, Stay> = new Map();
  #missing = 0;
  readonly #left: number[] = [];

  constructor(cause: string, beganAt: number, overAt: number) {
    this.cause = cause;
    this.beganAt = beganAt;
    this.overAt = overAt;
    this.lastAt = beganAt;
  }

  /** Nobody is missing any more. */
  get over(): boolean {
    return this.#missing === 0;
  }

  /** A device is missing from now on; one that left while it was, and came again, may still be. */
  hit(device: number, at: number): void {
    this.lastAt = Math.max(this.lastAt, at);
    const stay = this.#stays.get(device);
    if (stay?.lostAt === undefined) this.#missing++;
    if (stay === undefined) this.#stays.set(device, { lostAt: at, took: undefined });
    else stay.lostAt = at;
  }

  /** One that is missing is ready again. */
  recovered(device: number, at: number): void {
    const stay = this.#stays.get(device);
    if (stay?.lostAt === undefined) return;
    this.lastAt = Math.max(this.lastAt, at);
    stay.took = Math.max(stay.took ?? 0, at - this.#couldFrom(stay.lostAt));
    stay.lostAt = undefined;
    this.#missing--;
  }

  /** What was taken from one that is missing is given back: it could come back from now on. */
  free(device: number, at: number): void {
    const stay = this.#stays.get(device);
    if (stay?.lostAt !== undefined) stay.lostAt = at;
  }

  /** One that is missing was hit by another disturbance, and is no longer missing here. */
  letGo(device: number): void {
    const stay = this.#stays.get(device);
    if (stay?.lostAt === undefined) return;
    this.#missing--;
    if (stay.took === undefined) this.#stays.delete(device);
    else stay.lostAt = undefined;
  }

  /** One that is missing leaves the run. */
  leave(device: number, at: number): void {
    const lostAt = this.#stays.get(device)?.lostAt;
    if (lostAt === undefined || at - this.#couldFrom(lostAt) >= fairMillis) return;
    this.letGo(device);
    this.#left.push(device);
  }

  /** @param concerned which devices are asked about. */
  summary(concerned: Concerned = everybody): Recovery {
    const times: number[] = [];
    let disturbed = 0;
    for (const [device, { lostAt, took }] of this.#stays) {
      if (!concerned(device)) continue;
      disturbed++;
      if (lostAt === undefined) times.push(took!);
    }
    times.sort((a, b) => a - b);
    const share = (part: number): number | null => {
      const time = times[Math.ceil(part * disturbed) - 1];
      return time === undefined ? null : Math.round(time * 1_000) / 1_000;
    };
    return {
      cause: this.cause,
      beganAtMillis: Math.round(this.beganAt),
      atMillis: Math.round(this.overAt),
      disturbed,
      recovered: times.length,
      left: this.#left.filter(concerned).length,
      half: share(0.5),
      most: share(0.95),
      all: share(1),
    };
  }

  #couldFrom(lostAt: number): number {
    return Math.max(lostAt, this.overAt);
  }
}

/** Whether a device, by its number, is asked about. */
export type Concerned = (device: number) => boolean;

const everybody: Concerned = () => true;

/** A disturbance of which nothing will change any more: of all devices, and of each cohort. */
interface Settled {
  readonly all: Recovery;
  readonly cohorts: readonly Recovery[];
}

/** Real: how long losses are gathered, and how long all have to be back for it to end before. */
const longestMillis = 60_000;
const calmMillis = 10_000;

export class RecoveryTracker {
  /** In the order in which they began. */
  readonly #all: (Disturbance | Settled)[] = [];
  /** Where in it those stand that may still change. */
  #live: number[] = [];
  #unplanned: Disturbance | undefined;
  /** By cause. */
  readonly #lasting: Map<string, Disturbance> = new Map();
  readonly #longest: number;
  readonly #calm: number;

  readonly #cohorts: readonly Concerned[];

  /** @param cohorts those that may be asked for. */
  constructor(clock: Clock, cohorts: readonly Concerned[] = []) {
    this.#cohorts = cohorts;
    this.#longest = peerTime(clock, longestMillis);
    this.#calm = peerTime(clock, calmMillis);
  }

  begin(cause: string, beganAt: number, overAt: number): Disturbance {
    this.#settle();
    const disturbance = new Disturbance(cause, beganAt, overAt);
    this.#live.push(this.#all.push(disturbance) - 1);
    return disturbance;
  }

  /** The disturbance that an unplanned loss belongs to. */
  unplanned(at: number): Disturbance {
    const current = this.#unplanned;
    if (current !== undefined) {
      const calm = current.over && at - current.lastAt >= this.#calm;
      if (!calm && at - current.beganAt < this.#longest) return current;
      this.#unplanned = undefined;
    }
    this.#unplanned = this.begin("connection lost", at, at);
    return this.#unplanned;
  }

  /**
   * The disturbance of what happens in homes one at a time, all through the run: in a large fleet there is always some home without
   * power or network, so one for each would say nothing.
   */
  lasting(cause: string, at: number): Disturbance {
    let disturbance = this.#lasting.get(cause);
    if (disturbance === undefined) {
      disturbance = this.begin(cause, at, at);
      this.#lasting.set(cause, disturbance);
    }
    return disturbance;
  }

  /** @param cohort by its place among those that may be asked for; absent: of all devices. */
  summaries(cohort?: number): Recovery[] {
    return this.#all
      .map((one) => {
        if (one instanceof Disturbance) return one.summary(cohort === undefined ? undefined : this.#cohorts[cohort]);
        return cohort === undefined ? one.all : one.cohorts[cohort]!;
      })
      .filter(({ disturbed, left }) => disturbed > 0 || left > 0);
  }

  /** Whoever is hit from now on belongs to a later disturbance: the figures of those that are over are final. */
  #settle(): void {
    this.#live = this.#live.filter((place) => {
      const one = this.#all[place];
      if (!(one instanceof Disturbance)) return false;
      if (!one.over || one === this.#unplanned || this.#lasting.get(one.cause) === one) return true;
      this.#all[place] = { all: one.summary(), cohorts: this.#cohorts.map((concerned) => one.summary(concerned)) };
      return false;
    });
  }
}
