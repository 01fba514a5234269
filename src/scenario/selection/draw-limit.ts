/**
 * The limit below which so many of all draws are: whoever knows it needs no other draw to say of one whether it wins.
 *
 * Found in one pass over draws that nobody keeps, where it can be guessed which are about as large as the limit: those few are kept. If
 * the guess was wrong, and without one, it takes two: the first counts how many are of about each size, the second looks at those few
 * that are of about the size of the limit.
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
  /** What is kept on the first pass: draws from `#from` to before `#to`; and how many are smaller. */
  readonly #from: number = 0;
  readonly #to: number = 0;
  readonly #near: DrawLimit[] = [];
  #below = 0;
  /** How many were counted. */
  members = 0;

  /**
   * @param sizes that are told apart: about as many draws as there are, or as much memory as may be spent, 4 bytes each
   * @param guess which part of about how many will be within
   */
  constructor(sizes: number, guess?: { readonly part: number; readonly of: number }) {
    this.#sizes = new Uint32Array(sizes);
    if (guess === undefined || !(guess.of > 0)) return;
    const { part, of } = guess;
    const spread = guessSpreads * Math.sqrt((part * (1 - Math.min(1, part))) / of) + guessSpreads / of;
    this.#from = part - spread;
    this.#to = part + spread;
  }

  /** The first pass. */
  count(draw: number, member: number): void {
    this.#sizes[this.#sizeOf(draw)]!++;
    this.members++;
    if (draw >= this.#to) return;
    if (draw < this.#from) this.#below++;
    else this.#near.push({ draw, member });
  }

  /** The first pass is over: `wanted` of those that were counted are to be within. @returns whether it takes the second */
  narrow(wanted: number): boolean {
    if (wanted >= this.members) this.#limit = everybody;
    else if (wanted <= 0) this.#limit = nobody;
    else if (wanted > this.#below && wanted <= this.#below + this.#near.length)
      this.#limit = inOrder(this.#near)[wanted - this.#below - 1]!;
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
    return inOrder(this.#alike)[this.#wanted - this.#smaller - 1]!;
  }

  #sizeOf(draw: number): number {
    return Math.floor(draw * this.#sizes.length);
  }
}

/** Standard deviations by which the limit of draws may be off from the part that is wanted: further off it is once in half a billion times. */
const guessSpreads = 6;

function inOrder(draws: readonly DrawLimit[]): readonly DrawLimit[] {
  return draws.toSorted((a, b) => a.draw - b.draw || a.member - b.member);
}
