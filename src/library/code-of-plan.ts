/** What only some plans need of a shard, loaded for those only: the language of expressions, and calls of a scenario's own functions. */
import type { Kind } from "../device/kind.ts";
import type { ShardOptions } from "../fleet/shard.ts";
import { isDraw } from "../kernel/draw.ts";
import type { Action, ArgumentPlan, Plan } from "../scenario/plan.ts";
import type { ScenarioFunctions } from "../scenario/scripts/script-context.ts";

export async function codeOfPlan(
  plan: Plan,
  kinds: ReadonlyMap<string, Kind>,
  functions: ScenarioFunctions = new Map(),
): Promise<Pick<ShardOptions, "expressions" | "functions">> {
  return {
    ...(hasExpressions(plan)
      ? { expressions: (await import("../fleet/compiled-expressions.ts")).expressionsOf(kinds) }
      : {}),
    ...(namesFunctions(plan)
      ? { functions: (await import("../fleet/scripts/function-calls.ts")).callsOf(functions) }
      : {}),
  };
}

function hasExpressions({ timeline, fleet, expect }: Plan): boolean {
  const scripts = fleet.flatMap(({ on = [] }) => on);
  return (
    expect.some(({ type }) => type === "condition") ||
    timeline.some(({ trigger, select }) => trigger.type === "when" || select.where !== undefined) ||
    scripts.some(({ where }) => where !== undefined) ||
    [...timeline, ...scripts].some(({ actions }) => actions.some(mayAsk))
  );
}

/** Every text of a line or a request is a template; and functions may do anything. */
function mayAsk(action: Action): boolean {
  switch (action.type) {
    case "log":
    case "http":
    case "function":
      return true;
    case "command":
      return action.via.type === "http" || isAnyTemplate(action.args);
    case "act":
      return isAnyTemplate(action.args);
    case "fault":
    case "world":
    case "disconnect":
    case "reboot":
    case "mark":
    case "stop":
    case "wait":
      return false;
  }
}

function isAnyTemplate(args: Readonly<Record<string, ArgumentPlan>>): boolean {
  return Object.values(args).some((value) => value !== null && typeof value === "object" && !isDraw(value));
}

export function namesFunctions({ timeline, fleet }: Plan): boolean {
  return [...timeline, ...fleet.flatMap(({ on = [] }) => on)].some(({ actions }) =>
    actions.some(({ type }) => type === "function"),
  );
}
