/**
 * The file that a simulation writes: in large pieces, one under way while the next is gathered.
 *
 * 1. Memory is bounded: who writes waits for {@link DataFile.ready} between two bursts, and with that for the disk.
 * 2. When the disk fails, the file is cut back to its last whole line and the failure is told by `ready` and by `close`.
 *
 * Text becomes bytes a few kilobytes at a time. What is gathered as text for longer is copied by the garbage collector over and
 * over, which takes as long as making it.
 */
import { type FileHandle, open } from "node:fs/promises";
import { FlotillaError } from "../kernel/errors.ts";
import type { DataSink } from "./data-sink.ts";
import { fileFault } from "./file-fault.ts";

/** Characters. */
const textLength = 8 * 1024;
/** Bytes. */
const pieceLength = 1024 * 1024;
/** Of one character at most. */
const mostBytes = 3;

export class DataFile implements DataSink {
  readonly #path: string;
  readonly #file: FileHandle;
  #text = "";
  #piece = Buffer.allocUnsafe(pieceLength);
  #used = 0;
  /** Gathered and not handed to the disk yet. */
  #full: Buffer[] = [];
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

  /** @param text whole lines. */
  write(text: string): void {
    this.#text += text;
    if (this.#text.length >= textLength) this.#toBytes();
  }

  async ready(): Promise<void> {
    if (this.#full.length === 0) return;
    await this.#writing;
    this.#throwFailure();
    this.#writing = this.#writeFull();
  }

  async close(): Promise<void> {
    try {
      await this.#writing;
      this.#toBytes();
      this.#newPiece();
      await this.#writeFull();
    } finally {
      await this.#file.close();
    }
    this.#throwFailure();
  }

  #toBytes(): void {
    const text = this.#text;
    this.#text = "";
    const most = text.length * mostBytes;
    if (most > this.#piece.length - this.#used) this.#newPiece();
    if (most > this.#piece.length) this.#full.push(Buffer.from(text));
    else this.#used += this.#piece.write(text, this.#used);
  }

  #newPiece(): void {
    if (this.#used === 0) return;
    this.#full.push(this.#piece.subarray(0, this.#used));
    this.#piece = Buffer.allocUnsafe(pieceLength);
    this.#used = 0;
  }

  async #writeFull(): Promise<void> {
    const pieces = this.#full;
    this.#full = [];
    if (this.#failure !== undefined) return;
    try {
      for (const piece of pieces) {
        await this.#file.appendFile(piece);
        this.#written += piece.length;
      }
    } catch (thrown) {
      this.#failure = unwritable(this.#path, thrown);
      // Devices and full disks may refuse even that; the reader then finds a broken last line.
      await this.#file.truncate(this.#written).catch(() => {});
    }
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
