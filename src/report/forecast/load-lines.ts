/** The load in words, a line for each part of the fleet that has its own. */
import { formatDuration, millis } from "../../kernel/time.ts";
import { percent } from "../figures.ts";
import { printable } from "../printable.ts";
import type { Line } from "../styled-line.ts";
import { paragraph } from "../wrap.ts";
import type { Forecast, PlannedLoad } from "./forecast.ts";

/** A wave has more phases than anybody reads. */
const mostPhases = 8;

export function loadLines({ load }: Pick<Forecast, "load">, width: number): Line[] {
  const [only, ...others] = load;
  if (only !== undefined && others.length === 0) return paragraph(loadText(only), width, "plain", 2);
  return load.flatMap((one) => paragraph(printable(`${one.groups.join(", ")}: ${loadText(one)}`), width, "plain", 2));
}

/** `to 100 % over 2m, hold 10m, to 0 % over 30s` */
function loadText({ phases, churn }: PlannedLoad): string {
  let level = 0;
  const texts = phases.map(({ toShare, overSeconds }) => {
    const length = textOf(overSeconds);
    const text = toShare === level ? `hold ${length}` : `to ${percent(toShare)} over ${length}`;
    level = toShare;
    return text;
  });
  // To leave out a single one would save nothing.
  const shown = texts.length > mostPhases + 1 ? [...texts.slice(0, mostPhases), rest(phases.slice(mostPhases))] : texts;
  return [...shown, ...churn.map(churnText)].join(", ");
}

/** `and 28 more phases of 20 % to 80 %, 40m in all` */
function rest(phases: PlannedLoad["phases"]): string {
  const levels = phases.map(({ toShare }) => toShare);
  const length = phases.reduce((sum, { overSeconds }) => sum + overSeconds, 0);
  return `and ${phases.length} more phases of ${percent(Math.min(...levels))} to ${percent(Math.max(...levels))}, ${textOf(length)} in all`;
}

function churnText({ fromSeconds, toSeconds, everySeconds, share, away }: PlannedLoad["churn"][number]): string {
  const window = `from ${textOf(fromSeconds)} to ${textOf(toSeconds)}`;
  return `${window} ${percent(share)} of them leave every ${textOf(everySeconds)} for ${away}`;
}

function textOf(seconds: number): string {
  return formatDuration(millis(Math.round(seconds * 1_000)));
}
