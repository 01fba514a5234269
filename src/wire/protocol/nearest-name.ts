/** The name that was probably meant. */
import { closest, distance } from "fastest-levenshtein";

/** The nearest of `names`, if it is near enough to ask "Did you mean ...?". */
export function nearestName(found: unknown, names: readonly string[]): string | undefined {
  if (typeof found !== "string" || found === "" || names.length === 0) return undefined;
  const name = closest(found, names);
  return distance(found, name) <= Math.max(2, found.length / 3) ? name : undefined;
}
