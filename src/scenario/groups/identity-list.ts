/**
 * Lists of the devices that a server knows already: CSV with a header, or NDJSON, one device in each row.
 *
 * 1. `id` is needed; `serial`, `mac` and `name` go to the device itself where they are not empty. Every column can be named in the
 *    target's texts.
 * 2. No two devices have the same id, serial number or address: on a server they would be one.
 * 3. Cells other than ids may be secrets. No message shows one.
 */
import { type FileFault, mostFileFaults, readCsv } from "../values/csv-table.ts";
import type { IdentitiesPlan } from "../plan.ts";
import type { ScenarioFiles } from "../source/scenario-files.ts";
import { nameHint } from "../problems/suggestion.ts";

export interface IdentityList extends IdentitiesPlan {
  /** How many devices. */
  readonly count: number;
  /** Where in the file each of them stands. */
  readonly lines: readonly number[];
}

export type IdentityReading =
  | { readonly ok: true; readonly list: IdentityList }
  | { readonly ok: false; readonly faults: readonly FileFault[] };

/** As many as a fleet may have. */
const mostIdentities = 10_000_000;

/**
 * Reads a list once, however often it is asked for.
 *
 * @throws FlotillaError `file` when the file cannot be read.
 */
export function identitiesIn(files: ScenarioFiles, file: string): IdentityReading {
  const lists = known.get(files) ?? new Map<string, IdentityReading>();
  known.set(files, lists);
  const reading = lists.get(file) ?? readIdentities(files.read(file));
  lists.set(file, reading);
  return reading;
}

const known = new WeakMap<ScenarioFiles, Map<string, IdentityReading>>();

/** What begins with a brace is NDJSON. */
export function readIdentities(text: string): IdentityReading {
  const reading = /^\s*\{/.test(text) ? readNdjson(text) : readTable(text);
  return reading.ok ? checked(reading.list) : reading;
}

function readTable(text: string): IdentityReading {
  const reading = readCsv(text, mostIdentities);
  if (!reading.ok) return reading;
  const { columns: names, rows, lines } = reading.table;
  const columns = Object.fromEntries(names.map((name, place) => [name, rows.map((row) => row[place]!)]));
  return { ok: true, list: { columns, count: rows.length, lines } };
}

function readNdjson(text: string): IdentityReading {
  const columns = new Map<string, string[]>();
  const lines: number[] = [];
  const faults: FileFault[] = [];
  for (const [place, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === "") continue;
    const device = objectIn(line);
    if (device === undefined) {
      if (faults.push({ line: place + 1, message: "expected a JSON object, found something else" }) >= mostFileFaults)
        break;
      continue;
    }
    for (const [name, value] of Object.entries(device)) {
      if (typeof value === "object" && value !== null) {
        faults.push({ line: place + 1, message: `expected a text, a number, true, false or null as ${name}` });
        continue;
      }
      // Whoever came before has nothing there.
      const column = columns.get(name) ?? lines.map(() => "");
      columns.set(name, column);
      column.push(value === null ? "" : String(value).trim());
    }
    lines.push(place + 1);
    for (const column of columns.values()) if (column.length < lines.length) column.push("");
  }
  if (faults.length > 0) return { ok: false, faults: faults.slice(0, mostFileFaults) };
  return { ok: true, list: { columns: Object.fromEntries(columns), count: lines.length, lines } };
}

function objectIn(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

function checked(list: IdentityList): IdentityReading {
  const { columns } = list;
  if (!Object.hasOwn(columns, "id")) {
    const names = Object.keys(columns);
    const hint = nameHint("id", names) ?? `its columns: ${names.slice(0, 16).join(", ")}`;
    return { ok: false, faults: [{ line: 1, message: 'expected a column "id", found none', hint }] };
  }
  const mac = columns["mac"]?.map((address) => address.toLowerCase().replaceAll("-", ":"));
  const tidy: IdentityList = mac === undefined ? list : { ...list, columns: { ...columns, mac } };
  const faults = [
    ...idFaults(tidy),
    ...twiceFaults(tidy, "id"),
    ...twiceFaults(tidy, "serial"),
    ...macFaults(tidy),
    ...twiceFaults(tidy, "mac"),
    ...certificateFaults(tidy),
  ];
  if (faults.length === 0) return { ok: true, list: tidy };
  const inOrder = faults.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0));
  return { ok: false, faults: inOrder.slice(0, mostFileFaults) };
}

const longestId = 200;

function idFaults({ columns, lines }: IdentityList): FileFault[] {
  return faultsAt(columns["id"]!, lines, (id) => {
    if (id === "") return "expected an id, found nothing";
    if (id.length > longestId) return `expected an id of at most ${longestId} characters, found ${id.length}`;
    return /\p{Cc}/u.test(id) ? "expected an id on one line, without control characters" : undefined;
  });
}

function macFaults({ columns, lines }: IdentityList): FileFault[] {
  return faultsAt(columns["mac"] ?? [], lines, (address) =>
    address === "" || /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/.test(address)
      ? undefined
      : "expected a mac such as 02:00:5e:10:00:01, found something else",
  );
}

function twiceFaults({ columns, lines }: IdentityList, name: "id" | "serial" | "mac"): FileFault[] {
  const seen = new Map<string, number>();
  return faultsAt(columns[name] ?? [], lines, (cell, place) => {
    if (cell === "") return undefined;
    const before = seen.get(cell);
    if (before === undefined) {
      seen.set(cell, place);
      return undefined;
    }
    const which = name === "id" ? `"${cell}"` : "the same";
    return `expected every ${name} once, found ${which} in line ${lines[before]} already`;
  });
}

function certificateFaults({ columns, lines }: IdentityList): FileFault[] {
  const { cert, key } = columns;
  if (cert === undefined && key === undefined) return [];
  if (cert === undefined || key === undefined) {
    const [given, missing] = cert === undefined ? ["key", "cert"] : ["cert", "key"];
    return [{ line: 1, message: `expected a column "${missing}" beside ${given}, found none` }];
  }
  return faultsAt(cert, lines, (path, place) =>
    (path === "") === (key[place] === "")
      ? undefined
      : "expected a certificate together with its key, found one of them",
  );
}

function faultsAt(
  cells: readonly string[],
  lines: readonly number[],
  fault: (cell: string, place: number) => string | undefined,
): FileFault[] {
  const faults: FileFault[] = [];
  for (let place = 0; place < cells.length && faults.length < mostFileFaults; place++) {
    const message = fault(cells[place]!, place);
    if (message !== undefined) faults.push({ line: lines[place]!, message });
  }
  return faults;
}
