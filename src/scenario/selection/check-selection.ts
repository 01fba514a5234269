/** Selections: each condition can be met, and all of them together. */
import type { Kind } from "../../device/kind.ts";
import { deviceId } from "../groups/device-id.ts";
import type { Draft } from "../draft.ts";
import type { FleetFacts, GroupFacts, MemberFacts } from "../groups/fleet-facts.ts";
import type { FleetLayout } from "../groups/fleet-layout.ts";
import { idMatcher } from "../groups/id-pattern.ts";
import type { Report } from "../problems/report.ts";
import type { SelectInput } from "../scenario-input.ts";
import { parseSelectedShare } from "../values/share.ts";
import { nameHint } from "../problems/suggestion.ts";
import type { ValuePath } from "../source/value-path.ts";
import { isInRange, isVersionRange } from "../values/version-range.ts";

/** The groups that a selection concerns, or `undefined` when that cannot be said. */
export type Selected = readonly GroupFacts[] | undefined;

/** The kinds of the selected devices, or `undefined` when that cannot be said. */
export function kindsOf(selected: Selected): readonly Kind[] | undefined {
  const kinds = selected?.map(({ kind }) => kind);
  if (kinds === undefined || kinds.length === 0 || kinds.includes(undefined)) return undefined;
  return [...new Set(kinds as Kind[])];
}

/** Everything but its `where`, which needs the kinds that this finds. */
export function checkSelection(
  select: Draft<SelectInput> | undefined,
  path: ValuePath,
  fleet: FleetFacts,
  report: Report,
): Selected {
  const groups = fleet.groups.filter((group) => group !== undefined);
  const complete = groups.length === fleet.groups.length && groups.every(({ name, kindName }) => name && kindName);
  if (!complete || groups.length === 0 || isUnclear(path, report)) return undefined;
  if (select === undefined) return groups;
  const kinds = groups.map(({ kindName }) => kindName!);
  const names = groups.map(({ name }) => name!);
  checkNamed(select.kind, [...path, "kind"], "a kind of the fleet", kinds, report);
  checkNamed(select.group, [...path, "group"], "a group of the fleet", names, report);
  checkLabels(select.labels, [...path, "labels"], groups, report);
  checkFirmware(select.firmware, [...path, "firmware"], groups, report);
  checkSize(select, path, report);
  const concerned = groups.filter((group) => isConcerned(group, select));
  if (!report.isFaulty(path)) checkNumber(select, concerned, path, fleet, report);
  if (isUnclear(path, report)) return undefined;
  return fleet.layout === undefined ? concerned : withDevices(select, concerned, fleet.layout);
}

/** Whether something of a selection is wrong that decides who is meant; a share or a `where` does not, as to kinds. */
function isUnclear(path: ValuePath, report: Report): boolean {
  const keys = report.faultyKeys(path);
  return report.isFaulty(path) && (keys.length === 0 || keys.some((key) => !["where", "share", "count"].includes(key)));
}

function checkNamed(
  name: string | undefined,
  path: ValuePath,
  what: string,
  known: readonly string[],
  report: Report,
): void {
  if (name === undefined || known.includes(name)) return;
  report.expected(path, what, { hint: nameHint(name, new Set(known)) });
}

function checkLabels(
  labels: Draft<SelectInput>["labels"],
  path: ValuePath,
  groups: readonly GroupFacts[],
  report: Report,
): void {
  const all = groups.flatMap(({ members }) => members.map((member) => member.labels));
  for (const [name, value] of Object.entries(labels ?? {})) {
    const values = all.filter((some) => Object.hasOwn(some, name)).map((some) => some[name]!);
    if (values.length === 0) {
      const known = new Set(all.flatMap((some) => Object.keys(some)));
      const hint = nameHint(name, known) ?? "give a group labels: { ... }";
      report.problem([...path, name], `expected a label of the fleet, found "${name}"`, { key: true, hint });
    } else if (!values.includes(value!)) {
      report.expected([...path, name], `a value of the label "${name}"`, { hint: nameHint(value!, new Set(values)) });
    }
  }
}

function checkFirmware(
  range: string | undefined,
  path: ValuePath,
  groups: readonly GroupFacts[],
  report: Report,
): void {
  if (range === undefined) return;
  if (!isVersionRange(range)) {
    report.expected(path, "a range of versions such as >=1.4 <2 or ^1.4.0");
    return;
  }
  const versions = new Set(groups.flatMap(({ members }) => members.flatMap((member) => member.versions)));
  if ([...versions].some((version) => isInRange(version, range))) return;
  report.expected(path, "a range that a version of the fleet is in", {
    hint: `versions there are: ${[...versions].join(", ")}`,
  });
}

function checkSize({ share, count }: Draft<SelectInput>, path: ValuePath, report: Report): void {
  if (share !== undefined && count !== undefined) {
    report.problem([...path, "count"], "expected share or count, found both", { key: true });
  }
  if (share !== undefined && parseSelectedShare(share)?.part === 0)
    report.expected([...path, "share"], "a share above 0%");
}

function isConcerned(group: GroupFacts, { kind, group: name, labels, firmware }: Draft<SelectInput>): boolean {
  if (kind !== undefined && group.kindName !== kind) return false;
  if (name !== undefined && group.name !== name) return false;
  return group.members.some((member) => isMember(member, labels, firmware));
}

/** Whether a device that is this can meet the conditions on labels and firmware. */
function isMember(member: MemberFacts, labels: Draft<SelectInput>["labels"], firmware: string | undefined): boolean {
  const wanted = Object.entries(labels ?? {});
  if (!wanted.every(([label, value]) => Object.hasOwn(member.labels, label) && member.labels[label] === value))
    return false;
  return firmware === undefined || member.versions.some((version) => isInRange(version, firmware));
}

/** Whether every device of a group meets them, so that their number is known. */
function isWhole({ members }: GroupFacts, { labels, firmware }: Draft<SelectInput>): boolean {
  return members.every(
    (member) =>
      isMember(member, labels, undefined) &&
      (firmware === undefined || member.versions.every((version) => isInRange(version, firmware))),
  );
}

/** Whether there is a device that meets all conditions. */
function checkNumber(
  select: Draft<SelectInput>,
  groups: readonly GroupFacts[],
  path: ValuePath,
  { layout, scaled }: FleetFacts,
  report: Report,
): void {
  if (groups.length === 0) return report.problem(path, "expected a selection that some device meets, found none");
  if (layout === undefined) return;
  // A scaled fleet has other homes and numbers than the scenario was written for.
  const complain = (place: ValuePath, message: string): void =>
    scaled ? report.warning(place, message) : report.problem(place, message);
  const { home, id, count } = select;
  if (home !== undefined && home >= layout.homes) {
    complain([...path, "home"], `expected a home 0..${layout.homes - 1}, found ${home}`);
    return;
  }
  const most = groups.reduce((sum, { position }) => sum + layout.inGroup(position, home), 0);
  if (most === 0) complain(path, "expected a selection that some device meets, found none");
  else if (id !== undefined && withDevices(select, groups, layout).length === 0) {
    const example = exampleId(groups, layout);
    const message = `expected the id of a selected device, found ${report.found([...path, "id"])}`;
    if (scaled) report.warning([...path, "id"], message);
    else report.problem([...path, "id"], message, example === undefined ? {} : { hint: `ids are such as ${example}` });
  } else if (count !== undefined && count > most) {
    report.warning([...path, "count"], `only ${most} devices meet the other conditions`);
  } else if (
    select.share !== undefined &&
    select.where === undefined &&
    groups.every((group) => isWhole(group, select))
  ) {
    const { of, part } = parseSelectedShare(select.share)!;
    const candidates = of === "devices" ? most : homesWith(groups, home, layout);
    if (Math.round(candidates * part) > 0) return;
    complain(
      [...path, "share"],
      `expected a share that is at least one of the ${candidates} ${of}, found ${report.found([...path, "share"])}`,
    );
  }
}

/** How many homes have a device of these groups. */
function homesWith(groups: readonly GroupFacts[], home: number | undefined, layout: FleetLayout): number {
  if (home !== undefined) return 1;
  let count = 0;
  for (let each = 0; each < layout.homes; each++) {
    if (groups.some(({ position }) => layout.inGroup(position, each) > 0)) count++;
  }
  return count;
}

/** Those of the groups that have a device in the selected home, with a selected id. */
function withDevices(
  { home, id }: Draft<SelectInput>,
  groups: readonly GroupFacts[],
  layout: FleetLayout,
): readonly GroupFacts[] {
  const present = groups.filter(({ position }) => layout.inGroup(position, home) > 0);
  if (id === undefined) return present;
  const matches = idMatcher(id);
  // Of a group whose ids come from a list any may be meant.
  const waiting = new Map(present.filter(({ isListed }) => !isListed).map((group) => [group.position, group]));
  const { from, to } = home === undefined ? { from: 0, to: layout.total } : layout.homeDevices(home);
  for (let index = from; index < to && waiting.size > 0; index++) {
    const place = layout.deviceAt(index);
    const group = waiting.get(place.group);
    if (group !== undefined && matches(idOf(group, place))) waiting.delete(place.group);
  }
  return present.filter(({ position }) => !waiting.has(position));
}

function exampleId(groups: readonly GroupFacts[], layout: FleetLayout): string | undefined {
  const concerned = new Map(groups.map((group) => [group.position, group]));
  for (let index = 0; index < Math.min(layout.total, 10_000); index++) {
    const place = layout.deviceAt(index);
    const group = concerned.get(place.group);
    if (group !== undefined) return idOf(group, place);
  }
  return undefined;
}

function idOf(group: GroupFacts, place: ReturnType<FleetLayout["deviceAt"]>): string {
  return deviceId({ id: group.id, name: group.name!, kind: group.kindName! }, place);
}
