/** The fleet as a whole: somebody is there, names and ids are unique. */
import type { Kind } from "../device/kind.ts";
import { homesOf, groupCount } from "./build-fleet.ts";
import { checkGroup } from "./check-group.ts";
import { defaults } from "./defaults.ts";
import type { Draft } from "./draft.ts";
import type { FleetFacts, GroupFacts } from "./fleet-facts.ts";
import { fleetLayout, type FleetLayout } from "./fleet-layout.ts";
import type { Report } from "./report.ts";
import type { GroupInput, ScenarioInput } from "./scenario-input.ts";

const mostDevices = 10_000_000;

export function checkFleet(draft: Draft<ScenarioInput>, kinds: ReadonlyMap<string, Kind>, report: Report): FleetFacts {
  const groups = (draft.fleet ?? []).map((group, position) => {
    if (group === undefined) return undefined;
    checkGroup(group, ["fleet", position], kinds, report);
    return factsOf(group, position, kinds);
  });
  checkNames(groups, report);
  const layout = layoutOf(draft, report);
  if (layout !== undefined) checkTotal(layout, report);
  checkIds(groups, layout, report);
  const { devices } = draft;
  return { groups, layout, total: devices ?? layout?.total, scaled: devices !== undefined };
}

function factsOf(group: Draft<GroupInput>, position: number, kinds: ReadonlyMap<string, Kind>): GroupFacts {
  return {
    position,
    name: group.name ?? group.kind,
    kindName: group.kind,
    kind: group.kind === undefined ? undefined : kinds.get(group.kind),
    id: group.id ?? defaults.id,
    labels: group.labels ?? {},
  };
}

function checkNames(groups: FleetFacts["groups"], report: Report): void {
  const seen = new Set<string>();
  for (const group of groups) {
    if (group?.name === undefined) continue;
    if (seen.has(group.name)) {
      const path = ["fleet", group.position, group.name === group.kindName ? "kind" : "name"];
      report.problem(path, `expected groups with different names, found another "${group.name}"`, {
        hint: `give one a name: { kind: ${group.kindName ?? "..."}, name: ... }`,
      });
    }
    seen.add(group.name);
  }
}

/** Who is who, if every number it takes is known. */
function layoutOf(draft: Draft<ScenarioInput>, report: Report): FleetLayout | undefined {
  const fleet = draft.fleet ?? [];
  const unclear = fleet.length === 0 || report.isFaulty(["homes"]) || report.isFaulty(["seed"]);
  if (unclear || fleet.some((group, position) => group === undefined || isUnclear(group, position, report)))
    return undefined;
  const groups = fleet as readonly Draft<GroupInput>[];
  return fleetLayout({
    seed: draft.seed ?? defaults.seed,
    homes: homesOf(draft.homes, groups),
    fleet: groups.map((group) => ({
      name: group.name ?? group.kind!,
      kind: group.kind!,
      count: groupCount(group),
    })),
  });
}

function isUnclear(group: Draft<GroupInput>, position: number, report: Report): boolean {
  const faulty = ["perHome", "count", "name"].some((key) => report.isFaulty(["fleet", position, key]));
  return faulty || group.kind === undefined;
}

function checkTotal({ total }: FleetLayout, report: Report): void {
  if (total === 0) {
    report.problem(["fleet"], "expected at least one device, found none", {
      key: true,
      hint: "raise a count or perHome",
    });
  } else if (total > mostDevices) {
    report.problem(["fleet"], `expected at most ${mostDevices} devices, found ${total}`, { key: true });
  }
}

/** No two devices may have the same id: on a server they would be one. */
function checkIds(groups: FleetFacts["groups"], layout: FleetLayout | undefined, report: Report): void {
  const seen = new Set<string>();
  for (const group of groups) {
    if (group?.name === undefined || group.kindName === undefined || report.isFaulty(["fleet", group.position, "id"]))
      continue;
    const id = group.id.replaceAll("{group}", group.name).replaceAll("{kind}", group.kindName);
    if (id.includes("{index}")) continue;
    if (!id.includes("{number}") && layout !== undefined && !tellsApart(id, group.position, layout)) {
      report.expected(
        ["fleet", group.position, "id"],
        "a template with {number} or {index}, as every id is there once",
      );
    } else if (seen.has(id) && !report.isFaulty(["fleet", group.position])) {
      report.problem(
        ["fleet", group.position, "id"],
        `expected ids unlike those of another group, found "${group.id}" again`,
        {
          hint: "put {group} into the template",
        },
      );
    }
    seen.add(id);
  }
}

/** Whether a template without a number of its own still gives every device of the group another id. */
function tellsApart(id: string, group: number, layout: FleetLayout): boolean {
  if (layout.inGroup(group) <= 1) return true;
  if (!id.includes("{home}")) return false;
  for (let home = 0; home < layout.homes; home++) if (layout.inGroup(group, home) > 1) return false;
  return true;
}
