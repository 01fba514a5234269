/**
 * CSV files beside a scenario, read whole: a header, then rows.
 *
 * 1. Commas, semicolons or tabs separate the columns: whichever the header has. Quoting is that of RFC 4180.
 * 2. Empty lines are none. Every fault has the line it is in; the file's lines count from 1.
 * 3. What stands in a cell is never shown here: it may be a secret.
 */
import { CsvError, parse } from "csv-parse/sync";

export interface CsvTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Where each row ends. */
  readonly lines: readonly number[];
}

export interface FileFault {
  /** Absent when it is about the whole file. */
  readonly line?: number;
  readonly message: string;
  readonly hint?: string;
}

/** Above it nobody reads further faults. */
export const mostFileFaults = 5;

export type CsvReading =
  | { readonly ok: true; readonly table: CsvTable }
  | { readonly ok: false; readonly faults: readonly FileFault[] };

/** @param mostRows rows beyond it are a fault. */
export function readCsv(text: string, mostRows: number): CsvReading {
  const all: string[][] = [];
  const lines: number[] = [];
  try {
    parse(text, {
      bom: true,
      delimiter: separatorOf(text),
      relaxColumnCount: true,
      skipEmptyLines: true,
      trim: true,
      onRecord: (record: string[], { lines: line }) => {
        if (all.length > mostRows + 1) return null;
        all.push(record);
        lines.push(line);
        return null;
      },
    });
  } catch (thrown) {
    if (!(thrown instanceof CsvError)) throw thrown;
    return refused(faultOf(thrown));
  }
  const [columns = [], ...rows] = all;
  const faults = [...faultsOfHeader(columns), ...faultsOfRows(columns, rows, lines.slice(1), mostRows)];
  if (faults.length > 0) return { ok: false, faults: faults.slice(0, mostFileFaults) };
  return { ok: true, table: { columns, rows, lines: lines.slice(1) } };
}

/** Where a fault is, for messages: `devices.csv:3: expected ...`. */
export function faultText(file: string, { line, message }: FileFault): string {
  return line === undefined ? `${file}: ${message}` : `${file}:${line}: ${message}`;
}

function separatorOf(text: string): string {
  const header = /^[^\r\n]*/.exec(text)![0];
  return [",", ";", "\t"].find((separator) => header.includes(separator)) ?? ",";
}

function faultsOfHeader(columns: readonly string[]): FileFault[] {
  if (columns.length === 0)
    return [{ message: "expected a header and rows, found an empty file", hint: "the first line names the columns" }];
  const faults: FileFault[] = [];
  if (columns.includes("")) faults.push({ line: 1, message: "expected a name for every column, found one without" });
  const twice = columns.find((name, place) => name !== "" && columns.indexOf(name) !== place);
  if (twice !== undefined)
    faults.push({ line: 1, message: `expected columns with different names, found "${twice}" twice` });
  return faults;
}

function faultsOfRows(
  columns: readonly string[],
  rows: readonly (readonly string[])[],
  lines: readonly number[],
  mostRows: number,
): FileFault[] {
  if (columns.length === 0) return [];
  if (rows.length === 0) return [{ message: "expected rows below the header, found none" }];
  if (rows.length > mostRows) return [{ message: `expected at most ${mostRows} rows, found more` }];
  const faults: FileFault[] = [];
  for (const [place, row] of rows.entries()) {
    if (row.length === columns.length) continue;
    const message = `expected ${columns.length} cell${columns.length === 1 ? "" : "s"}, as the header has, found ${row.length}`;
    faults.push({ line: lines[place]!, message });
    if (faults.length > mostFileFaults) break;
  }
  return faults;
}

/** The parser's own messages quote what they found. */
function faultOf({ code, lines }: CsvError & { readonly lines?: unknown }): FileFault {
  const line = typeof lines === "number" ? { line: lines } : {};
  switch (code) {
    case "CSV_QUOTE_NOT_CLOSED":
      return { ...line, message: "expected a closing quote, found the end of the file" };
    case "CSV_INVALID_CLOSING_QUOTE":
      return { ...line, message: "expected a separator behind a closing quote, found something else" };
    case "INVALID_OPENING_QUOTE":
      return {
        ...line,
        message: "expected a quote at the beginning of a cell only, found one within",
        hint: 'a quote in a cell is written "" within quotes',
      };
    default:
      return { ...line, message: `expected CSV, found something else (${code})` };
  }
}

function refused(fault: FileFault): CsvReading {
  return { ok: false, faults: [fault] };
}
