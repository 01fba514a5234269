/** What went wrong so far, a piece each. Nothing wrong: nothing said. */
import type { Totals } from "../fleet/run-events.ts";
import { whole } from "./figures.ts";
import { printable } from "./printable.ts";

export interface Trouble {
  readonly level: "bad" | "warning" | "faint";
  readonly text: string;
}

/** All of them so far, worst first: what is on its way is not lost yet. */
export function troubles({ connections, messages, commands, http }: Totals): Trouble[] {
  const found = [
    ...connectionTroubles(connections),
    ...messageTroubles(messages),
    ...commandTroubles({ ...commands, lost: 0 }),
    ...httpTroubles(http),
    ...some("faint", commands.lost, "commands not arrived yet"),
  ];
  return levels.flatMap((one) => found.filter(({ level }) => level === one));
}

const levels: readonly Trouble["level"][] = ["bad", "warning", "faint"];

export function connectionTroubles(connections: Totals["connections"]): Trouble[] {
  const { failures, refusals } = connections;
  const { [doneCode]: _, ...closeCodes } = connections.closeCodes;
  // No network during a power cut is what the scenario wanted.
  const onlyPlanned = Object.keys(failures).every((reason) => reason === "NETWORK_DOWN");
  return [
    ...some("bad", connections.refused, "refused", causes(refusals, "HTTP ")),
    ...some(onlyPlanned ? "warning" : "bad", connections.failed, "failed", causes(failures)),
    ...some("bad", connections.halfOpen, "half-open"),
    ...some("warning", connections.lost, "lost"),
    ...(Object.keys(closeCodes).length === 0
      ? []
      : [{ level: "warning", text: `closed with ${causes(closeCodes)}` } as const]),
  ];
}

export function messageTroubles(messages: Totals["messages"]): Trouble[] {
  return [
    ...some("warning", messages.dropped, "messages dropped"),
    ...some("warning", messages.resent, "samples sent again"),
    ...some("warning", messages.violations, "frames against the protocol"),
    ...some("warning", messages.unhandled, "frames nobody asked for"),
  ];
}

/** When the run is over: whatever has not arrived is lost. */
export function commandTroubles(commands: Totals["commands"]): Trouble[] {
  return [
    ...some("bad", commands.lost, "commands lost"),
    ...some("warning", commands.failed, "commands failed"),
    ...some("warning", commands.unknown, "commands unknown"),
    ...some("warning", commands.duplicate, "commands repeated"),
    ...some("warning", commands.late, "commands answered too late"),
  ];
}

export function httpTroubles(http: Totals["http"]): Trouble[] {
  return [
    ...some("bad", http.unexpected, "requests answered unexpectedly"),
    ...some("bad", http.failed, "requests failed"),
  ];
}

/** Normal closure (RFC 6455 §7.4.1). */
const doneCode = "1000";

/** How many causes are named. */
const mostCauses = 4;

/** `HTTP 401 ×12, HTTP 503 ×3`, most frequent first, the rare ones left out. */
function causes(counts: Readonly<Record<string, number>>, prefix = ""): string {
  const ordered = Object.entries(counts).toSorted(([, a], [, b]) => b - a);
  const shown = ordered.slice(0, mostCauses).map(([name, count]) => `${prefix}${printable(name)} ×${whole(count)}`);
  return [...shown, ...(ordered.length > mostCauses ? [`${ordered.length - mostCauses} more`] : [])].join(", ");
}

function some(level: Trouble["level"], count: number, what: string, details = ""): Trouble[] {
  if (count === 0) return [];
  return [{ level, text: `${what} ${whole(count)}${details === "" ? "" : ` (${details})`}` }];
}
