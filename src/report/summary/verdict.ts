/** The verdict, why, and on which run. */
import type { Summary, Verdict } from "../../fleet/run-events.ts";
import { formatDuration, millis } from "../../kernel/time.ts";
import { counted, rate } from "../figures.ts";
import { printable } from "../printable.ts";
import { type Line, padLine, span, type Style } from "../styled-line.ts";
import { paragraph } from "../wrap.ts";

const styles: Readonly<Record<Verdict, Style>> = { pass: "good", fail: "bad", invalid: "warning" };
const indent = 9;

export function verdictLines(summary: Summary, width: number): Line[] {
  const { verdict, run } = summary;
  const style = styles[verdict];
  const inside = width - indent;
  const lines = [
    [span(printable(run.scenario), "strong")],
    ...explanations(summary).flatMap((text) => paragraph(text, inside, verdict === "pass" ? "plain" : style, 2)),
    ...paragraph(circumstances(run), inside, run.interrupted ? "warning" : "faint"),
  ];
  return lines.map((line, index) => [
    ...padLine([span(index === 0 ? verdict.toUpperCase() : "", style)], indent),
    ...line,
  ]);
}

function explanations({ verdict, reasons, thresholds }: Summary): string[] {
  switch (verdict) {
    case "pass":
      return thresholds.length === 0
        ? ["nothing was expected of it: the scenario has no expectations"]
        : [
            thresholds.length === 1
              ? "what was expected held"
              : `all ${counted(thresholds.length, "expectation")} held`,
          ];
    case "fail":
      return reasons.map(printable);
    case "invalid":
      return [...reasons.map(printable), "so the figures below say little about the server"];
  }
}

function circumstances(run: Summary["run"]): string {
  const length = formatDuration(millis(Math.round(run.durationSeconds * 10) * 100));
  return [
    run.interrupted ? `interrupted after ${length}` : length,
    run.target === null ? "on the built-in server, in memory" : `against ${printable(run.target)}`,
    ...(run.speed === 1 ? [] : [run.speed === "max" ? "in virtual time" : `at ${rate(run.speed)}× real time`]),
    `seed ${run.seed}`,
  ].join(", ");
}
