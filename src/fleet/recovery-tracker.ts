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
 * 6. A disturbance from which all are back, and have been for a minute, keeps its figures only: a step repeated for days costs nothing
 *    a device a time.
 * 7. The figures of a cohort of devices are those of its devices alone. Which cohorts may be asked for is said beforehand, as of a
 *    disturbance that is over nothing else is kept.
 * 8. What fails by itself in homes, and what a step or a script does to one device or home at a time, is one disturbance for each
 *    cause ({@link RecoveryTracker.lasting}), which lasts as long as the run; of a device that is hit again its longest time is told.
 * 9. Where the fleet is in several shards each of them notes what happens ({@link RecoveryJournal}), and a tracker of all is told.
 */
import { peerTime, type Clock } from "../kernel/clock.ts";
import { type RecoveryCause, recoveryEvent, type RecoveryJournal } from "./recovery-journal.ts";
import type { Recovery } from "./run-events.ts";

/** What became of a device that was hit. */
interface Stay {
  /** When it was lost, as long as it is missing. */
  lostAt: number | undefined;
  /** The longest it took to come back; absent when it never did. */
  took: number | undefined;
}

/** Simulated: longer than any common policy makes a device wait, and than news of a shard are on their way. */
const fairMillis = 60_000;

export class Disturbance {
  readonly cause: string;
  readonly beganAt: number;
  #overAt: number;
  /** When it last hit a device or let one go. */
  lastAt: number;
  /** By the number of the device. */
  readonly #stays: Map<number, Stay> = new Map();
  #missing = 0;
  readonly #left: number[] = [];
  readonly #cause: RecoveryCause;
  readonly #journal: RecoveryJournal | undefined;

  /** @param journal where what happens to its devices is noted. */
  constructor(name: string, beganAt: number, overAt: number, cause: RecoveryCause, journal?: RecoveryJournal) {
    this.cause = name;
    this.beganAt = beganAt;
    this.#overAt = overAt;
    this.lastAt = beganAt;
    this.#cause = cause;
    this.#journal = journal;
  }

  /** Whether it is of one step, which is the same in all shards. */
  get ofStep(): boolean {
    return this.#cause.type === "step";
  }

  /** Recovery could begin as early as this: of some of its devices that was not known before. */
  overBy(at: number): void {
    this.#overAt = Math.min(this.#overAt, at);
  }

  /** Nobody is missing any more. */
  get over(): boolean {
    return this.#missing === 0;
  }

  /** A device is missing from now on; one that left while it was, and came again, may still be. */
  hit(device: number, at: number): void {
    this.#journal?.note(recoveryEvent.hit, at, device, this.#cause);
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
    this.#journal?.note(recoveryEvent.recovered, at, device);
    this.lastAt = Math.max(this.lastAt, at);
    stay.took = Math.max(stay.took ?? 0, at - this.#couldFrom(stay.lostAt));
    stay.lostAt = undefined;
    this.#missing--;
  }

  /** What was taken from one that is missing is given back: it could come back from now on. */
  free(device: number, at: number): void {
    const stay = this.#stays.get(device);
    if (stay?.lostAt === undefined) return;
    this.#journal?.note(recoveryEvent.free, at, device);
    stay.lostAt = at;
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
    if (lostAt === undefined) return;
    this.#journal?.note(recoveryEvent.leave, at, device);
    if (at - this.#couldFrom(lostAt) >= fairMillis) return;
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
      atMillis: Math.round(this.#overAt),
      disturbed,
      recovered: times.length,
      left: this.#left.filter(concerned).length,
      half: share(0.5),
      most: share(0.95),
      all: share(1),
    };
  }

  #couldFrom(lostAt: number): number {
    return Math.max(lostAt, this.#overAt);
  }
}

/** Whether a device, by its number, is asked about. */
export type Concerned = (device: number) => boolean;

const everybody: Concerned = () => true;

/** A disturbance of which nothing will change any more: of all devices, and of each cohort. */
interface Settled {
  readonly ofStep: boolean;
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
  /** Of several shards: where each of them notes what happens. Before the run begins. */
  journal: RecoveryJournal | undefined;
  /** When steps began the last disturbances, and how many each of them did then. */
  #begun: { readonly at: number; readonly byName: Map<string, number> } | undefined;

  /** @param cohorts those that may be asked for. */
  constructor(clock: Clock, cohorts: readonly Concerned[] = []) {
    this.#cohorts = cohorts;
    this.#longest = peerTime(clock, longestMillis);
    this.#calm = peerTime(clock, calmMillis);
  }

  /** What a step does to many at once. */
  begin(name: string, beganAt: number, overAt: number): Disturbance {
    if (this.#begun?.at !== beganAt) this.#begun = { at: beganAt, byName: new Map() };
    const number = this.#begun.byName.get(name) ?? 0;
    this.#begun.byName.set(name, number + 1);
    const cause: RecoveryCause = { type: "step", name, beganAt, number, overAt };
    this.journal?.note(recoveryEvent.begins, beganAt, 0, cause);
    return this.#begin(name, beganAt, overAt, cause);
  }

  /** The disturbance that an unplanned loss belongs to. */
  unplanned(at: number): Disturbance {
    const current = this.#unplanned;
    if (current !== undefined) {
      const calm = current.over && at - current.lastAt >= this.#calm;
      if (!calm && at - current.beganAt < this.#longest) return current;
      this.#unplanned = undefined;
    }
    this.#unplanned = this.#begin("connection lost", at, at, { type: "unplanned" });
    return this.#unplanned;
  }

  /**
   * The disturbance of what happens in homes one at a time, all through the run: in a large fleet there is always some home without
   * power or network, so one for each would say nothing.
   */
  lasting(cause: string, at: number): Disturbance {
    let disturbance = this.#lasting.get(cause);
    if (disturbance === undefined) {
      const noted: RecoveryCause = { type: "lasting", name: cause };
      this.journal?.note(recoveryEvent.begins, at, 0, noted);
      disturbance = this.#begin(cause, at, at, noted);
      this.#lasting.set(cause, disturbance);
    }
    return disturbance;
  }

  /**
   * In the order in which they began; of those that did at one moment, steps come first.
   *
   * @param cohort by its place among those that may be asked for; absent: of all devices.
   */
  summaries(cohort?: number): Recovery[] {
    return this.#all
      .map((one) => ({ ofStep: one.ofStep, of: this.#summary(one, cohort) }))
      .filter(({ of: { disturbed, left } }) => disturbed > 0 || left > 0)
      .toSorted((a, b) => a.of.beganAtMillis - b.of.beganAtMillis || inTheirOrder(a, b))
      .map(({ of }) => of);
  }

  #summary(one: Disturbance | Settled, cohort: number | undefined): Recovery {
    if (one instanceof Disturbance) return one.summary(cohort === undefined ? undefined : this.#cohorts[cohort]);
    return cohort === undefined ? one.all : one.cohorts[cohort]!;
  }

  #begin(name: string, beganAt: number, overAt: number, cause: RecoveryCause): Disturbance {
    this.#settle(beganAt);
    const disturbance = new Disturbance(name, beganAt, overAt, cause, this.journal);
    this.#live.push(this.#all.push(disturbance) - 1);
    return disturbance;
  }

  /** Whoever is hit from now on belongs to a later disturbance: the figures of those that are over, and have been for a while, are final. */
  #settle(at: number): void {
    this.#live = this.#live.filter((place) => {
      const one = this.#all[place];
      if (!(one instanceof Disturbance)) return false;
      if (!one.over || at - one.lastAt < fairMillis || one === this.#unplanned) return true;
      if (this.#lasting.get(one.cause) === one) return true;
      this.#all[place] = {
        ofStep: one.ofStep,
        all: one.summary(),
        cohorts: this.#cohorts.map((concerned) => one.summary(concerned)),
      };
      return false;
    });
  }
}

/** Steps as they come; what happens here and there at that very moment by its cause, as who was first in a large fleet says nothing. */
function inTheirOrder(a: { ofStep: boolean; of: Recovery }, b: { ofStep: boolean; of: Recovery }): number {
  if (a.ofStep || b.ofStep) return Number(b.ofStep) - Number(a.ofStep);
  return a.of.cause < b.of.cause ? -1 : a.of.cause > b.of.cause ? 1 : 0;
}
