/**
 * In which order devices come: a seeded permutation, so that neither homes nor kinds come one after the other.
 *
 * Strides without a common divisor with `total` reach every place once. Neither short nor long ones: neighbours come far apart.
 */
import { keyed } from "../../kernel/random.ts";

export class ConnectOrder {
  readonly #total: number;
  readonly #stride: number;
  readonly #first: number;
  readonly #back: number;

  /** @param total at most 2^26; @param which of several orders of the same fleet */
  constructor(total: number, seed: number, which = 0) {
    const draw = (what: string): number => keyed(seed, `connect order: ${what}`, total, which);
    let stride = Math.max(1, Math.floor(total * (0.3 + 0.4 * draw("stride"))));
    while (greatestCommonDivisor(stride, total) !== 1) stride++;
    this.#total = total;
    this.#stride = stride;
    this.#first = Math.floor(total * draw("first"));
    this.#back = inverse(stride, total);
  }

  /** The place in the order of coming, from 0, of the device of this number. */
  rankOf(number: number): number {
    return (this.#first + this.#stride * number) % this.#total;
  }

  /** The device that has this place. */
  numberOf(rank: number): number {
    return (this.#back * ((rank - this.#first + this.#total) % this.#total)) % this.#total;
  }
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/** What times `stride` leaves a rest of 1, by Euclid's extended algorithm. */
function inverse(stride: number, total: number): number {
  let [divisor, rest] = [total, stride % total];
  let [before, factor] = [0, 1];
  while (rest > 0) {
    const times = Math.floor(divisor / rest);
    [divisor, rest] = [rest, divisor - times * rest];
    [before, factor] = [factor, before - times * factor];
  }
  return total === 1 ? 0 : (before + total) % total;
}
