/**
 * The clock port: simulated time, and how it relates to real time.
 *
 * 1. Simulated time never runs backwards.
 * 2. Real time is monotonic milliseconds; latencies and time-outs that judge a peer are always real.
 * 3. A virtual clock stands still until the scheduler moves it.
 */
import type { Duration, Instant } from "./time.ts";

export interface Clock {
  /** True when time moves only because the scheduler moves it. */
  readonly virtual: boolean;
  /** Simulated milliseconds per real millisecond, > 0. A virtual clock says 1. */
  readonly speed: number;
  /** Simulated time now. */
  now(): Instant;
  /** Real, monotonic milliseconds now; a virtual clock counts its own time. */
  real(): number;
  /** The reading of {@link real} at which simulated time is, was or will be `at`. */
  realAt(at: Instant): number;
  /**
   * Calls `wake` once at or after `due`, or a little before it; replaces what was asked before. `undefined` cancels.
   * A virtual clock never calls: its scheduler runs to the next due time itself.
   */
  wakeAt(due: Instant | undefined, wake: () => void): void;
  /** Calls `wake` once, when the event loop has served what else waits; replaces what was asked before. */
  wakeNextTurn(wake: () => void): void;
  /** Moves a virtual clock forward; a real clock ignores it. */
  advanceTo(at: Instant): void;
}

/** A clock that moves only when told to. Deterministic by construction. */
export class VirtualClock implements Clock {
  readonly virtual = true;
  readonly speed = 1;
  readonly #start: Instant;
  #now: Instant;

  constructor(start: Instant) {
    this.#start = start;
    this.#now = start;
  }

  now(): Instant {
    return this.#now;
  }

  real(): number {
    return this.#now - this.#start;
  }

  realAt(at: Instant): number {
    return at - this.#start;
  }

  wakeAt(): void {
    // Nobody waits: the scheduler runs to the next due time itself.
  }

  wakeNextTurn(): void {
    // As above.
  }

  advanceTo(at: Instant): void {
    if (at > this.#now) this.#now = at;
  }
}

/** How long `duration` of the peer's (real) time is on this clock. */
export function peerTime(clock: Clock, duration: Duration | number): Duration {
  return (duration * clock.speed) as Duration;
}
