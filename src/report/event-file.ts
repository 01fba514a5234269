/**
 * `events.ndjson`: one record per line, written behind the run's back.
 *
 * 1. Memory is bounded. When the disk cannot keep up, records are dropped and counted, and the file has a gap.
 * 2. When the disk fails, the file is cut back to its last whole line and nothing more is written; the rest is counted.
 * 3. In virtual time the run waits for the disk instead: nothing is dropped, and the bytes are the same every time.
 * 4. It never throws and warns once for each of the two.
 */
import { writeSync } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { counted } from "./figures.ts";
import { fileFault } from "./file-fault.ts";

/** Gathered before it is handed to the disk, characters. */
const chunkLength = 64 * 1024;
/** Most that may wait for the disk, bytes. */
const mostWaiting = 16 * 1024 * 1024;

export class EventFile {
  /** Whether writing waits for the disk: see 3. Set before the first record. */
  blocking = false;
  readonly #file: FileHandle;
  readonly #warn: (problem: string) => void;
  readonly #name: string;
  /** Lines gathered for the next chunk. */
  #lines: string[] = [];
  #length = 0;
  #waiting: Chunk[] = [];
  #waitingBytes = 0;
  #written = 0;
  #dropped = 0;
  #writing: Promise<void> | undefined;
  #state: "open" | "failed" | "closed" = "open";

  /**
   * @param file open for writing and empty; closed by {@link close}.
   * @param name what warnings call it.
   */
  constructor(file: FileHandle, warn: (problem: string) => void, name = "events.ndjson") {
    this.#file = file;
    this.#warn = warn;
    this.#name = name;
  }

  write(record: unknown): void {
    this.writeLine(JSON.stringify(record));
  }

  /** A record that is a line already. */
  writeLine(line: string): void {
    if (this.#state !== "open") {
      this.#dropped++;
      return;
    }
    this.#lines.push(line);
    this.#length += line.length + 1;
    if (this.#length >= chunkLength) this.#handOver();
  }

  /** Writes what is left and closes the file. Warns when records are missing. */
  async close(): Promise<void> {
    if (this.#state === "closed") return;
    this.#handOver();
    await this.#writing;
    this.#state = "closed";
    if (this.#dropped > 0) this.#warn(`${this.#name} lacks ${counted(this.#dropped, "record")}`);
    await this.#file.close().catch((thrown: unknown) => this.#warn(`${this.#name}: ${fileFault(thrown)}`));
  }

  #handOver(): void {
    if (this.#lines.length === 0) return;
    const chunk: Chunk = { data: Buffer.from(`${this.#lines.join("\n")}\n`), records: this.#lines.length };
    this.#lines = [];
    this.#length = 0;
    if (this.#state !== "open") this.#dropped += chunk.records;
    else if (this.blocking) this.#writeNow(chunk);
    else this.#queue(chunk);
  }

  #writeNow({ data, records }: Chunk): void {
    try {
      for (let from = 0; from < data.length;) from += writeSync(this.#file.fd, data, from, data.length - from);
      this.#written += data.length;
    } catch (thrown) {
      this.#dropped += records;
      this.#fail(thrown);
      this.#writing = this.#cutBack();
    }
  }

  #queue(chunk: Chunk): void {
    if (this.#waitingBytes + chunk.data.length > mostWaiting) {
      if (this.#dropped === 0) this.#warn(`the disk is too slow for ${this.#name}: some records will be missing`);
      this.#dropped += chunk.records;
      return;
    }
    this.#waiting.push(chunk);
    this.#waitingBytes += chunk.data.length;
    this.#writing ??= this.#drain();
  }

  async #drain(): Promise<void> {
    for (let chunk = this.#waiting.shift(); chunk !== undefined; chunk = this.#waiting.shift()) {
      try {
        await this.#file.appendFile(chunk.data);
        this.#written += chunk.data.length;
      } catch (thrown) {
        for (const { records } of [chunk, ...this.#waiting]) this.#dropped += records;
        this.#waiting = [];
        this.#waitingBytes = chunk.data.length;
        this.#fail(thrown);
        await this.#cutBack();
      }
      this.#waitingBytes -= chunk.data.length;
    }
    this.#writing = undefined;
  }

  #fail(thrown: unknown): void {
    this.#state = "failed";
    this.#warn(`${this.#name} ends here: ${fileFault(thrown)}`);
  }

  /** A chunk may have been written in part. */
  async #cutBack(): Promise<void> {
    // Devices and full disks may refuse even that; the reader then finds a broken last line.
    await this.#file.truncate(this.#written).catch(() => {});
  }
}

interface Chunk {
  readonly data: Buffer;
  readonly records: number;
}
