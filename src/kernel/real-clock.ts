/**
 * The wall clock, optionally faster or slower: simulated = start + (real - origin) * speed.
 *
 * 1. The only file of the kernel that knows the host: it reads its clocks and holds the process's one native timer.
 * 2. It may stand at its start until it is told when to begin, at a time of day: so several processes of one machine share one time.
 *    It is read from the monotonic clock all the same.
 * 3. With a grain it wakes less often while much is due (wake-grain.ts), and a little late for some of it.
 */
import type { Clock } from "./clock.ts";
import type { Instant } from "./time.ts";
import { WakeGrain } from "./wake-grain.ts";

/** setTimeout fires at once for anything longer (a signed 32-bit count of milliseconds). */
const longestTimeout = 2_147_483_647;

export class RealClock implements Clock {
  readonly virtual = false;
  readonly speed: number;
  readonly #start: Instant;
  /** By `performance.now()`; infinite while the clock stands and nobody has said until when. */
  #origin: number;
  /** What is to be woken, while the clock stands. */
  #asked: { readonly due: Instant; readonly wake: () => void } | undefined;
  readonly #grain: WakeGrain | undefined;
  /** What the timer is to call. */
  #wake: () => void = () => {};
  #timer: NodeJS.Timeout | undefined;
  #nextTurn: NodeJS.Immediate | undefined;

  /**
   * @param start simulated time at construction
   * @param speed simulated per real time, > 0
   * @param grainMillis real; how far apart its wake-ups are when there are many, absent: it wakes for each
   */
  constructor(start: Instant, speed = 1, grainMillis?: number) {
    this.speed = speed;
    this.#grain = grainMillis === undefined ? undefined : new WakeGrain(grainMillis);
    this.#start = start;
    this.#origin = performance.now();
  }

  /** One that stands at `start` until it is told to {@link begin}. */
  static standing(start: Instant, speed = 1, grainMillis?: number): RealClock {
    const clock = new RealClock(start, speed, grainMillis);
    clock.#origin = Number.POSITIVE_INFINITY;
    return clock;
  }

  /** Lets a standing clock begin at this Unix time in milliseconds: soon, or in the past; absent: now. One that has begun goes on. */
  begin(startedAt: number = Date.now()): void {
    if (this.#origin !== Number.POSITIVE_INFINITY) return;
    this.#origin = performance.now() + (startedAt - Date.now());
    if (this.#asked !== undefined) this.wakeAt(this.#asked.due, this.#asked.wake);
  }

  /** The Unix time, in real milliseconds, at which simulated time is, was or will be `at`. */
  unixAt(at: Instant): number {
    return Date.now() + this.realAt(at) - (performance.now() - this.#origin);
  }

  now(): Instant {
    return (this.#start + this.real() * this.speed) as Instant;
  }

  real(): number {
    return Math.max(0, performance.now() - this.#origin);
  }

  realAt(at: Instant): number {
    return (at - this.#start) / this.speed;
  }

  wakeAt(due: Instant | undefined, wake: () => void): void {
    this.#forget();
    if (due === undefined || due === Number.POSITIVE_INFINITY) return;
    if (this.#origin === Number.POSITIVE_INFINITY) {
      this.#asked = { due, wake };
      return;
    }
    const now = performance.now() - this.#origin;
    // Never before it is due; the grain may be a little shorter than it should, but no longer.
    const wait = Math.max(0, Math.ceil(this.realAt(due) - now), Math.floor((this.#grain?.from ?? now) - now));
    this.#wake = wake;
    this.#timer = setTimeout(this.#fire, Math.min(longestTimeout, wait));
  }

  wakeNextTurn(wake: () => void): void {
    this.#forget();
    this.#nextTurn = setImmediate(wake);
  }

  advanceTo(): void {
    // Real time moves by itself.
  }

  readonly #fire = (): void => {
    this.#grain?.woke(performance.now() - this.#origin);
    this.#wake();
  };

  #forget(): void {
    clearTimeout(this.#timer);
    clearImmediate(this.#nextTurn);
    this.#timer = undefined;
    this.#nextTurn = undefined;
    this.#asked = undefined;
  }
}
