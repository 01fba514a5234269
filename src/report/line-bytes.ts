/**
 * Lines of text as bytes, put together from pieces that are made once.
 *
 * A day of a large fleet is tens of millions of lines. As text they would be made of a dozen strings each, which are garbage a
 * moment later, and then turned into bytes; copying bytes that are there already takes a fifth of that.
 *
 * 1. What it holds is UTF-8.
 * 2. A number is written as JavaScript does, which is the shortest text that reads back as the same number.
 * 3. Before the lines there is a stage: what is copied within one memory needs no object to say from where, and for a line of
 *    some 200 bytes that is most of the cost.
 */
export class LineBytes {
  readonly #stage: number;
  #bytes: Buffer;
  /** Where what comes next is written. */
  #end: number;

  /** @param stage how long the stage is. */
  constructor(stage = 0) {
    this.#stage = stage;
    this.#bytes = Buffer.allocUnsafeSlow(stage + 64 * 1024);
    this.#end = stage;
  }

  /** Of the lines. */
  get length(): number {
    return this.#end - this.#stage;
  }

  /** Drops everything from `length` on. */
  cut(length: number): void {
    this.#end = this.#stage + length;
  }

  /** What stands from `from` to before `to`, as long as nothing is written or moved. */
  slice(from: number, to: number): Buffer {
    return this.#bytes.subarray(this.#stage + from, this.#stage + to);
  }

  /** Copies what stands from `from` to before `to` to `place` on the stage. */
  show(place: number, from: number, to: number): void {
    this.#bytes.copyWithin(place, this.#stage + from, this.#stage + to);
  }

  /** The first `length` bytes of the stage, as long as nothing is written or shown. */
  shown(length: number): Buffer {
    return this.#bytes.subarray(0, length);
  }

  /** Moves what stands from `from` to before `to` to an earlier place. */
  move(place: number, from: number, to: number): void {
    this.show(this.#stage + place, from, to);
  }

  piece(piece: Uint8Array): void {
    const { length } = piece;
    this.#room(length);
    const end = this.#end;
    if (length > longCopy) this.#bytes.set(piece, end);
    else {
      const bytes = this.#bytes;
      for (let i = 0; i < length; i++) bytes[end + i] = piece[i]!;
    }
    this.#end = end + length;
  }

  text(text: string): void {
    this.#room(text.length * mostBytes);
    this.#end += this.#bytes.write(text, this.#end);
  }

  byte(code: number): void {
    this.#room(1);
    this.#bytes[this.#end++] = code;
  }

  /** A whole number from 0 to before 10 ** `count`, with zeros before it. */
  digits(whole: number, count: number): void {
    this.#room(count);
    let rest = whole;
    for (let place = this.#end + count - 1; place >= this.#end; place--) {
      const tenth = Math.floor(rest / 10);
      this.#bytes[place] = zero + rest - 10 * tenth;
      rest = tenth;
    }
    this.#end += count;
  }

  number(number: number): void {
    // Most are whole thousandths with so few digits that no shorter text reads back as the same number.
    const thousandths = Math.round(number * 1_000);
    if (thousandths / 1_000 !== number || thousandths > mostThousandths || thousandths < -mostThousandths) {
      this.text(String(number));
      return;
    }
    const size = Math.abs(thousandths);
    if (thousandths < 0) this.byte(minus);
    const whole = Math.floor(size / 1_000);
    this.digits(whole, digitsOf(whole));
    const rest = size - 1_000 * whole;
    if (rest === 0) return;
    this.byte(point);
    if (rest % 100 === 0) this.digits(rest / 100, 1);
    else if (rest % 10 === 0) this.digits(rest / 10, 2);
    else this.digits(rest, 3);
  }

  #room(length: number): void {
    if (this.#end + length <= this.#bytes.length) return;
    const wider = Buffer.allocUnsafeSlow(Math.max(2 * this.#bytes.length, this.#end + length));
    this.#bytes.copy(wider, 0, 0, this.#end);
    this.#bytes = wider;
  }
}

/** Bytes from which on a call to copy them takes less time than copying. */
const longCopy = 10;
/** Of one UTF-16 code unit at most. */
const mostBytes = 3;
const mostThousandths = 2 ** 30;
const zero = 48;
const minus = 45;
const point = 46;

function digitsOf(whole: number): number {
  let count = 1;
  for (let power = 10; power <= whole; power *= 10) count++;
  return count;
}
