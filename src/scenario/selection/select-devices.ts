/**
 * Which devices a selection means, as far as the plan alone decides it.
 *
 * 1. Every shard finds the same devices and takes those that are its own.
 * 2. Shares and counts are exact: the smallest keyed draws win, ties cannot happen in practice and would fall to the lower index.
 * 3. `share: 20% of homes` takes a fifth of the homes that have a matching device, and all matching devices in them.
 * 4. Whole groups are ruled in or out first; a device is looked at only where its group does not decide. So a selection costs
 *    the homes times the groups, and little for each device selected.
 */
import { keyed } from "../../kernel/random.ts";
import { deviceFirmware } from "../groups/device-firmware.ts";
import { deviceId } from "../groups/device-id.ts";
import type { FleetLayout, Place, Range } from "../groups/fleet-layout.ts";
import { idMatcher } from "../groups/id-pattern.ts";
import { memberPlan, memberPlans, type MemberPlan } from "../groups/member-plan.ts";
import type { GroupPlan, Plan, Selection } from "../plan.ts";
import { isInRange } from "../values/version-range.ts";

/** What of a plan decides who is selected. */
export type SelectFrom = Pick<Plan, "seed" | "fleet">;

/** What a step draws by: its name, anew in every round. */
export function selectionPurpose(step: string, round: number): string {
  return round === 0 ? step : `${step}.${round}`;
}

/**
 * Indexes of the selected devices, ascending; with a `where` those for which it is to be looked at, as `share` and `count` are
 * taken of those it holds for. `purpose` names the draws.
 */
export function selectDevices(
  plan: SelectFrom,
  layout: FleetLayout,
  selection: Selection,
  purpose: string,
): readonly number[] {
  const { where, share, count } = selection;
  const matching = matchingDevices(plan, layout, selection);
  if (where !== undefined) return matching.devices;
  let chosen: readonly number[] = matching.devices;
  if (share?.of === "devices") chosen = luckiestPart(chosen, share.part, plan.seed, purpose);
  else if (share !== undefined) chosen = inPartOfHomes(matching, share.part, plan.seed, purpose);
  return count === undefined ? chosen : luckiest(chosen, count, plan.seed, `${purpose}.count`);
}

/** Whether a selection draws, and so takes all of the fleet to say of one device whether it is selected. */
export function isDrawn({ where, share, count }: Selection): boolean {
  return where === undefined && (share !== undefined || count !== undefined);
}

/** Those that meet the conditions of a selection, before anything is drawn. @param among homes; absent: all */
export function matchingDevices(
  plan: SelectFrom,
  layout: FleetLayout,
  selection: Selection,
  among: Range = { from: 0, to: layout.homes },
): Matching {
  const groups = plan.fleet.map((group, position) => conditionOf(plan, group, position, selection));
  const devices: number[] = [];
  const homes: number[] = [];
  const firstOfHome: number[] = [];
  const numbers = groups.map(() => 0);
  const one = selection.home;
  const from = Math.max(among.from, one ?? 0);
  const to = Math.min(among.to, one === undefined ? layout.homes : one + 1);
  if (from >= to) return { devices, homes, firstOfHome };
  let index = layout.homeDevices(from).from;
  for (const group of groups.keys()) numbers[group] = layout.groupBefore(group, from);
  for (let home = from; home < to; home++) {
    const before = devices.length;
    for (let group = 0; group < groups.length; group++) {
      const here = layout.inGroup(group, home);
      const concerned = groups[group]!;
      const first = numbers[group]!;
      numbers[group] = first + here;
      if (concerned === "nobody") {
        index += here;
        continue;
      }
      for (let number = first; number < first + here; number++, index++) {
        if (concerned === "everybody" || concerned({ index, group, home, numberInGroup: number })) devices.push(index);
      }
    }
    if (devices.length === before) continue;
    homes.push(home);
    firstOfHome.push(before);
  }
  return { devices, homes, firstOfHome };
}

export interface Matching {
  /** Ascending. */
  readonly devices: readonly number[];
  /** The homes they are in, ascending, and where in `devices` those of each begin. */
  readonly homes: readonly number[];
  readonly firstOfHome: readonly number[];
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
  const { limit, below } = limitOf(draws, count);
  // Of several members with the very last draw that still wins, those of the lowest index do.
  let ties = count - below;
  return members.filter((_, place) => draws[place]! < limit || (draws[place] === limit && ties-- > 0));
}

/** The `count`-th smallest of draws from 0 to 1, and how many are smaller: only those of about its size need sorting. */
function limitOf(draws: Float64Array, count: number): { readonly limit: number; readonly below: number } {
  const sizes = new Uint32Array(draws.length + 1);
  for (const draw of draws) sizes[Math.floor(draw * draws.length)]!++;
  let smaller = 0;
  let size = 0;
  while (smaller + sizes[size]! < count) smaller += sizes[size++]!;
  const alike = draws.filter((draw) => Math.floor(draw * draws.length) === size).toSorted();
  const limit = alike[count - smaller - 1]!;
  return { limit, below: smaller + alike.indexOf(limit) };
}

/** What of a group is concerned. */
type Concerned = "everybody" | "nobody" | ((place: Place) => boolean);

function conditionOf(plan: SelectFrom, group: GroupPlan, position: number, selection: Selection): Concerned {
  if (selection.kind !== undefined && group.kind !== selection.kind) return "nobody";
  if (selection.group !== undefined && group.name !== selection.group) return "nobody";
  const conditions = [
    byLabels(plan, position, selection.labels),
    byFirmware(plan, position, selection.firmware),
    byId(group, selection.id),
  ];
  if (conditions.includes("nobody")) return "nobody";
  const tests = conditions.filter((condition) => typeof condition === "function");
  if (tests.length === 0) return "everybody";
  return (place) => tests.every((test) => test(place));
}

function byLabels(plan: SelectFrom, position: number, labels: Selection["labels"]): Concerned {
  if (labels === undefined) return "everybody";
  const wanted = Object.entries(labels);
  const members = memberPlans(plan, position);
  const fitting = new Set(
    members.filter((member) => wanted.every(([name, value]) => ownLabel(member, name) === value)),
  );
  if (fitting.size === 0) return "nobody";
  return fitting.size === members.length ? "everybody" : (place) => fitting.has(memberPlan(plan, place));
}

function ownLabel({ labels }: MemberPlan, name: string): string | undefined {
  return Object.hasOwn(labels, name) ? labels[name] : undefined;
}

function byFirmware(plan: SelectFrom, position: number, range: string | undefined): Concerned {
  if (range === undefined) return "everybody";
  const versions = memberPlans(plan, position).flatMap(({ firmware }) =>
    firmware.filter(([, weight]) => weight > 0).map(([version]) => version),
  );
  const fitting = new Set(versions.filter((version) => isInRange(version, range)));
  if (fitting.size === 0) return "nobody";
  if (versions.every((version) => fitting.has(version))) return "everybody";
  return (place) => fitting.has(deviceFirmware(memberPlan(plan, place), plan.seed, place.index));
}

function byId(group: GroupPlan, pattern: string | undefined): Concerned {
  if (pattern === undefined) return "everybody";
  if (group.identities === undefined && !mayBegin(idBeginning(group), pattern)) return "nobody";
  const matches = idMatcher(pattern);
  return (place) => matches(deviceId(group, place));
}

/** What the ids of all devices of a group begin with. */
function idBeginning({ id, name, kind }: GroupPlan): string {
  return id.replaceAll("{group}", name).replaceAll("{kind}", kind).replace(/\{.*$/s, "");
}

/** Whether a text that begins like this can fit the pattern. */
function mayBegin(beginning: string, pattern: string): boolean {
  const star = pattern.indexOf("*");
  const fixed = star < 0 ? pattern : pattern.slice(0, star);
  return beginning.startsWith(fixed) || fixed.startsWith(beginning);
}

function inPartOfHomes(
  { devices, homes, firstOfHome }: Matching,
  part: number,
  seed: number,
  purpose: string,
): readonly number[] {
  const chosen = new Set(luckiestPart(homes, part, seed, purpose));
  if (chosen.size === homes.length) return devices;
  return homes.flatMap((home, position) =>
    chosen.has(home) ? devices.slice(firstOfHome[position], firstOfHome[position + 1]) : [],
  );
}

function luckiestPart(members: readonly number[], part: number, seed: number, purpose: string): readonly number[] {
  return luckiest(members, Math.round(part * members.length), seed, purpose);
}
