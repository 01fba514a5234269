/** The timeline, a step a line: when, what it is called, what it does and to whom. */
import { counted, whole } from "../figures.ts";
import { elapsed } from "../elapsed.ts";
import { printable } from "../printable.ts";
import { type Line, padLine, span } from "../styled-line.ts";
import { paragraph } from "../wrap.ts";
import type { Forecast, PlannedStep } from "./forecast.ts";

/** Where others have a time: what depends on how the run goes. */
const someTime = "later";

export function stepLines({ timeline }: Pick<Forecast, "timeline">, width: number): Line[] {
  if (timeline.length === 0) return [[span("nothing happens", "faint")]];
  const times = timeline.map(({ atSeconds }) => (atSeconds === null ? someTime : elapsed(atSeconds * 1_000)));
  const timeWidth = Math.max(...times.map((time) => time.length)) + 2;
  return timeline.flatMap((step, index) =>
    paragraph(printable(textOf(step)), width - timeWidth, "plain", 2).map((line, number): Line => {
      const time = number === 0 ? times[index]!.padStart(timeWidth - 2) : "";
      return [...padLine([span(time, step.atSeconds === null ? "faint" : "accent")], timeWidth), ...line];
    }),
  );
}

/** `power-cut: no mains for 30s, 20 % of homes (40 homes)` */
function textOf(step: PlannedStep): string {
  const { name, does, to, when, atSeconds, everySeconds } = step;
  // A time that the left column says needs no words.
  const words = atSeconds !== null && everySeconds === null && when.startsWith("at ") && !when.startsWith("at random");
  const own = does === `mark ${name}` ? "mark" : does;
  return [`${name}: ${own}`, ...(to === "" ? [] : [`${to}${numberText(step)}`]), ...(words ? [] : [when])].join(", ");
}

function numberText({ to, devices, homes }: PlannedStep): string {
  const most = to.includes("where ") ? "at most " : "";
  if (homes !== null) return ` (${most}${counted(homes, "home")})`;
  return devices === null ? "" : ` (${most}${to === "all devices" ? whole(devices) : counted(devices, "device")})`;
}
