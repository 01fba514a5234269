/** The records of the devices of one shard, in a file of its own that is put together with the others after the run. */
import { open } from "node:fs/promises";
import type { DeviceRecord } from "../fleet/run-events.ts";
import { EventFile } from "../report/event-file.ts";
import { hideTexts } from "../scenario/texts/hidden-texts.ts";
import type { RecordPart } from "../shards/shard-setup.ts";

export interface OpenRecordPart {
  readonly record: (record: DeviceRecord) => void;
  close(): Promise<void>;
}

/** @param waits whether writing waits for the disk, as in virtual time. */
export async function openRecordPart(
  { file, secrets }: RecordPart,
  { waits, warn }: { readonly waits: boolean; readonly warn: (problem: string) => void },
): Promise<OpenRecordPart> {
  const events = new EventFile(await open(file, "w"), warn);
  events.blocking = waits;
  return {
    record:
      secrets.length === 0 ? (record) => events.write(record) : (record) => events.write(hideTexts(record, secrets)),
    close: () => events.close(),
  };
}
