import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { DataFile } from "../../src/report/data-file.ts";
import { StreamSink } from "../../src/report/data-sink.ts";
import { temporaryFolder } from "../support/test-host.ts";

/** More than the file writes at once, with characters of one to three bytes. */
const lines = Array.from({ length: 60_000 }, (_, number) => `${number} °C äöü → ${"x".repeat(number % 50)}\n`);

describe("the file of a simulation", () => {
  test("holds all that was written, in order, and replaces what was there", async () => {
    const path = join(temporaryFolder(), "data.ndjson");
    for (const part of [lines.slice(0, 10), lines]) {
      const file = await DataFile.open(path);
      for (let from = 0; from < part.length; from += 100) {
        file.write(Buffer.from(part.slice(from, from + 100).join("")));
        if (from % 1_000 === 0) await file.ready();
      }
      await file.close();
    }
    expect(readFileSync(path, "utf8")).toBe(lines.join(""));
  });

  test("takes a piece longer than it likes, and keeps none that it was given", async () => {
    const path = join(temporaryFolder(), "data.ndjson");
    const file = await DataFile.open(path);
    const text = `${"ä".repeat(3_000_000)}\n`;
    file.write(Buffer.from("first\n"));
    file.write(Buffer.from(text));
    const last = Buffer.from("last\n");
    file.write(last);
    last.fill(0);
    await file.close();
    expect(readFileSync(path, "utf8")).toBe(`first\n${text}last\n`);
  });

  test("is whole when it is closed while others still wait to write more", async () => {
    const path = join(temporaryFolder(), "data.ndjson");
    const file = await DataFile.open(path);
    const waiting: Promise<void>[] = [];
    for (let from = 0; from < lines.length; from += 1_000) {
      file.write(Buffer.from(lines.slice(from, from + 1_000).join("")));
      waiting.push(file.ready());
    }
    await file.close();
    await Promise.all(waiting);
    expect(readFileSync(path, "utf8")).toBe(lines.join(""));
  });

  test("that cannot be made says why", async () => {
    const path = join(temporaryFolder(), "no", "data.ndjson");
    await expect(DataFile.open(path)).rejects.toThrow(
      `expected to write the data to ${path}, found no such folder (ENOENT)`,
    );
  });

  test.skipIf(!existsSync("/dev/full"))("that fails on the way says so at the next pause and at the end", async () => {
    const file = await DataFile.open("/dev/full");
    const write = async (): Promise<void> => {
      file.write(Buffer.from(lines.join("")));
      await file.ready();
    };
    await write();
    await expect(write()).rejects.toThrow("no space left on the disk (ENOSPC)");
    await expect(file.close()).rejects.toThrow("no space left on the disk (ENOSPC)");
  });
});

describe("data to a stream", () => {
  test("goes there in pieces, waits for the reader after each, and is complete at the end", async () => {
    const pieces: string[] = [];
    let waits = 0;
    const sink = new StreamSink({
      write: (text) => void pieces.push(text),
      drained: async () => void waits++,
    });
    for (let from = 0; from < lines.length; from += 1_000) {
      sink.write(Buffer.from(lines.slice(from, from + 1_000).join("")));
      await sink.ready();
    }
    await sink.close();
    expect(pieces.join("")).toBe(lines.join(""));
    expect(waits).toBeGreaterThan(5);
    expect(pieces).toHaveLength(waits);
  });
});
