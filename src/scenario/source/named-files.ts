/**
 * Paths of files in a part of a scenario: they count from the part's own folder, and are told from the scenario's.
 *
 * A path that begins with an expression counts from the scenario's folder, as nobody knows yet what it will be.
 */
import { besideFile } from "./file-path.ts";
import type { ValuePath } from "./value-path.ts";

/** A copy of what stands in the file at `file` with its paths told from where `file` is told. */
export function withPathsOf(file: string, value: unknown, path: ValuePath = []): unknown {
  if (typeof value === "string") {
    return namesFile(path) && value !== "" && !value.startsWith("${") ? besideFile(file, value) : value;
  }
  if (Array.isArray(value)) return value.map((item, position) => withPathsOf(file, item, [...path, position]));
  if (typeof value !== "object" || value === null) return value;
  const table = isTable(value) && path.length > 0;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => {
      const isPath = table && key === "from" && typeof item === "string" && !item.startsWith("${");
      return [key, isPath ? besideFile(file, item) : withPathsOf(file, item, [...path, key])];
    }),
  );
}

function namesFile(path: ValuePath): boolean {
  const place = path.map((step) => (typeof step === "number" ? "*" : step)).join(".");
  return places.includes(place);
}

const places: readonly string[] = [
  "kinds.*",
  "world.climate.file",
  "target.tls.ca",
  "target.tls.cert",
  "target.tls.key",
  "fleet.*.identities",
];

/** `{ from: file.csv, column: seconds }`, and not `{ from: 20%, to: 80% }`. */
function isTable(value: object): boolean {
  return Object.hasOwn(value, "from") && Object.keys(value).every((key) => key === "from" || key === "column");
}
