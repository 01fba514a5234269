/**
 * How the fleet comes back, of devices that live in several shards: what happened to each of them is told to one tracker in order of
 * time. So shares, times, cohorts, and which losses belong together, are what they would be in one shard.
 *
 * 1. A step's disturbance is one for all shards: known by the name of the step, when it began, and the how many-eth it was then.
 *    Recovery could begin when it could in the first shard in which it hit a device.
 * 2. A device is in one shard, and of all disturbances is missing in one at most.
 * 3. Devices of a dead shard are not missing: they are not there, and what would have become of them is not known.
 * 4. What there is to do, a million devices lost or the death of a shard that had them, is done some of it at a time. As long as a death
 *    is not seen through nothing else is.
 */
import { type RecoveryCause, type RecoveryEntries, recoveryEvent } from "../fleet/recovery-journal.ts";
import type { Disturbance, RecoveryTracker } from "../fleet/recovery-tracker.ts";
import { TimeOrder } from "./time-order.ts";

export class UnitedRecoveries {
  readonly #tracker: RecoveryTracker;
  readonly #order: TimeOrder<RecoveryEntries>;
  /** Those of steps, by what tells them apart; the newest last. */
  readonly #ofSteps: Map<string, { readonly beganAt: number; readonly disturbance: Disturbance }> = new Map();
  /** Those of steps by what a shard said of them in one report: a million devices may be hit by one. */
  readonly #hitBy: WeakMap<RecoveryCause, Disturbance> = new WeakMap();
  /** What each missing device is missing by, by shard. */
  readonly #missing: readonly Map<number, Disturbance>[];
  /** Shards that have died, whose devices are still to be let go, and what they told in their next life. */
  readonly #dying: Map<number, RecoveryEntries[]> = new Map();

  constructor(shards: number, tracker: RecoveryTracker) {
    this.#tracker = tracker;
    this.#order = new TimeOrder(shards, (entries, place, shard) => this.#play(entries, place, shard));
    this.#missing = Array.from({ length: shards }, () => new Map());
  }

  add(shard: number, entries: RecoveryEntries): void {
    const afterDeath = this.#dying.get(shard);
    if (afterDeath === undefined) this.#order.add(shard, entries);
    else afterDeath.push(entries);
  }

  /** @returns whether that was all: of more than `most` entries, or devices to let go, the rest is left for the next time. */
  playTo(horizon: number, most: number = Number.POSITIVE_INFINITY): boolean {
    let left = most;
    for (const [shard, afterDeath] of this.#dying) {
      left -= this.#order.flush(shard, left);
      left -= this.#letGo(shard, left);
      if (left <= 0) return false;
      this.#dying.delete(shard);
      for (const entries of afterDeath) this.#order.add(shard, entries);
    }
    return this.#order.playTo(horizon, left);
  }

  /** The shard has died. What it told is played first, its devices are let go then: as {@link playTo} comes to it. */
  lost(shard: number): void {
    // Of one that dies again before that, both lives are seen through together: whoever is hit anew is let go by that.
    for (const entries of this.#dying.get(shard) ?? []) this.#order.add(shard, entries);
    this.#dying.set(shard, []);
  }

  /** @returns how many it were. */
  #letGo(shard: number, most: number): number {
    const missing = this.#missing[shard]!;
    let count = 0;
    for (const [device, disturbance] of missing) {
      if (count >= most) break;
      disturbance.letGo(device);
      missing.delete(device);
      count++;
    }
    return count;
  }

  #play(entries: RecoveryEntries, place: number, shard: number): void {
    const at = entries.at[place]!;
    const device = entries.device[place]!;
    const missing = this.#missing[shard]!;
    const disturbance = missing.get(device);
    switch (entries.event[place]) {
      case recoveryEvent.begins: {
        const cause = entries.causes[entries.cause[place]!]!;
        if (cause.type === "step") this.#ofStep(cause);
        else this.#disturbanceOf(cause, at);
        return;
      }
      case recoveryEvent.hit: {
        const cause = entries.causes[entries.cause[place]!]!;
        const now = this.#disturbanceOf(cause, at);
        disturbance?.letGo(device);
        now.hit(device, at);
        missing.set(device, now);
        return;
      }
      case recoveryEvent.free:
        disturbance?.free(device, at);
        return;
      case recoveryEvent.recovered:
        disturbance?.recovered(device, at);
        missing.delete(device);
        return;
      case recoveryEvent.leave:
        disturbance?.leave(device, at);
        missing.delete(device);
    }
  }

  #disturbanceOf(cause: RecoveryCause, at: number): Disturbance {
    switch (cause.type) {
      case "unplanned":
        return this.#tracker.unplanned(at);
      case "lasting":
        return this.#tracker.lasting(cause.name, at);
      case "step": {
        const known = this.#hitBy.get(cause);
        if (known !== undefined) return known;
        const disturbance = this.#ofStep(cause);
        disturbance.overBy(cause.overAt);
        this.#hitBy.set(cause, disturbance);
        return disturbance;
      }
    }
  }

  #ofStep({ name, beganAt, number }: Extract<RecoveryCause, { type: "step" }>): Disturbance {
    // Shards count from one moment, but a double of milliseconds since 1970 has only so many digits.
    const key = JSON.stringify([name, Math.round(beganAt), number]);
    const known = this.#ofSteps.get(key);
    if (known !== undefined) return known.disturbance;
    for (const [old, one] of this.#ofSteps) {
      if (beganAt - one.beganAt < keptMillis) break;
      this.#ofSteps.delete(old);
    }
    const disturbance = this.#tracker.begin(name, beganAt, Number.POSITIVE_INFINITY);
    this.#ofSteps.set(key, { beganAt, disturbance });
    return disturbance;
  }
}

/** A step hits all its devices as it begins: after this long nobody asks for it any more. */
const keptMillis = 60_000;
