/**
 * The file that a simulation writes: in large pieces, one under way while the next is gathered.
 *
 * 1. Memory is bounded: who writes waits for {@link DataFile.ready} between two bursts, and with that for the disk.
 * 2. When the disk fails, the file is cut back to its last whole line and the failure is told by `ready` and by `close`.
 */
import { type FileHandle, open } from "node:fs/promises";
import { FlotillaError } from "../kernel/errors.ts";
import type { DataSink } from "./data-sink.ts";
import { fileFault } from "./file-fault.ts";

/** Pieces kept for being filled again: new memory costs more than filling it. */
const mostSpare = 64;

export class DataFile implements DataSink {
  readonly pieceLength: number = 1024 * 1024;
  readonly #path: string;
  readonly #file: FileHandle;
  /** Gathered and not handed to the disk yet. */
  #full: Buffer[] = [];
  readonly #spare: Buffer[] = [];
  #written = 0;
  #writing: Promise<void> | undefined;
  #failure: FlotillaError | undefined;

  private constructor(path: string, file: FileHandle) {
    this.#path = path;
    this.#file = file;
  }

  /** Makes the file, or empties it. @throws FlotillaError `file`. */
  static async open(path: string): Promise<DataFile> {
    try {
      return new DataFile(path, await open(path, "w"));
    } catch (thrown) {
      throw unwritable(path, thrown);
    }
  }

  write(piece: Buffer): void {
    const copy = this.#room(piece.length);
    this.#full.push(copy.subarray(0, piece.copy(copy)));
  }

  async ready(): Promise<void> {
    if (this.#full.length === 0) return;
    await this.#writing;
    this.#throwFailure();
    this.#writing = this.#writeFull();
  }

  async close(): Promise<void> {
    try {
      // Whoever waits in `ready` goes on first, and may write more.
      for (let writing; writing !== this.#writing;) await (writing = this.#writing);
      await this.#writeFull();
    } finally {
      await this.#file.close();
    }
    this.#throwFailure();
  }

  async #writeFull(): Promise<void> {
    const pieces = this.#full;
    this.#full = [];
    if (this.#failure !== undefined) return;
    try {
      for (const piece of pieces) {
        await this.#file.appendFile(piece);
        this.#written += piece.length;
        this.#emptied(piece);
      }
    } catch (thrown) {
      this.#failure = unwritable(this.#path, thrown);
      // Devices and full disks may refuse even that; the reader then finds a broken last line.
      await this.#file.truncate(this.#written).catch(() => {});
    }
  }

  #room(length: number): Buffer {
    if (length > this.pieceLength || length < this.pieceLength / 2) return Buffer.allocUnsafeSlow(length);
    return this.#spare.pop() ?? Buffer.allocUnsafeSlow(this.pieceLength);
  }

  #emptied({ buffer }: Buffer): void {
    if (buffer.byteLength === this.pieceLength && this.#spare.length < mostSpare) this.#spare.push(Buffer.from(buffer));
  }

  #throwFailure(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }
}

function unwritable(path: string, cause: unknown): FlotillaError {
  return new FlotillaError("file", `expected to write the data to ${path}, found ${fileFault(cause)}`, {
    hint: "Choose another file with --out, or make room there.",
    cause,
    details: { path },
  });
}
