/**
 * Functions of a scenario in TypeScript: taken out of it before it is read as data, and known by the place where they stood.
 *
 *     { on: { lost: (device) => ... } }   becomes   { on: { lost: [{ function: "fleet[0].on.lost" }] } }
 *
 * 1. They may stand where actions do: as the whole list of a step's `do`, of a script or of its `do`, or as one of such a list.
 *    Anywhere else a function stays where it is, and is refused with whatever else is no data.
 * 2. Nothing of the scenario itself is changed.
 */
import type { ScenarioFunction, ScenarioFunctions } from "./script-context.ts";
import { pathText, type ValuePath } from "../source/value-path.ts";

export function takeFunctions(scenario: unknown): { readonly value: unknown; readonly functions: ScenarioFunctions } {
  const functions = new Map<string, ScenarioFunction>();
  const marked = (written: ScenarioFunction, path: ValuePath): FunctionMark => {
    const name = pathText(path);
    functions.set(name, written);
    return { function: name };
  };
  const actions = (written: unknown, path: ValuePath): unknown => {
    if (isFunction(written)) return [marked(written, path)];
    if (!Array.isArray(written)) return written;
    return written.map((action, place) => (isFunction(action) ? marked(action, [...path, place]) : action));
  };
  const script = (written: unknown, path: ValuePath): unknown =>
    isMapping(written) ? within(written, "do", (list) => actions(list, [...path, "do"])) : actions(written, path);
  const scripts = (written: unknown, path: ValuePath): unknown =>
    isMapping(written) ? mapped(written, (one, name) => script(one, [...path, name])) : written;
  const inFleet = within(scenario, "fleet", (groups) =>
    each(groups, (group, place) => within(group, "on", (on) => scripts(on, ["fleet", place, "on"]))),
  );
  const value = within(inFleet, "timeline", (steps) =>
    each(steps, (step, place) => within(step, "do", (list) => actions(list, ["timeline", place, "do"]))),
  );
  return { value, functions };
}

/** What stands for a function in data. */
export interface FunctionMark {
  readonly function: string;
}

function isFunction(value: unknown): value is ScenarioFunction {
  return typeof value === "function";
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function each(list: unknown, change: (item: unknown, place: number) => unknown): unknown {
  return Array.isArray(list) ? list.map(change) : list;
}

function mapped(mapping: Readonly<Record<string, unknown>>, change: (value: unknown, key: string) => unknown): unknown {
  return Object.fromEntries(Object.entries(mapping).map(([key, value]) => [key, change(value, key)]));
}

/** The mapping with what stands under `key` changed; as it is when it is no mapping or has no such key. */
function within(mapping: unknown, key: string, change: (value: unknown) => unknown): unknown {
  if (!isMapping(mapping) || !Object.hasOwn(mapping, key)) return mapping;
  const before = mapping[key];
  const after = change(before);
  return after === before ? mapping : { ...mapping, [key]: after };
}
