/**
 * The operators on values at hand.
 *
 * 1. Numbers first: conditions compare numbers thousands of times a second, everything else is rare.
 * 2. `null` is neither more nor less than anything, and calculating with it gives `null`: a device that does not know its
 *    temperature yet is no fault. In a condition `null` counts as false.
 * 3. No operator turns one type into another.
 */
import { spend, spendLength } from "./budget.ts";
import { unworkable } from "./expression-fault.ts";
import { kindOf } from "./expression-type.ts";

export type Binary = (a: unknown, b: unknown) => unknown;

export const calculations: Readonly<Record<string, Binary>> = {
  "+": (a, b) => (typeof a === "number" && typeof b === "number" ? a + b : joined(a, b)),
  "-": (a, b) => (typeof a === "number" && typeof b === "number" ? a - b : incalculable(a, b)),
  "*": (a, b) => (typeof a === "number" && typeof b === "number" ? a * b : incalculable(a, b)),
  "/": (a, b) => (typeof a === "number" && typeof b === "number" ? a / b : incalculable(a, b)),
  "%": (a, b) => (typeof a === "number" && typeof b === "number" ? a % b : incalculable(a, b)),
};

export const comparisons: Readonly<Record<string, Binary>> = {
  "<": (a, b) => (areOrdered(a, b) ? (a as number) < (b as number) : false),
  "<=": (a, b) => (areOrdered(a, b) ? (a as number) <= (b as number) : false),
  ">": (a, b) => (areOrdered(a, b) ? (a as number) > (b as number) : false),
  ">=": (a, b) => (areOrdered(a, b) ? (a as number) >= (b as number) : false),
};

export const equalities: Readonly<Record<string, Binary>> = {
  "==": (a, b) => a === b || isEqual(a, b),
  "!=": (a, b) => !(a === b || isEqual(a, b)),
};

export function negated(value: unknown): unknown {
  if (typeof value === "number") return -value;
  return value === null ? null : incalculable(value, 0);
}

/** A value where true or false is needed. */
export function truth(value: unknown): boolean {
  if (typeof value === "boolean") return value;
  if (value === null) return false;
  throw unworkable("true or false", kindOf(value));
}

/** Whether `value` is in a list, or a key of a mapping. */
export function isIn(value: unknown, whole: unknown): boolean {
  if (whole === null) return false;
  if (Array.isArray(whole)) {
    spend(whole.length);
    return whole.some((item) => item === value || isEqual(value, item));
  }
  if (typeof whole !== "object") throw unworkable("a list or a mapping to look in", kindOf(whole));
  return typeof value === "string" && Object.hasOwn(whole, value);
}

/** The value of a key or at a position; `null` when there is none. Reaches nothing but plain data. */
export function itemAt(whole: unknown, key: unknown): unknown {
  if (typeof whole !== "object" || whole === null || key === null) {
    if (whole === null || key === null) return null;
    throw unworkable("a list or a mapping", kindOf(whole));
  }
  const fits = Array.isArray(whole) ? typeof key === "number" : typeof key === "string";
  if (!fits) throw unworkable(Array.isArray(whole) ? "a position, a number" : "a key, a text", kindOf(key));
  return Object.hasOwn(whole, key as string) ? plain((whole as Record<string, unknown>)[key as string]) : null;
}

/** What an expression may get hold of; a function is none of it. */
export function plain(value: unknown): unknown {
  return value === undefined || typeof value === "function" ? null : value;
}

function joined(a: unknown, b: unknown): unknown {
  if (typeof a === "string" && typeof b === "string") {
    spendLength(a.length + b.length);
    return a + b;
  }
  if (Array.isArray(a) && Array.isArray(b)) {
    spend(a.length + b.length);
    return [...(a as unknown[]), ...(b as unknown[])];
  }
  if (a === null || b === null) return null;
  const hint = typeof a === "string" || typeof b === "string" ? "Write string(...) around the other." : undefined;
  throw unworkable("two numbers, two texts or two lists for +", `${kindOf(a)} and ${kindOf(b)}`, hint);
}

function incalculable(a: unknown, b: unknown): null {
  if (a === null || b === null) return null;
  throw unworkable("a number to calculate with", kindOf(typeof a === "number" ? b : a));
}

function areOrdered(a: unknown, b: unknown): boolean {
  if (typeof a === "number" && typeof b === "number") return true;
  if (typeof a === "string" && typeof b === "string") return true;
  if (a === null || b === null) return false;
  throw unworkable("two numbers or two texts to compare", `${kindOf(a)} and ${kindOf(b)}`);
}

function isEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  spend(1);
  const keys = Object.keys(a);
  if (Array.isArray(a) !== Array.isArray(b) || keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => {
    const [one, other] = [a as Record<string, unknown>, b as Record<string, unknown>];
    return Object.hasOwn(other, key) && isEqual(plain(one[key]), plain(other[key]));
  });
}
