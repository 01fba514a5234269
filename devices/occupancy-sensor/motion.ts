/**
 * Triggers of a motion sensor, of which nobody sees more than the first and the last of an occupied period.
 *
 *     triggers        x  x    x x             x
 *     occupied     ___|------------------|____|------|___
 *                               |<-hold->|    |<hold>|
 *
 * 1. Triggers are a Poisson process with a rate that is constant until it is changed from outside. Occupied from the
 *    first trigger until `hold` after the last one: only a gap longer than `hold` is seen.
 * 2. Triggers are drawn last one first. If a trigger at `last` is the latest known, the period ends at `last + hold`
 *    unless there is one in the window up to then; the last of those lies an exponential time before the window's end
 *    (a Poisson process runs backwards as it runs forwards), and if that is before the window's beginning there is
 *    none. So one draw a window, whatever the rate: a radar with twelve triggers a minute costs no more than a person
 *    who turns a page.
 * 3. Windows are walked ahead, without waking, until one is empty or {@link mostWindows} are done. When the rate
 *    changes on the way they are walked again up to that moment with the same draws (each walk has a stream of its
 *    own, by number), the window the moment falls into is cut there, and what was drawn for later times, which nobody
 *    has seen, is drawn anew.
 * 4. This is the process of 1 exactly, not an approximation: periods, gaps and times of day have the same
 *    distribution (test/devices/occupancy-sensor/motion.test.ts compares them).
 */
import { exponential, type Instant, later, type Random, RandomStream } from "flotilla/device";

/** An occupied period in progress. Plain data, changed in place. */
export interface Period {
  /** The latest trigger that is known. */
  last: Instant;
  /** Up to here triggers are known: none lies between `last` and this. */
  known: Instant;
  /** Which walk it is: its draws are named by this. */
  walk: number;
}

/** Windows walked ahead at a time. */
export const mostWindows = 64;

/** A period that begins with a trigger at `at`. */
export function beginPeriod(at: Instant, walk: number): Period {
  return { last: at, known: at, walk };
}

/** When the period will end if nothing changes, or is to be brought up to date because it goes on for long. */
export function foresee(period: Period, rate: number, hold: number, unit: number): Instant {
  const windows = new Windows(period, rate, hold, unit);
  for (let count = 0; count < mostWindows && windows.walk(); count++);
  return windows.end;
}

/**
 * Brings the period up to `now`: afterwards all triggers up to `now` are known, and rate and hold may be others.
 * False when it has ended by then.
 */
export function catchUp(period: Period, rate: number, hold: number, unit: number, now: Instant): boolean {
  const windows = new Windows(period, rate, hold, unit);
  while (windows.end <= now) if (!windows.walk()) return false;
  period.walk++;
  const beforeNow = toNextTrigger(new RandomStream(unit, period.walk, purpose), rate);
  period.last = beforeNow < now - windows.known ? later(now, -beforeNow) : windows.last;
  period.known = now;
  period.walk++;
  return true;
}

/** Notes a trigger at `now`, up to which the period is known. */
export function extend(period: Period, now: Instant): void {
  period.last = now;
}

/** ms between a moment and the next trigger, forwards or backwards; `Infinity` when nothing triggers. */
export function toNextTrigger(random: Random, rate: number): number {
  return rate > 0 ? exponential(random, 1 / rate) : Number.POSITIVE_INFINITY;
}

const purpose = "motion";

/** The windows of invariant 2, one after the other. */
class Windows {
  last: Instant;
  known: Instant;
  readonly #rate: number;
  readonly #hold: number;
  readonly #random: RandomStream;

  constructor({ last, known, walk }: Period, rate: number, hold: number, unit: number) {
    this.last = last;
    this.known = known;
    this.#rate = rate;
    this.#hold = hold;
    this.#random = new RandomStream(unit, walk, purpose);
  }

  /** End of the window not yet walked, and of the period if nothing is in it. */
  get end(): Instant {
    return later(this.last, this.#hold);
  }

  /** Walks one window; false when it is empty. */
  walk(): boolean {
    const { end } = this;
    const beforeEnd = toNextTrigger(this.#random, this.#rate);
    if (beforeEnd >= end - this.known) return false;
    this.last = later(end, -beforeEnd);
    this.known = end;
    return true;
  }
}
