/** How data is written: NDJSON or CSV. */
import type { Duration } from "../kernel/time.ts";
import { CsvRows } from "./data-csv.ts";
import type { DataRecord } from "./data-record.ts";
import { JsonLines } from "./data-json.ts";
import type { LineBytes } from "./line-bytes.ts";

export interface DataFormat {
  /** What comes first. */
  readonly head: string;
  /** Writes the record as lines, each with its end. Returns how many. */
  write(record: DataRecord, into: LineBytes): number;
}

export const dataFormats = ["ndjson", "csv"] as const;
export type DataFormatName = (typeof dataFormats)[number];

export function dataFormat(name: DataFormatName, timeZoneOffset: Duration): DataFormat {
  switch (name) {
    case "ndjson":
      return new JsonLines(timeZoneOffset);
    case "csv":
      return new CsvRows(timeZoneOffset);
  }
}
