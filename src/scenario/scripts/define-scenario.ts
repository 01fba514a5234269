/**
 * Scenarios in TypeScript: the language of `scenario-input.ts`, with functions where actions may stand.
 *
 *     export default defineScenario({
 *       flotilla: 1,
 *       fleet: [{ kind: "lock", on: { lost: (device, event, context) => context.log(`${device.id} is gone`) } }],
 *     });
 *
 * Without functions it is the same as the YAML that says the same.
 */
import type {
  ActionInput,
  ConditionalScriptInput,
  GroupInput,
  ScenarioInput,
  ScriptInput,
  StepInput,
} from "../scenario-input.ts";
import type { EventFunction, StepFunction } from "./script-context.ts";

/** A scenario, or what makes one of the circumstances: the default export of a scenario's file. */
export type ScenarioSource = Scenario | ScenarioFactory;

export type ScenarioFactory = (circumstances: Circumstances) => Scenario | Promise<Scenario>;

/** What a scenario may be made of. */
export interface Circumstances {
  /** Environment variables. What is read here is kept out of the run's files, as what `${env.NAME}` brings is. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What `--set vars.NAME=value` gave. */
  readonly vars: Readonly<Record<string, unknown>>;
}

export interface Scenario extends Omit<ScenarioInput, "fleet" | "timeline"> {
  /** May come from the files of `extends` or `include` instead. */
  readonly fleet?: readonly Group[] | undefined;
  readonly timeline?: readonly Step[] | undefined;
}

export interface Group extends Omit<GroupInput, "on"> {
  readonly on?: Readonly<Record<string, Script>> | undefined;
}

/** What a device does when something happens to it: actions, a function, or either with a condition. */
export type Script<Function = EventFunction> =
  | ScriptInput
  | Actions<Function>
  | (Omit<ConditionalScriptInput, "do"> & { readonly do: ActionInput | Actions<Function> });

export interface Step extends Omit<StepInput, "do"> {
  /** A function is called for each home on its own. */
  readonly do?: ActionInput | Actions<StepFunction> | undefined;
}

/** A function, or a list of actions among which functions may be. */
export type Actions<Function> = Function | readonly (ActionInput | Function)[];

/** Types a scenario while it is written; gives it back as it is. */
export function defineScenario(scenario: Scenario): Scenario;
export function defineScenario(scenario: ScenarioFactory): ScenarioFactory;
export function defineScenario(scenario: ScenarioSource): ScenarioSource {
  return scenario;
}
