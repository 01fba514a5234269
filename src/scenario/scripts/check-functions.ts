/** Functions: only those of a scenario in TypeScript that were found in their place. Text cannot name them. */
import type { Draft } from "../draft.ts";
import type { Report } from "../problems/report.ts";
import type { ScenarioInput } from "../scenario-input.ts";
import type { ScenarioFunctions } from "./script-context.ts";
import type { ValuePath } from "../source/value-path.ts";

export function checkFunctions(
  { fleet, timeline }: Draft<ScenarioInput>,
  functions: ScenarioFunctions,
  report: Report,
): void {
  const check = (value: unknown, path: ValuePath): void => {
    if (typeof value !== "object" || value === null) return;
    if ("function" in value && !functions.has(String(value.function))) {
      report.problem([...path, "function"], 'expected an action, found "function"', {
        key: true,
        hint: "a function is written in place of actions, in a scenario in TypeScript or JavaScript",
      });
    }
    for (const [place, item] of Array.isArray(value) ? value.entries() : []) check(item, [...path, place]);
  };
  for (const [place, group] of fleet?.entries() ?? []) {
    for (const [name, script] of Object.entries(group?.on ?? {})) {
      const path = ["fleet", place, "on", name];
      check(script, path);
      if (script !== undefined && "do" in script) check(script.do, [...path, "do"]);
    }
  }
  for (const [place, step] of timeline?.entries() ?? []) {
    check(step, ["timeline", place]);
    check(step?.do, ["timeline", place, "do"]);
  }
}
