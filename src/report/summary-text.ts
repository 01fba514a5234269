/**
 * The end of a run as a person reads it: the verdict first, then what happened, whether to believe it, what was expected, where
 * the files are and what to do next. What is nothing is not said.
 */
import type { Summary } from "../fleet/run-events.ts";
import { type Line, padLine, paint, span } from "./styled-line.ts";
import { adviceLines } from "./summary/advice.ts";
import { commandLines } from "./summary/commands.ts";
import { connectionLines } from "./summary/connections.ts";
import { deviceLines } from "./summary/devices.ts";
import { generatorLines } from "./summary/generator.ts";
import { latencyLines } from "./summary/latencies.ts";
import { messageLines } from "./summary/messages.ts";
import { recoveryLines } from "./summary/recoveries.ts";
import { requestLines } from "./summary/requests.ts";
import { thresholdLines } from "./summary/thresholds.ts";
import { verdictLines } from "./summary/verdict.ts";

export interface SummaryTextOptions {
  /** Folder of the run's files; absent when none were written. */
  readonly directory: string | undefined;
  readonly colour: boolean;
  readonly columns: number;
}

/** The text, with a line feed at its end. No line is wider than `columns` (60 at least), but the one with the folder. */
export function summaryText(summary: Summary, options: SummaryTextOptions): string {
  const width = Math.max(leastWidth, Math.min(mostWidth, options.columns));
  const lines: Line[] = [...verdictLines(summary, width), []];
  for (const [label, make] of parts) lines.push(...labelled(label, make(summary, width - labelWidth)));
  if (options.directory !== undefined) lines.push(...labelled("Files", [[span(options.directory)]]));
  lines.push(...labelled("What next", adviceLines(summary, width - labelWidth)));
  return `${lines.map((line) => paint(line, options.colour)).join("\n")}\n`;
}

/** The parts of the text in order; one without lines is left out. */
const parts: readonly (readonly [label: string, make: (summary: Summary, width: number) => Line[]])[] = [
  ["Devices", deviceLines],
  ["Connections", connectionLines],
  ["Messages", messageLines],
  ["Commands", commandLines],
  ["Requests", requestLines],
  ["Latency", latencyLines],
  ["Recovery", recoveryLines],
  ["Expected", thresholdLines],
  ["Generator", generatorLines],
];

const leastWidth = 60;
const mostWidth = 100;
const labelWidth = 13;

function labelled(label: string, lines: readonly Line[]): Line[] {
  return lines.map((line, index) => [...padLine([span(index === 0 ? label : "", "strong")], labelWidth), ...line]);
}
