/**
 * Which devices a step of the timeline concerns.
 *
 * 1. The answer follows from the plan alone, so every shard finds the same devices and takes those that are its own.
 * 2. Shares and counts are exact: the smallest keyed draws win, ties cannot happen in practice and would fall to the lower index.
 * 3. `share: 20% of homes` takes a fifth of the homes that have a matching device, and all matching devices in them.
 */
import { keyed } from "../kernel/random.ts";
import { deviceId } from "../scenario/device-id.ts";
import type { Plan, Selection } from "../scenario/plan.ts";
import type { FleetLayout } from "../scenario/fleet-layout.ts";

/** Indexes of the selected devices, ascending. `purpose` names the draws: the step's name. */
export function selectDevices(plan: Plan, layout: FleetLayout, selection: Selection, purpose: string): number[] {
  const matching: number[] = [];
  const idPattern = selection.id === undefined ? undefined : globPattern(selection.id);
  for (let index = 0; index < layout.total; index++) {
    const place = layout.deviceAt(index);
    const group = plan.fleet[place.group]!;
    if (selection.kind !== undefined && group.kind !== selection.kind) continue;
    if (selection.group !== undefined && group.name !== selection.group) continue;
    if (selection.home !== undefined && place.home !== selection.home) continue;
    if (!hasLabels(group.labels, selection.labels)) continue;
    if (idPattern !== undefined && !idPattern.test(deviceId(group, place))) continue;
    matching.push(index);
  }
  const share = selection.share;
  let chosen = matching;
  if (share !== undefined) {
    const homeOf = (index: number): number => layout.deviceAt(index).home;
    chosen =
      share.of === "devices"
        ? partOf(matching, share.part, plan.seed, purpose)
        : inPartOfHomes(matching, homeOf, share.part, plan.seed, purpose);
  }
  return selection.count === undefined ? chosen : luckiest(chosen, selection.count, plan.seed, `${purpose}.count`);
}

function inPartOfHomes(
  matching: readonly number[],
  homeOf: (index: number) => number,
  part: number,
  seed: number,
  purpose: string,
): number[] {
  const homes = new Set(partOf([...new Set(matching.map(homeOf))], part, seed, purpose));
  return matching.filter((index) => homes.has(homeOf(index)));
}

function partOf(members: readonly number[], part: number, seed: number, purpose: string): number[] {
  return luckiest(members, Math.round(part * members.length), seed, purpose);
}

/** The `count` members with the smallest draws, ascending as they came. */
function luckiest(members: readonly number[], count: number, seed: number, purpose: string): number[] {
  if (count >= members.length) return [...members];
  if (count <= 0) return [];
  const draws = Float64Array.from(members, (member) => keyed(seed, `select.${purpose}`, member));
  const ranked = draws.toSorted();
  const last = ranked[count - 1]!;
  // Of several members with the very last draw that still wins, those of the lowest index do.
  let ties = count - ranked.indexOf(last);
  return members.filter((_, place) => draws[place]! < last || (draws[place] === last && ties-- > 0));
}

function hasLabels(labels: Readonly<Record<string, string>>, wanted: Selection["labels"]): boolean {
  return Object.entries(wanted ?? {}).every(([name, value]) => labels[name] === value);
}

/** `*` stands for any characters, everything else for itself. */
function globPattern(glob: string): RegExp {
  const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${glob.split("*").map(literal).join(".*")}$`);
}
