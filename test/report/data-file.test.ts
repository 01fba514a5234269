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
      for (const [number, line] of part.entries()) {
        file.write(line);
        if (number % 1_000 === 0) await file.ready();
      }
      await file.close();
    }
    expect(readFileSync(path, "utf8")).toBe(lines.join(""));
  });

  test("takes a text longer than it writes at once", async () => {
    const path = join(temporaryFolder(), "data.ndjson");
    const file = await DataFile.open(path);
    const text = `${"ä".repeat(3_000_000)}\n`;
    file.write("first\n");
    file.write(text);
    await file.close();
    expect(readFileSync(path, "utf8")).toBe(`first\n${text}`);
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
      for (const line of lines) file.write(line);
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
    for (const line of lines) {
      sink.write(line);
      await sink.ready();
    }
    await sink.close();
    expect(pieces.join("")).toBe(lines.join(""));
    expect(waits).toBeGreaterThan(5);
    expect(pieces).toHaveLength(waits + 1);
  });
});
