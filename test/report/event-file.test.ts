import { existsSync } from "node:fs";
import { mkdtemp, open, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { EventFile } from "../../src/report/event-file.ts";

let folder = "";
let warnings: string[] = [];

/** A disk without space, where the system has one. */
const fullDisk = "/dev/full";
const noFullDisk = !existsSync(fullDisk);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "flotilla-events-"));
  warnings = [];
});

afterEach(() => rm(folder, { recursive: true, force: true }));

async function eventFile(path = join(folder, "events.ndjson")): Promise<EventFile> {
  return new EventFile(await open(path, "w"), (problem) => warnings.push(problem));
}

const linesOf = async (): Promise<string[]> => (await readFile(join(folder, "events.ndjson"), "utf8")).split("\n");

/** About 1 kB as a line. */
const large = (number: number): { number: number; text: string } => ({ number, text: "é".repeat(500) });

describe("events.ndjson", () => {
  test.each([false, true])("holds every record in order, a line each (waiting for the disk: %s)", async (blocking) => {
    const file = await eventFile();
    file.blocking = blocking;
    for (let number = 0; number < 1_000; number++) file.write(large(number));
    await file.close();
    const lines = await linesOf();
    expect(lines.pop()).toBe("");
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(Array.from({ length: 1_000 }, (_, n) => large(n)));
    expect(warnings).toEqual([]);
  });

  test("drops what the disk has no time for, counts it, and warns once", async () => {
    const file = await eventFile();
    // Without giving the disk a turn.
    for (let number = 0; number < 40_000; number++) file.write(large(number));
    await file.close();
    const written = (await linesOf()).length - 1;
    expect(written).toBeGreaterThan(10_000);
    expect(written).toBeLessThan(30_000);
    expect(warnings).toEqual([
      "the disk is too slow for events.ndjson: some records will be missing",
      `events.ndjson lacks ${(40_000 - written).toLocaleString("en-US")} records`,
    ]);
  });

  test("drops nothing when the run waits for the disk", async () => {
    const file = await eventFile();
    file.blocking = true;
    for (let number = 0; number < 40_000; number++) file.write(large(number));
    await file.close();
    expect((await linesOf()).length - 1).toBe(40_000);
    expect(warnings).toEqual([]);
  });

  test.skipIf(noFullDisk).each([false, true])(
    "gives up on a full disk, with one warning and a count (waiting: %s)",
    async (blocking) => {
      const file = await eventFile(fullDisk);
      file.blocking = blocking;
      for (let number = 0; number < 1_000; number++) file.write(large(number));
      await file.close();
      expect(warnings).toEqual([
        "events.ndjson ends here: no space left on the disk (ENOSPC)",
        "events.ndjson lacks 1,000 records",
      ]);
    },
  );

  test.skipIf(noFullDisk)(
    "takes no records after a failure, and none after its end, and says nothing twice",
    async () => {
      const file = await eventFile(fullDisk);
      file.blocking = true;
      for (let number = 0; number < 100; number++) file.write(large(number));
      file.write(large(100));
      await file.close();
      await file.close();
      file.write(large(101));
      expect(warnings.at(-1)).toBe("events.ndjson lacks 101 records");
      expect(warnings).toHaveLength(2);
    },
  );

  test("is empty when nothing happened", async () => {
    await (await eventFile()).close();
    expect(await linesOf()).toEqual([""]);
    expect(warnings).toEqual([]);
  });
});
