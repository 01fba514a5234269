/**
 * Lets the devices of a shard come and go as the load wants it.
 *
 * 1. Each device has at most one entry in the queue for its next coming or going; after that it asks the load for the next.
 * 2. Of churn there is one entry per track, for its next round; those who leave in it get theirs shortly before the round begins.
 * 3. Every shard works through the same rounds and takes its own devices from them.
 */
import type { Scheduler, Task } from "../kernel/scheduler.ts";
import { type Instant, later } from "../kernel/time.ts";
import { ChurnRounds } from "../scenario/load/churn-rounds.ts";
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

  /** The load begins at `origin`. */
  start(origin: Instant): void {
    this.#origin = origin;
    const { devices } = this.#options;
    for (let index = devices.from; index < devices.to; index++) {
      this.#await(index, this.#places.placeOf(index), false, 0);
    }
    for (const track of this.#churns.keys()) this.#awaitRound(track);
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
    this.#options.scheduler.at(later(this.#origin, at - roundLead), this.#round, track);
  }

  /** A part of a round at a time: others get their turn in between. */
  #workOut(number: number): void {
    const { scheduler, devices } = this.#options;
    const track = this.#places.tracks[number]!;
    const churn = this.#churns[number]!;
    for (const { index, rank, from, to, returns } of churn.take(gapsAtOnce)) {
      if (index < devices.from || index >= devices.to) continue;
      const again = returns || track.shape.nextChange(rank, false, track.shape.phaseAt(to) + 1) >= 0;
      scheduler.at(later(this.#origin, from), again ? this.#leaving : this.#leavingForGood, index);
      if (returns) scheduler.at(later(this.#origin, to), this.#returning, index);
    }
    if (churn.amidRound) scheduler.at(scheduler.now, this.#round, number);
    else this.#awaitRound(number);
  }
}

const roundLead = 5_000;
const gapsAtOnce = 500;
