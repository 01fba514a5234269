/** The records of the devices of one shard, in a file of its own that is put together with the others after the run. */
import { type FileHandle, open } from "node:fs/promises";
import type { DeviceRecord } from "../../fleet/run-events.ts";
import { FlotillaError } from "../../kernel/errors.ts";
import { EventFile } from "../../report/event-file.ts";
import { fileFault } from "../../report/file-fault.ts";
import { hideTexts } from "../../scenario/texts/hidden-texts.ts";
import type { RecordPart } from "../../shards/shard-setup.ts";

export interface OpenRecordPart {
  readonly record: (record: DeviceRecord) => void;
  close(): Promise<void>;
}

/**
 * @param waits whether writing waits for the disk, as in virtual time.
 * @returns nothing when the file cannot be opened and need not be.
 * @throws FlotillaError `file` when it has to.
 */
export async function openRecordPart(
  { file, name, optional, secrets }: RecordPart,
  { waits, warn }: { readonly waits: boolean; readonly warn: (problem: string) => void },
): Promise<OpenRecordPart | undefined> {
  let opened: FileHandle;
  try {
    opened = await open(file, "w");
  } catch (thrown) {
    if (!optional)
      throw new FlotillaError("file", `expected to write the run's records to ${file}, found ${fileFault(thrown)}`, {
        hint: "Choose another folder with --out, or make room there.",
        cause: thrown,
      });
    warn(`${name} lacks all from now on: ${fileFault(thrown)}`);
    return undefined;
  }
  const events = new EventFile(opened, warn, name);
  events.blocking = waits;
  return {
    record:
      secrets.length === 0 ? (record) => events.write(record) : (record) => events.write(hideTexts(record, secrets)),
    close: () => events.close(),
  };
}
