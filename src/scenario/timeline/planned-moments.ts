/**
 * What is known beforehand of when the steps of a plan happen.
 *
 * 1. Steps with times of their own, and those that come a fixed time after one that is known.
 * 2. What depends on how the run goes (`when`, drawn waits) is not known, nor what comes after it.
 */
import { type Duration, millis } from "../../kernel/time.ts";
import type { Action, Plan, StepPlan } from "../plan.ts";
import { stepMoment } from "./step-moment.ts";

type Told = Pick<Plan, "seed" | "duration" | "timeline">;

/** When each step happens first, in the order of the timeline; `undefined` for what nobody can say, or that does not happen. */
export function firstMoments(plan: Told): readonly (Duration | undefined)[] {
  const moments = momentsByName(plan.timeline);
  const known = new Map<StepPlan, Duration | undefined>();
  const firstOf = (step: StepPlan): Duration | undefined => {
    if (known.has(step)) return known.get(step);
    // Until it is known it is not, should steps wait for each other.
    known.set(step, undefined);
    const first = step.trigger.type === "after" ? afterMoment(step.trigger) : stepMoment(step, 0, plan);
    known.set(step, first);
    return first;
  };
  const afterMoment = ({ step, wait }: Extract<StepPlan["trigger"], { type: "after" }>): Duration | undefined => {
    const moment = moments.get(step);
    const leader = moment === undefined ? undefined : firstOf(moment.step);
    if (moment?.offset === undefined || leader === undefined || typeof wait !== "number") return undefined;
    const first = leader + moment.offset + wait;
    return first < plan.duration ? millis(first) : undefined;
  };
  return plan.timeline.map(firstOf);
}

/** Every moment that is known beforehand, in order, up to a number that still can be shown. */
export function plannedMoments(
  plan: Told,
  most: number = 200,
): readonly { readonly name: string; readonly at: Duration }[] {
  const first = firstMoments(plan);
  const moments = plan.timeline.flatMap((step, position) => {
    const found: { name: string; at: Duration }[] = [];
    for (let at = first[position]; at !== undefined && found.length < most; at = stepMoment(step, found.length, plan))
      found.push({ name: step.name, at });
    return found;
  });
  return moments.toSorted((a, b) => a.at - b.at).slice(0, most);
}

/** Steps, and marks among their actions, with how long after the step begins they come; absent when that is drawn. */
function momentsByName(
  timeline: readonly StepPlan[],
): ReadonlyMap<string, { readonly step: StepPlan; readonly offset: number | undefined }> {
  const moments = new Map<string, { step: StepPlan; offset: number | undefined }>();
  for (const step of timeline) {
    let offset: number | undefined = 0;
    for (const action of step.actions) {
      if (action.type === "mark") moments.set(action.name, { step, offset });
      if (action.type === "wait") offset = later(offset, action);
    }
  }
  for (const step of timeline) moments.set(step.name, { step, offset: 0 });
  return moments;
}

function later(offset: number | undefined, { for: wait }: Extract<Action, { type: "wait" }>): number | undefined {
  return offset === undefined || typeof wait !== "number" ? undefined : offset + wait;
}
