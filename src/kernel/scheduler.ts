/**
 * The one queue of things to come.
 *
 * 1. Entries run in the order (due, sequence): equal due times run in the order they were asked for.
 * 2. Inside a callback `now` is exactly the entry's due time, however late it runs. Outside, `now` is the clock's, but never
 *    beyond an entry that has yet to run: simulated time passes nobody by, and never decreases.
 * 3. One native timer, whatever the number of entries; one entry costs six numbers in typed arrays and a reference.
 * 4. A callback may schedule and cancel anything, itself included. An entry asked for the past is due at `now`, after what
 *    is due then already. A callback that throws has run; those behind it still will.
 * 5. A long backlog yields to the event loop every few milliseconds, so sockets are served while it drains.
 *
 * The queue is an indexed 4-ary heap: cancelling is O(log n) and leaves nothing behind.
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
/** A ticket is generation * mostEntries + entry + 1, at most 2^53. */
const mostEntries = 2 ** 24;
const mostGenerations = 2 ** 29;
const turnBudgetMillis = 8;

export class Scheduler {
  readonly clock: Clock;
  readonly #onLate: LatenessListener | undefined;
  #size = 0;
  #sequence = 0;
  #running: Instant | undefined;
  #latest: Instant;
  #armedFor: Instant | undefined;
  #yielding = false;
  #stopped = false;

  #heap = new Int32Array(64);
  #place = new Int32Array(64);
  #due = new Float64Array(64);
  #order = new Float64Array(64);
  #slot = new Int32Array(64);
  #generation = new Int32Array(64);
  #task: (Task | undefined)[] = [];
  #free: number[] = [];

  constructor(clock: Clock, onLate?: LatenessListener) {
    this.clock = clock;
    this.#onLate = onLate;
    this.#latest = clock.now();
  }

  /** Simulated time: inside a callback its due time, outside the clock's or that of the next entry, whichever is first. */
  get now(): Instant {
    if (this.#running !== undefined) return this.#running;
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
    return this.#size === 0 ? undefined : (this.#due[this.#heap[0]!] as Instant);
  }

  /** Asks for `task.onDue(slot, due)` at `due`. Refused with ticket 0: an infinite or NaN `due`, and all after a stop. */
  at(due: Instant, task: Task, slot = 0): Ticket {
    if (!Number.isFinite(due) || this.#stopped) return noTicket;
    const entry = this.#free.pop() ?? this.#grow();
    this.#due[entry] = Math.max(due, this.now);
    this.#order[entry] = ++this.#sequence;
    this.#slot[entry] = slot;
    this.#task[entry] = task;
    this.#siftUp(this.#size++, entry);
    if (this.#heap[0] === entry) this.#arm();
    return this.#generation[entry]! * mostEntries + entry + 1;
  }

  /** Takes an entry back. Returns false when it already ran or was cancelled. */
  cancel(ticket: Ticket): boolean {
    if (ticket === noTicket) return false;
    const entry = (ticket - 1) % mostEntries;
    const generation = Math.floor((ticket - 1) / mostEntries);
    if (this.#task[entry] === undefined || this.#generation[entry] !== generation) return false;
    this.#remove(entry);
    // A timer for an entry that is gone is harmless while others wait, but alone it would keep the process alive.
    if (this.#size === 0) this.#arm();
    return true;
  }

  /** Runs everything due up to and including `end`, then leaves a virtual clock at `end`, unless that is infinite. */
  runUntil(end: Instant): void {
    try {
      while (this.#size > 0 && this.nextDue! <= end) this.#run();
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
    this.#free = [];
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
    if (this.clock.virtual || this.#yielding || this.#stopped || this.#running !== undefined) return;
    const due = this.nextDue;
    if (due === this.#armedFor) return;
    this.#armedFor = due;
    this.clock.wakeAt(due, this.#wake);
  }

  #run(): void {
    if (this.#running !== undefined) {
      throw new FlotillaError(
        "internal",
        "expected the scheduler to be run from outside its callbacks, found it running",
        { hint: "Ask for what comes next with at(); the scheduler runs it." },
      );
    }
    const entry = this.#heap[0]!;
    const due = this.#due[entry]! as Instant;
    const task = this.#task[entry]!;
    const slot = this.#slot[entry]!;
    this.#remove(entry);
    this.#latest = due;
    this.clock.advanceTo(due);
    this.#running = due;
    try {
      task.onDue(slot, due);
    } finally {
      this.#running = undefined;
    }
  }

  #remove(entry: number): void {
    const place = this.#place[entry]!;
    const last = this.#heap[--this.#size]!;
    this.#task[entry] = undefined;
    this.#generation[entry] = (this.#generation[entry]! + 1) % mostGenerations;
    this.#free.push(entry);
    if (last === entry) return;
    if (place > 0 && this.#before(last, this.#heap[Math.floor((place - 1) / arity)]!)) this.#siftUp(place, last);
    else this.#siftDown(place, last);
  }

  #before(left: number, right: number): boolean {
    const first = this.#due[left]!;
    const second = this.#due[right]!;
    return first < second || (first === second && this.#order[left]! < this.#order[right]!);
  }

  #siftUp(start: number, entry: number): void {
    let place = start;
    while (place > 0) {
      const parent = Math.floor((place - 1) / arity);
      const other = this.#heap[parent]!;
      if (!this.#before(entry, other)) break;
      this.#put(place, other);
      place = parent;
    }
    this.#put(place, entry);
  }

  #siftDown(start: number, entry: number): void {
    let place = start;
    for (;;) {
      const first = place * arity + 1;
      if (first >= this.#size) break;
      let least = first;
      const end = Math.min(first + arity, this.#size);
      for (let child = first + 1; child < end; child++) {
        if (this.#before(this.#heap[child]!, this.#heap[least]!)) least = child;
      }
      const other = this.#heap[least]!;
      if (!this.#before(other, entry)) break;
      this.#put(place, other);
      place = least;
    }
    this.#put(place, entry);
  }

  #put(place: number, entry: number): void {
    this.#heap[place] = entry;
    this.#place[entry] = place;
  }

  /** Makes room for one more entry and returns its number. */
  #grow(): number {
    const entry = this.#task.length;
    if (entry >= mostEntries) {
      throw new FlotillaError("internal", `expected at most ${mostEntries} entries waiting, found one more`);
    }
    this.#task.push(undefined);
    if (entry < this.#heap.length) return entry;
    const length = this.#heap.length * 2;
    this.#heap = widen(this.#heap, new Int32Array(length));
    this.#place = widen(this.#place, new Int32Array(length));
    this.#due = widen(this.#due, new Float64Array(length));
    this.#order = widen(this.#order, new Float64Array(length));
    this.#slot = widen(this.#slot, new Int32Array(length));
    this.#generation = widen(this.#generation, new Int32Array(length));
    return entry;
  }
}

function widen<T extends Int32Array | Float64Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
