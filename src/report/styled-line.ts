/**
 * A line of a terminal as plain data: pieces of text, each with the part it plays. Colours are chosen in one place, here, and
 * put on last, so that everything before can measure and cut.
 */
import { styleText } from "node:util";
import { clipText, textWidth } from "./text-width.ts";

export type Style = "plain" | "strong" | "faint" | "accent" | "good" | "warning" | "bad";

export interface Span {
  readonly text: string;
  readonly style: Style;
}

export type Line = readonly Span[];

export function span(text: string, style: Style = "plain"): Span {
  return { text, style };
}

export function lineWidth(line: Line): number {
  return line.reduce((sum, { text }) => sum + textWidth(text), 0);
}

/** The line cut to `width` columns, with an ellipsis where it was longer. */
export function clipLine(line: Line, width: number): Line {
  if (lineWidth(line) <= width) return line;
  const clipped: Span[] = [];
  let left = width;
  for (const { text, style } of line) {
    // A piece that fits exactly is not the last one: what follows needs the ellipsis.
    const piece = textWidth(text) < left ? text : clipText(`${text} `, left);
    clipped.push({ text: piece, style });
    left -= textWidth(piece);
    if (piece !== text) break;
  }
  return clipped;
}

/** The line in exactly `width` columns: filled with spaces, or cut. */
export function padLine(line: Line, width: number): Line {
  const missing = width - lineWidth(line);
  return missing > 0 ? [...line, span(" ".repeat(missing))] : clipLine(line, width);
}

/** `left` at the left, `right` at the right edge; `left` is what gets cut, and `right` is left out when nothing else helps. */
export function spread(left: Line, right: Line, width: number): Line {
  const room = width - lineWidth(right) - 2;
  return room < 10 ? padLine(left, width) : [...padLine(left, room), span("  "), ...right];
}

/** The line as written to a terminal, without spaces at its end. */
export function paint(line: Line, colour: boolean): string {
  const last = line.findLastIndex(({ text }) => text.trimEnd() !== "");
  return line
    .slice(0, last + 1)
    .map(({ text, style }, index) => {
      const shown = index === last ? text.trimEnd() : text;
      const format = formats[style];
      return colour && format !== undefined ? styleText(format, shown, { validateStream: false }) : shown;
    })
    .join("");
}

const formats: Readonly<Record<Style, Parameters<typeof styleText>[0] | undefined>> = {
  plain: undefined,
  strong: "bold",
  faint: "dim",
  accent: "cyan",
  good: "green",
  warning: "yellow",
  bad: "red",
};
