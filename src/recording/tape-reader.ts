/**
 * Reads a tape from a file, line by line, in as much memory as the longest line takes, however long the tape.
 *
 * 1. What is not a tape is told at once, from the first line: an empty file, a binary one, another format, a later version.
 * 2. A line that no recorder writes (edited, or cut out of its middle) ends the reading with its number and what is wrong.
 *    Time may not run backwards, and a connection is opened before anything else and nothing after its end.
 * 3. A last line that breaks off is what a crash leaves behind: it is left out, and there is a warning.
 * 4. Members that this version does not know are left alone.
 */
import { createReadStream } from "node:fs";
import { FlotillaError } from "../kernel/errors.ts";
import { fileFault } from "../report/file-fault.ts";
import { isObject } from "../wire/protocol/native/json-value.ts";
import { lineFault } from "./check-line.ts";
import { tapeKey, tapeVersion, type TapeHeader, type TapeLine } from "./tape.ts";

export interface Tape {
  readonly header: TapeHeader;
  /** What is odd about the tape, and was read over; complete when the last line has been read. */
  readonly warnings: readonly string[];
  /** All lines after the first. Every call reads the file anew. @throws FlotillaError `file` at a line that is none. */
  lines(): AsyncGenerator<TapeLine, void, void>;
}

/**
 * @param path of the file. @param shown how to name it in messages.
 * @throws FlotillaError `file` when it cannot be read or is no tape of this version.
 */
export async function openTape(path: string, shown: string = path): Promise<Tape> {
  for await (const [{ text }] of linesOf(path, shown)) {
    const warnings: string[] = [];
    return { header: headerOf(text, shown), warnings, lines: () => tapeLines(path, shown, warnings) };
  }
  throw notTape(shown, "found an empty file");
}

async function* tapeLines(path: string, shown: string, warnings: string[]): AsyncGenerator<TapeLine, void, void> {
  const order = new Order();
  for await (const lines of linesOf(path, shown)) {
    for (const { text, number, whole } of lines) {
      if (number === 1 || text.trim() === "") continue;
      const line = parsed(text);
      if (line === undefined) {
        if (whole) throw faulty(shown, number, `expected JSON, found ${excerpt(text)}`);
        const warning = `${shown}:${number}: the last line breaks off and was left out; the recording was cut short there`;
        if (!warnings.includes(warning)) warnings.push(warning);
        return;
      }
      const fault = lineFault(line.value) ?? order.fault(line.value as TapeLine);
      if (fault !== undefined) throw faulty(shown, number, fault);
      yield line.value as TapeLine;
    }
  }
}

/** What lines may follow each other. Remembers what is open, nothing else. */
class Order {
  #at = 0;
  #last = 0;
  readonly #phases = new Map<number, "opening" | "open" | "unopened">();

  fault({ at, connection, type }: TapeLine): string | undefined {
    if (at < this.#at) return `expected "at" to be at least ${this.#at}, as in the line before, found ${at}`;
    this.#at = at;
    const phase = this.#phases.get(connection);
    const named = `connection ${connection}`;
    switch (type) {
      case "open":
        if (connection !== this.#last + 1)
          return `expected ${this.#last + 1}, the next connection, to open, found ${connection}`;
        this.#last = connection;
        this.#phases.set(connection, "opening");
        return undefined;
      case "opened":
        if (phase !== "opening") return `expected ${named} to be dialing, found it ${phase ?? this.#gone(connection)}`;
        this.#phases.set(connection, "open");
        return undefined;
      case "refused":
      case "failed":
        if (phase !== "opening") return `expected ${named} to be dialing, found it ${phase ?? this.#gone(connection)}`;
        this.#phases.set(connection, "unopened");
        return undefined;
      case "end":
        if (phase === undefined) return `expected ${named} to be there, found it ${this.#gone(connection)}`;
        this.#phases.delete(connection);
        return undefined;
      default:
        return phase === "open"
          ? undefined
          : `expected ${named} to be open, found it ${phase ?? this.#gone(connection)}`;
    }
  }

  #gone(connection: number): string {
    return connection > this.#last ? "never opened" : "ended before";
  }
}

interface Line {
  readonly text: string;
  /** From 1. */
  readonly number: number;
  /** Whether a line break follows it. */
  readonly whole: boolean;
}

/** Longer ones are in no tape: the longest message that is recorded is far below. */
const longestLine = 64 * 1024 * 1024;
const lineFeed = 0x0a;

type Lines = readonly [Line, ...Line[]];

/** The lines that end in each piece of the file, as they come. */
async function* linesOf(path: string, shown: string): AsyncGenerator<Lines, void, void> {
  let number = 0;
  let begun: Buffer[] = [];
  let length = 0;
  const line = (end: Buffer, whole: boolean): Line => {
    const bytes = begun.length === 0 ? end : Buffer.concat([...begun, end]);
    begun = [];
    length = 0;
    number++;
    return { text: bytes.toString("utf8").replace(number === 1 ? /^\uFEFF|\r$/g : /\r$/, ""), number, whole };
  };
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 }) as AsyncIterable<Buffer>) {
      const lines: Line[] = [];
      let from = 0;
      for (let to = chunk.indexOf(lineFeed); to !== -1; to = chunk.indexOf(lineFeed, from)) {
        lines.push(line(chunk.subarray(from, to), true));
        from = to + 1;
      }
      if (lines.length > 0) yield lines as [Line, ...Line[]];
      if (number === 0 && chunk.includes(0)) throw notTape(shown, "found a binary file");
      if (from === chunk.length) continue;
      begun.push(chunk.subarray(from));
      length += chunk.length - from;
      if (length > longestLine) throw tooLong(shown, number + 1);
    }
  } catch (thrown) {
    if (thrown instanceof FlotillaError) throw thrown;
    throw new FlotillaError("file", `expected to read a tape from ${shown}: ${readFault(thrown)}`, { cause: thrown });
  }
  if (length > 0) yield [line(Buffer.alloc(0), false)];
}

function tooLong(shown: string, number: number): FlotillaError {
  if (number === 1) return notTape(shown, "found a file without lines");
  return faulty(shown, number, "expected a line of at most 64 MB, found a longer one");
}

function readFault(thrown: unknown): string {
  const code = (thrown as NodeJS.ErrnoException).code;
  if (code === "ENOENT") return "there is no such file (ENOENT)";
  if (code === "EISDIR") return "it is a folder (EISDIR)";
  return fileFault(thrown);
}

function headerOf(text: string, shown: string): TapeHeader {
  const header = parsed(text)?.value;
  if (!isObject(header)) {
    throw notTape(shown, text.includes("\0") ? "found a binary file" : `found ${excerpt(text)} as the first line`);
  }
  const version = header[tapeKey];
  if (version === undefined) throw notTape(shown, `found ${excerpt(text)} as the first line`);
  if (version !== tapeVersion) {
    const later = typeof version === "number" && version > tapeVersion;
    const wrote = typeof header["recorder"] === "string" ? `, written by ${header["recorder"].slice(0, 60)}` : "";
    throw new FlotillaError(
      "file",
      `${shown}:1: expected a tape of version ${tapeVersion}, found version ${shownVersion(version)}${wrote}`,
      {
        hint: later ? "It was recorded with a later Flotilla: update this one." : undefined,
      },
    );
  }
  const { by, recorder, redacted } = header;
  if ((by !== "proxy" && by !== "run") || typeof recorder !== "string" || typeof redacted !== "boolean")
    throw faulty(shown, 1, 'expected "recorder", "by" and "redacted" beside the version, found something else');
  return header as unknown as TapeHeader;
}

function shownVersion(version: unknown): string {
  return (JSON.stringify(version) ?? "none").slice(0, 60);
}

/** What the line says, wrapped, since `null` is JSON too. */
function parsed(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

function notTape(shown: string, found: string): FlotillaError {
  return new FlotillaError("file", `${shown}: expected a tape, ${found}`, {
    hint: "`flotilla record` and `flotilla run --record` write tapes.",
  });
}

function faulty(shown: string, number: number, fault: string): FlotillaError {
  return new FlotillaError("file", `${shown}:${number}: ${fault}`, {
    hint: "The tape was changed after it was recorded, or is damaged.",
    details: { line: number },
  });
}

function excerpt(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}...` : text);
}
