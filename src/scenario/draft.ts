/** A scenario as far as it could be understood: what did not fit the schema is left out, list positions are kept. */
import { isWithin, type ValuePath } from "./source/value-path.ts";

export type Draft<T> = T extends string | number | boolean | null | undefined
  ? T
  : T extends readonly (infer Item)[]
    ? readonly (Draft<Item> | undefined)[]
    : { readonly [K in keyof T]?: Draft<T[K]> | undefined };

/** A copy of `value` without what stands at `faults`. */
export function without(value: unknown, faults: readonly ValuePath[], path: ValuePath = []): unknown {
  const here = faults.filter((fault) => isWithin(fault, path));
  if (here.length === 0) return value;
  if (here.some((fault) => fault.length === path.length)) return undefined;
  if (Array.isArray(value)) return value.map((item, position) => without(item, here, [...path, position]));
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).map(([key, item]) => [key, without(item, here, [...path, key])] as const);
  return Object.fromEntries(kept.filter(([, item]) => item !== undefined));
}
