/**
 * Share and count of a selection with a `where`, which only the living devices can answer.
 *
 * 1. What a device or home draws is its own: whether others are there, or in which shard, does not matter to it. So a share of
 *    a `where` is about its part, not exactly.
 * 2. A count of a step of the whole run is exact: the run chooses (run-wide/ballot.ts). Of a step that happens in one home at a time, a
 *    home takes as many of its own as the count would have taken there without the `where`: together never more than the count,
 *    perhaps fewer.
 */
import type { FleetLayout, Range } from "../scenario/groups/fleet-layout.ts";
import type { Selection } from "../scenario/plan.ts";
import { type SelectFrom, walkMatching } from "../scenario/selection/matching-devices.ts";
import { isLucky, luckiest } from "../scenario/selection/select-devices.ts";
import { isTaken, type SelectionLimits, selectionLimits } from "../scenario/selection/selection-limits.ts";

/**
 * Those of `members` that share and count of the selection take.
 *
 * @param members the devices that meet its other conditions, ascending
 * @param devices the slice of the fleet that they were looked for in
 * @param purpose names the draws, as for `selectDevices`
 * @param limits of what {@link countOf} the selection takes, asked for where only a part of the fleet is looked at
 */
export function chosenOf(
  plan: SelectFrom,
  layout: FleetLayout,
  selection: Selection,
  purpose: string,
  members: readonly number[],
  devices: Range = { from: 0, to: layout.total },
  limits: () => SelectionLimits = () => quotaLimits(plan, layout, selection, purpose),
): readonly number[] {
  const { count } = selection;
  const chosen = luckyOf(plan, layout, selection, purpose, members);
  if (count === undefined) return chosen;
  const quota = quotaOf(plan, layout, { ...selection, count }, purpose, devices, limits);
  return luckiest(chosen, quota, plan.seed, `${purpose}.count`);
}

/** Those of `members` that the share of the selection takes. */
export function luckyOf(
  plan: SelectFrom,
  layout: FleetLayout,
  { share }: Selection,
  purpose: string,
  members: readonly number[],
): readonly number[] {
  if (share === undefined) return members;
  const drawer = (index: number): number => (share.of === "homes" ? layout.deviceAt(index).home : index);
  return members.filter((index) => isLucky(drawer(index), share.part, plan.seed, purpose));
}

/** The selection without its `where` and share: by whom its count would take, the count is shared out over the fleet. */
export function countOf(selection: Selection): Selection {
  const counted: { -readonly [Key in keyof Selection]: Selection[Key] } = { ...selection };
  delete counted.where;
  delete counted.share;
  return counted;
}

function quotaLimits(plan: SelectFrom, layout: FleetLayout, selection: Selection, purpose: string): SelectionLimits {
  return selectionLimits(plan, layout, countOf(selection), purpose);
}

/** How many of a count fall to a slice of the fleet. */
function quotaOf(
  plan: SelectFrom,
  layout: FleetLayout,
  selection: Selection & { readonly count: number },
  purpose: string,
  { from, to }: Range,
  limits: () => SelectionLimits,
): number {
  if (from <= 0 && to >= layout.total) return selection.count;
  if (from >= to) return 0;
  const counted = countOf(selection);
  const isWinner = isTaken(plan, counted, purpose, limits());
  const homes = { from: layout.deviceAt(from).home, to: layout.deviceAt(to - 1).home + 1 };
  let quota = 0;
  walkMatching(
    plan,
    layout,
    counted,
  )(homes, (index, home) => {
    if (index >= from && index < to && isWinner(index, home)) quota++;
  });
  return quota;
}
