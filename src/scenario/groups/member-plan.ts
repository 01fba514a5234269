/**
 * What a device is after all: its group, with what its variant makes of it.
 *
 * 1. (seed, group, index) decide which variant a device is; it is the same in every shard.
 * 2. One object for all devices of a variant, made once per plan: asking costs a draw and no memory, and without variants nothing.
 */
import { open, quantile, type Distribution } from "../../kernel/distribution.ts";
import { keyed } from "../../kernel/random.ts";
import type { Place } from "./fleet-layout.ts";
import type { GroupPlan, Plan } from "../plan.ts";

/** A group as one of its devices sees it. */
export interface MemberPlan extends GroupPlan {
  /** The name of its variant; empty when the group has none. */
  readonly variant: string;
}

/** What of a plan decides what a device is. */
export type FleetMembers = Pick<Plan, "seed" | "fleet">;

/** @param place where the device stands, by `FleetLayout.deviceAt`. */
export function memberPlan(plan: FleetMembers, place: Pick<Place, "group" | "index">): MemberPlan {
  const { members, choice, purpose } = groupOf(plan, place.group);
  if (choice === undefined) return members[0]!;
  return members[quantile(choice, open(keyed(plan.seed, purpose, place.index)))]!;
}

/** All that devices of a group can be, in the order of its variants; a group without variants is one. */
export function memberPlans(plan: FleetMembers, group: number): readonly MemberPlan[] {
  return groupOf(plan, group).members;
}

interface Members {
  readonly members: readonly MemberPlan[];
  /** Absent when there is nothing to draw. */
  readonly choice: Distribution | undefined;
  readonly purpose: string;
}

const known = new WeakMap<FleetMembers["fleet"], Members[]>();

function groupOf({ fleet }: FleetMembers, group: number): Members {
  let groups = known.get(fleet);
  if (groups === undefined) {
    groups = fleet.map(membersOf);
    known.set(fleet, groups);
  }
  return groups[group]!;
}

function membersOf(group: GroupPlan): Members {
  const { variants } = group;
  if (variants.length === 0) return { members: [{ ...group, variant: "" }], choice: undefined, purpose: "" };
  const members: MemberPlan[] = [];
  const weights: (readonly [position: number, weight: number])[] = [];
  for (const { name, weight, ...otherwise } of variants) {
    weights.push([members.length, weight]);
    members.push({ ...group, ...otherwise, variant: name });
  }
  return { members, choice: { choice: weights }, purpose: `variant:${group.name}` };
}
