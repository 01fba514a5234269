/**
 * Randomness that depends on nothing but its name.
 *
 * 1. A stream is named by (seed, index, purpose). Equal names give equal draws on every machine, in any order of use.
 * 2. Different names give independent draws: a device never shifts another's luck.
 * 3. Keyed draws have no state at all: (seed, purpose, i, j) alone decides. For what many must agree on, as weather does.
 *
 * Generator: sfc32 (C. Doty-Humphrey, PractRand), 128 bits of state; names are mixed in with the MurmurHash3 finaliser.
 */

/** A source of uniform draws. */
export interface Random {
  /** Uniform in [0, 1), 32 bits. */
  next(): number;
}

export class RandomStream implements Random {
  #a: number;
  #b: number;
  #c: number;
  #count: number;

  /** @param seed any safe integer; @param index whose stream, an integer >= 0; @param purpose what the draws are for. */
  constructor(seed: number, index: number, purpose: string) {
    const name = nameOf(purpose);
    this.#a = mixName(mixInteger(0x9e3779b9, seed), index, name);
    this.#b = mixName(mixInteger(0x243f6a88, seed), index, name);
    this.#c = mixName(mixInteger(0xb7e15162, seed), index, name);
    this.#count = 1;
    for (let round = 0; round < 12; round++) this.next();
  }

  next(): number {
    const sum = (this.#a + this.#b + this.#count) | 0;
    this.#count = (this.#count + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 4_294_967_296;
  }
}

/** Uniform in [0, 1), 53 bits, decided by its four names alone. `i` and `j` are safe integers. */
export function keyed(seed: number, purpose: string, i: number, j = 0): number {
  if (seed !== mixedSeed) mixSeed(seed);
  const name = nameOf(purpose);
  const left = mixName(seedLeft, i, name);
  const right = mixName(seedRight, i, name);
  // Each half takes `j` through both words: with one word of 32 bits alone, some pairs among 100,000 homes would draw
  // the same numbers in another order.
  const high = mix(left ^ mixInteger(right, j));
  const low = mix(right ^ mixInteger(left, j));
  return ((high >>> 5) * 67_108_864 + (low >>> 6)) / 9_007_199_254_740_992;
}

/** A 32-bit fingerprint of a text (FNV-1a over UTF-16 code units). */
export function fingerprint(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash | 0;
}

/** Fingerprints already taken. Purposes are few and written in code; the limit is for a kind that makes them up. */
const purposes = new Map<string, number>();
const mostPurposes = 4_096;

function nameOf(purpose: string): number {
  let name = purposes.get(purpose);
  if (name === undefined) {
    name = fingerprint(purpose);
    if (purposes.size < mostPurposes) purposes.set(purpose, name);
  }
  return name;
}

/** A run draws with one seed, millions of times: what becomes of it is kept. */
let mixedSeed = Number.NaN;
let seedLeft = 0;
let seedRight = 0;

function mixSeed(seed: number): void {
  mixedSeed = seed;
  seedLeft = mixInteger(0x85a308d3, seed);
  seedRight = mixInteger(0x13198a2e, seed);
}

function mixName(seed: number, index: number, name: number): number {
  return mix(mixInteger(seed, index) ^ name);
}

/** Both 32-bit words of `integer`. */
function mixInteger(hash: number, integer: number): number {
  return mix(mix(hash ^ (integer | 0)) ^ (Math.floor(integer / 4_294_967_296) | 0));
}

function mix(word: number): number {
  let hash = (word + 0x6d2b79f5) | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
