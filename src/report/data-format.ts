/** How data is written: NDJSON or CSV. Records come in order of time. */
import type { Duration } from "../kernel/time.ts";
import { CsvRows } from "./data-csv.ts";
import type { DataRecord } from "./data-record.ts";
import { JsonLines } from "./data-json.ts";

export interface DataFormat {
  /** What comes first. */
  readonly head: string;
  /** Lines that {@link text} has made. */
  readonly lines: number;
  /** The record as lines, each with its end. */
  text(record: DataRecord): string;
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
