/**
 * Several documents as one, each piece of which still stands where it was written.
 *
 * 1. `changed`: a scenario and another one over it. Mappings merge key by key, everything else is replaced.
 * 2. `joined`: parts beside each other. Mappings merge, lists stand one behind the other; anything else that is given by
 *    both is a clash.
 * 3. Both are associative where a key has the same form everywhere, so files that name files may be put together in any order.
 */
import type { LocatedValue } from "./located-value.ts";
import type { ValuePath } from "./value-path.ts";

/** A value made of pieces of documents. */
export interface Merged {
  readonly value: unknown;
  readonly origin: Origin;
}

/** Where a piece stands; its own pieces stand below it unless they are among the `parts`. */
export interface Origin {
  readonly source: LocatedValue;
  readonly path: ValuePath;
  readonly parts?: ReadonlyMap<string | number, Origin>;
}

/** Two that cannot both hold: the path in the whole, and where each of them stands. */
export type Clash = (path: ValuePath, first: Origin, second: Origin) => void;

export function wholeOf(source: LocatedValue): Merged {
  return { value: source.value, origin: { source, path: [] } };
}

export function changed(base: Merged, own: Merged): Merged {
  if (own.value === undefined) return base;
  if (!isMapping(base.value) || !isMapping(own.value)) return own;
  return mapped(base, own, changed);
}

export function joined(first: Merged, second: Merged, clash: Clash, path: ValuePath = []): Merged {
  if (second.value === undefined) return first;
  if (first.value === undefined) return second;
  if (isMapping(first.value) && isMapping(second.value))
    return mapped(first, second, (one, other, key) => joined(one, other, clash, [...path, key]));
  if (Array.isArray(first.value) && Array.isArray(second.value)) return listed(first, second);
  clash(path, first.origin, second.origin);
  return first;
}

/** Where the piece at `path` was written, or the nearest thing around it. */
export function originAt(origin: Origin, path: ValuePath): Origin {
  let here = origin;
  for (const step of path) here = pieceOf(here, step);
  return here;
}

function mapped(one: Merged, other: Merged, merge: (a: Merged, b: Merged, key: string) => Merged): Merged {
  const value: Record<string, unknown> = {};
  const parts = new Map<string, Origin>();
  for (const key of new Set([...keysOf(one), ...keysOf(other)])) {
    const [before, after] = [itemOf(one, key), itemOf(other, key)];
    const merged = before === undefined ? after! : after === undefined ? before : merge(before, after, key);
    value[key] = merged.value;
    parts.set(key, merged.origin);
  }
  return { value, origin: { ...other.origin, parts } };
}

function listed(one: Merged, other: Merged): Merged {
  const [before, after] = [one.value as readonly unknown[], other.value as readonly unknown[]];
  const origins = [
    ...before.map((_, at) => pieceOf(one.origin, at)),
    ...after.map((_, at) => pieceOf(other.origin, at)),
  ];
  return { value: [...before, ...after], origin: { ...other.origin, parts: new Map(origins.entries()) } };
}

function keysOf({ value }: Merged): string[] {
  return Object.keys(value as object);
}

function itemOf({ value, origin }: Merged, key: string): Merged | undefined {
  if (!Object.hasOwn(value as object, key)) return undefined;
  return { value: (value as Record<string, unknown>)[key], origin: pieceOf(origin, key) };
}

function pieceOf({ source, path, parts }: Origin, step: string | number): Origin {
  return parts?.get(step) ?? { source, path: [...path, step] };
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
