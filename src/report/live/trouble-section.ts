/** What went wrong, as many pieces to a line as fit; no line when nothing did. */
import { type Line, lineWidth, type Span, span } from "../styled-line.ts";
import { troubles } from "../troubles.ts";
import type { Scene } from "./scene.ts";

export function troubleSection({ progress }: Scene, width: number, most: number): Line[] {
  if (progress === undefined) return [];
  const lines: Span[][] = [];
  for (const { text, level } of troubles(progress.totals)) {
    const piece = span(text, level);
    const last = lines.at(-1);
    if (last === undefined || lineWidth([...last, piece]) + 2 > width) lines.push([piece]);
    else last.push(span("  "), piece);
  }
  return lines.slice(0, most);
}
