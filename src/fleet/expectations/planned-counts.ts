/** How many devices of a cohort the fleet has, present or not: counted when it is first asked for. */
import { belongsTo, cohortKey } from "../../metrics/cohort.ts";
import type { Cohort } from "../../metrics/threshold.ts";
import { memberOf } from "../../scenario/expectations/expected-cohorts.ts";
import type { FleetLayout } from "../../scenario/groups/fleet-layout.ts";
import { type FleetMembers, memberPlan, memberPlans } from "../../scenario/groups/member-plan.ts";
import { walkMatching } from "../../scenario/selection/matching-devices.ts";

export class PlannedCounts {
  readonly #plan: FleetMembers;
  readonly #layout: FleetLayout;
  readonly #known: Map<string, number> = new Map();

  constructor(plan: FleetMembers, layout: FleetLayout) {
    this.#plan = plan;
    this.#layout = layout;
  }

  of(cohort: Cohort): number {
    const key = cohortKey(cohort);
    let count = this.#known.get(key);
    if (count === undefined) {
      count = this.#plan.fleet.reduce((sum, _, group) => sum + this.#inGroup(group, cohort), 0);
      this.#known.set(key, count);
    }
    return count;
  }

  /** Only where variants differ each device is looked at. */
  #inGroup(group: number, cohort: Cohort): number {
    const members = memberPlans(this.#plan, group);
    const theirs = new Set(members.filter((member) => belongsTo(cohort, memberOf(member))));
    if (theirs.size === 0) return 0;
    if (theirs.size === members.length) return this.#layout.inGroup(group);
    let count = 0;
    const walk = walkMatching(this.#plan, this.#layout, { group: this.#plan.fleet[group]!.name });
    walk({ from: 0, to: this.#layout.homes }, (index) => {
      if (theirs.has(memberPlan(this.#plan, { group, index }))) count++;
    });
    return count;
  }
}
