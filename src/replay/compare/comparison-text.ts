/** What a comparison found, for a person: each kind of difference once, with how often, what was expected, what came, and where first. */
import { counted, whole } from "../../report/figures.ts";
import { elapsed } from "../../report/elapsed.ts";
import { printable } from "../../report/printable.ts";
import { clipLine, type Line, span } from "../../report/styled-line.ts";
import { paragraph } from "../../report/wrap.ts";
import type { ComparisonSummary, DifferenceGroup, DifferenceKind } from "./comparison.ts";

const mostShown = 15;

const kinds: Readonly<Record<DifferenceKind, string>> = {
  opening: "opened otherwise",
  missing: "missing",
  unexpected: "unexpected",
  different: "different",
  order: "in another order",
  ending: "ended otherwise",
};

export function comparisonLines(comparison: ComparisonSummary, width: number): Line[] {
  const { compared, differences, groups, ungrouped, requestsNotMade } = comparison;
  const messages = counted(compared, "message or upgrade of the server", "messages and upgrades of the server");
  const silent = notMadeLines(requestsNotMade, width);
  if (differences === 0) return [...paragraph(`${messages}: no differences`, width), ...silent];
  const kindsFound = groups.length === 1 ? "of one kind" : `of ${whole(groups.length)} kinds`;
  const hidden = groups.length - mostShown;
  return [
    ...paragraph(`${messages}: ${counted(differences, "difference")} ${kindsFound}`, width, "bad"),
    ...groups.slice(0, mostShown).flatMap((group) => groupLines(group, width)),
    ...(hidden > 0 ? paragraph(`and ${whole(hidden)} more kinds; --json has them`, width, "faint") : []),
    ...(ungrouped > 0 ? paragraph(`${whole(ungrouped)} further differences were only counted`, width, "faint") : []),
    ...silent,
  ];
}

function notMadeLines(requestsNotMade: ComparisonSummary["requestsNotMade"], width: number): Line[] {
  const methods = Object.entries(requestsNotMade);
  if (methods.length === 0) return [];
  const all = methods.reduce((sum, [, count]) => sum + count, 0);
  const named = methods.map(([method, count]) => `${printable(method)} ×${whole(count)}`).join(", ");
  const text = `${counted(all, "request")} of the tape's server not made now, as nobody asked for ${all === 1 ? "it" : "them"}: ${named}`;
  return paragraph(text, width, "faint");
}

function groupLines({ kind, message, path, expected, found, count, places }: DifferenceGroup, width: number): Line[] {
  const where = path === undefined ? "" : ` at ${printable(path)}`;
  const [first] = places;
  const device = first?.device === null || first === undefined ? "" : ` of ${printable(first.device)}`;
  const at =
    first === undefined
      ? ""
      : `first on connection ${first.connection}${device}, ${elapsed(first.atMillis)} into the tape`;
  return [
    [
      span(`×${whole(count)} `, "strong"),
      ...(paragraph(`${printable(message)} ${kinds[kind]}${where}`, width - 6)[0] ?? []),
    ],
    ...(kind === "order" ? [] : valueLines("expected", expected, width)),
    ...(kind === "order" ? [] : valueLines("found", found, width)),
    clipLine([span(`  ${at}`, "faint")], width),
  ];
}

function valueLines(label: string, value: string | undefined, width: number): Line[] {
  // JSON has no spaces to break at.
  return [clipLine([span(`  ${label.padEnd(8)}  `, "faint"), span(printable(value ?? "nothing"))], width)];
}
