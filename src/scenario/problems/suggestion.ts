/** Did-you-mean: what somebody probably wanted to write. */
import { closest, distance } from "fastest-levenshtein";
import type { Field } from "../../device/field.ts";

/** The name among `names` that `found` is probably a slip of, if one is near enough. */
export function nearestName(found: string, names: Iterable<string>): string | undefined {
  const known = [...names];
  if (known.length === 0) return undefined;
  const wanted = spelling(found);
  const nearest = closest(wanted, known.map(spelling));
  if (isSlip(wanted, nearest)) return known.find((name) => spelling(name) === nearest);
  const longer = known.filter((name) => isBeginning(spelling(name), wanted) || isBeginning(wanted, spelling(name)));
  return longer.length === 1 ? longer[0] : undefined;
}

/** A hint for a name that is none of `names`: the one probably meant, or the choice if it is short. */
export function nameHint(found: string, names: Iterable<string>): string | undefined {
  const known = [...names];
  const nearest = nearestName(found, known);
  if (nearest !== undefined) return `did you mean "${nearest}"?`;
  if (known.length === 0 || known.length > mostListed) return undefined;
  return `known: ${known.join(", ")}`;
}

/** A hint for a value that does not fit a field. */
export function fieldHint(field: Field, value: unknown): string | undefined {
  if (field.type === "text" && typeof value === "number") return `put it in quotes: "${value}"`;
  const nearest = field.type === "choice" && typeof value === "string" ? nearestName(value, field.options) : undefined;
  return nearest === undefined ? undefined : `did you mean "${nearest}"?`;
}

const mostListed = 16;

/** One slip in a short name, one in three letters of a longer one; two letters swapped are one slip. */
function isSlip(found: string, name: string): boolean {
  const slips = distance(found, name);
  return slips <= Math.max(1, Math.floor(found.length / 3)) || (slips === 2 && letters(found) === letters(name));
}

function letters(name: string): string {
  return [...name].toSorted().join("");
}

/** `expect` and `expectations`, but not `a` and `act`. */
function isBeginning(short: string, long: string): boolean {
  return short.length >= 4 && long.startsWith(short);
}

/** `turnKey`, `turn-key` and `Turn_Key` are the same slip away from `turn-key`. */
function spelling(name: string): string {
  return name.replaceAll(/[-_ ]/g, "").toLowerCase();
}
