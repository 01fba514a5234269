/**
 * Counts of several shards in one tally book, and the moments of the run: at each of them the book has what was counted before it, in all
 * shards.
 *
 * 1. What a shard counted after a moment waits until all have come to it, or will not any more ({@link Horizon}).
 * 2. A moment is told once, however many shards had it.
 * 3. Counts of a dead shard stay.
 */
import type { Moment } from "../fleet/timeline/stage.ts";
import type { TallyBook } from "../metrics/tally-book.ts";
import type { CountedPart } from "./shard-report.ts";
import { addTally } from "./tally-delta.ts";

export class UnitedCounts {
  readonly #book: TallyBook;
  readonly #came: (moment: Moment) => void;
  /** Of each shard: the part that ended with the moment that is waited for, itself counted, and the parts after it, which are not. */
  readonly #waiting: readonly CountedPart[][];
  /** The last round that has been told, by name. */
  readonly #told: Map<string, number> = new Map();

  constructor(shards: number, book: TallyBook, came: (moment: Moment) => void) {
    this.#book = book;
    this.#came = came;
    this.#waiting = Array.from({ length: shards }, () => []);
  }

  add(shard: number, parts: readonly CountedPart[]): void {
    for (const part of parts) {
      const waiting = this.#waiting[shard]!;
      if (waiting.length === 0) this.#count(part);
      if (waiting.length > 0 || part.moment !== undefined) waiting.push(part);
    }
  }

  /** Tells the moments up to and including `horizon`, and counts what waited for them. */
  playTo(horizon: number): void {
    for (;;) {
      const moment = this.#earliest();
      if (moment === undefined || moment.at > horizon) return;
      if ((this.#told.get(moment.name) ?? -1) < moment.round) {
        this.#told.set(moment.name, moment.round);
        this.#came(moment);
      }
      for (const waiting of this.#waiting) if (isSame(waiting[0]?.moment, moment)) this.#pass(waiting);
    }
  }

  #earliest(): Moment | undefined {
    let earliest: Moment | undefined;
    for (const [head] of this.#waiting) {
      const moment = head?.moment;
      if (moment !== undefined && (earliest === undefined || moment.at < earliest.at)) earliest = moment;
    }
    return earliest;
  }

  /** The moment is over that is waited for: on to the next. */
  #pass(waiting: CountedPart[]): void {
    waiting.shift();
    while (waiting.length > 0) {
      const part = waiting[0]!;
      this.#count(part);
      if (part.moment !== undefined) return;
      waiting.shift();
    }
  }

  #count({ tallies }: CountedPart): void {
    for (const delta of tallies) addTally(this.#book.accountOf(delta.account).tally, delta);
  }
}

function isSame(moment: Moment | undefined, { name, round }: Moment): boolean {
  return moment !== undefined && moment.name === name && moment.round === round;
}
