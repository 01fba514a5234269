/**
 * Ranges of versions as npm writes them: `>=1.4 <2`, `^1.4.0`, `1.4.x || 2.0.0`.
 *
 * 1. A version need not be semver to the letter: `2.0` is 2.0.0, `v1.4.2` is 1.4.2, `2026.1` is 2026.1.0. One without a number
 *    is in no range.
 * 2. Pre-releases count as versions: 1.5.0-rc.1 is in `>=1.4`.
 */
import coerce from "semver/functions/coerce.js";
import parse from "semver/functions/parse.js";
import satisfies from "semver/functions/satisfies.js";
import validRange from "semver/ranges/valid.js";

export function isVersionRange(text: string): boolean {
  return validRange(text) !== null;
}

/** Whether `version` is in `range`, which is one. */
export function isInRange(version: string, range: string): boolean {
  const read = parse(version, { loose: true }) ?? coerce(version);
  return read !== null && satisfies(read, range, { includePrerelease: true });
}
