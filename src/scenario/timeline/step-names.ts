/** What the steps of a timeline are called: as said, or by what they do. */
import { placedActions } from "../actions/placed-actions.ts";
import type { Draft } from "../draft.ts";
import type { StepInput } from "../scenario-input.ts";

type Timeline = readonly (Draft<StepInput> | undefined)[];

/** One name per step; steps without a name of their own are told apart by a number: `power-cut`, `power-cut-2`. */
export function stepNames(timeline: Timeline): readonly string[] {
  const taken = new Set(timeline.flatMap((step) => (step === undefined ? [] : namesOf(step))));
  return timeline.map((step) => {
    const own = step?.name ?? step?.mark;
    if (own !== undefined) return own;
    const base = step === undefined ? "step" : deedOf(step);
    let name = base;
    for (let number = 2; taken.has(name); number++) name = `${base}-${number}`;
    taken.add(name);
    return name;
  });
}

/** The marks among the actions under `do`. */
export function marksWithin(step: Draft<StepInput> | undefined): readonly string[] {
  return placedActions(step?.do, []).flatMap(({ action }) => (action.mark === undefined ? [] : [action.mark]));
}

/** The action of a step that has one for itself; beside `when`, `for` is not the action's. */
export function ownAction<Step extends Draft<StepInput>>(step: Step): Step & { readonly wait: undefined } {
  return { ...step, wait: undefined, ...(step.when === undefined ? {} : { for: undefined }) };
}

function namesOf(step: Draft<StepInput>): readonly string[] {
  const own = step.name ?? step.mark;
  return [...(own === undefined ? [] : [own]), ...marksWithin(step)];
}

/** What a step does; of several actions the first that has a name. */
function deedOf(step: Draft<StepInput>): string {
  const actions = step.do === undefined ? [step] : placedActions(step.do, []).map(({ action }) => action);
  const named = actions.map(({ command, act, fault, world }) => command ?? act ?? fault ?? world);
  const first = named.find((name) => name !== undefined);
  if (first !== undefined) return first;
  const keys = ["disconnect", "reboot", "http", "log", "stop"] as const;
  return actions.flatMap((action) => keys.filter((key) => action[key] !== undefined)).at(0) ?? "step";
}
