/**
 * What happened in several shards, played in order of time: by time, at one time by the number of the shard, of one shard as it told it.
 *
 * Nothing is played before all shards have come to its time, so that nothing can come in between any more ({@link Horizon}).
 */

/** Things that happened, in columns: one for each place of `at`, ascending. */
export interface TimedColumns {
  /** Simulated milliseconds since the start of the run. */
  readonly at: Float64Array;
}

/** Is told one thing that happened. */
export type Play<Columns> = (columns: Columns, place: number, shard: number) => void;

export class TimeOrder<Columns extends TimedColumns> {
  readonly #play: Play<Columns>;
  /** Of each shard: what is left, and the place in the first of it. */
  readonly #waiting: readonly Columns[][];
  readonly #place: Uint32Array;
  /** Of each shard: when the next thing happened; infinite when there is none. */
  readonly #next: Float64Array;

  constructor(shards: number, play: Play<Columns>) {
    this.#play = play;
    this.#waiting = Array.from({ length: shards }, () => []);
    this.#place = new Uint32Array(shards);
    this.#next = new Float64Array(shards).fill(Number.POSITIVE_INFINITY);
  }

  add(shard: number, columns: Columns): void {
    if (columns.at.length === 0) return;
    if (this.#waiting[shard]!.push(columns) === 1) this.#next[shard] = columns.at[0]!;
  }

  /**
   * Plays what happened up to and including `horizon`, the first `most` things of it.
   *
   * @returns whether that was all of it.
   */
  playTo(horizon: number, most: number = Number.POSITIVE_INFINITY): boolean {
    let count = 0;
    for (let shard = this.#earliest(); this.#isLeft(shard, horizon); shard = this.#earliest()) {
      if (count++ >= most) return false;
      this.#playNext(shard);
    }
    return true;
  }

  /**
   * Plays what is left of one shard of which nothing more comes, the first `most` things of it.
   *
   * @returns how many it were.
   */
  flush(shard: number, most: number = Number.POSITIVE_INFINITY): number {
    let count = 0;
    for (; count < most && this.#isLeft(shard, Number.POSITIVE_INFINITY); count++) this.#playNext(shard);
    return count;
  }

  #isLeft(shard: number, horizon: number): boolean {
    return this.#waiting[shard]!.length > 0 && this.#next[shard]! <= horizon;
  }

  /** The first of those whose next thing happened first. */
  #earliest(): number {
    const next = this.#next;
    let first = 0;
    for (let shard = 1; shard < next.length; shard++) if (next[shard]! < next[first]!) first = shard;
    return first;
  }

  #playNext(shard: number): void {
    const waiting = this.#waiting[shard]!;
    const columns = waiting[0]!;
    const place = this.#place[shard]!;
    this.#play(columns, place, shard);
    if (place + 1 < columns.at.length) {
      this.#place[shard] = place + 1;
      this.#next[shard] = columns.at[place + 1]!;
      return;
    }
    waiting.shift();
    this.#place[shard] = 0;
    this.#next[shard] = waiting[0]?.at[0] ?? Number.POSITIVE_INFINITY;
  }
}
