/** What only some plans need of a shard, loaded for those only: the language of expressions, and calls of a scenario's own functions. */
import type { Kind } from "../device/kind.ts";
import type { ShardOptions } from "../fleet/shard.ts";
import type { Plan } from "../scenario/plan.ts";
import type { ScenarioFunctions } from "../scenario/scripts/script-context.ts";

export async function codeOfPlan(
  plan: Plan,
  kinds: ReadonlyMap<string, Kind>,
  functions: ScenarioFunctions = new Map(),
): Promise<Pick<ShardOptions, "expressions" | "functions">> {
  return {
    ...(mayHaveExpressions(plan)
      ? { expressions: (await import("../fleet/compiled-expressions.ts")).expressionsOf(kinds) }
      : {}),
    ...(namesFunctions(plan)
      ? { functions: (await import("../fleet/scripts/function-calls.ts")).callsOf(functions) }
      : {}),
  };
}

/** Whatever is done or looked at may have some. */
function mayHaveExpressions({ timeline, fleet, expect }: Plan): boolean {
  return (
    timeline.length > 0 || fleet.some(({ on = [] }) => on.length > 0) || expect.some(({ type }) => type === "condition")
  );
}

export function namesFunctions({ timeline, fleet }: Plan): boolean {
  return [...timeline, ...fleet.flatMap(({ on = [] }) => on)].some(({ actions }) =>
    actions.some(({ type }) => type === "function"),
  );
}
