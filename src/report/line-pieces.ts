/** Pieces of lines by the text they are made for, made at the first asking: few different ones, met over and over. */
export class LinePieces {
  readonly #make: (text: string) => string;
  readonly #most: number;
  readonly #pieces: Map<string, Uint8Array> = new Map();

  /** @param most how many are kept, so that texts which are never met again do no harm. */
  constructor(make: (text: string) => string, most = 10_000) {
    this.#make = make;
    this.#most = most;
  }

  of(text: string): Uint8Array {
    return this.#pieces.get(text) ?? this.#made(text);
  }

  #made(text: string): Uint8Array {
    const piece = linePiece(this.#make(text));
    if (this.#pieces.size < this.#most) this.#pieces.set(text, piece);
    return piece;
  }
}

const encoder = new TextEncoder();

/** A piece that is always the same. */
export function linePiece(text: string): Uint8Array {
  return encoder.encode(text);
}
