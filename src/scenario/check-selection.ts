/** Selections: each condition can be met, and all of them together. */
import { deviceId } from "./device-id.ts";
import type { Draft } from "./draft.ts";
import type { FleetFacts, GroupFacts } from "./fleet-facts.ts";
import type { FleetLayout } from "./fleet-layout.ts";
import { idMatcher } from "./id-pattern.ts";
import type { Report } from "./report.ts";
import type { SelectInput } from "./scenario-input.ts";
import { parseSelectedShare } from "./share.ts";
import { nameHint } from "./suggestion.ts";
import type { ValuePath } from "./value-path.ts";

/** The groups that a selection concerns, or `undefined` when that cannot be said. */
export type Selected = readonly GroupFacts[] | undefined;

export function checkSelection(
  select: Draft<SelectInput> | undefined,
  path: ValuePath,
  fleet: FleetFacts,
  report: Report,
): Selected {
  const groups = fleet.groups.filter((group) => group !== undefined);
  const complete = groups.length === fleet.groups.length && groups.every(({ name, kindName }) => name && kindName);
  if (!complete || groups.length === 0 || report.isFaulty(path)) return undefined;
  if (select === undefined) return groups;
  const kinds = groups.map(({ kindName }) => kindName!);
  const names = groups.map(({ name }) => name!);
  checkNamed(select.kind, [...path, "kind"], "a kind of the fleet", kinds, report);
  checkNamed(select.group, [...path, "group"], "a group of the fleet", names, report);
  checkLabels(select.labels, [...path, "labels"], groups, report);
  checkSize(select, path, report);
  const concerned = groups.filter((group) => isConcerned(group, select));
  if (!report.isFaulty(path)) checkNumber(select, concerned, path, fleet, report);
  if (report.isFaulty(path)) return undefined;
  return fleet.layout === undefined ? concerned : withDevices(select, concerned, fleet.layout);
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
  for (const [name, value] of Object.entries(labels ?? {})) {
    const values = groups.filter((group) => Object.hasOwn(group.labels, name)).map((group) => group.labels[name]!);
    if (values.length === 0) {
      const known = new Set(groups.flatMap((group) => Object.keys(group.labels)));
      const hint = nameHint(name, known) ?? "give a group labels: { ... }";
      report.problem([...path, name], `expected a label of the fleet, found "${name}"`, { key: true, hint });
    } else if (!values.includes(value!)) {
      report.expected([...path, name], `a value of the label "${name}"`, { hint: nameHint(value!, new Set(values)) });
    }
  }
}

function checkSize({ share, count }: Draft<SelectInput>, path: ValuePath, report: Report): void {
  if (share !== undefined && count !== undefined) {
    report.problem([...path, "count"], "expected share or count, found both", { key: true });
  }
  if (share !== undefined && parseSelectedShare(share)?.part === 0)
    report.expected([...path, "share"], "a share above 0%");
}

function isConcerned(group: GroupFacts, { kind, group: name, labels }: Draft<SelectInput>): boolean {
  if (kind !== undefined && group.kindName !== kind) return false;
  if (name !== undefined && group.name !== name) return false;
  return Object.entries(labels ?? {}).every(
    ([label, value]) => Object.hasOwn(group.labels, label) && group.labels[label] === value,
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
  const number = groups.reduce((sum, { position }) => sum + layout.inGroup(position, home), 0);
  if (number === 0) complain(path, "expected a selection that some device meets, found none");
  else if (id !== undefined && withDevices(select, groups, layout).length === 0) {
    const example = exampleId(groups, layout);
    const message = `expected the id of a selected device, found ${report.found([...path, "id"])}`;
    if (scaled) report.warning([...path, "id"], message);
    else report.problem([...path, "id"], message, example === undefined ? {} : { hint: `ids are such as ${example}` });
  } else if (count !== undefined && count > number) {
    report.warning([...path, "count"], `only ${number} devices meet the other conditions`);
  } else if (select.share !== undefined) {
    const { of, part } = parseSelectedShare(select.share)!;
    const candidates = of === "devices" ? number : homesWith(groups, home, layout);
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
  const waiting = new Map(present.map((group) => [group.position, group]));
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
