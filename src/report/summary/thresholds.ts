/** What the scenario expected, and what was seen. */
import type { Summary } from "../../fleet/run-events.ts";
import { printable } from "../printable.ts";
import { type Line, padLine, span } from "../styled-line.ts";
import { textWidth } from "../text-width.ts";
import { paragraph } from "../wrap.ts";

const markWidth = 8;

export function thresholdLines({ thresholds }: Summary, width: number): Line[] {
  const rows = thresholds.map(({ expression, text, ok }) => ({
    expression: printable(expression),
    text: printable(text),
    ok,
  }));
  const expressionWidth = Math.max(...rows.map(({ expression }) => textWidth(expression)), 0) + 3;
  const textRoom = width - markWidth - expressionWidth;
  const aligned = rows.every(({ text }) => textWidth(text) <= textRoom);
  return rows.flatMap(({ expression, text, ok }): Line[] => {
    const mark = padLine([ok ? span("ok", "good") : span("FAILED", "bad")], markWidth);
    if (aligned) return [[...mark, ...padLine([span(expression)], expressionWidth), span(text, ok ? "plain" : "bad")]];
    return paragraph(`${expression}: ${text}`, width - markWidth, ok ? "plain" : "bad", 2).map((line, index) => [
      ...(index === 0 ? mark : [span(" ".repeat(markWidth))]),
      ...line,
    ]);
  });
}
