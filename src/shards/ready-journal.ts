/**
 * When devices of a shard became ready and when they no longer were, so that somebody who hears of all shards can tell the most that
 * were ready at one time, of all, of a kind and of a cohort.
 *
 * 1. What is of one kind and one account at one instant is one number.
 * 2. On a real clock an instant is a hundredth of a simulated second: a hundred numbers a second say enough of a thousand connects.
 */

export interface ReadyChanges {
  /** Simulated milliseconds since the start of the run, ascending. */
  readonly at: Float64Array;
  /** How many more there are. */
  readonly by: Int32Array;
  /** Of whom, by its place in {@link crowds}. */
  readonly crowd: Uint16Array;
  readonly crowds: readonly { readonly kind: string; readonly account: string }[];
}

export class ReadyJournal {
  readonly #grain: number;
  #at: number[] = [];
  #by: number[] = [];
  #crowd: number[] = [];
  readonly #crowds: { readonly kind: string; readonly account: string }[] = [];
  /** Of the last instant, by crowd. */
  readonly #places: Map<string, Map<string, number>> = new Map();
  #last = Number.NEGATIVE_INFINITY;
  readonly #now: Map<number, number> = new Map();

  /** @param grain length of an instant, milliseconds; 0: as they come. */
  constructor(grain: number) {
    this.#grain = grain;
  }

  note(kind: string, account: string, by: number, elapsed: number): void {
    const at = this.#grain === 0 ? elapsed : Math.ceil(elapsed / this.#grain) * this.#grain;
    if (at !== this.#last) {
      this.#close();
      this.#last = at;
    }
    const crowd = this.#placeOf(kind, account);
    this.#now.set(crowd, (this.#now.get(crowd) ?? 0) + by);
  }

  /** All there is, and begins anew. */
  take(): ReadyChanges {
    this.#close();
    const changes: ReadyChanges = {
      at: Float64Array.from(this.#at),
      by: Int32Array.from(this.#by),
      crowd: Uint16Array.from(this.#crowd),
      crowds: [...this.#crowds],
    };
    this.#at = [];
    this.#by = [];
    this.#crowd = [];
    return changes;
  }

  #close(): void {
    for (const [crowd, by] of this.#now) {
      if (by === 0) continue;
      this.#at.push(this.#last);
      this.#by.push(by);
      this.#crowd.push(crowd);
    }
    this.#now.clear();
  }

  #placeOf(kind: string, account: string): number {
    let ofKind = this.#places.get(kind);
    if (ofKind === undefined) this.#places.set(kind, (ofKind = new Map()));
    let place = ofKind.get(account);
    if (place === undefined) ofKind.set(account, (place = this.#crowds.push({ kind, account }) - 1));
    return place;
  }
}
