/**
 * A scenario built in code, checked for being plain data before anybody asks what it means.
 *
 * Keys that are `undefined` count as absent. Functions, dates, class instances and cycles are problems, not exceptions.
 */
import { isHarmfulKey, type LocatedValue, type Location } from "./located-value.ts";
import type { Problem } from "../problems/problem.ts";
import { pathText, type ValuePath } from "./value-path.ts";

const deepest = 64;
const most = 1_000_000;

/** @param file what to call the scenario in problems. */
export function readPlainValue(value: unknown, file: string): LocatedValue {
  const problems: Problem[] = [];
  const nowhere: Location = { file, line: 0, column: 0, excerpt: "" };
  const open = new Set<object>();
  let count = 0;

  const fault = (path: ValuePath, expected: string, found: string): undefined => {
    problems.push({ path: pathText(path), message: `expected ${expected}, found ${found}`, ...nowhere });
    return undefined;
  };

  const copy = (here: unknown, path: ValuePath): unknown => {
    if (here === null || typeof here === "string" || typeof here === "boolean" || typeof here === "number") return here;
    if (typeof here !== "object") return fault(path, "plain data", `a ${typeof here}`);
    if (++count > most) return count === most + 1 ? fault(path, `at most ${most} values`, "more") : undefined;
    if (path.length > deepest) return fault(path, `at most ${deepest} levels`, "more");
    if (open.has(here)) return fault(path, "data that ends", "a value within itself");
    open.add(here);
    const result = Array.isArray(here) ? copyList(here, path) : copyMapping(here, path);
    open.delete(here);
    return result;
  };

  const copyList = (list: readonly unknown[], path: ValuePath): unknown[] =>
    Array.from(list, (item, position) => copy(item ?? null, [...path, position]) ?? null);

  const copyMapping = (mapping: object, path: ValuePath): Record<string, unknown> | undefined => {
    const prototype: unknown = Object.getPrototypeOf(mapping);
    if (prototype !== null && prototype !== Object.prototype && Object.getPrototypeOf(prototype) !== null) {
      return fault(path, "plain data", `an instance of ${mapping.constructor?.name ?? "a class"}`);
    }
    const data: Record<string, unknown> = {};
    for (const [key, item] of Object.entries(mapping)) {
      if (item === undefined) continue;
      if (isHarmfulKey(key)) {
        fault([...path, key], "a key of the scenario language", `"${key}"`);
        continue;
      }
      const copied = copy(item, [...path, key]);
      if (copied !== undefined) data[key] = copied;
    }
    return data;
  };

  return {
    value: copy(value, []),
    problems,
    brokenFrom: new Map(),
    files: [file],
    locate: () => nowhere,
    writtenAt: () => undefined,
  };
}
