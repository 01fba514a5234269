/** `flotilla/scenario`: the scenario language from code. */
export {
  compileScenario,
  compileScenarioValue,
  type CompileOptions,
  type CompileResult,
  type Overrides,
  type ScenarioFiles,
  type WeatherReader,
} from "./compile-scenario.ts";
export {
  defineScenario,
  type Actions,
  type Circumstances,
  type Group,
  type Scenario,
  type ScenarioFactory,
  type ScenarioSource,
  type Script,
  type Step,
} from "./scripts/define-scenario.ts";
export type { ShippedKinds } from "./scripts/kind-shapes.ts";
export type * from "./plan.ts";
export { formatProblem, type Problem } from "./problems/problem.ts";
export type * from "./scenario-input.ts";
export { scenarioJsonSchema } from "./scenario-schema.ts";
export type * from "./scripts/script-context.ts";
export { kind, type GroupOf, type ScriptsOf, type SettingsOf, type TypedKind } from "./scripts/typed-kind.ts";
