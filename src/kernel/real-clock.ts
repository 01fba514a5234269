/**
 * The wall clock, optionally faster or slower: simulated = start + (real - origin) * speed.
 *
 * The only file of the kernel that knows the host: it reads `performance.now()` and holds the process's one
 * native timer.
 */
import type { Clock } from "./clock.ts";
import type { Instant } from "./time.ts";

/** setTimeout fires at once for anything longer (a signed 32-bit count of milliseconds). */
const longestTimeout = 2_147_483_647;

export class RealClock implements Clock {
  readonly virtual = false;
  readonly speed: number;
  readonly #start: Instant;
  readonly #origin: number;
  #timer: NodeJS.Timeout | undefined;
  #nextTurn: NodeJS.Immediate | undefined;

  /** @param start simulated time at construction; @param speed simulated per real time, > 0. */
  constructor(start: Instant, speed = 1) {
    this.speed = speed;
    this.#start = start;
    this.#origin = performance.now();
  }

  now(): Instant {
    return (this.#start + (performance.now() - this.#origin) * this.speed) as Instant;
  }

  real(): number {
    return performance.now() - this.#origin;
  }

  realAt(at: Instant): number {
    return (at - this.#start) / this.speed;
  }

  wakeAt(due: Instant | undefined, wake: () => void): void {
    this.#forget();
    if (due === undefined || due === Number.POSITIVE_INFINITY) return;
    const wait = Math.min(longestTimeout, Math.max(0, Math.ceil(this.realAt(due) - this.real())));
    this.#timer = setTimeout(wake, wait);
  }

  wakeNextTurn(wake: () => void): void {
    this.#forget();
    this.#nextTurn = setImmediate(wake);
  }

  advanceTo(): void {
    // Real time moves by itself.
  }

  #forget(): void {
    clearTimeout(this.#timer);
    clearImmediate(this.#nextTurn);
    this.#timer = undefined;
    this.#nextTurn = undefined;
  }
}
