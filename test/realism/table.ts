/** Findings in words: lines for a terminal, rows for a document. */
import type { Finding, Measured } from "./row.ts";

export function findingLine({ row, measured, passes }: Finding): string {
  const head = `${passes ? "pass" : "FAIL"}  ${String(row.number).padStart(2)}  ${row.statistic}`;
  const detail = [
    ...measured.map((one) => `${one.name} ${shown(one.value)}`),
    `target ${row.target}`,
    `${row.source}${row.basis === "design target" ? ", design target" : ""}`,
    ...(passes || row.reason === undefined ? [] : [`why: ${row.reason}`]),
  ];
  return [head, ...detail.map((text) => `          ${text}`)].join("\n");
}

export function verdictLine(findings: readonly Finding[]): string {
  const failing = findings.filter(({ passes }) => !passes).map(({ row }) => row.number);
  const passed = findings.length - failing.length;
  return `${passed} of ${findings.length} rows pass${failing.length === 0 ? "" : `; failing: ${failing.join(", ")}`}`;
}

/** Three digits that mean something. */
export function shown(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (Number.isInteger(value)) return value.toLocaleString("en");
  return Math.abs(value) >= 1_000 ? Math.round(value).toLocaleString("en") : String(Number(value.toPrecision(3)));
}

/** What the bounds are, in the row's own words for a document. */
export function boundsOf({ low, high }: Measured): string {
  if (low === high) return shown(low);
  if (!Number.isFinite(low)) return `≤ ${shown(high)}`;
  if (!Number.isFinite(high)) return `≥ ${shown(low)}`;
  return `${shown(low)} to ${shown(high)}`;
}
