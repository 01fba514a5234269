/** Whether a parsed line is one of a tape's, and what is wrong with it if not. Members it does not know are left alone. */
import { isObject } from "../wire/protocol/native/json-value.ts";
import type { TapeLine } from "./tape.ts";

/** What is wrong with `value`, as "expected ..., found ..."; `undefined` when it is a line. */
export function lineFault(value: unknown): string | undefined {
  if (!isObject(value)) return `expected an object, found ${shown(value)}`;
  const { type } = value;
  if (typeof type !== "string" || !Object.hasOwn(shapes, type))
    return `expected "type" as one of ${Object.keys(shapes).join(", ")}, found ${shown(type)}`;
  for (const [name, fit] of members.get(type)!) {
    if (!fit.fits(value[name]))
      return `expected "${name}" to be ${fit.is} in a line of type ${type}, found ${shown(value[name])}`;
  }
  if (type === "message" && !contents.some((name) => value[name] !== undefined))
    return `expected one of ${contents.join(", ")} in a line of type message, found none`;
  return undefined;
}

interface Fit {
  readonly is: string;
  fits(value: unknown): boolean;
}

const contents = ["message", "json", "text", "binary", "omitted"];

const text: Fit = { is: "a text", fits: (value) => typeof value === "string" };
const count: Fit = {
  is: "a whole number from 0",
  fits: (value) => Number.isSafeInteger(value) && (value as number) >= 0,
};
const texts: Fit = { is: "a list of texts", fits: (value) => Array.isArray(value) && value.every(text.fits) };
const counts: Fit = { is: "a list of lengths", fits: (value) => Array.isArray(value) && value.every(count.fits) };
const headers: Fit = {
  is: "a list of [name, value]",
  fits: (value) => Array.isArray(value) && value.every((pair) => texts.fits(pair) && (pair as unknown[]).length === 2),
};
const base64: Fit = {
  is: "base64",
  fits: (value) => typeof value === "string" && value.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(value),
};
const neutral: Fit = {
  is: "an object with a type",
  fits: (value) => isObject(value) && typeof value["type"] === "string",
};
const omission: Fit = {
  is: "an object with kind, why, bytes and sha256",
  fits: (value) =>
    isObject(value) &&
    text.fits(value["kind"]) &&
    text.fits(value["why"]) &&
    count.fits(value["bytes"]) &&
    text.fits(value["sha256"]),
};
const oneOf = (...words: readonly unknown[]): Fit => ({
  is: words.join(" or "),
  fits: (value) => words.includes(value),
});
const maybe = (fit: Fit): Fit => ({
  is: `${fit.is} or absent`,
  fits: (value) => value === undefined || fit.fits(value),
});

const everyLine: Readonly<Record<string, Fit>> = {
  at: { is: "milliseconds from 0", fits: (value) => typeof value === "number" && value >= 0 },
  connection: { is: "a whole number from 1", fits: (value) => Number.isSafeInteger(value) && (value as number) >= 1 },
};

const direction = oneOf("up", "down");
const ping = { direction, data: maybe(base64) };

const shapes: Readonly<Record<TapeLine["type"], Readonly<Record<string, Fit>>>> = {
  open: { path: text, query: maybe(text), subprotocols: texts, headers, device: maybe(text) },
  opened: { status: oneOf(101), subprotocol: text, extensions: maybe(text), headers },
  refused: { status: count, headers, body: maybe(text) },
  failed: { reason: text, message: text },
  message: {
    direction,
    message: maybe(neutral),
    text: maybe(text),
    binary: maybe(base64),
    omitted: maybe(omission),
    fragments: maybe(counts),
  },
  ping,
  pong: ping,
  close: { direction, code: count, reason: text },
  garbage: { direction, fault: text, data: base64 },
  end: { by: oneOf("device", "server", "recorder"), how: oneOf("closed", "lost", "unopened") },
};

/** What to look at, by type: made once, for there are millions of lines. */
const members: ReadonlyMap<string, readonly (readonly [name: string, fit: Fit])[]> = new Map(
  Object.entries(shapes).map(([type, shape]) => [type, Object.entries({ ...everyLine, ...shape })]),
);

function shown(value: unknown): string {
  if (value === undefined) return "nothing";
  const written = JSON.stringify(value) ?? typeof value;
  return written.length > 60 ? `${written.slice(0, 60)}...` : written;
}
