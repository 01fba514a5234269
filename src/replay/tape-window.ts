/**
 * The part of the tape that is being played: read a little ahead of the first player, let go behind the last.
 *
 *       let go  |      held       |  read ahead  |   not read yet
 *     ----------+--------+--------+--------------+---------------->  entries, over all rounds
 *          last player       first player     newest
 *
 * 1. It holds what players are apart, and what is read ahead: a stretch of time, or of memory where the tape is dense.
 * 2. Rounds follow each other: behind the last line of each stands an entry without a line, its end.
 * 3. A player that has caught up with the reading waits; it is told when there is more.
 */
import type { TapeLine } from "../recording/tape.ts";
import { weightOf } from "./survey.ts";
import { type Frame, frameOnTape } from "./tape-frame.ts";

export interface Entry {
  /** Milliseconds since the tape's beginning in the first round. */
  readonly at: number;
  /** From 0. */
  readonly round: number;
  /** Absent at the end of a round. */
  readonly line: TapeLine | undefined;
  readonly frame: Frame | undefined;
  /** Weight of all entries up to this one. */
  readonly weightSoFar: number;
}

export interface TapeWindowOptions {
  readonly lines: () => AsyncIterable<TapeLine>;
  /** How many of them, in case the tape has grown since it was looked through; absent for all. */
  readonly count?: number;
  /** How often the tape is played; may be infinite. */
  readonly rounds: number;
  /** `at` of the last line. */
  readonly duration: number;
  /** From the beginning of a round to that of the next. */
  readonly period: number;
  /** How far to read ahead, milliseconds of the tape. */
  readonly ahead: number;
}

const mostWeightAhead = 16 * 1024 * 1024;
const pieceEntries = 1_000;
/** Entries let go of at once: moving the rest costs more than keeping these a while. */
const leastReleased = 1_024;

export class TapeWindow {
  readonly #options: TapeWindowOptions;
  readonly #reading: AsyncGenerator<Entry, void, void>;
  #entries: Entry[] = [];
  /** Number of the first of them. */
  #base = 0;
  /** The next entry of the first player. */
  #front = 0;
  #weight = 0;
  #complete = false;

  constructor(options: TapeWindowOptions) {
    this.#options = options;
    this.#reading = this.#read();
  }

  /** An entry by its number, from 0; `undefined` when it is not read yet, or there is none. */
  entry(number: number): Entry | undefined {
    return this.#entries[number - this.#base];
  }

  /** Whether the last round has been read to its end. */
  get complete(): boolean {
    return this.#complete;
  }

  /** Whether less is read ahead than wanted. */
  get hungry(): boolean {
    if (this.#complete) return false;
    const newest = this.#entries.at(-1);
    const next = this.entry(this.#front);
    if (newest === undefined || next === undefined) return true;
    return newest.at - next.at < this.#options.ahead && newest.weightSoFar - next.weightSoFar < mostWeightAhead;
  }

  /** A player goes on to entry `number`. */
  reached(number: number): void {
    if (number > this.#front) this.#front = number;
  }

  /** No player will ask for an entry before `number` again. */
  release(number: number): void {
    const count = Math.min(number - this.#base, this.#entries.length);
    if (count < leastReleased) return;
    this.#entries = this.#entries.slice(count);
    this.#base += count;
  }

  /** Reads on, a piece at a time, until it is no longer hungry. @throws FlotillaError `file` when the tape is not what it was. */
  async feed(): Promise<void> {
    for (let count = 0; count < pieceEntries && this.hungry; count++) {
      const { value, done } = await this.#reading.next();
      if (done === true) this.#complete = true;
      else this.#entries.push(value);
    }
  }

  /** Lets go of the file. */
  async close(): Promise<void> {
    this.#complete = true;
    await this.#reading.return();
  }

  async *#read(): AsyncGenerator<Entry, void, void> {
    const { lines, count = Number.POSITIVE_INFINITY, rounds, duration, period } = this.#options;
    for (let round = 0; round < rounds; round++) {
      const begin = round * period;
      let left = count;
      for await (const line of lines()) {
        if (left-- <= 0) break;
        yield this.#weighed(begin + line.at, round, line, line.type === "message" ? frameOnTape(line) : undefined);
      }
      yield this.#weighed(begin + duration, round, undefined, undefined);
    }
  }

  #weighed(at: number, round: number, line: TapeLine | undefined, frame: Frame | undefined): Entry {
    if (line !== undefined) this.#weight += weightOf(line, frame);
    return { at, round, line, frame, weightSoFar: this.#weight };
  }
}
