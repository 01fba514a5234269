/**
 * Lists of actions, and one action for itself: each does exactly one thing, with the keys that go with it.
 *
 * For `do` of the timeline's steps and for scripts of devices alike.
 */
import type { ActionContext } from "./action-context.ts";
import { actionCompanions, type ActionKey, actionKeys } from "./action-schema.ts";
import { checkAction } from "./check-action.ts";
import { checkDraw } from "../values/check-draw.ts";
import type { Draft } from "../draft.ts";
import { type ActionsInput, placedActions } from "./placed-actions.ts";
import type { Report } from "../problems/report.ts";
import { keysAt } from "../problems/schema-keys.ts";
import { scenarioSchema } from "../scenario-schema.ts";
import type { ActionInput } from "../scenario-input.ts";
import { nearestName } from "../problems/suggestion.ts";
import type { ValuePath } from "../source/value-path.ts";

/** @param path of the list, or of the action that stands alone. */
export function checkActions(
  actions: Draft<ActionsInput>,
  path: ValuePath,
  context: ActionContext,
  report: Report,
): void {
  const placed = placedActions(actions, path);
  for (const { action, path: here } of placed) {
    const key = checkKeys(action, here, listKeys, listWords, report);
    if (key === "wait") checkDraw(action.wait, [...here, "wait"], "length", context.files, report);
    else if (key !== undefined) checkAction(action, here, context, report);
  }
  const last = placed.at(-1);
  if (placed.length > 0 && placed.every(({ action }) => action.wait !== undefined)) {
    report.problem(last!.path, "expected an action after the wait, found none");
  }
}

const listKeys: readonly ActionKey[] = [...actionKeys, "wait"];
const listWords = { nothing: "what is done", several: "make them two actions of the list: [{ ... }, { ... }]" };

/** What the action does, if it does one thing. Companions of other actions are reported. */
export function checkKeys(
  action: Draft<ActionInput>,
  path: ValuePath,
  keys: readonly ActionKey[],
  words: { readonly nothing: string; readonly several: string },
  report: Report,
): ActionKey | undefined {
  const given = keys.filter((key) => action[key] !== undefined || report.isFaulty([...path, key]));
  const [key] = given;
  if (action.function !== undefined) return "function";
  if (key === undefined) {
    if (hasMisspelt(keys, path, report)) return undefined;
    report.problem(path, `expected ${words.nothing}, found nothing`, { hint: `one of ${keys.join(", ")}` });
    return undefined;
  }
  if (given.length > 1) {
    report.problem([...path, given[1]!], `expected one action, found ${given.join(" and ")}`, {
      key: true,
      hint: words.several,
    });
    return undefined;
  }
  for (const [companion, goesWith] of Object.entries(actionCompanions)) {
    if (action[companion as keyof typeof actionCompanions] === undefined || goesWith.includes(key)) continue;
    reportCompanion(companion, key, goesWith, path, report);
  }
  return key;
}

/** Whether a key at `path` that is none of the language was probably meant as one of `keys`: that is reported already. */
export function hasMisspelt(keys: readonly string[], path: ValuePath, report: Report): boolean {
  const known = keysAt(scenarioSchema, path);
  return report
    .faultyKeys(path)
    .some((found) => !known.includes(found) && keys.includes(nearestName(found, known) ?? ""));
}

export function reportCompanion(
  companion: string,
  key: string,
  goesWith: readonly string[],
  path: ValuePath,
  report: Report,
): void {
  report.problem([...path, companion], `expected no "${companion}" beside "${key}", found one`, {
    key: true,
    hint: `"${companion}" goes with ${goesWith.join(", ")}`,
  });
}
