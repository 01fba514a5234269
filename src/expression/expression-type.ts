/**
 * The types of expressions.
 *
 * 1. One type of numbers, as in JSON: `7 / 2` is 3.5, and a whole number compares with any other.
 * 2. Anything may be `null`: an attribute that is not known yet, a label that is not there. So no type says it.
 */

export type ExpressionType =
  /** Known only when it is there. */
  | { readonly is: "dyn" }
  | { readonly is: "null" }
  | { readonly is: "bool" }
  | { readonly is: "number" }
  /** With `options`, one of them: comparing it with any other is a slip. */
  | { readonly is: "text"; readonly options?: readonly string[] }
  | { readonly is: "list"; readonly of: ExpressionType }
  /** Values by key; which keys there are is known only when it is there. */
  | { readonly is: "map"; readonly of: ExpressionType }
  /** Values by name, and no others. A `live` one is something of the run itself: its values can be had, it cannot. */
  | { readonly is: "object"; readonly fields: Readonly<Record<string, ExpressionType>>; readonly live?: true };

export const dyn: ExpressionType = { is: "dyn" };
export const nothing: ExpressionType = { is: "null" };
export const bool: ExpressionType = { is: "bool" };
export const number: ExpressionType = { is: "number" };
export const text: ExpressionType = { is: "text" };
export const list: ExpressionType = { is: "list", of: dyn };
export const map: ExpressionType = { is: "map", of: dyn };

/** As CEL calls them. */
export const typeNames: Readonly<Record<ExpressionType["is"], string>> = {
  dyn: "dyn",
  null: "null",
  bool: "bool",
  number: "double",
  text: "string",
  list: "list",
  map: "map",
  object: "map",
};

/** As messages call a value of a type. */
export const typeWords: Readonly<Record<ExpressionType["is"], string>> = {
  dyn: "any value",
  null: "null",
  bool: "true or false",
  number: "a number",
  text: "a text",
  list: "a list",
  map: "a mapping",
  object: "a mapping",
};

/** Whether a value of `given` can be one of `wanted`, as far as can be said before it is there. */
export function fits(given: ExpressionType, wanted: ExpressionType): boolean {
  if (given.is === "dyn" || wanted.is === "dyn" || given.is === "null" || wanted.is === "null") return true;
  if (given.is === "list" && wanted.is === "list") return fits(given.of, wanted.of);
  return given.is === wanted.is || (isMapping(given) && isMapping(wanted));
}

/** The type of something that is one or the other. */
export function either(one: ExpressionType, other: ExpressionType): ExpressionType {
  if (one.is === "null") return other;
  if (other.is === "null" || one === other) return one;
  if (one.is !== other.is || one.is === "object") return dyn;
  if (one.is === "list" && other.is === "list") return { is: "list", of: either(one.of, other.of) };
  if (one.is === "map" && other.is === "map") return { is: "map", of: either(one.of, other.of) };
  return one.is === "text" ? text : one;
}

/** The type of a value of plain data that stays as it is: its keys are known. */
export function typeOf(value: unknown): ExpressionType {
  if (value === null || value === undefined) return nothing;
  if (typeof value === "string") return text;
  if (typeof value === "number") return number;
  if (typeof value === "boolean") return bool;
  if (Array.isArray(value)) return { is: "list", of: value.map(typeOf).reduce(either, nothing) };
  if (typeof value !== "object") return dyn;
  return { is: "object", fields: Object.fromEntries(Object.entries(value).map(([key, item]) => [key, typeOf(item)])) };
}

/** What a value at hand is, for messages. */
export function kindOf(value: unknown): string {
  const type = typeOf(value);
  return typeWords[type.is];
}

export function isMapping(type: ExpressionType): boolean {
  return type.is === "map" || type.is === "object";
}
