/**
 * Writes a tape, line by line, as things happen.
 *
 * 1. A line is with the operating system when `write` returns: a crash of ours loses at most the line being written. (What
 *    a failing machine loses is its file system's business.) That costs about a microsecond a line, and nothing waits in memory.
 * 2. A tape that exists is not written over.
 * 3. When the disk fails, the tape is cut back to its last whole line and ends there. That is told once; writing goes on
 *    being asked for and does nothing. Who is recorded never suffers from it.
 */
import { closeSync, ftruncateSync, openSync, unlinkSync, writeSync } from "node:fs";
import { FlotillaError } from "../kernel/errors.ts";
import { fileFault } from "../report/file-fault.ts";
import type { TapeHeader, TapeLine } from "./tape.ts";

/** What a tape was written on. */
export interface TapeOutput {
  /** The whole of `data`. @throws whatever the system says. */
  write(data: Buffer): void;
  /** Cuts it back to its first `length` bytes. */
  truncate(length: number): void;
  close(): void;
  /** Closes it and leaves nothing behind. */
  discard(): void;
}

export class TapeWriter {
  readonly #output: TapeOutput;
  readonly #warn: (problem: string) => void;
  #bytes = 0;
  #lines = 0;
  #state: "open" | "failed" | "closed" = "open";

  /** @param warn told when the disk fails. @throws FlotillaError `file` when not even the first line can be written. */
  constructor(output: TapeOutput, header: TapeHeader, warn: (problem: string) => void) {
    this.#output = output;
    this.#warn = warn;
    try {
      this.#put(header);
    } catch (cause) {
      output.discard();
      throw new FlotillaError("file", `expected to write a tape: ${fileFault(cause)}`, { cause });
    }
  }

  /** Lines on the tape, without the first one. */
  get lines(): number {
    return this.#lines;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Whether the disk failed, and the tape lacks what came after. */
  get failed(): boolean {
    return this.#state === "failed";
  }

  write(line: TapeLine): void {
    if (this.#state !== "open") return;
    try {
      this.#put(line);
      this.#lines++;
    } catch (thrown) {
      this.#state = "failed";
      this.#cutBack();
      this.#warn(`the tape ends here: ${fileFault(thrown)}`);
    }
  }

  close(): void {
    if (this.#state === "closed") return;
    if (this.#state === "open") this.#state = "closed";
    this.#output.close();
  }

  /** For a recording that never began. */
  discard(): void {
    this.#state = "closed";
    this.#output.discard();
  }

  #put(line: TapeHeader | TapeLine): void {
    const data = Buffer.from(`${JSON.stringify(line)}\n`);
    this.#output.write(data);
    this.#bytes += data.length;
  }

  #cutBack(): void {
    try {
      this.#output.truncate(this.#bytes);
    } catch {
      // A full disk may refuse even that; the reader then finds a last line that breaks off.
    }
  }
}

/** A new file. @throws FlotillaError `file` when it exists or cannot be written. */
export function tapeFile(path: string, shown: string): TapeOutput {
  let file: number;
  try {
    file = openSync(path, "wx");
  } catch (cause) {
    const exists = (cause as NodeJS.ErrnoException).code === "EEXIST";
    throw new FlotillaError("file", `expected to write a tape to ${shown}: ${fileFault(cause)}`, {
      cause,
      hint: exists ? "A tape is not written over: give it another name, or remove the old one." : undefined,
    });
  }
  let open = true;
  const close = (): void => {
    if (open) closeSync(file);
    open = false;
  };
  return {
    write(data) {
      for (let from = 0; from < data.length;) from += writeSync(file, data, from, data.length - from);
    },
    truncate: (length) => ftruncateSync(file, length),
    close,
    discard() {
      close();
      unlinkSync(path);
    },
  };
}
