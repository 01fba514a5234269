/** Measured values from a column of a CSV file beside a scenario, for `{ from: file.csv, column: name }`. */
import { parseDuration } from "../../kernel/time.ts";
import { type FileFault, mostFileFaults, readCsv } from "./csv-table.ts";
import { nameHint } from "../problems/suggestion.ts";
import { parseOffset } from "./written-duration.ts";

/** What the cells are: numbers, lengths of time, or those with a minus before some. */
export type SampleKind = "number" | "length" | "offset";

export interface SampleSource {
  readonly column?: string | undefined;
  /** What plain numbers are that stand for lengths of time. */
  readonly unit?: string | undefined;
}

export type SampleReading =
  | { readonly ok: true; readonly samples: readonly number[] }
  | { readonly ok: false; readonly faults: readonly FileFault[]; readonly about: "from" | "column" };

/** A plan carries them: about a megabyte. */
export const mostSamples = 100_000;

/** Ascending; lengths of time in milliseconds. */
export function readSamples(text: string, kind: SampleKind, { column, unit = "s" }: SampleSource): SampleReading {
  const reading = readCsv(text, mostSamples);
  if (!reading.ok) return { ...reading, about: "from" };
  const { columns, rows, lines } = reading.table;
  const place = column === undefined && columns.length === 1 ? 0 : columns.indexOf(column ?? "");
  if (place < 0) return { ok: false, faults: [missingColumn(column, columns)], about: "column" };
  const faults: FileFault[] = [];
  const samples: number[] = [];
  for (const [position, row] of rows.entries()) {
    const sample = sampleOf(row[place]!, kind, unit);
    if (sample !== undefined) samples.push(sample);
    else if (faults.push({ line: lines[position]!, ...notOne(row[place]!, kind) }) >= mostFileFaults) break;
  }
  if (faults.length > 0) return { ok: false, faults, about: "from" };
  return { ok: true, samples: Float64Array.from(samples).toSorted().reduce<number[]>(pushed, []) };
}

function pushed(list: number[], value: number): number[] {
  list.push(value);
  return list;
}

function missingColumn(column: string | undefined, columns: readonly string[]): FileFault {
  if (column === undefined) {
    return { message: `expected to be told which column, found ${columns.length} of them`, hint: columnsText(columns) };
  }
  const hint = nameHint(column, columns) ?? columnsText(columns);
  return { line: 1, message: `expected a column "${column}", found none of that name`, hint };
}

function columnsText(columns: readonly string[]): string {
  return `its columns: ${columns.slice(0, 16).join(", ")}`;
}

function sampleOf(cell: string, kind: SampleKind, unit: string): number | undefined {
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(cell)) {
    const number = Number(cell);
    if (!Number.isFinite(number) || (kind === "length" && number < 0)) return undefined;
    return kind === "number" ? number : number * parseDuration(`1${unit}`)!;
  }
  if (kind === "number") return undefined;
  return kind === "length" ? parseDuration(cell) : parseOffset(cell);
}

function notOne(cell: string, kind: SampleKind): Omit<FileFault, "line"> {
  const what = kind === "number" ? "a number" : "a duration such as 30s, or a number";
  const shown = cell === "" ? "nothing" : JSON.stringify(cell.length > 40 ? `${cell.slice(0, 40)}...` : cell);
  return { message: `expected ${what}, found ${shown}` };
}
