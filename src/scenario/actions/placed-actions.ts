/** Actions with their places, whether they stand in a list or one alone. */
import type { Draft } from "../draft.ts";
import type { ActionInput } from "../scenario-input.ts";
import type { ValuePath } from "../source/value-path.ts";

/** What stands under `do`, or in a script. */
export type ActionsInput = ActionInput | readonly ActionInput[];

export interface PlacedAction {
  readonly action: Draft<ActionInput>;
  readonly path: ValuePath;
}

/** Those that are none are left out. @param path of the list, or of the action that stands alone. */
export function placedActions(actions: Draft<ActionsInput> | undefined, path: ValuePath): readonly PlacedAction[] {
  if (actions === undefined) return [];
  if (!isList(actions)) return [{ action: actions, path }];
  return actions.flatMap((action, position) => (action === undefined ? [] : [{ action, path: [...path, position] }]));
}

function isList(actions: Draft<ActionsInput>): actions is readonly (Draft<ActionInput> | undefined)[] {
  return Array.isArray(actions);
}
