/**
 * What happened to the disturbed of one shard, entry by entry, so that somebody else can follow how the whole fleet comes back.
 *
 * 1. Plain data in columns: a power cut of 18,000 devices is four arrays.
 * 2. In the order in which it happened. Played to a `RecoveryTracker`, entries of several shards in order of time make the same figures
 *    as if all devices had been in one shard (src/shards/united-recoveries.ts).
 * 3. Which unplanned losses belong together is not said: only who sees all of them knows.
 */

/** What hits devices. Two of one step that begin at one moment are told apart by `number`. */
export type RecoveryCause =
  | {
      readonly type: "step";
      readonly name: string;
      readonly beganAt: number;
      readonly number: number;
      readonly overAt: number;
    }
  | { readonly type: "lasting"; readonly name: string }
  | { readonly type: "unplanned" };

/** What happens to a device; `begins` is of none. */
export const recoveryEvent = { begins: 0, hit: 1, recovered: 2, free: 3, leave: 4 } as const;
export type RecoveryEvent = (typeof recoveryEvent)[keyof typeof recoveryEvent];

export interface RecoveryEntries {
  /** Simulated milliseconds since the start of the run, ascending. */
  readonly at: Float64Array;
  readonly event: Uint8Array;
  /** By its number in the fleet. */
  readonly device: Uint32Array;
  /** Of a hit or a beginning: the place of what it is among {@link causes}. */
  readonly cause: Uint32Array;
  readonly causes: readonly RecoveryCause[];
}

export class RecoveryJournal {
  #at: number[] = [];
  #event: number[] = [];
  #device: number[] = [];
  #cause: number[] = [];
  /** With their places. */
  #causes: Map<RecoveryCause, number> = new Map();

  note(event: RecoveryEvent, at: number, device = 0, cause?: RecoveryCause): void {
    this.#at.push(at);
    this.#event.push(event);
    this.#device.push(device);
    this.#cause.push(cause === undefined ? 0 : this.#placeOf(cause));
  }

  /** All there is, and begins anew. */
  take(): RecoveryEntries {
    const entries: RecoveryEntries = {
      at: Float64Array.from(this.#at),
      event: Uint8Array.from(this.#event),
      device: Uint32Array.from(this.#device),
      cause: Uint32Array.from(this.#cause),
      causes: [...this.#causes.keys()],
    };
    this.#at = [];
    this.#event = [];
    this.#device = [];
    this.#cause = [];
    this.#causes = new Map();
    return entries;
  }

  #placeOf(cause: RecoveryCause): number {
    let place = this.#causes.get(cause);
    if (place === undefined) this.#causes.set(cause, (place = this.#causes.size));
    return place;
  }
}
