/** From a group's scripts as written to those of the plan. */
import type { Kind } from "../../device/kind.ts";
import { buildActions } from "../actions/build-actions.ts";
import type { GroupPlan, ScriptPlan } from "../plan.ts";
import type { ScenarioFiles } from "../source/scenario-files.ts";
import type { ActionInput, ConditionalScriptInput, GroupInput, ScriptInput } from "../scenario-input.ts";
import { scriptTrigger } from "./script-trigger.ts";

/** @param scripts that the checks have let pass for groups of this kind. */
export function buildScripts(
  scripts: GroupInput["on"],
  kind: Kind,
  files: ScenarioFiles | undefined,
): Pick<GroupPlan, "on"> {
  const all = Object.entries(scripts ?? {}).map(([name, script]) => buildScript(script, name, kind, files));
  return all.length === 0 ? {} : { on: all };
}

function buildScript(script: ScriptInput, name: string, kind: Kind, files: ScenarioFiles | undefined): ScriptPlan {
  const { where, do: list, ...own }: ConditionalScriptInput = isList(script) ? { do: script } : script;
  return {
    trigger: scriptTrigger(kind, name)!,
    ...(where === undefined ? {} : { where }),
    // What a script asks for it asks for its device.
    actions: buildActions(list ?? own, { files, perDevice: true }),
  };
}

function isList(script: ScriptInput): script is readonly ActionInput[] {
  return Array.isArray(script);
}
