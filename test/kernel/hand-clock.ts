/**
 * A clock like the real one, whose time the test moves by hand: for what a real clock cannot be asked to do on purpose,
 * as being late or running while a callback takes its time. It shows what it was last asked.
 */
import type { Clock } from "../../src/kernel/clock.ts";
import type { Instant } from "../../src/kernel/time.ts";

export class HandClock implements Clock {
  readonly virtual = false;
  readonly speed: number;
  /** When the one timer is set for, if it is. */
  timer: Instant | "next turn" | undefined;
  /** How often the timer was set, moved or cleared. */
  changes = 0;
  readonly #start: Instant;
  #real = 0;
  #wake: () => void = () => {};

  constructor(start: Instant, speed = 1) {
    this.#start = start;
    this.speed = speed;
  }

  now(): Instant {
    return (this.#start + this.#real * this.speed) as Instant;
  }

  real(): number {
    return this.#real;
  }

  realAt(at: Instant): number {
    return (at - this.#start) / this.speed;
  }

  wakeAt(due: Instant | undefined, wake: () => void): void {
    this.#set(due, wake);
  }

  wakeNextTurn(wake: () => void): void {
    this.#set("next turn", wake);
  }

  advanceTo(): void {
    // Like real time, it does not follow the scheduler.
  }

  /** Lets real time pass without giving the timer a chance, as a busy event loop does. */
  spend(millis: number): void {
    this.#real += millis;
  }

  /** Lets the event loop have a turn: the timer fires if its time has come. Returns whether it did. */
  turn(): boolean {
    if (this.timer === undefined || (this.timer !== "next turn" && this.timer > this.now())) return false;
    this.timer = undefined;
    this.#wake();
    return true;
  }

  /** Fires the timer now, however early. */
  fireEarly(): void {
    this.timer = undefined;
    this.#wake();
  }

  #set(timer: Instant | "next turn" | undefined, wake: () => void): void {
    this.timer = timer;
    this.#wake = wake;
    this.changes++;
  }
}
