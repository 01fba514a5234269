/**
 * Lines of several slices of homes, put together in order of (millisecond, slice): as if all homes had lived in one.
 *
 * A line is handed on once no slice can have one that goes before it. What the others have already waits meanwhile, and who sends it with it.
 */
import type { DataSink } from "./data-sink.ts";
import type { LinePiece } from "./slice-sink.ts";

interface Slice {
  readonly pieces: { readonly piece: LinePiece; readonly taken: () => void }[];
  /** Runs of the first piece that were handed on. */
  done: number;
  /** All lines of before this millisecond have come. */
  passed: number;
}

export class MergedLines {
  readonly #sink: DataSink;
  readonly #slices: readonly Slice[];
  #stage: Buffer;
  #staged = 0;
  #lines = 0;

  constructor(sink: DataSink, slices: number, head: string) {
    this.#sink = sink;
    this.#slices = Array.from({ length: slices }, () => ({ pieces: [], done: 0, passed: Number.NEGATIVE_INFINITY }));
    this.#stage = Buffer.allocUnsafe(sink.pieceLength);
    this.#write(Buffer.from(head));
  }

  /** Lines handed on so far. */
  get lines(): number {
    return this.#lines;
  }

  /** @param taken called when all of the piece was handed on. */
  add(slice: number, piece: LinePiece, taken: () => void): void {
    const { pieces } = this.#slices[slice]!;
    pieces.push({ piece, taken });
    this.passed(slice, piece.at.at(-1) ?? Number.NEGATIVE_INFINITY);
  }

  /** All lines of a slice of before `until` have come. */
  passed(slice: number, until: number): void {
    const one = this.#slices[slice]!;
    if (until > one.passed) one.passed = until;
    while (this.#advance());
  }

  /** Nothing more is handed on; what was handed on is complete. */
  end(): void {
    this.#send();
  }

  /** Hands on what one slice has before all others. */
  #advance(): boolean {
    let first = -1;
    let soonest = Number.POSITIVE_INFINITY;
    for (let slice = 0; slice < this.#slices.length; slice++) {
      const at = nextOf(this.#slices[slice]!);
      if (at < soonest) {
        first = slice;
        soonest = at;
      }
    }
    if (first < 0) return false;
    // Of the others: what they have, or at the least may still get.
    let before = Number.POSITIVE_INFINITY;
    let until = Number.POSITIVE_INFINITY;
    for (let slice = 0; slice < this.#slices.length; slice++) {
      if (slice === first) continue;
      const at = Math.min(nextOf(this.#slices[slice]!), this.#slices[slice]!.passed);
      if (slice < first) before = Math.min(before, at);
      else until = Math.min(until, at);
    }
    return this.#handOn(this.#slices[first]!, before, until);
  }

  /** Hands on the runs of the first piece of a slice that are earlier than `before`, and not later than `until`. */
  #handOn(slice: Slice, before: number, until: number): boolean {
    const [{ piece, taken }] = slice.pieces as [Slice["pieces"][number]];
    const from = slice.done;
    let to = from;
    for (; to < piece.at.length && piece.at[to]! < before && piece.at[to]! <= until; to++)
      this.#lines += piece.lines[to]!;
    if (to === from) return false;
    this.#write(piece.bytes.subarray(from === 0 ? 0 : piece.ends[from - 1]!, piece.ends[to - 1]!));
    slice.done = to;
    if (to < piece.at.length) return true;
    slice.pieces.shift();
    slice.done = 0;
    taken();
    return true;
  }

  #write(bytes: Uint8Array): void {
    if (bytes.length > this.#stage.length - this.#staged) this.#send();
    if (bytes.length > this.#stage.length) {
      this.#sink.write(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
      return;
    }
    this.#stage.set(bytes, this.#staged);
    this.#staged += bytes.length;
  }

  #send(): void {
    if (this.#staged > 0) this.#sink.write(this.#stage.subarray(0, this.#staged));
    this.#staged = 0;
  }
}

function nextOf({ pieces, done }: Slice): number {
  return pieces[0]?.piece.at[done] ?? Number.POSITIVE_INFINITY;
}
