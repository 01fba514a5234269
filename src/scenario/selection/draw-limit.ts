/**
 * The limit below which so many of all draws are: whoever knows it needs no other draw to say of one whether it wins.
 *
 * Found in two passes over draws that nobody keeps: the first counts how many are of about each size, the second looks at
 * those few that are of about the size of the limit.
 */

/** Who draws less is within, and who draws the same and has no greater number. Plain data. */
export interface DrawLimit {
  readonly draw: number;
  readonly member: number;
}

export function isWithin({ draw, member }: DrawLimit, own: number, of: number): boolean {
  return own < draw || (own === draw && of <= member);
}

/** Draws are from 0 to before 1. */
const everybody: DrawLimit = { draw: 1, member: -1 };
const nobody: DrawLimit = { draw: -1, member: -1 };

export class LimitSearch {
  /** How many draws are of about a size. */
  readonly #sizes: Uint32Array;
  readonly #alike: DrawLimit[] = [];
  #limit: DrawLimit | undefined;
  #size = 0;
  #smaller = 0;
  #wanted = 0;
  /** How many were counted. */
  members = 0;

  /** @param sizes that are told apart: about as many draws as there are, or as much memory as may be spent, 4 bytes each */
  constructor(sizes: number) {
    this.#sizes = new Uint32Array(sizes);
  }

  /** The first pass. */
  count(draw: number): void {
    this.#sizes[this.#sizeOf(draw)]!++;
    this.members++;
  }

  /** The first pass is over: `wanted` of those that were counted are to be within. @returns whether it takes the second */
  narrow(wanted: number): boolean {
    if (wanted >= this.members) this.#limit = everybody;
    else if (wanted <= 0) this.#limit = nobody;
    if (this.#limit !== undefined) return false;
    this.#wanted = wanted;
    while (this.#smaller + this.#sizes[this.#size]! < wanted) this.#smaller += this.#sizes[this.#size++]!;
    return true;
  }

  /** The second pass. */
  look(draw: number, member: number): void {
    if (this.#sizeOf(draw) === this.#size) this.#alike.push({ draw, member });
  }

  /** When all passes are over. */
  get limit(): DrawLimit {
    if (this.#limit !== undefined) return this.#limit;
    const ascending = this.#alike.toSorted((a, b) => a.draw - b.draw || a.member - b.member);
    return ascending[this.#wanted - this.#smaller - 1]!;
  }

  #sizeOf(draw: number): number {
    return Math.floor(draw * this.#sizes.length);
  }
}
