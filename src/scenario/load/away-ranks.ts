/**
 * Who is away, by rank: three numbers for each, and a bit for everybody. In a fleet of a million whose shards all know who is away,
 * an object for each of them would be most of what a shard has.
 */
import type { Duration } from "../../kernel/time.ts";

export class AwayRanks {
  readonly #ranks: number;
  /** A bit for each rank; made when the first is away. */
  #bits: Uint32Array = new Uint32Array(0);
  #rank: Uint32Array = new Uint32Array(0);
  #from: Float64Array = new Float64Array(0);
  #to: Float64Array = new Float64Array(0);
  #size = 0;

  /** @param ranks that there are */
  constructor(ranks: number) {
    this.#ranks = ranks;
  }

  get size(): number {
    return this.#size;
  }

  has(rank: number): boolean {
    return ((this.#bits[rank >>> 5]! >>> (rank & 31)) & 1) === 1;
  }

  /** One that is not away yet. */
  add(rank: number, from: Duration, to: number): void {
    if (this.#size === this.#rank.length) this.#widen();
    const place = this.#size++;
    this.#rank[place] = rank;
    this.#from[place] = from;
    this.#to[place] = to;
    this.#bits[rank >>> 5]! |= 1 << (rank & 31);
  }

  /** Those are away no more whose time is over at `at`. */
  drop(at: Duration): void {
    let kept = 0;
    for (let place = 0; place < this.#size; place++) {
      const rank = this.#rank[place]!;
      if (this.#to[place]! <= at) {
        this.#bits[rank >>> 5]! &= ~(1 << (rank & 31));
        continue;
      }
      this.#rank[kept] = rank;
      this.#from[kept] = this.#from[place]!;
      this.#to[kept++] = this.#to[place]!;
    }
    this.#size = kept;
  }

  /** How many are away at `elapsed`. */
  countAt(elapsed: Duration): number {
    let count = 0;
    for (let place = 0; place < this.#size; place++)
      if (this.#from[place]! <= elapsed && elapsed < this.#to[place]!) count++;
    return count;
  }

  #widen(): void {
    if (this.#bits.length === 0) this.#bits = new Uint32Array(Math.ceil(this.#ranks / 32));
    const length = Math.max(64, Math.ceil(this.#size * 1.25));
    this.#rank = widened(this.#rank, new Uint32Array(length));
    this.#from = widened(this.#from, new Float64Array(length));
    this.#to = widened(this.#to, new Float64Array(length));
  }
}

function widened<T extends Uint32Array | Float64Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
