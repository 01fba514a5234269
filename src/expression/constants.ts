/**
 * Writes values that are known already into an expression, in the place of their names: of `vars.limit < device.currentLevel`
 * remains `21 < device.currentLevel`, which needs nothing but the device.
 */
import type { Expression, Use } from "./expression.ts";

/** The source of `expression` with the values of `roots` in it. A value that cannot be had is `null`. */
export function withConstants(
  { source, uses }: Expression,
  roots: readonly string[],
  valueAt: (path: readonly string[]) => unknown,
): string {
  const places = new Map<number, Use>();
  for (const use of uses) if (roots.includes(use.path[0]!)) places.set(use.start, use);
  let written = "";
  let copied = 0;
  for (const { path, start, end, tested } of [...places.values()].toSorted((a, b) => a.start - b.start)) {
    const value = valueAt(path) ?? null;
    written += source.slice(copied, start) + literal(tested === true ? value !== null : value);
    copied = end;
  }
  return written + source.slice(copied);
}

/** A value as CEL writes it, which is as JSON does but for what stands alone. */
function literal(value: unknown): string {
  if (typeof value === "number" && value < 0) return `(${value})`;
  // Half a character, which CEL has no way to write.
  const half = /\\(?:(ud[\da-f]{3})|.)/g;
  return JSON.stringify(value).replaceAll(half, (sign, found) => (found === undefined ? sign : "\uFFFD"));
}
