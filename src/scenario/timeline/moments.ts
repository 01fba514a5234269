/** The named moments of a run: every round of a step, and every mark, be it among the actions of a step or of a device's script. */
import { parseDuration } from "../../kernel/time.ts";
import type { Draft } from "../draft.ts";
import { type PlacedAction, placedActions } from "../actions/placed-actions.ts";
import type { ScenarioInput, ScriptInput, StepInput } from "../scenario-input.ts";
import { marksWithin, stepNames } from "./step-names.ts";

export interface Moment {
  readonly name: string;
  /** When it comes for the first time, in milliseconds from the start of the run, if that is fixed. */
  readonly first: number | undefined;
  /** Whether it may come again. */
  readonly again: boolean;
}

/** `undefined` when not all can be known: a function of a scenario in TypeScript may pass any mark. */
export function momentsOf({ timeline = [], fleet = [] }: Draft<ScenarioInput>): Moment[] | undefined {
  const scripted = fleet.flatMap((group) => Object.values(group?.on ?? {}).flatMap(actionsOfScript));
  const done = timeline.flatMap((step) =>
    step === undefined ? [] : [{ action: step }, ...placedActions(step.do, [])],
  );
  if ([...scripted, ...done].some(({ action }) => action.function !== undefined)) return undefined;
  const names = stepNames(timeline);
  const ofSteps = timeline.flatMap((step, position) => {
    if (step === undefined) return [];
    const own = { name: names[position]!, first: firstOf(step), again: comesAgain(step) };
    return [own, ...marksWithin(step).map((name) => ({ name, first: undefined, again: own.again }))];
  });
  const ofScripts = scripted.flatMap(({ action }) =>
    action.mark === undefined ? [] : [{ name: action.mark, first: undefined, again: true }],
  );
  return [...ofSteps, ...ofScripts];
}

function actionsOfScript(script: Draft<ScriptInput> | undefined): readonly Pick<PlacedAction, "action">[] {
  if (script === undefined) return [];
  return "do" in script
    ? placedActions(script.do, [])
    : placedActions(script as Parameters<typeof placedActions>[0], []);
}

function firstOf({ at, every, between, after, when }: Draft<StepInput>): number | undefined {
  if (between !== undefined || after !== undefined || when !== undefined) return undefined;
  const written = at ?? every;
  return written === undefined ? undefined : parseDuration(written);
}

/** What follows another step, or a condition, comes as often as that. */
function comesAgain({ at, every, between, when, once }: Draft<StepInput>): boolean {
  if (every !== undefined) return true;
  if (when !== undefined) return once !== true;
  return at === undefined && between === undefined;
}
