/**
 * How far all shards have come: what happened before in any of them is known.
 *
 * 1. A shard that is not there (not yet again, or dead) is not waited for; nor is one that is further behind the first than `patience`.
 *    One that has told its last has come to infinity.
 * 2. It never goes back.
 */
export class Horizon {
  /** By shard; NaN: it is not there. */
  readonly #until: Float64Array;
  readonly #patience: number;
  #reached = Number.NEGATIVE_INFINITY;

  /** @param patience simulated milliseconds. */
  constructor(shards: number, patience: number) {
    this.#until = new Float64Array(shards).fill(Number.NEGATIVE_INFINITY);
    this.#patience = patience;
  }

  /** Simulated milliseconds since the start of the run. */
  get reached(): number {
    return this.#reached;
  }

  came(shard: number, until: number): void {
    this.#until[shard] = until;
    this.#look();
  }

  gone(shard: number): void {
    this.#until[shard] = Number.NaN;
    this.#look();
  }

  #look(): void {
    const there = this.#until.filter((until) => !Number.isNaN(until));
    if (there.length === 0) return;
    const least = there.reduce((a, b) => Math.min(a, b));
    const most = there.filter(Number.isFinite).reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
    this.#reached = Math.max(this.#reached, least, most - this.#patience);
  }
}
