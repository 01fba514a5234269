/**
 * The data of a slice of homes on its way to whoever puts the slices together: pieces of whole lines, in order of time, with what time
 * they are of.
 *
 * No more than some pieces are on their way: who takes them may be waiting for another slice.
 */
import type { DataSink } from "./data-sink.ts";

/** Lines one after the other that are of the same millisecond are one run. */
export interface LinePiece {
  readonly bytes: Uint8Array;
  /** Of each run: its millisecond, where it ends in `bytes`, and how many lines it is. */
  readonly at: Float64Array;
  readonly ends: Uint32Array;
  readonly lines: Uint32Array;
}

/** Pieces that nobody has taken yet. */
const mostUnderWay = 128;

export class SliceSink implements DataSink {
  readonly pieceLength: number = 256 * 1024;
  readonly #send: (piece: LinePiece) => void;
  #bytes: Buffer[] = [];
  #at: number[] = [];
  #ends: number[] = [];
  #lines: number[] = [];
  #length = 0;
  #underWay = 0;
  #whenTaken: (() => void) | undefined;

  /** @param send each piece is to be answered by {@link SliceSink.taken}. */
  constructor(send: (piece: LinePiece) => void) {
    this.#send = send;
  }

  /** What is written next is so many bytes and lines of this millisecond. */
  mark(at: number, bytes: number, lines: number): void {
    const last = this.#at.length - 1;
    this.#length += bytes;
    if (this.#at[last] === at) {
      this.#ends[last] = this.#length;
      this.#lines[last] = this.#lines[last]! + lines;
      return;
    }
    this.#at.push(at);
    this.#ends.push(this.#length);
    this.#lines.push(lines);
  }

  write(piece: Buffer): void {
    this.#bytes.push(Buffer.from(piece));
    this.#flush();
  }

  taken(): void {
    this.#underWay--;
    this.#whenTaken?.();
  }

  async ready(): Promise<void> {
    this.#flush();
    while (this.#underWay >= mostUnderWay)
      await new Promise<void>((resolve) => {
        this.#whenTaken = resolve;
      });
  }

  close(): Promise<void> {
    this.#flush();
    return Promise.resolve();
  }

  /** Sends those runs that were written: the last may only have been marked so far. */
  #flush(): void {
    const bytes = Buffer.concat(this.#bytes);
    let runs = this.#at.length;
    while (runs > 0 && this.#ends[runs - 1]! > bytes.length) runs--;
    if (runs === 0) return;
    const end = this.#ends[runs - 1]!;
    this.#underWay++;
    this.#send({
      bytes: bytes.subarray(0, end),
      at: Float64Array.from(this.#at.splice(0, runs)),
      ends: Uint32Array.from(this.#ends.splice(0, runs)),
      lines: Uint32Array.from(this.#lines.splice(0, runs)),
    });
    this.#bytes = end === bytes.length ? [] : [bytes.subarray(end)];
    this.#ends = this.#ends.map((one) => one - end);
    this.#length -= end;
  }
}
