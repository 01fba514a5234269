/** What became of the commands. */
import type { Summary } from "../../fleet/run-events.ts";
import { whole } from "../figures.ts";
import type { Line } from "../styled-line.ts";
import { commandTroubles } from "../troubles.ts";
import { paragraph } from "../wrap.ts";
import { troubleLines } from "./trouble-lines.ts";

export function commandLines({ commands }: Summary, width: number): Line[] {
  const { sent, received, answered } = commands;
  if (sent === 0 && received === 0) return [];
  const origin = sent === 0 ? "" : `${whole(sent)} sent by the timeline, `;
  return [
    ...paragraph(`${origin}${whole(received)} received, ${whole(answered)} answered with a result`, width),
    ...troubleLines(commandTroubles(commands), width),
  ];
}
