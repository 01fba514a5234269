/**
 * A horizontal bar of exactly `width` columns, `share` (0..1) of it filled, to half a column; full only when all is there.
 *
 *     ▄▄▄▄▄▄▄▄▄▄▄▖▁▁▁▁▁▁▁▁
 *
 * Half as high as its line, so that bars one below the other stay apart.
 */
import { type Line, span, type Style } from "./styled-line.ts";

export function bar(share: number, width: number, style: Style): Line {
  const halves = Math.floor(Math.min(1, Math.max(0, share)) * width * 2);
  const filled = "▄".repeat(Math.floor(halves / 2)) + (halves % 2 === 1 ? "▖" : "");
  return [span(filled, style), span("▁".repeat(width - filled.length), "faint")];
}
