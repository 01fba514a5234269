/** All that a simulation may need of a program that has it anyway; a slice in a process of its own has what its plan needs. */
import type { Kind } from "../../device/kind.ts";
import { expressionsOf } from "../../fleet/compiled-expressions.ts";
import { firstNames } from "../../fleet/first-names.ts";
import { callsOf } from "../../fleet/scripts/function-calls.ts";
import type { ScenarioFunctions } from "../../scenario/scripts/script-context.ts";
import type { SimulationOptions } from "./simulate.ts";

/** @param functions those that the plan names, of a scenario in TypeScript */
export function simulationNeeds(
  kinds: readonly Kind[],
  functions: ScenarioFunctions = new Map(),
): Required<Pick<SimulationOptions, "kinds" | "firstNames" | "expressions" | "functions">> {
  const byName = new Map(kinds.map((kind) => [kind.name, kind]));
  return { kinds, firstNames, expressions: expressionsOf(byName), functions: callsOf(functions) };
}
