/** From a step as written to that of the plan. */
import { scopeOfCondition } from "../texts/condition-scope.ts";
import { buildAction, buildActions } from "../actions/build-actions.ts";
import { buildLength } from "../values/build-draw.ts";
import { buildSelection } from "../selection/build-selection.ts";
import type { StepPlan, TriggerPlan } from "../plan.ts";
import type { ScenarioFiles } from "../source/scenario-files.ts";
import type { StepInput } from "../scenario-input.ts";
import { ownAction } from "./step-names.ts";
import { durationOf } from "../values/written-duration.ts";

/**
 * @param step one that the checks have let pass.
 * @param columns placeholders that lists of identities fill in.
 */
export function buildStep(
  step: StepInput,
  name: string,
  files: ScenarioFiles | undefined,
  columns: readonly string[] = [],
): StepPlan {
  const context = { files, perDevice: step.select !== undefined, columns };
  return {
    name,
    trigger: buildTrigger(step, files),
    select: buildSelection(step.select),
    actions: step.do === undefined ? [buildAction(ownAction(step), context)] : buildActions(step.do, context),
  };
}

function buildTrigger(step: StepInput, files: ScenarioFiles | undefined): TriggerPlan {
  const { at, every, until, between, after, wait, when } = step;
  const repeats = {
    ...(every === undefined ? {} : { every: durationOf(every) }),
    ...(until === undefined ? {} : { until: durationOf(until) }),
  };
  if (between !== undefined) {
    const [from, to] = between;
    return { type: "between", from: durationOf(from), to: durationOf(to), ...repeats };
  }
  if (after !== undefined) return { type: "after", step: after, wait: buildLength(wait ?? "0s", files) };
  if (when !== undefined) {
    return {
      type: "when",
      condition: when,
      scope: scopeOfCondition(when),
      holds: durationOf(typeof step.for === "string" ? step.for : "0s"),
      once: step.once ?? false,
    };
  }
  return { type: "at", at: durationOf(at ?? every ?? ""), ...repeats };
}
