/**
 * Which devices meet the conditions of a selection, before anything is drawn.
 *
 * Whole groups are ruled in or out first; a device is looked at only where its group does not decide. So it costs the homes times
 * the groups, and little for each device.
 */
import { deviceFirmware } from "../groups/device-firmware.ts";
import { deviceId } from "../groups/device-id.ts";
import type { FleetLayout, Place, Range } from "../groups/fleet-layout.ts";
import { idMatcher } from "../groups/id-pattern.ts";
import { memberPlan, memberPlans, type MemberPlan } from "../groups/member-plan.ts";
import type { GroupPlan, Plan, Selection } from "../plan.ts";
import { isInRange } from "../values/version-range.ts";

/** What of a plan decides who is selected. */
export type SelectFrom = Pick<Plan, "seed" | "fleet">;

/** Tells of each device that matches in some homes, in order, and of the home it is in. */
export type Walk = (homes: Range, visit: (index: number, home: number) => void) => void;

export interface Matching {
  /** Ascending. */
  readonly devices: readonly number[];
  /** The homes they are in, ascending. */
  readonly homes: readonly number[];
}

/** @param among homes; absent: all */
export function matchingDevices(
  plan: SelectFrom,
  layout: FleetLayout,
  selection: Selection,
  among: Range = { from: 0, to: layout.homes },
): Matching {
  const devices: number[] = [];
  const homes: number[] = [];
  walkMatching(
    plan,
    layout,
    selection,
  )(among, (index, home) => {
    devices.push(index);
    if (homes.at(-1) !== home) homes.push(home);
  });
  return { devices, homes };
}

/** Goes through them without keeping any. */
export function walkMatching(plan: SelectFrom, layout: FleetLayout, selection: Selection): Walk {
  const groups = plan.fleet.map((group, position) => conditionOf(plan, group, position, selection));
  const one = selection.home;
  return (homes, visit) => {
    const from = Math.max(homes.from, one ?? 0);
    const to = Math.min(homes.to, one === undefined ? layout.homes : one + 1);
    if (from >= to) return;
    let index = layout.homeDevices(from).from;
    const numbers = groups.map((_, group) => layout.groupBefore(group, from));
    for (let home = from; home < to; home++) {
      for (let group = 0; group < groups.length; group++) {
        const concerned = groups[group]!;
        const first = numbers[group]!;
        const end = layout.groupBefore(group, home + 1);
        numbers[group] = end;
        if (concerned === "nobody") {
          index += end - first;
          continue;
        }
        for (let number = first; number < end; number++, index++)
          if (concerned === "everybody" || concerned({ index, group, home, numberInGroup: number })) visit(index, home);
      }
    }
  };
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
