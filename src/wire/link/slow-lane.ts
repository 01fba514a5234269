/**
 * What a bad network does to one direction of a connection: everything arrives, in order, later.
 *
 * 1. A round trip takes five times as long as on a good line: with 35 ms for that (FCC, Measuring Broadband America 2012, all
 *    terrestrial lines at peak hours), 70 ms are added each way.
 * 2. One frame in twenty meets a stall of 1-5 s, and all behind it wait, as TCP makes them. Nothing is lost.
 * 3. What waits is bounded: beyond `mostBytes` the oldest pass at once.
 * 4. When the network is good again what waits keeps its time, and what comes then does not overtake it.
 *
 * Times are simulated: the home's network is part of the simulated world, as are boot times and back-off.
 */
import { uniform } from "../../kernel/distribution.ts";
import type { Random } from "../../kernel/random.ts";
import { noTicket, type Scheduler, type Task, type Ticket } from "../../kernel/scheduler.ts";
import { type Instant, instant, later } from "../../kernel/time.ts";

const addedMillis = 70;
const stallShare = 1 / 20;
const stallMillis = { shortest: 1_000, longest: 5_000 };

interface Waiting {
  readonly due: Instant;
  readonly bytes: number;
  readonly pass: () => void;
}

export class SlowLane implements Task {
  /** Whether what comes is delayed. */
  degraded = true;
  readonly #scheduler: Scheduler;
  readonly #random: Random;
  readonly #mostBytes: number;
  #waiting: Waiting[] = [];
  #bytes = 0;
  #last: Instant = instant(0);
  #ticket: Ticket = noTicket;

  constructor(scheduler: Scheduler, random: Random, mostBytes: number) {
    this.#scheduler = scheduler;
    this.#random = random;
    this.#mostBytes = mostBytes;
  }

  /** Of what waits. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Nothing waits, and nothing will. */
  get idle(): boolean {
    return !this.degraded && this.#waiting.length === 0;
  }

  /** Calls `pass` when what has this many bytes has got through. */
  add(bytes: number, pass: () => void): void {
    const { now } = this.#scheduler;
    const due = later(now, this.degraded ? this.#delay() : 0);
    this.#last = due > this.#last ? due : this.#last;
    this.#waiting.push({ due: this.#last, bytes, pass });
    this.#bytes += bytes;
    while (this.#bytes > this.#mostBytes && this.#waiting.length > 0) this.#passFirst();
    this.#await();
  }

  /** Lets all pass at once. */
  flush(): void {
    while (this.#waiting.length > 0) this.#passFirst();
  }

  /** Forgets what waits. */
  drop(): void {
    this.#waiting = [];
    this.#bytes = 0;
    this.#await();
  }

  onDue(_slot: number, due: Instant): void {
    this.#ticket = noTicket;
    while (this.#waiting.length > 0 && this.#waiting[0]!.due <= due) this.#passFirst();
    this.#await();
  }

  #passFirst(): void {
    const first = this.#waiting.shift()!;
    this.#bytes -= first.bytes;
    first.pass();
  }

  #await(): void {
    this.#scheduler.cancel(this.#ticket);
    const first = this.#waiting[0];
    this.#ticket = first === undefined ? noTicket : this.#scheduler.at(first.due, this);
  }

  #delay(): number {
    const stalls = this.#random.next() < stallShare;
    const { shortest, longest } = stallMillis;
    return addedMillis + (stalls ? uniform(this.#random, shortest, longest) : 0);
  }
}
