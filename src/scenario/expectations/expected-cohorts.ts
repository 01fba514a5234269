/** Which cohorts a plan's expectations name, and what cohorts can tell the devices of a group apart by. */
import type { Member } from "../../metrics/cohort.ts";
import type { Cohort } from "../../metrics/threshold.ts";
import type { MemberPlan } from "../groups/member-plan.ts";
import type { ExpectationPlan } from "../plan.ts";

export function cohortsOf(expectations: readonly ExpectationPlan[]): Cohort[] {
  return expectations.flatMap((one) => (one.type === "condition" || one.of === undefined ? [] : [one.of]));
}

/** Of which it is asked how they came back. */
export function recoveringCohorts(expectations: readonly ExpectationPlan[]): Cohort[] {
  return cohortsOf(expectations.filter((one) => one.type !== "condition" && one.metric.startsWith("reconnect.")));
}

export function memberOf({ kind, name, variant, labels }: MemberPlan): Member {
  return { kind, group: name, variant, labels };
}
