/** Values of foreign make: what they are, and how they look in a message of ours. */
import { limits } from "./limits.ts";

export type Members = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A bounded, printable excerpt of a foreign text. */
export function quote(text: string): string {
  return JSON.stringify(text.length > limits.quoteLength ? `${text.slice(0, limits.quoteLength)}...` : text);
}

/** A value in words: `an object`, `"lokc"`, `12`. */
export function describe(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  switch (typeof value) {
    case "object":
      return "an object";
    case "string":
      return quote(value);
    default:
      return String(value);
  }
}
