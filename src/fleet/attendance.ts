/**
 * Lets the devices of a shard come and go as the load wants it.
 *
 * 1. Each device has at most one entry in the queue for its next coming or going; after that it asks the load for the next.
 * 2. Of churn there is one entry per track, for its next round; those who leave in it get theirs shortly before the round begins.
 * 3. Every shard works through the same rounds and takes its own devices from them: on a real clock in small pieces some time before a
 *    round begins, and each shard at a time of its own, as all of them share a few cores.
 * 4. It may begin in the middle: whoever should be there by then comes soon, not all at once, and is meant to come when it does. What the
 *    load had come and go before is not done again.
 */
import { peerTime } from "../kernel/clock.ts";
import { keyed } from "../kernel/random.ts";
import type { Scheduler, Task } from "../kernel/scheduler.ts";
import { type Duration, type Instant, later, millis } from "../kernel/time.ts";
import { ChurnRounds, type Gap } from "../scenario/load/churn-rounds.ts";
import type { FleetLayout, Range } from "../scenario/groups/fleet-layout.ts";
import { type LoadPlace, type LoadPlaces, loadPlaces } from "../scenario/load/load-places.ts";
import type { Plan } from "../scenario/plan.ts";

export interface AttendanceOptions {
  readonly plan: Pick<Plan, "seed" | "load">;
  readonly layout: FleetLayout;
  readonly scheduler: Scheduler;
  /** The devices of the shard. */
  readonly devices: Range;
  readonly join: (index: number, intended: Instant) => void;
  /** @param returns whether it will join again */
  readonly leave: (index: number, returns: boolean) => void;
}

export class Attendance {
  readonly #options: AttendanceOptions;
  readonly #places: LoadPlaces;
  readonly #churns: readonly ChurnRounds[];
  /** What the queue calls for a coming or going, by track and phase of the load: as many as phases, made when first needed. */
  readonly #changes: Task[][];
  #origin: Instant;

  constructor(options: AttendanceOptions) {
    this.#options = options;
    this.#places = loadPlaces(options.plan, options.layout);
    this.#churns = this.#places.tracks.map((track) => new ChurnRounds(track, options.plan.seed));
    this.#changes = this.#places.tracks.map(() => []);
    this.#origin = options.scheduler.now;
  }

  /** The load begins at `origin`. @param from how much of it is over already */
  start(origin: Instant, from: Duration = millis(0)): void {
    this.#origin = origin;
    if (from > 0) return this.#join(from);
    const { devices } = this.#options;
    for (let index = devices.from; index < devices.to; index++) {
      this.#await(index, this.#places.placeOf(index), false, 0);
    }
    for (const track of this.#churns.keys()) this.#awaitRound(track);
  }

  /** Comes in at `from`. */
  #join(from: Duration): void {
    const { devices, scheduler, plan } = this.#options;
    const spread = peerTime(scheduler.clock, shortestSpread + (devices.to - devices.from) / mostJoins);
    const away = this.#awayBetween(from, from + spread);
    const wanted = this.#places.tracks.map(({ shape }) => shape.countAt(from));
    for (let index = devices.from; index < devices.to; index++) {
      const place = this.#places.placeOf(index);
      const { shape, number } = place.track;
      const there = place.rank < wanted[number]!;
      const phase = shape.phaseAt(from);
      const next = shape.nextChange(place.rank, there, phase);
      const gap = away.get(index);
      if (there && gap === undefined) {
        const at = millis(from + spread * keyed(plan.seed, "rejoin", index));
        // One that goes before it would have come does not come.
        if (next < 0 || at < shape.changeAt(place.rank, next))
          scheduler.at(later(this.#origin, at), this.#returning, index);
      }
      this.#await(index, place, there, phase);
    }
    for (const track of this.#churns.keys()) this.#awaitRound(track);
  }

  /** Works through the rounds of churn that are over or under way. @returns its devices that are away, or about to be, and for how long. */
  #awayBetween(from: Duration, to: number): ReadonlyMap<number, Gap> {
    const away = new Map<number, Gap>();
    for (const [track, churn] of this.#churns.entries()) {
      while ((churn.nextAt ?? Number.POSITIVE_INFINITY) - this.#lead <= from)
        for (const gap of churn.take(Number.POSITIVE_INFINITY, this.#options.devices)) {
          if (gap.to <= from) continue;
          if (gap.from > to) this.#expect(gap, track);
          else {
            away.set(gap.index, gap);
            if (gap.returns) this.#options.scheduler.at(later(this.#origin, gap.to), this.#returning, gap.index);
          }
        }
    }
    return away;
  }

  /** Has the queue say when the device comes that is not there, or goes that is, in `phase` or later. */
  #await(index: number, { track, rank }: LoadPlace, there: boolean, phase: number): void {
    const next = track.shape.nextChange(rank, there, phase);
    if (next < 0) return;
    const changes = this.#changes[track.number]!;
    const change = (changes[next] ??= { onDue: (device, due) => this.#change(device, next, due) });
    this.#options.scheduler.at(later(this.#origin, track.shape.changeAt(rank, next)), change, index);
  }

  #change(index: number, phase: number, due: Instant): void {
    const place = this.#places.placeOf(index);
    const { shape } = place.track;
    // In a phase in which it changes, it is there at the end if it need not go from then on.
    const comes = shape.nextChange(place.rank, true, phase) !== phase;
    if (comes) this.#options.join(index, due);
    else this.#options.leave(index, shape.nextChange(place.rank, false, phase + 1) >= 0);
    this.#await(index, place, comes, phase + 1);
  }

  readonly #round: Task = { onDue: (track) => this.#workOut(track) };
  readonly #leaving: Task = { onDue: (index) => this.#options.leave(index, true) };
  readonly #leavingForGood: Task = { onDue: (index) => this.#options.leave(index, false) };
  readonly #returning: Task = { onDue: (index, due) => this.#options.join(index, due) };

  /** A round is worked out some time before it begins, so that nobody leaves late because there are many. */
  #awaitRound(track: number): void {
    const at = this.#churns[track]!.nextAt;
    if (at === undefined) return;
    const { scheduler, devices, layout } = this.#options;
    const turn = scheduler.clock.virtual ? 0 : partOfLead * this.#lead * (devices.from / Math.max(1, layout.total));
    scheduler.at(later(this.#origin, at - this.#lead + turn), this.#round, track);
  }

  /** Both simulated and real time. */
  get #lead(): number {
    return Math.max(roundLead, peerTime(this.#options.scheduler.clock, roundLead));
  }

  /** Simulated time from one piece of a round to the next: all of them are done well before it begins, and before the next one does. */
  #pauseOf({ ahead }: ChurnRounds): number {
    const { clock } = this.#options.scheduler;
    if (clock.virtual || ahead === undefined) return 0;
    const pieces = Math.ceil(ahead.steps / placesAtOnce);
    return Math.min(peerTime(clock, pieceMillis), (partOfLead * Math.min(this.#lead, ahead.every)) / pieces);
  }

  /** A part of a round at a time: others get their turn in between. */
  #workOut(number: number): void {
    const { scheduler } = this.#options;
    const churn = this.#churns[number]!;
    for (const gap of churn.take(placesAtOnce, this.#options.devices)) this.#expect(gap, number);
    if (churn.amidRound) scheduler.at(later(scheduler.now, this.#pauseOf(churn)), this.#round, number);
    else this.#awaitRound(number);
  }

  /** Has the queue say when one of its devices leaves for a while, and when it comes back. */
  #expect({ index, rank, from, to, returns }: Gap, track: number): void {
    const { scheduler } = this.#options;
    const { shape } = this.#places.tracks[track]!;
    const again = returns || shape.nextChange(rank, false, shape.phaseAt(to) + 1) >= 0;
    scheduler.at(later(this.#origin, from), again ? this.#leaving : this.#leavingForGood, index);
    if (returns) scheduler.at(later(this.#origin, to), this.#returning, index);
  }
}

/** Real time over which devices come that come in the middle: so long at least, and no more of them in a millisecond. */
const shortestSpread = 1_000;
const mostJoins = 2;
const roundLead = 5_000;
/** A fifth of a millisecond of work, and real time from one such piece to the next at most. */
const placesAtOnce = 500;
const pieceMillis = 10;
/** Of the lead, or of a round if that is shorter: by how much shards begin one after the other, and how long each takes. */
const partOfLead = 0.4;
