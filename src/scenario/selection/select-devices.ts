/**
 * Which devices a selection means, as far as the plan alone decides it.
 *
 * 1. Every shard finds the same devices and takes those that are its own.
 * 2. Shares and counts are exact: the smallest keyed draws win, ties cannot happen in practice and would fall to the lower index.
 * 3. `share: 20% of homes` takes a fifth of the homes that have a matching device, and all matching devices in them.
 * 4. Who wins is decided by a limit for the draws (selection-limits.ts): whoever has it needs to look at no other device of the fleet.
 */
import { keyed } from "../../kernel/random.ts";
import type { FleetLayout, Range } from "../groups/fleet-layout.ts";
import type { Selection } from "../plan.ts";
import { isWithin, LimitSearch } from "./draw-limit.ts";
import { matchingDevices, type SelectFrom, walkMatching } from "./matching-devices.ts";
import { isTaken, type SelectionLimits, selectionLimits } from "./selection-limits.ts";

/** What a step draws by: its name, anew in every round. */
export function selectionPurpose(step: string, round: number): string {
  return round === 0 ? step : `${step}.${round}`;
}

/** What an expectation draws by, from its place among all. */
export function expectationPurpose(place: number): string {
  return `expect.${place}`;
}

/**
 * Indexes of the selected devices, ascending; with a `where` those for which it is to be looked at, as `share` and `count` are
 * taken of those it holds for. `purpose` names the draws.
 *
 * @param among homes; absent: all
 * @param limits if they are known; otherwise they are worked out, which takes a look at all of the fleet
 */
export function selectDevices(
  plan: SelectFrom,
  layout: FleetLayout,
  selection: Selection,
  purpose: string,
  among: Range = { from: 0, to: layout.homes },
  limits?: SelectionLimits,
): readonly number[] {
  if (!isDrawn(selection)) return matchingDevices(plan, layout, selection, among).devices;
  const taken = isTaken(plan, selection, purpose, limits ?? selectionLimits(plan, layout, selection, purpose));
  const devices: number[] = [];
  walkMatching(
    plan,
    layout,
    selection,
  )(among, (index, home) => {
    if (taken(index, home)) devices.push(index);
  });
  return devices;
}

/** Whether a selection draws, and so takes limits, or all of the fleet, to say of one device whether it is selected. */
export function isDrawn({ where, share, count }: Selection): boolean {
  return where === undefined && (share !== undefined || count !== undefined);
}

/** What a member draws where a number of them is chosen. */
export function drawnBy(member: number, seed: number, purpose: string): number {
  return keyed(seed, `select.${purpose}`, member);
}

/** Whether a member of a share of `part`, were each drawn for itself. */
export function isLucky(member: number, part: number, seed: number, purpose: string): boolean {
  return keyed(seed, `select.${purpose}`, member) < part;
}

/** The `count` members with the smallest draws, ascending as they came. */
export function luckiest(members: readonly number[], count: number, seed: number, purpose: string): readonly number[] {
  if (count >= members.length) return members;
  if (count <= 0) return [];
  const name = `select.${purpose}`;
  const draws = Float64Array.from(members, (member) => keyed(seed, name, member));
  const search = new LimitSearch(members.length);
  for (const [place, draw] of draws.entries()) search.count(draw, members[place]!);
  search.narrow(count);
  for (const [place, draw] of draws.entries()) search.look(draw, members[place]!);
  const { limit } = search;
  return members.filter((member, place) => isWithin(limit, draws[place]!, member));
}
