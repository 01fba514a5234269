/** What a compiled scenario cannot get wrong, and a plan made by hand or run another way can. */
import type { Kind } from "../../device/kind.ts";
import { FlotillaError } from "../../kernel/errors.ts";
import type { Action, Plan } from "../../scenario/plan.ts";
import { memoryUrl } from "../memory-url.ts";

/** @throws FlotillaError `usage`. */
export function checkPlan(plan: Plan, kinds: ReadonlyMap<string, Kind>, virtual: boolean): void {
  const unknown = plan.fleet.find(({ kind }) => !kinds.has(kind));
  if (unknown !== undefined)
    throw new FlotillaError("usage", `expected a plan of known kinds, found ${JSON.stringify(unknown.kind)}`, {
      hint: `Known are ${[...kinds.keys()].join(", ")}. Kinds of your own are given beside the plan.`,
    });
  if (!virtual) return;
  if (plan.target !== undefined && plan.target.url !== memoryUrl)
    throw new FlotillaError("usage", "expected the built-in server for virtual time, found a target of its own", {
      hint: "Drop the target (`none` in its place does), or run in real time.",
    });
  const outside = doersOf(plan).find(({ actions }) => actions.some(isOutside));
  if (outside !== undefined)
    throw new FlotillaError("usage", `expected no HTTP requests in virtual time, found those of ${outside.name}`, {
      hint: outside.actions.some(({ type }) => type === "http")
        ? "Run in real time: in virtual time there is nobody to ask."
        : "Drop `via`: the built-in server sends the command. Or run in real time.",
    });
}

/** Whatever does something in a plan, as messages call it. */
function doersOf({ timeline, fleet }: Plan): { readonly name: string; readonly actions: readonly Action[] }[] {
  return [
    ...timeline.map(({ name, actions }) => ({ name: `step ${name}`, actions })),
    ...fleet.flatMap(({ name, on = [] }) =>
      on.map(({ actions }) => ({ name: `the scripts of group ${name}`, actions })),
    ),
  ];
}

function isOutside(action: Action): boolean {
  return action.type === "http" || (action.type === "command" && action.via.type === "http");
}
