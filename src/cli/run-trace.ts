/** `flotilla run --trace`: whose frames to show, and a word when nobody has such an id. */
import { type Trace, traceListener } from "../report/trace.ts";
import { deviceId } from "../scenario/groups/device-id.ts";
import type { FleetLayout } from "../scenario/groups/fleet-layout.ts";
import type { Plan } from "../scenario/plan.ts";
import { flag, type Given, list } from "./command.ts";
import type { Hide } from "./hidden-secrets.ts";
import { type Host, inColour } from "./host.ts";

/** @param now milliseconds since the start of the run. */
export function traceOf(given: Given, host: Host, hide: Hide, now: () => number): Trace | undefined {
  const patterns = list(given, "trace");
  if (patterns.length === 0) return undefined;
  const out = flag(given, "json") ? host.stderr : host.stdout;
  const shown = { ...out, isTTY: inColour(out, host.env), write: (text: string) => out.write(hide(text)) };
  return traceListener(patterns, shown, now);
}

/** What to warn of when a trace is wanted and will show nothing. */
export function untraced(trace: Trace | undefined, given: Given, layout: FleetLayout, plan: Plan): string | undefined {
  if (trace === undefined) return undefined;
  const idAt = (index: number): string => {
    const place = layout.deviceAt(index);
    return deviceId(plan.fleet[place.group]!, place);
  };
  for (let index = 0; index < layout.total; index++) if (trace.traced(idAt(index))) return undefined;
  const patterns = list(given, "trace").join(", ");
  return `--trace ${patterns}: no device has such an id, they go from ${idAt(0)} to ${idAt(layout.total - 1)}`;
}
