/** Figures for people: as a table of text, and as one in Markdown for docs/performance.md. */
import { type Figure, holds, type Limit } from "./figure.ts";

export function textTable(figures: readonly Figure[]): string {
  const width = Math.max(0, ...figures.map(({ name }) => name.length));
  return figures
    .map((figure) => {
      const limit = figure.limit === undefined ? "" : `  (${limitText(figure.limit)}: ${verdict(figure)})`;
      return `${figure.name.padEnd(width)}  ${valueText(figure)}${limit}`;
    })
    .join("\n");
}

export function markdownTable(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => {
    const limit = figure.limit === undefined ? "" : `${limitText(figure.limit)}: ${verdict(figure)}`;
    return `| ${figure.name} | ${valueText(figure)} | ${limit} |`;
  });
  return ["| figure | measured | limit |", "|---|---:|---|", ...rows].join("\n");
}

function valueText({ value, unit }: Figure): string {
  return `${numberText(value)}${unit === "" ? "" : ` ${unit}`}`;
}

function numberText(value: number): string {
  return Math.abs(value) >= 100 ? Math.round(value).toLocaleString("en") : String(Number(value.toPrecision(3)));
}

function limitText(limit: Limit): string {
  return "most" in limit ? `at most ${numberText(limit.most)}` : `at least ${numberText(limit.least)}`;
}

function verdict(figure: Figure): string {
  return holds(figure) === true ? "holds" : "DOES NOT HOLD";
}
