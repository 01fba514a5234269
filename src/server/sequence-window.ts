/**
 * Which sequence numbers of one boot have arrived: tells a new sample from one sent twice, and counts those that never came.
 *
 * 1. Exact for every order of arrival, as long as at most {@link mostGaps} runs of numbers are missing at the same time.
 *    Beyond that the oldest run is given up: it stays counted as missing, and what still comes of it is taken for a repetition.
 * 2. The first number seen is where counting begins; a smaller one that comes later moves the beginning down to it.
 * 3. In order, which is nearly always, adding one is an increment and allocates nothing.
 */

/** Runs of missing numbers kept apart. */
export const mostGaps = 32;

export class SequenceWindow {
  /** Numbers between the first and the highest seen that have not arrived. */
  missing = 0;
  #first = 0;
  #highest = -1;
  /** Missing runs, both ends included, ascending. */
  #gaps: { from: number; to: number }[] = [];

  /** Whether `seq` has been added before, as far as is known. */
  has(seq: number): boolean {
    if (this.#highest < 0 || seq > this.#highest || seq < this.#first) return false;
    return !this.#gaps.some((gap) => seq >= gap.from && seq <= gap.to);
  }

  /** Notes that `seq`, a whole number >= 0, has arrived. Returns false when it had arrived before. */
  add(seq: number): boolean {
    if (seq === this.#highest + 1 && this.#highest >= 0) {
      this.#highest = seq;
      return true;
    }
    if (this.#highest < 0) {
      this.#first = seq;
      this.#highest = seq;
      return true;
    }
    if (seq > this.#highest) {
      this.#miss(this.#highest + 1, seq - 1, this.#gaps.length);
      this.#highest = seq;
      return true;
    }
    if (seq < this.#first) {
      this.#miss(seq + 1, this.#first - 1, 0);
      this.#first = seq;
      return true;
    }
    return this.#fill(seq);
  }

  #miss(from: number, to: number, position: number): void {
    if (to < from) return;
    this.missing += to - from + 1;
    this.#gaps.splice(position, 0, { from, to });
    if (this.#gaps.length > mostGaps) this.#gaps.shift();
  }

  #fill(seq: number): boolean {
    const position = this.#gaps.findIndex((gap) => seq >= gap.from && seq <= gap.to);
    const gap = this.#gaps[position];
    if (gap === undefined) return false;
    this.missing--;
    const parts = [
      { from: gap.from, to: seq - 1 },
      { from: seq + 1, to: gap.to },
    ].filter((part) => part.from <= part.to);
    this.#gaps.splice(position, 1, ...parts);
    if (this.#gaps.length > mostGaps) this.#gaps.shift();
    return true;
  }
}
