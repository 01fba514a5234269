/**
 * Steps that happen when a condition has become true, and has held: `when`.
 *
 * 1. `share` and `count` of the selection say who is looked at; a step's `where` is asked when it happens.
 * 2. A condition that cannot be worked out is not true, and that is told once.
 */
import type { StepPlan } from "../../scenario/plan.ts";
import type { Subject, WatchedCondition } from "../conditions/watched-condition.ts";
import { Edge } from "./edge.ts";
import { subjectOf } from "./occasion.ts";
import type { Stage } from "./stage.ts";

/** What is to be looked at for the step of this number; nothing when no condition of devices or homes makes it happen. */
export function conditionOf(
  stage: Stage,
  { name, trigger }: StepPlan,
  number: number,
  happen: (subject: Subject) => void,
): WatchedCondition | undefined {
  // Of the run, the run itself looks at it.
  if (trigger.type !== "when" || trigger.scope === "run") return undefined;
  const { scheduler, commons, expressions } = stage;
  const { holds, once, scope, condition } = trigger;
  const over = new Set<number>();
  return {
    scope,
    condition: expressions.condition(condition),
    selects: (index) => commons.selected(number, 0, { from: index, to: index + 1 }).length > 0,
    wanted: () => true,
    watch: (subject, eye) =>
      new Edge({
        scheduler,
        holds,
        look: () => eye.look(),
        happened: () => {
          if (once && over.has(subjectOf(subject))) return;
          if (once) over.add(subjectOf(subject));
          happen(subject);
        },
      }),
    failed: (problem) => stage.voice.complaint(name, problem, `${name}: ${problem}`),
  };
}
