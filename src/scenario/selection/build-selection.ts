/** From a selection as written to that of the plan. */
import type { Selection } from "../plan.ts";
import type { SelectInput } from "../scenario-input.ts";
import { parseSelectedShare } from "../values/share.ts";

export function buildSelection({ share, ...conditions }: SelectInput = {}): Selection {
  const given = Object.fromEntries(Object.entries(conditions).filter(([, value]) => value !== undefined));
  const part = share === undefined ? undefined : parseSelectedShare(share);
  return { ...given, ...(part === undefined ? {} : { share: part }) };
}
