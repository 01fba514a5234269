/**
 * Puts together the records of shards that lived in processes of their own: by time, and within an instant by home and device. So it does
 * not matter how many there were.
 *
 * 1. Memory holds a chunk or two of each part and the records of one instant, however long the parts are.
 * 2. Lines go from file to file as the bytes they are: of each only its time is read, and its home and device where others are of the same
 *    instant.
 * 3. A process that was killed may have left half a line: it is left out, and so is whatever else is none.
 * 4. The parts are only read. Whoever wants it to end before it is done loses nothing.
 */
import { type FileHandle, open } from "node:fs/promises";
import { codeOf } from "./file-fault.ts";
import { byPlace, noTime, RecordLine } from "./record-line.ts";

export interface MergeOptions {
  readonly parts: readonly string[];
  /** Written from its beginning, left open. */
  readonly into: FileHandle;
  /** Asked now and then, with how many bytes were read: whether to leave it at that. */
  readonly enough: (bytesRead: number) => boolean;
}

/** @returns whether all of it was put together. @throws of a file that cannot be read or written. */
export async function mergeEventParts({ parts, into, enough }: MergeOptions): Promise<boolean> {
  const sources: PartLines[] = [];
  const out = new Output(into);
  try {
    for (const path of parts) {
      const source = await PartLines.open(path);
      if (source === undefined) continue;
      sources.push(source);
      await source.fill();
    }
    const instant: RecordLine[] = [];
    for (let at = earliest(sources); at !== noTime; at = earliest(sources)) {
      for (const source of sources) {
        while (source.at === at) {
          instant.push(source.take());
          if (source.next()) continue;
          if (enough(sources.reduce((sum, { bytesRead }) => sum + bytesRead, 0))) return false;
          await source.fill();
        }
      }
      if (instant.length > 1) instant.sort(byPlace);
      for (const line of instant) if (!out.add(line)) await out.write(line);
      instant.length = 0;
    }
    await out.end();
    return true;
  } finally {
    for (const source of sources) await source.close();
  }
}

/** There are as many as shards: to look at each costs less than to keep them in order. */
function earliest(sources: readonly PartLines[]): number {
  let at = noTime;
  for (const source of sources) if (source.at < at) at = source.at;
  return at;
}

const chunkBytes = 256 * 1024;
const newline = 10;

/** The records of one part, one line at a time. */
class PartLines {
  readonly #file: FileHandle;
  #chunk: Buffer = Buffer.alloc(0);
  /** Where the line stands, with its newline. */
  #from = 0;
  #to = 0;
  /** Of its record; {@link noTime} when there is none any more. */
  at: number = noTime;
  bytesRead = 0;

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  /** Before its first record; nothing when the file is not there: a process that died before it had anything to write. */
  static async open(path: string): Promise<PartLines | undefined> {
    let file: FileHandle;
    try {
      file = await open(path);
    } catch (thrown) {
      if (codeOf(thrown) === "ENOENT") return undefined;
      throw thrown;
    }
    return new PartLines(file);
  }

  /** The record, which stays what it is. */
  take(): RecordLine {
    return new RecordLine(this.#chunk, this.#from, this.#to);
  }

  /** Goes to the next record. False when there is none in what was read so far: then {@link fill}. */
  next(): boolean {
    this.at = noTime;
    for (;;) {
      this.#from = this.#to;
      const end = this.#chunk.indexOf(newline, this.#from);
      if (end < 0) return false;
      this.#to = end + 1;
      this.at = RecordLine.timeOf(this.#chunk, this.#from, this.#to);
      if (this.at !== noTime) return true;
    }
  }

  /** Reads on, up to the next record or to the end. */
  async fill(): Promise<void> {
    for (;;) {
      const rest = this.#chunk.length - this.#from;
      // A new one each time: lines that were taken are parts of the last.
      const chunk = Buffer.allocUnsafeSlow(Math.max(chunkBytes, 2 * rest));
      this.#chunk.copy(chunk, 0, this.#from);
      const { bytesRead } = await this.#file.read(chunk, rest, chunk.length - rest);
      this.bytesRead += bytesRead;
      this.#chunk = chunk.subarray(0, rest + bytesRead);
      this.#from = 0;
      this.#to = 0;
      // What is left then is half a line.
      if (this.next() || bytesRead === 0) return;
    }
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}

/** Gathers lines to write many at once. */
class Output {
  readonly #file: FileHandle;
  readonly #chunk: Buffer = Buffer.allocUnsafeSlow(4 * chunkBytes);
  #length = 0;

  constructor(file: FileHandle) {
    this.#file = file;
  }

  /** False when there is no room for it: then {@link write}. */
  add({ bytes, from, to }: RecordLine): boolean {
    if (to - from > this.#chunk.length - this.#length) return false;
    this.#length += bytes.copy(this.#chunk, this.#length, from, to);
    return true;
  }

  async write(line: RecordLine): Promise<void> {
    await this.end();
    if (!this.add(line)) await this.#file.writeFile(line.bytes.subarray(line.from, line.to));
  }

  async end(): Promise<void> {
    const length = this.#length;
    this.#length = 0;
    if (length > 0) await this.#file.writeFile(this.#chunk.subarray(0, length));
  }
}
