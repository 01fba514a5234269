/** How the fleet came back: `power-cut at 03:00, over at 06:00: 84 devices, half back after 2.1 s, ...`. */
import type { Recovery, Summary } from "../../fleet/run-events.ts";
import { elapsed } from "../elapsed.ts";
import { counted, latency, whole } from "../figures.ts";
import { printable } from "../printable.ts";
import type { Line } from "../styled-line.ts";
import { paragraph } from "../wrap.ts";

export function recoveryLines({ recoveries }: Summary, width: number): Line[] {
  const shown = recoveries.slice(0, most);
  const more = recoveries.length - shown.length;
  return [
    ...shown.flatMap((recovery) =>
      paragraph(sentence(recovery), width, recovery.recovered < recovery.disturbed ? "bad" : "plain", 2),
    ),
    ...(more > 0 ? paragraph(`and ${whole(more)} more, see summary.json`, width, "faint") : []),
  ];
}

/** A disconnect repeated every minute for a day is not for reading. */
const most = 12;

function sentence({ cause, beganAtMillis, atMillis, ...recovery }: Recovery): string {
  const when = `${printable(cause)} at ${elapsed(beganAtMillis)}`;
  const over = atMillis - beganAtMillis < 1_000 ? "" : `, over at ${elapsed(atMillis)}`;
  return `${when}${over}: ${outcome(recovery)}`;
}

type Outcome = Omit<Recovery, "cause" | "beganAtMillis" | "atMillis">;

function outcome({ disturbed, recovered, left, half, most: nearly, all }: Outcome): string {
  if (disturbed === 0) return `${counted(left, "device")} left before being back`;
  const steps = [
    ...(half === null || disturbed === 1 ? [] : [`half back after ${latency(half)}`]),
    ...(nearly === null || disturbed < 20 ? [] : [`95 % after ${latency(nearly)}`]),
    all === null ? `${whole(disturbed - recovered)} never came back` : `all after ${latency(all)}`,
    ...(left === 0 ? [] : [`${whole(left)} more left before being back`]),
  ];
  return `${counted(disturbed, "device")}, ${steps.join(", ")}`;
}
