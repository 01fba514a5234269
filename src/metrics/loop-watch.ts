/**
 * How long the event loop was held up: a beat every so many milliseconds of real time, each with the moment it was meant for.
 *
 * 1. A beat that comes late stands for all that were due meanwhile: a loop that stood still for 500 ms held up 50 beats of 10 ms, by 500 ms,
 *    490 ms and so on down to 10 ms. Who only looks at how late one timer fires sees a single value there, and next to nothing at the 99th
 *    percentile (coordinated omission, G. Tene).
 * 2. So the histogram is one over time: its 99th percentile is what one in a hundred moments of the run was held up by at least.
 * 3. Native timers count whole milliseconds: up to 2 ms are no delay, and are taken off.
 *
 * An idle process pays some 50 µs for each beat, nearly all of it the system's for waking it up.
 */
import type { Clock } from "../kernel/clock.ts";
import { type Instant, later, millis } from "../kernel/time.ts";
import { eventLoopDelayLimitMillis } from "./generator-limits.ts";
import type { Histogram } from "./histogram.ts";

export interface LoopWatchOptions {
  /** One of its own, at the speed of real time: its native timer is the beat. */
  readonly clock: Clock;
  readonly beatMillis: number;
  readonly delays: Histogram;
  /** CPU time of the process. */
  readonly cpuMillis: () => number;
}

export interface Stall {
  /** Real milliseconds. */
  readonly millis: number;
  /** CPU time of the process meanwhile, and in a second before at the most. */
  readonly cpuMillis: number;
}

const timerMillis = 2;
const cpuEveryMillis = 1_000;

export class LoopWatch {
  readonly #options: LoopWatchOptions;
  /** When the next beat is meant. */
  #beat: Instant;
  #cpu = 0;
  #cpuDue: number;
  #heldUp = 0;
  #longest: Stall = { millis: 0, cpuMillis: 0 };

  constructor(options: LoopWatchOptions) {
    this.#options = options;
    this.#beat = options.clock.now();
    this.#cpuDue = this.#beat;
  }

  start(): void {
    const { clock, cpuMillis, beatMillis } = this.#options;
    this.#cpu = cpuMillis();
    this.#beat = later(clock.now(), millis(beatMillis));
    this.#cpuDue = this.#beat + cpuEveryMillis;
    clock.wakeAt(this.#beat, this.#wake);
  }

  stop(): void {
    this.#options.clock.wakeAt(undefined, this.#wake);
  }

  /** How long it was held up for longer than the limit, in all. */
  get heldUpMillis(): number {
    return this.#heldUp;
  }

  get longest(): Stall {
    return this.#longest;
  }

  readonly #wake = (): void => {
    const { clock, beatMillis } = this.#options;
    const now = clock.now();
    if (now - this.#beat > this.#longest.millis || now >= this.#cpuDue) this.#look(now);
    // A timer may come a little early: then the beat is still to come.
    for (; this.#beat <= now; this.#beat = later(this.#beat, millis(beatMillis))) this.#record(now - this.#beat);
    clock.wakeAt(this.#beat, this.#wake);
  };

  #look(now: Instant): void {
    const cpu = this.#options.cpuMillis();
    const late = now - this.#beat;
    if (late > this.#longest.millis) this.#longest = { millis: late, cpuMillis: cpu - this.#cpu };
    this.#cpu = cpu;
    this.#cpuDue = now + cpuEveryMillis;
  }

  #record(delay: number): void {
    const { delays, beatMillis } = this.#options;
    delays.record(Math.max(0, delay - timerMillis));
    if (delay > eventLoopDelayLimitMillis) this.#heldUp += beatMillis;
  }
}
