/**
 * A seeded permutation of 0 to before `total` that is worked out one place at a time: a subset of k of a million costs k steps.
 *
 * A Feistel network over the next power of four, walked until the result is within (J. Black, P. Rogaway, "Ciphers with arbitrary
 * finite domains", CT-RSA 2002): a bijection whatever its rounds do. Their function is the MurmurHash3 finaliser.
 */
export class SeededShuffle {
  readonly #total: number;
  readonly #keys: Int32Array;
  readonly #bits: number;
  readonly #mask: number;

  /** @param total at most 2^30; @param draw uniform in [0, 1): decides the permutation. */
  constructor(total: number, draw: number) {
    this.#total = total;
    this.#bits = Math.max(1, Math.ceil(Math.log2(Math.max(2, total)) / 2));
    this.#mask = (1 << this.#bits) - 1;
    this.#keys = new Int32Array(rounds);
    let key = Math.floor(draw * 4_294_967_296) | 0;
    for (let round = 0; round < rounds; round++) this.#keys[round] = key = mix(key + 0x9e3779b9);
  }

  /** What stands at `place`. */
  at(place: number): number {
    let value = place;
    do {
      let left = value >>> this.#bits;
      let right = value & this.#mask;
      for (let round = 0; round < rounds; round++) {
        const next = left ^ (mix(right + this.#keys[round]!) & this.#mask);
        left = right;
        right = next;
      }
      value = (left << this.#bits) | right;
    } while (value >= this.#total);
    return value;
  }
}

const rounds = 6;

function mix(word: number): number {
  let hash = word | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
