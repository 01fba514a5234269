/**
 * How the data of a slice of a simulation comes to the process that puts the slices together: through a file that both have open, and that
 * nobody else can find. Sent as messages it would be copied five times, and all that it is copied to be garbage: that costs the one who
 * takes it more than making the lines of a slice costs.
 *
 *     slice:   | slot 0 | slot 1 | slot 2 | ...        writes a piece to a slot that is free, and says which
 *     parent:      reads it to memory that it has for that slot; the slot is free again when the piece was handed on
 *
 * 1. What is in use of it is in the memory of the system: it is written over and over.
 * 2. Where no slot is free, a piece is too large or the disk is full, the piece is sent as a message.
 */
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writevSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LinePiece } from "../../report/slice-sink.ts";

/** A piece in a slot. */
export interface SpooledPiece {
  readonly slot: number;
  readonly runs: number;
  readonly bytes: number;
}

const slots = 128;
const slotBytes = 512 * 1024;
/** Of one run: its millisecond, its end and its lines. */
const runBytes = 8 + 4 + 4;

/** A file for one slice; its name is gone at once. @returns nothing where there is no place for one. */
export function openSpool(): number | undefined {
  let folder: string | undefined;
  try {
    folder = mkdtempSync(join(tmpdir(), "flotilla-"));
    return openSync(join(folder, "lines"), "wx+", 0o600);
  } catch {
    return undefined;
  } finally {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  }
}

/** In the slice. */
export class SpoolWriter {
  readonly #file: number;
  readonly #free: number[] = Array.from({ length: slots }, (_, slot) => slots - 1 - slot);
  #broken = false;

  constructor(file: number) {
    this.#file = file;
  }

  /** @returns nothing where it has to be sent otherwise. */
  put({ bytes, at, ends, lines }: LinePiece): SpooledPiece | undefined {
    if (this.#broken || at.length * runBytes + bytes.length > slotBytes) return undefined;
    const slot = this.#free.pop();
    if (slot === undefined) return undefined;
    try {
      const parts = [at, ends, lines, bytes].map(
        (part) => new Uint8Array(part.buffer, part.byteOffset, part.byteLength),
      );
      const whole = parts.reduce((sum, { length }) => sum + length, 0);
      if (writevSync(this.#file, parts, slot * slotBytes) === whole)
        return { slot, runs: at.length, bytes: bytes.length };
    } catch {
      // Told by nobody: the piece arrives all the same.
    }
    this.#broken = true;
    return undefined;
  }

  /** What was in the slot was handed on. */
  free(slot: number): void {
    this.#free.push(slot);
  }
}

/** In the process that puts slices together. */
export class SpoolReader {
  readonly #file: number;
  readonly #memory: (Uint8Array<ArrayBuffer> | undefined)[] = [];

  constructor(file: number) {
    this.#file = file;
  }

  /** Good for as long as the slot is not free. */
  take({ slot, runs, bytes }: SpooledPiece): LinePiece {
    const memory = (this.#memory[slot] ??= new Uint8Array(new ArrayBuffer(slotBytes)));
    const length = runs * runBytes + bytes;
    for (let read = 0; read < length;) {
      const more = readSync(this.#file, memory, read, length - read, slot * slotBytes + read);
      if (more === 0) throw new RangeError(`expected ${length} bytes in slot ${slot}, found ${read}`);
      read += more;
    }
    const { buffer } = memory;
    return {
      at: new Float64Array(buffer, 0, runs),
      ends: new Uint32Array(buffer, 8 * runs, runs),
      lines: new Uint32Array(buffer, 12 * runs, runs),
      bytes: new Uint8Array(buffer, runBytes * runs, bytes),
    };
  }

  close(): void {
    closeSync(this.#file);
  }
}
