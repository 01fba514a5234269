/**
 * Where a connection of the tape is dialed now, and with which headers.
 *
 * 1. The target's path comes before the tape's, its query before the tape's: `wss://hub/v2` and `/devices/lock-1?x=1` make
 *    `wss://hub/v2/devices/lock-1?x=1`. A target with placeholders says the whole path itself; `{path}` and `{query}` are the tape's.
 * 2. What was taken out of the tape as a secret is left out, unless a value is given for it.
 * 3. What is given (`--header`, `--set-query`, `--subprotocol`) is on every connection, whatever the tape has, and may hold placeholders.
 */
import { FlotillaError } from "../kernel/errors.ts";
import { redactedText } from "../recording/redaction/secret-names.ts";
import type { OpenLine } from "../recording/tape.ts";
import { checkTargetUrl } from "../wire/transport/target-url.ts";
import { type Copy, fill, wordNames } from "./copy.ts";

export interface Given {
  readonly target: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly query: readonly (readonly [name: string, value: string])[];
  /** Offered in place of the tape's. */
  readonly subprotocols?: readonly string[];
}

export interface Address {
  readonly url: string;
  readonly subprotocols: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
}

/** @param columns of the list of identities. @throws FlotillaError `usage` for a target that no device could dial. */
export function checkTarget(target: string, columns: readonly string[] = []): void {
  checkTargetUrl(target.replaceAll(placeholder, "0"));
  checkPlaceholders(target, "--target", ["path", "query", ...columns]);
}

/** @param more names that are known beside those of every device. @throws FlotillaError `usage`. */
export function checkPlaceholders(text: string, option: string, more: readonly string[]): void {
  const known = [...wordNames, ...more];
  const unknown = Array.from(text.matchAll(placeholder), ([, name]) => name!).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new FlotillaError("usage", `expected placeholders that are known in ${option}, found {${unknown}}`, {
    hint: `There are ${known.map((name) => `{${name}}`).join(", ")}; --identities adds its columns.`,
  });
}

const placeholder = /\{([A-Za-z]\w*)\}/g;

export function addressOf(open: OpenLine, copy: Copy, given: Given): Address {
  const offered = given.subprotocols ?? open.subprotocols.filter((name) => !name.includes(redactedText));
  return {
    url: urlOf(open, copy, given),
    subprotocols: offered.map((name) => fill(name, copy.words)),
    headers: headersOf(open, copy, given),
  };
}

function urlOf(open: OpenLine, copy: Copy, { target, query }: Given): string {
  const path = copy.swap.urlPart(open.path);
  const own = tapeQuery(open, copy, query);
  const setTo = query.map(
    ([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(fill(value, copy.words))}`,
  );
  const [before, behind = ""] = split(target, "?");
  const words = {
    ...Object.fromEntries(Object.entries(copy.words).map(([name, word]) => [name, encodeURIComponent(word)])),
    path: path.replace(/^\//, ""),
    query: own.join("&"),
  };
  const templated = new RegExp(placeholder.source).test(target);
  const where = templated ? fill(before, words) : `${before.replace(/\/$/, "")}${path}`;
  const asked = [fill(behind, words), ...(target.includes("{query}") ? [] : own), ...setTo].filter(
    (part) => part !== "",
  );
  return asked.length === 0 ? where : `${where}?${asked.join("&")}`;
}

/** The tape's parameters as they are written, without those that are secret or given anew. */
function tapeQuery({ query = "" }: OpenLine, copy: Copy, given: Given["query"]): string[] {
  return query
    .split("&")
    .filter((part) => part !== "" && !part.includes(redactedText) && !decoded(part).includes(redactedText))
    .filter((part) => !given.some(([name]) => name === decoded(split(part, "=")[0])))
    .map((part) => copy.swap.urlPart(part));
}

function headersOf(open: OpenLine, copy: Copy, given: Given): Record<string, string> {
  const headers: Record<string, string> = {};
  const written = new Map<string, string>();
  const anew = new Set(given.headers.map(([name]) => name.toLowerCase()));
  for (const [name, value] of open.headers) {
    if (value.includes(redactedText) || anew.has(name.toLowerCase())) continue;
    const swapped = copy.swap.text(value);
    const before = written.get(name.toLowerCase());
    const separator = name.toLowerCase() === "cookie" ? "; " : ", ";
    headers[before ?? name] = before === undefined ? swapped : `${headers[before]}${separator}${swapped}`;
    written.set(name.toLowerCase(), before ?? name);
  }
  for (const [name, value] of given.headers) headers[name] = fill(value, copy.words);
  return headers;
}

function split(text: string, at: string): [before: string, behind?: string] {
  const place = text.indexOf(at);
  return place < 0 ? [text] : [text.slice(0, place), text.slice(place + 1)];
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part.replaceAll("+", " "));
  } catch {
    return part;
  }
}
