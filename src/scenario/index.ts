/** `flotilla/scenario`: the scenario language from code. */
export {
  compileScenario,
  compileScenarioValue,
  type CompileOptions,
  type CompileResult,
  type Overrides,
  type WeatherReader,
} from "./compile-scenario.ts";
export { defineScenario } from "./define-scenario.ts";
export type * from "./plan.ts";
export { formatProblem, type Problem } from "./problem.ts";
export type * from "./scenario-input.ts";
export { scenarioJsonSchema } from "./scenario-schema.ts";
