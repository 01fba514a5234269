/**
 * The one queue of things to come.
 *
 * 1. Entries run in the order (due, sequence): equal due times run in the order they were asked for.
 * 2. Inside a callback `now` is exactly the entry's due time, however late it runs. Outside, `now` is the clock's, but never
 *    beyond an entry that has yet to run: simulated time passes nobody by, and never decreases.
 * 3. One native timer, whatever the number of entries; one entry costs six numbers in typed arrays and a reference, 40 bytes, and
 *    a quarter of that more while there is room for others. An entry that is gone costs nothing.
 * 4. A callback may schedule and cancel anything, itself included. An entry asked for the past is due at `now`, after what
 *    is due then already. A callback that throws has run; those behind it still will.
 * 5. A long backlog yields to the event loop every few milliseconds, so sockets are served while it drains.
 *
 * The queue is an indexed 4-ary heap: cancelling and moving are O(log n) and leave nothing behind. Due times lie in the order of
 * the heap, so that an entry and its siblings are compared within one line of the processor's cache.
 */
import type { Clock } from "./clock.ts";
import { FlotillaError } from "./errors.ts";
import type { Instant } from "./time.ts";

/** What the scheduler calls. One object may wait for several things, told apart by `slot`, a 32-bit integer. */
export interface Task {
  onDue(slot: number, due: Instant): void;
}

/** Names one scheduled entry; 0 names none. The ticket of an entry that ran or was cancelled is harmless. */
export type Ticket = number;
export const noTicket: Ticket = 0;

/** Hears how late each entry ran, in real milliseconds, >= 0. Not called on a virtual clock. */
export type LatenessListener = (millis: number) => void;

const arity = 4;
const arityBits = 2;
/** A ticket is generation * mostEntries + entry + 1, at most 2^53. */
const mostEntries = 2 ** 24;
const mostGenerations = 2 ** 29;
const turnBudgetMillis = 8;

export class Scheduler {
  readonly clock: Clock;
  readonly #onLate: LatenessListener | undefined;
  #size = 0;
  #sequence = 0;
  #running = false;
  /** The greatest time shown; while a callback runs, its due time. */
  #latest: Instant;
  #armedFor: Instant | undefined;
  #yielding = false;
  #stopped = false;

  /** By place in the heap: the entry there, and when it is due. */
  #heap = new Int32Array(64);
  #due = new Float64Array(64);
  /** By entry. */
  #place = new Int32Array(64);
  #order = new Float64Array(64);
  #slot = new Int32Array(64);
  #generation = new Int32Array(64);
  #task: (Task | undefined)[] = [];
  /** Entries that have been in use: how many, and the first that is free; each free one names the next in place of its own. */
  #used = 0;
  #firstFree = -1;

  constructor(clock: Clock, onLate?: LatenessListener) {
    this.clock = clock;
    this.#onLate = onLate;
    this.#latest = clock.now();
  }

  /** Simulated time: inside a callback its due time, outside the clock's or that of the next entry, whichever is first. */
  get now(): Instant {
    if (this.#running) return this.#latest;
    let now = this.clock.now();
    const next = this.nextDue;
    if (next !== undefined && next < now) now = next;
    if (now > this.#latest) this.#latest = now;
    return this.#latest;
  }

  /** Entries waiting. */
  get size(): number {
    return this.#size;
  }

  /** When the next entry is due, or `undefined` when nothing waits. */
  get nextDue(): Instant | undefined {
    return this.#size === 0 ? undefined : (this.#due[0] as Instant);
  }

  /** Asks for `task.onDue(slot, due)` at `due`. Refused with ticket 0: an infinite or NaN `due`, and all after a stop. */
  at(due: Instant, task: Task, slot = 0): Ticket {
    if (!Number.isFinite(due) || this.#stopped) return noTicket;
    const time = this.#notBeforeNow(due);
    const entry = this.#firstFree < 0 ? this.#grow() : this.#firstFree;
    if (entry === this.#firstFree) this.#firstFree = this.#place[entry]!;
    this.#order[entry] = ++this.#sequence;
    this.#slot[entry] = slot;
    this.#task[entry] = task;
    this.#siftUp(this.#size++, entry, time);
    if (this.#heap[0] === entry) this.#arm();
    return this.#generation[entry]! * mostEntries + entry + 1;
  }

  /**
   * Has an entry wait for another time, as if it had been taken back and asked for anew, under the same ticket. Returns false when
   * it waits no more: it already ran, or was cancelled, now at the latest because of a `due` that `at` refuses.
   */
  move(ticket: Ticket, due: Instant): boolean {
    if (!Number.isFinite(due)) {
      this.cancel(ticket);
      return false;
    }
    const entry = this.#waiting(ticket);
    if (entry < 0) return false;
    this.#order[entry] = ++this.#sequence;
    this.#settle(this.#place[entry]!, entry, this.#notBeforeNow(due));
    if (this.#heap[0] === entry) this.#arm();
    return true;
  }

  /** When an entry is due that waits. */
  dueOf(ticket: Ticket): Instant | undefined {
    const entry = this.#waiting(ticket);
    return entry < 0 ? undefined : (this.#due[this.#place[entry]!] as Instant);
  }

  /** Takes an entry back. Returns false when it already ran or was cancelled. */
  cancel(ticket: Ticket): boolean {
    const entry = this.#waiting(ticket);
    if (entry < 0) return false;
    this.#remove(entry);
    // A timer for an entry that is gone is harmless while others wait, but alone it would keep the process alive.
    if (this.#size === 0) this.#arm();
    return true;
  }

  /** Runs everything due up to and including `end`, then leaves a virtual clock at `end`, unless that is infinite. */
  runUntil(end: Instant): void {
    try {
      while (this.#size > 0 && this.#due[0]! <= end) this.#run();
    } finally {
      this.#arm();
    }
    if (Number.isFinite(end)) this.clock.advanceTo(end);
  }

  /** Runs the next entry, however far away, moving a virtual clock to it. Returns false when nothing waits. */
  runNext(): boolean {
    if (this.#size === 0) return false;
    try {
      this.#run();
    } finally {
      this.#arm();
    }
    return true;
  }

  /** Drops every entry and the native timer; nothing runs or is accepted afterwards. */
  stop(): void {
    this.#stopped = true;
    this.#size = 0;
    this.#task = [];
    this.#used = 0;
    this.#firstFree = -1;
    this.clock.wakeAt(undefined, this.#wake);
  }

  /** What the native timer calls: runs what is due by now, or as much of it as one turn may take. */
  readonly #wake = (): void => {
    const { clock } = this;
    const began = clock.real();
    this.#armedFor = undefined;
    this.#yielding = false;
    try {
      while (this.#size > 0) {
        const real = clock.real();
        const late = real - clock.realAt(this.nextDue!);
        if (late < 0) break;
        if (real - began > turnBudgetMillis) {
          this.#yielding = true;
          break;
        }
        this.#onLate?.(late);
        this.#run();
      }
    } finally {
      if (this.#yielding) clock.wakeNextTurn(this.#wake);
      else this.#arm();
    }
  };

  #arm(): void {
    if (this.clock.virtual || this.#yielding || this.#stopped || this.#running) return;
    const due = this.nextDue;
    if (due === this.#armedFor) return;
    this.#armedFor = due;
    this.clock.wakeAt(due, this.#wake);
  }

  #run(): void {
    if (this.#running) {
      throw new FlotillaError(
        "internal",
        "expected the scheduler to be run from outside its callbacks, found it running",
        { hint: "Ask for what comes next with at(); the scheduler runs it." },
      );
    }
    const entry = this.#heap[0]!;
    const due = this.#due[0]! as Instant;
    const task = this.#task[entry]!;
    const slot = this.#slot[entry]!;
    this.#remove(entry);
    this.#latest = due;
    this.clock.advanceTo(due);
    this.#running = true;
    try {
      task.onDue(slot, due);
    } finally {
      this.#running = false;
    }
  }

  /** The entry of a ticket that still waits, or -1. */
  #waiting(ticket: Ticket): number {
    if (ticket === noTicket) return -1;
    const generation = Math.floor((ticket - 1) / mostEntries);
    const entry = ticket - 1 - generation * mostEntries;
    return this.#task[entry] !== undefined && this.#generation[entry] === generation ? entry : -1;
  }

  /** What is asked for the past is due now. */
  #notBeforeNow(due: Instant): number {
    const { now } = this;
    return due > now ? due : now;
  }

  #remove(entry: number): void {
    const place = this.#place[entry]!;
    const size = --this.#size;
    this.#task[entry] = undefined;
    this.#generation[entry] = (this.#generation[entry]! + 1) % mostGenerations;
    this.#place[entry] = this.#firstFree;
    this.#firstFree = entry;
    if (place !== size) this.#settle(place, this.#heap[size]!, this.#due[size]!);
  }

  /** Puts an entry where it belongs, beginning at a place that is free. */
  #settle(place: number, entry: number, due: number): void {
    if (place > 0 && this.#isBefore(entry, due, (place - 1) >> arityBits)) this.#siftUp(place, entry, due);
    else this.#siftDown(place, entry, due);
  }

  /** Whether an entry goes before the one at `place`. */
  #isBefore(entry: number, due: number, place: number): boolean {
    const other = this.#due[place]!;
    return due < other || (due === other && this.#order[entry]! < this.#order[this.#heap[place]!]!);
  }

  #siftUp(start: number, entry: number, due: number): void {
    let place = start;
    while (place > 0) {
      const parent = (place - 1) >> arityBits;
      if (!this.#isBefore(entry, due, parent)) break;
      this.#put(place, this.#heap[parent]!, this.#due[parent]!);
      place = parent;
    }
    this.#put(place, entry, due);
  }

  #siftDown(start: number, entry: number, due: number): void {
    const size = this.#size;
    let place = start;
    for (;;) {
      const first = (place << arityBits) + 1;
      if (first >= size) break;
      const end = Math.min(first + arity, size);
      let least = first;
      let soonest = this.#due[first]!;
      for (let child = first + 1; child < end; child++) {
        const time = this.#due[child]!;
        if (time > soonest || (time === soonest && !this.#isBefore(this.#heap[child]!, time, least))) continue;
        least = child;
        soonest = time;
      }
      if (soonest > due || (soonest === due && this.#isBefore(entry, due, least))) break;
      this.#put(place, this.#heap[least]!, soonest);
      place = least;
    }
    this.#put(place, entry, due);
  }

  #put(place: number, entry: number, due: number): void {
    this.#heap[place] = entry;
    this.#due[place] = due;
    this.#place[entry] = place;
  }

  /** Makes room for one more entry and returns its number. */
  #grow(): number {
    const entry = this.#used;
    if (entry >= mostEntries) {
      throw new FlotillaError("internal", `expected at most ${mostEntries} entries waiting, found one more`);
    }
    this.#used++;
    if (entry < this.#heap.length) return entry;
    // A quarter at a time: what is kept free is memory that every device of the fleet pays for.
    const length = Math.ceil((this.#heap.length * 5) / 4);
    this.#heap = widen(this.#heap, new Int32Array(length));
    this.#place = widen(this.#place, new Int32Array(length));
    this.#due = widen(this.#due, new Float64Array(length));
    this.#order = widen(this.#order, new Float64Array(length));
    this.#slot = widen(this.#slot, new Int32Array(length));
    this.#generation = widen(this.#generation, new Int32Array(length));
    const task = this.#task;
    this.#task = Array.from({ length }, (_, waiting) => task[waiting]);
    return entry;
  }
}

function widen<T extends Int32Array | Float64Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
