/** Rows of a name and figures below a heading: the name at the left, each figure right-aligned in its column. */
import { type Line, padLine, span, type Span, type Style } from "./styled-line.ts";
import { textWidth } from "./text-width.ts";

export interface Row {
  readonly name: string;
  readonly figures: readonly (string | { readonly text: string; readonly style: Style })[];
}

export function table(heading: Row, rows: readonly Row[], width: number): Line[] {
  const columns = heading.figures.length;
  const nameWidth = Math.max(...[heading, ...rows].map(({ name }) => textWidth(name)));
  const columnWidth = Math.min(12, Math.floor((width - nameWidth) / columns));
  const line = (row: Row, nameStyle: Style, figureStyle: Style): Line => [
    ...padLine([span(row.name, nameStyle)], width - columns * columnWidth),
    ...row.figures.map((figure): Span => {
      const { text, style } = typeof figure === "string" ? { text: figure, style: figureStyle } : figure;
      return span(text.padStart(columnWidth), style);
    }),
  ];
  return [line(heading, "strong", "faint"), ...rows.map((row) => line(row, "plain", "plain"))];
}
