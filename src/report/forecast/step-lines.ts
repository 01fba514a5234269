/** The timeline, a step a line: when, what it is called, what it does and to whom. */
import { formatDuration, millis } from "../../kernel/time.ts";
import { elapsed } from "../elapsed.ts";
import { printable } from "../printable.ts";
import { type Line, padLine, span } from "../styled-line.ts";
import { paragraph } from "../wrap.ts";
import type { Forecast, PlannedStep } from "./forecast.ts";

export function stepLines({ timeline }: Forecast, width: number): Line[] {
  if (timeline.length === 0) return [[span("nothing happens", "faint")]];
  const times = timeline.map(({ atSeconds }) => elapsed(atSeconds * 1_000));
  const timeWidth = Math.max(...times.map((time) => time.length)) + 2;
  return timeline.flatMap((step, index) =>
    paragraph(printable(textOf(step)), width - timeWidth, "plain", 2).map((line, number): Line => {
      const time = number === 0 ? times[index]!.padStart(timeWidth - 2) : "";
      return [...padLine([span(time, "accent")], timeWidth), ...line];
    }),
  );
}

/** `power-cut: no mains for 30s, 20 % of homes` */
function textOf({ name, does, to, everySeconds }: PlannedStep): string {
  const again = everySeconds === null ? "" : `, every ${formatDuration(millis(everySeconds * 1_000))}`;
  return `${name}: ${does}${to === "" ? "" : `, ${to}`}${again}`;
}
