/** Scenarios in TypeScript. */
import type { ScenarioInput } from "./scenario-input.ts";

/** Types a scenario while it is written; gives it back as it is. */
export function defineScenario(scenario: ScenarioInput): ScenarioInput {
  return scenario;
}
