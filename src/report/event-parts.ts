/**
 * Puts together the records of shards that lived in processes of their own: by time, and within an instant by home and device. So it does
 * not matter how many there were.
 *
 * 1. Memory holds one chunk of each part and the records of one instant, however long the parts are.
 * 2. A process that was killed may have left half a line: it is left out, and so is whatever else is none.
 */
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline/promises";
import { codeOf, fileFault } from "./file-fault.ts";
import type { EventFile } from "./event-file.ts";
import { InstantOrder, type PlacedLine } from "./instant-order.ts";

/** @param into is written to and left open. */
export async function mergeEventParts(
  parts: readonly string[],
  into: EventFile,
  warn: (problem: string) => void,
): Promise<void> {
  // Nothing runs any more that could be held up, and nothing is to be dropped.
  into.blocking = true;
  const order = new InstantOrder((line) => into.writeLine(line));
  const opened = await Promise.all(parts.map((path) => firstOf(linesOf(path, warn))));
  let sources = opened.filter((source) => source !== undefined);
  while (sources.length > 0) {
    // There are as many as shards: to look at each costs less than to keep them in order.
    let least = sources[0]!;
    for (const source of sources) if (source.line.at < least.line.at) least = source;
    order.add(least.line);
    const next = await least.rest.next();
    if (next.done === true) sources = sources.filter((source) => source !== least);
    else least.line = next.value;
  }
  order.flush();
}

interface Source {
  line: PlacedLine;
  readonly rest: AsyncIterator<PlacedLine>;
}

async function firstOf(lines: AsyncIterable<PlacedLine>): Promise<Source | undefined> {
  const rest = lines[Symbol.asyncIterator]();
  const first = await rest.next();
  return first.done === true ? undefined : { line: first.value, rest };
}

async function* linesOf(path: string, warn: (problem: string) => void): AsyncGenerator<PlacedLine> {
  try {
    const lines = createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY });
    for await (const line of lines) {
      const placed = placedLine(line);
      if (placed !== undefined) yield placed;
    }
  } catch (thrown) {
    // One that died before it had anything to write.
    if (codeOf(thrown) !== "ENOENT") warn(`events.ndjson lacks records of one shard: ${fileFault(thrown)}`);
  }
}

function placedLine(line: string): PlacedLine | undefined {
  try {
    const { at, home, device } = JSON.parse(line) as Omit<PlacedLine, "line">;
    return { at, home, device, line };
  } catch {
    return undefined;
  }
}
