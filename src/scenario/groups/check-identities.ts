/** The list of identities of a group: a file that can be read, and devices in it that can be told apart. */
import { readText } from "../values/check-draw.ts";
import { faultText } from "../values/csv-table.ts";
import type { Draft } from "../draft.ts";
import { identitiesIn, type IdentityList } from "./identity-list.ts";
import type { Report } from "../problems/report.ts";
import type { ScenarioFiles } from "../source/scenario-files.ts";
import type { GroupInput } from "../scenario-input.ts";
import type { ValuePath } from "../source/value-path.ts";

export function checkIdentities(
  { identities, id }: Draft<GroupInput>,
  path: ValuePath,
  files: ScenarioFiles | undefined,
  report: Report,
): void {
  const here = [...path, "identities"];
  if (identities === undefined) return;
  if (id !== undefined) {
    const hint = "leave the template out";
    report.problem([...path, "id"], "expected ids from the list or from a template, found both", { key: true, hint });
  }
  if (readText(identities, here, files, report) === undefined) return;
  const reading = identitiesIn(files!, identities);
  if (reading.ok) return;
  for (const fault of reading.faults) report.problem(here, faultText(identities, fault), { hint: fault.hint });
}

/** The list of a group, if it has one that is good. */
export function soundList(
  { identities }: Draft<GroupInput>,
  path: ValuePath,
  files: ScenarioFiles | undefined,
  report: Report,
): IdentityList | undefined {
  if (identities === undefined || files === undefined || report.isFaulty([...path, "identities"])) return undefined;
  const reading = identitiesIn(files, identities);
  return reading.ok ? reading.list : undefined;
}

/** Every device has what the target's texts take from the list. @param texts of the target, with placeholders. */
export function checkColumns(
  list: IdentityList,
  file: string,
  path: ValuePath,
  texts: readonly string[],
  report: Report,
): void {
  const named = new Set(texts.flatMap((text) => Array.from(text.matchAll(/\{(\w+)\}/g), ([, name]) => name!)));
  for (const [name, cells] of Object.entries(list.columns)) {
    // These are made up where there are none.
    if (!named.has(name) || ["id", "serial", "mac"].includes(name)) continue;
    const empty = cells.indexOf("");
    if (empty < 0) continue;
    const message = `expected a ${name} for every device, as the target asks for it, found none`;
    report.problem(path, faultText(file, { line: list.lines[empty]!, message }));
  }
}
