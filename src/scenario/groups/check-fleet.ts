/** The fleet as a whole: somebody is there, names and ids are unique. */
import type { Kind } from "../../device/kind.ts";
import { groupCount, homesOf, scaleFleet } from "./build-fleet.ts";
import { checkGroup } from "./check-group.ts";
import { checkColumns, soundList } from "./check-identities.ts";
import { defaults } from "../defaults.ts";
import type { Draft } from "../draft.ts";
import type { FleetFacts, GroupFacts, MemberFacts } from "./fleet-facts.ts";
import { fleetLayout, type FleetLayout, type FleetShape } from "./fleet-layout.ts";
import type { IdentityList } from "./identity-list.ts";
import type { Report } from "../problems/report.ts";
import type { ScenarioFiles } from "../source/scenario-files.ts";
import type { GroupInput, ScenarioInput } from "../scenario-input.ts";

const mostDevices = 10_000_000;

export function checkFleet(
  draft: Draft<ScenarioInput>,
  kinds: ReadonlyMap<string, Kind>,
  report: Report,
  files?: ScenarioFiles,
): FleetFacts {
  const lists: (IdentityList | undefined)[] = [];
  const groups = (draft.fleet ?? []).map((group, position) => {
    if (group === undefined) return undefined;
    const path = ["fleet", position];
    checkGroup(group, path, kinds, report, files);
    const list = soundList(group, path, files, report);
    if (list !== undefined) checkColumns(list, group.identities!, [...path, "identities"], targetTexts(draft), report);
    lists[position] = list;
    return factsOf(group, position, kinds);
  });
  checkNames(groups, report);
  const shape = shapeOf(draft, report, files);
  const layout = shape === undefined ? undefined : fleetLayout(shape);
  if (layout !== undefined) checkTotal(layout, report);
  checkIds(groups, lists, layout, report);
  const { devices } = draft;
  const scaled =
    shape === undefined || devices === undefined || layout?.total === 0
      ? layout
      : fleetLayout(scaleFleet(shape, devices));
  if (scaled !== undefined) checkRows(draft, lists, scaled, report);
  return {
    groups,
    layout,
    total: devices ?? layout?.total,
    scaled: devices !== undefined,
    devicesOf: (position) => scaled?.inGroup(position),
    columns: commonColumns(draft, groups, lists),
  };
}

/** What the target says with placeholders in it. */
function targetTexts({ target }: Draft<ScenarioInput>): readonly string[] {
  if (target === undefined || typeof target === "string") return target === undefined ? [] : [target];
  const { url, auth, headers } = target;
  const texts = [...[url].flat(), auth?.bearer, auth?.basic?.user, auth?.basic?.password, auth?.query?.value];
  return [...texts, ...Object.values(headers ?? {})].filter((text) => text !== undefined);
}

/** What the list of every group has. Of a list that cannot be read it is taken that it has what the target asks for. */
function commonColumns(
  draft: Draft<ScenarioInput>,
  groups: FleetFacts["groups"],
  lists: readonly (IdentityList | undefined)[],
): readonly string[] {
  const asked = targetTexts(draft).flatMap((text) => Array.from(text.matchAll(/\{(\w+)\}/g), ([, name]) => name!));
  const columns = groups.map((_, position) => {
    const unread = lists[position] === undefined && draft.fleet?.[position]?.identities !== undefined;
    return unread ? asked : Object.keys(lists[position]?.columns ?? {});
  });
  return (columns[0] ?? []).filter((name) => columns.every((names) => names.includes(name)));
}

/** There are as many devices as rows, or fewer. */
function checkRows(
  draft: Draft<ScenarioInput>,
  lists: readonly (IdentityList | undefined)[],
  layout: FleetLayout,
  report: Report,
): void {
  for (const [position, list] of lists.entries()) {
    const wanted = list === undefined ? 0 : layout.inGroup(position);
    if (list === undefined || wanted <= list.count) continue;
    const group = draft.fleet![position]!;
    const key = draft.devices !== undefined ? undefined : group.count === undefined ? "perHome" : "count";
    const path = key === undefined ? ["devices"] : ["fleet", position, key];
    const rows = `${list.count} device${list.count === 1 ? "" : "s"}`;
    report.problem(
      path,
      `expected at most the ${rows} in ${group.identities}, found ${wanted} of ${group.name ?? group.kind}`,
    );
  }
}

function factsOf(group: Draft<GroupInput>, position: number, kinds: ReadonlyMap<string, Kind>): GroupFacts {
  return {
    position,
    name: group.name ?? group.kind,
    kindName: group.kind,
    kind: group.kind === undefined ? undefined : kinds.get(group.kind),
    id: group.id ?? defaults.id,
    isListed: group.identities !== undefined,
    labels: group.labels ?? {},
    members: membersOf(group),
  };
}

function membersOf({ variants, labels, firmware }: Draft<GroupInput>): readonly MemberFacts[] {
  const some = (variants ?? []).filter((variant) => variant !== undefined && variant.weight !== 0);
  return (some.length === 0 ? [undefined] : some).map((variant) => {
    const made = variant?.firmware ?? firmware ?? defaults.firmware;
    return {
      labels: { ...labels, ...variant?.labels },
      versions: typeof made === "string" ? [made] : Object.keys(made),
    };
  });
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

/** What decides who is who, if every number it takes is known. */
function shapeOf(
  draft: Draft<ScenarioInput>,
  report: Report,
  files: ScenarioFiles | undefined,
): FleetShape | undefined {
  const fleet = draft.fleet ?? [];
  const unclear = fleet.length === 0 || report.isFaulty(["homes"]) || report.isFaulty(["seed"]);
  if (unclear || fleet.some((group, position) => group === undefined || isUnclear(group, position, report)))
    return undefined;
  // What is not faulty is as the schema has it.
  const groups = fleet as readonly GroupInput[];
  const counts = groups.map((group) => groupCount(group, files));
  return {
    seed: draft.seed ?? defaults.seed,
    homes: homesOf(draft.homes, counts),
    fleet: groups.map(({ name, kind }, position) => ({ name: name ?? kind, kind, count: counts[position]! })),
  };
}

function isUnclear(group: Draft<GroupInput>, position: number, report: Report): boolean {
  const faulty = ["perHome", "count", "name", "identities"].some((key) => report.isFaulty(["fleet", position, key]));
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
function checkIds(
  groups: FleetFacts["groups"],
  lists: readonly (IdentityList | undefined)[],
  layout: FleetLayout | undefined,
  report: Report,
): void {
  const seen = new Set<string>();
  const listed = checkListedIds(groups, lists, report);
  for (const group of groups) {
    if (group?.name === undefined || group.kindName === undefined || report.isFaulty(["fleet", group.position, "id"]))
      continue;
    if (group.isListed) continue;
    const id = group.id.replaceAll("{group}", group.name).replaceAll("{kind}", group.kindName);
    if (!report.isFaulty(["fleet", group.position])) checkAgainstLists(id, group, listed, report);
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

/** All ids that are in lists; none may be in two of them. */
function checkListedIds(
  groups: FleetFacts["groups"],
  lists: readonly (IdentityList | undefined)[],
  report: Report,
): ReadonlySet<string> {
  const all = new Set<string>();
  for (const group of groups) {
    const ids = (group === undefined ? undefined : lists[group.position])?.columns["id"] ?? [];
    const again = ids.find((id) => all.has(id));
    if (again !== undefined) {
      const path = ["fleet", group!.position, "identities"];
      report.problem(path, `expected ids unlike those of another group, found "${again}" again`);
    }
    for (const id of ids) all.add(id);
  }
  return all;
}

function checkAgainstLists(id: string, { position }: GroupFacts, listed: ReadonlySet<string>, report: Report): void {
  if (listed.size === 0) return;
  const literal = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  const form = new RegExp(
    `^${id
      .split(/\{(?:number|index|home)\}/)
      .map(literal)
      .join(String.raw`\d+`)}$`,
  );
  for (const one of listed) {
    if (!form.test(one)) continue;
    const message = `expected ids unlike those of another group, found "${one}" in its list, which has the form of these`;
    report.problem(["fleet", position, "id"], message, { hint: "give the group a template of its own" });
    return;
  }
}

/** Whether a template without a number of its own still gives every device of the group another id. */
function tellsApart(id: string, group: number, layout: FleetLayout): boolean {
  if (layout.inGroup(group) <= 1) return true;
  if (!id.includes("{home}")) return false;
  for (let home = 0; home < layout.homes; home++) if (layout.inGroup(group, home) > 1) return false;
  return true;
}
