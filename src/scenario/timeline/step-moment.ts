/**
 * When the rounds of a step happen that has times of its own: `at`, `every`, `between`.
 *
 * 1. The plan alone decides, so every shard, and `flotilla plan`, knows the same moments beforehand.
 * 2. A round begins before `until` and before the run ends; a moment drawn within it may be later than `until`.
 */
import { keyed } from "../../kernel/random.ts";
import { type Duration, millis } from "../../kernel/time.ts";
import type { Plan, StepPlan } from "../plan.ts";

/** From the start of the run; `undefined` when there is no such round, or nobody can say beforehand. */
export function stepMoment(
  { name, trigger }: Pick<StepPlan, "name" | "trigger">,
  round: number,
  { seed, duration }: Pick<Plan, "seed" | "duration">,
): Duration | undefined {
  if (trigger.type !== "at" && trigger.type !== "between") return undefined;
  const { every, until = duration } = trigger;
  if (round > 0 && every === undefined) return undefined;
  const first = trigger.type === "at" ? trigger.at : trigger.from;
  const begins = first + round * (every ?? 0);
  if (begins >= Math.min(until, duration)) return undefined;
  if (trigger.type === "at") return millis(begins);
  const moment = Math.round(begins + keyed(seed, `between.${name}`, round) * (trigger.to - trigger.from));
  return moment < duration ? millis(moment) : undefined;
}
