/** What the list of a group's identities says of one of its devices. Cells may be secrets. */
import type { Place } from "./fleet-layout.ts";
import type { GroupPlan } from "../plan.ts";

/** By the name of the column; nothing for devices of a group without a list. */
export function identityColumns(
  { identities }: Pick<GroupPlan, "identities">,
  { numberInGroup }: Pick<Place, "numberInGroup">,
): Readonly<Record<string, string>> {
  if (identities === undefined) return nothing;
  const cells: Record<string, string> = {};
  for (const [name, column] of Object.entries(identities.columns)) cells[name] = column[numberInGroup] ?? "";
  return cells;
}

/** What makes a device known; every other cell may be a secret. */
export const shownColumns: readonly string[] = ["id", "serial", "mac", "name"];

const nothing: Readonly<Record<string, string>> = {};
