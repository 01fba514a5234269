/**
 * How many devices are ready, and how many were at most.
 *
 * What counts is how many there are when all that happens at one instant has happened: in which order one comes and another goes at
 * that very instant is no fact about the fleet, and would not be the same in several shards.
 */
export class Crowd {
  #ready = 0;
  /** Up to before the instant of the last change. */
  #peak = 0;
  #at = Number.NEGATIVE_INFINITY;

  get ready(): number {
    return this.#ready;
  }

  get peak(): number {
    return Math.max(this.#peak, this.#ready);
  }

  /** @param by how many more there are, from `at` on. */
  change(by: number, at: number): void {
    if (at !== this.#at) {
      this.#peak = this.peak;
      this.#at = at;
    }
    this.#ready += by;
  }
}
