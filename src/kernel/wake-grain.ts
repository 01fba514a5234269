/**
 * How often a process wakes up for what it has scheduled: to wake costs it many times what a message does.
 *
 *     quiet  --- more wake-ups in a second than are quiet --->  busy
 *       ^                                                         |
 *       '------------- a second with no more than that -----------'
 *
 * 1. While it is quiet, it wakes exactly when something is due. While it is busy, not before a grain has passed since it woke last: what
 *    came due meanwhile is done together. So nothing waits for longer than a grain because of this.
 * 2. Times are real milliseconds, whatever the speed of simulated time: what a wake-up costs is real, and so is the lateness that it takes
 *    to save one. That is measured from the time that was meant, and shows what is done here like any other delay.
 * 3. Busy is judged by less than half of what a grain lets through: or else it would make itself quiet.
 */
const windowMillis = 1_000;
const quietShare = 0.4;

export class WakeGrain {
  readonly #millis: number;
  /** Wake-ups in a second. */
  readonly #quiet: number;
  #busy = false;
  #last = Number.NEGATIVE_INFINITY;
  #windowFrom = Number.NEGATIVE_INFINITY;
  #count = 0;

  constructor(grainMillis: number) {
    this.#millis = grainMillis;
    this.#quiet = (quietShare * windowMillis) / grainMillis;
  }

  /** It wakes, at `now`. */
  woke(now: number): void {
    this.#last = now;
    if (now - this.#windowFrom >= windowMillis) {
      // Over a longer window it was less often still.
      this.#busy = this.#count * windowMillis > this.#quiet * (now - this.#windowFrom);
      this.#windowFrom = now;
      this.#count = 0;
    }
    if (++this.#count > this.#quiet) this.#busy = true;
  }

  /** When it may wake again at the earliest. */
  get from(): number {
    return this.#busy ? this.#last + this.#millis : Number.NEGATIVE_INFINITY;
  }
}
