import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { DeviceRecord } from "../../../src/fleet/run-events.ts";
import { instant } from "../../../src/kernel/time.ts";
import { openRecordPart } from "../../../src/library/processes/record-part.ts";
import { temporaryFolder } from "../../support/test-host.ts";

/** A disk without space, where the system has one. */
const fullDisk = "/dev/full";
const name = "events.ndjson of shard 2";

const record: DeviceRecord = {
  at: instant(1_768_492_800_000),
  device: "lock-0001",
  home: 0,
  kind: "lock",
  type: "telemetry",
  seq: 1,
  values: { note: "secret-of-mine" },
};

/** What is told of it. */
function telling(): { readonly waits: boolean; readonly warn: (problem: string) => void; readonly told: string[] } {
  const told: string[] = [];
  return { waits: false, warn: (problem) => told.push(problem), told };
}

test("records of a shard are lines of its part, without secrets", async () => {
  const file = join(temporaryFolder(), "part");
  const telltale = telling();
  const part = await openRecordPart({ file, name, optional: false, secrets: ["secret-of-mine"] }, telltale);
  part!.record(record);
  await part!.close();
  expect(readFileSync(file, "utf8")).toBe(`${JSON.stringify({ ...record, values: { note: "***" } })}\n`);
  expect(telltale.told).toEqual([]);
});

test("a part that cannot be opened is an error before the run, and something to tell later", async () => {
  const folder = temporaryFolder();
  const telltale = telling();
  await expect(openRecordPart({ file: folder, name, optional: false, secrets: [] }, telltale)).rejects.toMatchObject({
    code: "file",
    message: `expected to write the run's records to ${folder}, found a folder is in the way (EISDIR)`,
    hint: "Choose another folder with --out, or make room there.",
  });
  expect(await openRecordPart({ file: folder, name, optional: true, secrets: [] }, telltale)).toBeUndefined();
  expect(telltale.told).toEqual([`${name} lacks all from now on: a folder is in the way (EISDIR)`]);
});

test.skipIf(!existsSync(fullDisk))("a full disk is told of with whose records it costs, and how many", async () => {
  const telltale = telling();
  const part = await openRecordPart({ file: fullDisk, name, optional: false, secrets: [] }, telltale);
  for (let count = 0; count < 1_000; count++) part!.record(record);
  await part!.close();
  expect(telltale.told).toEqual([
    `${name} ends here: no space left on the disk (ENOSPC)`,
    `${name} lacks 1,000 records`,
  ]);
});
