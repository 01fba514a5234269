/**
 * A message's payload as it comes in, piece by piece: kept as long as it is not too large for a tape, then only counted and
 * digested. However small the pieces are, it takes at most twice its length.
 */
import { createHash, type Hash } from "node:crypto";

export class Payload {
  readonly #longest: number;
  /** Holds the first {@link bytes} of it, and room for more. */
  #kept: Buffer = Buffer.alloc(0);
  #bytes = 0;
  #digest: Hash | undefined;

  /** @param longest bytes that are kept. */
  constructor(longest: number) {
    this.#longest = longest;
  }

  /** @param piece belongs to this payload from here on. */
  add(piece: Buffer): void {
    if (this.#digest !== undefined) this.#digest.update(piece);
    else if (this.#bytes + piece.length <= this.#longest) this.#keep(piece);
    else {
      this.#digest = createHash("sha256").update(this.#kept.subarray(0, this.#bytes)).update(piece);
      this.#kept = Buffer.alloc(0);
    }
    this.#bytes += piece.length;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** All of it; `undefined` when it was too large. */
  whole(): Buffer | undefined {
    return this.#digest === undefined ? this.#kept.subarray(0, this.#bytes) : undefined;
  }

  /** SHA-256 in hex. Once, at the end. */
  sha256(): string {
    const digest = this.#digest ?? createHash("sha256").update(this.#kept.subarray(0, this.#bytes));
    return digest.digest("hex");
  }

  #keep(piece: Buffer): void {
    if (this.#bytes === 0) {
      this.#kept = piece;
      return;
    }
    const length = this.#bytes + piece.length;
    if (length > this.#kept.length) {
      const larger = Buffer.allocUnsafe(2 * length);
      this.#kept.copy(larger, 0, 0, this.#bytes);
      this.#kept = larger;
    }
    piece.copy(this.#kept, this.#bytes);
  }
}
