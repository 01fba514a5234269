/**
 * Records that come home after home become lines in order of time.
 *
 * 1. Lines are in order of (millisecond, home), those of one home as they came. So the bytes are the same however the homes took
 *    turns: all at once, in groups, or one alone.
 * 2. What is held is the lines since the last {@link DataLines.passed}, as bytes.
 */
import { type Instant, never } from "../kernel/time.ts";
import type { DataFormat } from "./data-format.ts";
import type { DataRecord } from "./data-record.ts";
import type { DataSink } from "./data-sink.ts";
import { LineBytes } from "./line-bytes.ts";
import { stableOrder } from "./stable-order.ts";

export class DataLines {
  readonly #format: DataFormat;
  readonly #sink: DataSink;
  readonly #bytes: LineBytes;
  /** Of each record held: its millisecond, its home, how many lines it is, and where they begin; they end where the next begins. */
  #at = new Float64Array(1_024);
  #home = new Float64Array(1_024);
  #count = new Uint32Array(1_024);
  #from = new Float64Array(1_024);
  /** Room for the order of all that is held, and for finding it. New room each time would be what V8 collects garbage for. */
  #room = new Uint32Array(1_024);
  #spare = new Uint32Array(1_024);
  #held = 0;
  #inOrder = true;
  /** How much stands on the stage: the lines that the sink gets next. */
  #shown = 0;
  #lines = 0;

  constructor(format: DataFormat, sink: DataSink) {
    this.#format = format;
    this.#sink = sink;
    this.#bytes = new LineBytes(sink.pieceLength);
    this.#bytes.text(format.head);
    this.#write(0, this.#bytes.length);
    this.#bytes.cut(0);
  }

  /** Lines handed on so far. */
  get lines(): number {
    return this.#lines;
  }

  add(record: DataRecord): void {
    const number = this.#held;
    if (number === this.#at.length) this.#widen();
    const at = Math.round(record.at);
    this.#from[number] = this.#bytes.length;
    this.#count[number] = this.#format.write(record, this.#bytes);
    this.#note(number, at, record.home);
  }

  /** All records of before `until` have come: they are handed on. */
  passed(until: Instant): void {
    const end = Math.round(until);
    const order = this.#order();
    let done = 0;
    for (; done < order.length && this.#at[order[done]!]! < end; done++) {
      const number = order[done]!;
      const [from, to] = [this.#from[number]!, this.#endOf(number)];
      this.#lines += this.#count[number]!;
      this.#sink.mark?.(this.#at[number]!, to - from, this.#count[number]!);
      this.#write(from, to);
    }
    if (this.#sink.mark !== undefined) this.#send();
    // As they came, so that each can move towards the front past none of the others.
    this.#keep(order.subarray(done).toSorted());
  }

  /** All records have come. */
  end(): void {
    this.passed(never);
    this.drop();
  }

  /** No more is to come: what is handed on is complete, what is held was in vain. */
  drop(): void {
    this.#bytes.cut(0);
    this.#held = 0;
    this.#send();
  }

  #note(number: number, at: number, home: number): void {
    this.#at[number] = at;
    this.#home[number] = home;
    this.#held = number + 1;
    if (number === 0) return;
    const before = this.#at[number - 1]!;
    if (at < before || (at === before && home < this.#home[number - 1]!)) this.#inOrder = false;
  }

  /** The numbers of what is held, in order of (millisecond, home), as they came. */
  #order(): Uint32Array {
    const order = this.#room.subarray(0, this.#held);
    for (let i = 0; i < order.length; i++) order[i] = i;
    if (this.#inOrder) return order;
    stableOrder(order, this.#home, this.#spare);
    stableOrder(order, this.#at, this.#spare);
    return order;
  }

  #endOf(number: number): number {
    return number + 1 < this.#held ? this.#from[number + 1]! : this.#bytes.length;
  }

  /** Puts whole lines on the stage. */
  #write(from: number, to: number): void {
    const length = to - from;
    const { pieceLength } = this.#sink;
    if (length > pieceLength - this.#shown) this.#send();
    if (length > pieceLength) {
      this.#sink.write(this.#bytes.slice(from, to));
      return;
    }
    this.#bytes.show(this.#shown, from, to);
    this.#shown += length;
  }

  #send(): void {
    if (this.#shown > 0) this.#sink.write(this.#bytes.shown(this.#shown));
    this.#shown = 0;
  }

  /** Goes on with these alone. */
  #keep(numbers: Uint32Array): void {
    let end = 0;
    const places = numbers.map((number) => {
      const from = this.#from[number]!;
      const to = this.#endOf(number);
      this.#bytes.move(end, from, to);
      const place = end;
      end += to - from;
      return place;
    });
    this.#bytes.cut(end);
    this.#inOrder = true;
    this.#held = 0;
    for (const [place, number] of numbers.entries()) {
      this.#from[place] = places[place]!;
      this.#count[place] = this.#count[number]!;
      this.#note(place, this.#at[number]!, this.#home[number]!);
    }
  }

  #widen(): void {
    const length = 2 * this.#at.length;
    this.#at = widened(this.#at, new Float64Array(length));
    this.#home = widened(this.#home, new Float64Array(length));
    this.#count = widened(this.#count, new Uint32Array(length));
    this.#from = widened(this.#from, new Float64Array(length));
    this.#room = new Uint32Array(length);
    this.#spare = new Uint32Array(length);
  }
}

function widened<T extends Float64Array | Uint32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
