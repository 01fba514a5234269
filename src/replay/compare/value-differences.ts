/** Where two JSON values differ: a path, what was expected there and what was found. */
import { isMembers } from "../tape-frame.ts";
import type { IgnoreRules } from "./ignore-rules.ts";

export interface ValueDifference {
  /** With dots; empty for the whole. */
  readonly path: string;
  /** As JSON, cut; absent for what is not there. */
  readonly expected?: string;
  readonly found?: string;
}

/** Of one message. Further ones say little that is new. */
const most = 12;
const longestShown = 100;

export function valueDifferences(
  expected: unknown,
  found: unknown,
  rules: IgnoreRules,
  at: string[] = [],
): ValueDifference[] {
  const differences: ValueDifference[] = [];
  walk(expected, found, at, rules, differences);
  return differences;
}

export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? "undefined";
  return text.length > longestShown ? `${text.slice(0, longestShown)}...` : text;
}

function walk(expected: unknown, found: unknown, path: string[], rules: IgnoreRules, into: ValueDifference[]): void {
  if (into.length >= most || Object.is(expected, found) || rules.ignores(path)) return;
  if (isMembers(expected) && isMembers(found)) {
    for (const name of new Set([...Object.keys(expected), ...Object.keys(found)])) {
      step(expected[name], found[name], [...path, name], rules, into);
    }
    return;
  }
  if (Array.isArray(expected) && Array.isArray(found)) {
    for (let index = 0; index < Math.max(expected.length, found.length); index++) {
      step(expected[index], found[index], [...path, `${index}`], rules, into);
    }
    return;
  }
  if (!rules.forgives(path, expected, found))
    into.push({ path: path.join("."), expected: shown(expected), found: shown(found) });
}

/** JSON has no `undefined`: it is what one of the two lacks. */
function step(expected: unknown, found: unknown, path: string[], rules: IgnoreRules, into: ValueDifference[]): void {
  if (expected !== undefined && found !== undefined) return walk(expected, found, path, rules, into);
  if (into.length >= most || rules.ignores(path)) return;
  into.push({
    path: path.join("."),
    ...(expected !== undefined && { expected: shown(expected) }),
    ...(found !== undefined && { found: shown(found) }),
  });
}
