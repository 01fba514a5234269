/** Devices' own scripts: each is started by something that its kind has, and does what its kind can do. */
import type { Kind } from "../../device/kind.ts";
import { dyn } from "../../expression/expression-type.ts";
import { type Vocabulary, vocabularyOf } from "../../expression/vocabulary.ts";
import type { ActionContext } from "../actions/action-context.ts";
import { checkActions } from "../actions/check-actions.ts";
import { checkCondition } from "../texts/check-expression.ts";
import type { Draft } from "../draft.ts";
import type { FleetFacts } from "../groups/fleet-facts.ts";
import type { Report } from "../problems/report.ts";
import type { ScenarioFiles } from "../source/scenario-files.ts";
import type { ActionInput, ScenarioInput, ScriptInput } from "../scenario-input.ts";
import { scriptMoments, scriptTrigger, scriptTriggerNames } from "./script-trigger.ts";
import { scriptVocabulary } from "./script-vocabulary.ts";
import { nameHint } from "../problems/suggestion.ts";
import type { ValuePath } from "../source/value-path.ts";

export function checkScripts(
  { fleet, target }: Draft<ScenarioInput>,
  facts: FleetFacts,
  files: ScenarioFiles | undefined,
  report: Report,
): void {
  for (const [place, group] of fleet?.entries() ?? []) {
    const kind = facts.groups[place]?.kind;
    for (const [name, script] of Object.entries(group?.on ?? {})) {
      if (script === undefined) continue;
      const path = ["fleet", place, "on", name];
      const vocabulary = namesIn(kind, name, path, report);
      const kinds = kind === undefined ? undefined : [kind];
      const foreignTarget = target !== undefined;
      checkScript(
        script,
        path,
        { owner: "script", kinds, vocabulary, columns: facts.columns, foreignTarget, files },
        report,
      );
    }
  }
}

function checkScript(script: Draft<ScriptInput>, path: ValuePath, context: ActionContext, report: Report): void {
  if (isList(script)) return checkActions(script, path, context, report);
  const { where, do: actions, ...own } = script;
  checkCondition(where, [...path, "where"], context.vocabulary, report);
  if (actions === undefined && !report.isFaulty([...path, "do"])) return checkActions(own, path, context, report);
  const [beside] = Object.keys(own);
  if (beside !== undefined) {
    report.problem([...path, beside], `expected one action, or several under do, found ${beside} beside do`, {
      key: true,
      hint: "put it into the list",
    });
  }
  if (actions !== undefined) checkActions(actions, [...path, "do"], context, report);
}

function isList(script: Draft<ScriptInput>): script is readonly (Draft<ActionInput> | undefined)[] {
  return Array.isArray(script);
}

/** What expressions of the script may name. A name that starts nothing is reported. */
function namesIn(kind: Kind | undefined, name: string, path: ValuePath, report: Report): Vocabulary {
  const anything = { device: dyn, event: dyn, ...vocabularyOf({ home: true, run: true }) };
  if (kind === undefined) return anything;
  const known = { ...anything, ...vocabularyOf({ kinds: [kind] }) };
  const trigger = scriptTrigger(kind, name);
  if (trigger !== undefined) return { ...known, ...scriptVocabulary(trigger, kind) };
  const moments = scriptMoments.join(", ");
  report.problem(path, `expected an event or attribute of ${kind.name}, or ${moments}, found "${name}"`, {
    key: true,
    hint: nameHint(name, scriptTriggerNames(kind)),
  });
  return known;
}
