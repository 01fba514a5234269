/**
 * Which texts of a scenario are credentials, by where they stand and what they look like.
 *
 * 1. Judged without a schema: a token under a misspelt key, or in a scenario that does not compile, is still a token.
 * 2. In doubt a text is a credential: hiding too much costs a glance into the file, showing too much costs a password.
 */
import { expressionsIn } from "./expressions-in.ts";
import type { ValuePath } from "../source/value-path.ts";
import { redacted } from "./hidden-texts.ts";

/** A part of a text, from the first to behind the last character. */
export type Part = readonly [from: number, to: number];

/** The parts of the text at `path` that nobody else may see. */
export function secretPartsOf(path: ValuePath, text: string): readonly Part[] {
  if (text === "") return [];
  return isCredential(path) ? [[0, text.length]] : secretPartsOfUrl(text);
}

/** The text at `path` with its credentials, and whatever came from the environment, hidden. */
export function hideSecrets(path: ValuePath, text: string): string {
  return hideParts(text, [...secretPartsOf(path, text), ...environmentPartsOf(text)]);
}

function isCredential(path: ValuePath): boolean {
  const last = path.at(-1);
  if (path.includes("auth")) return last !== "user" && last !== "name";
  // Paths of files, `key` among them.
  if (path.includes("tls")) return false;
  return path.some((step) => typeof step === "string" && credentialName.test(step));
}

/** Names of headers, query parameters and keys that hold credentials. */
const credentialName =
  /^(auth|bearer|key|sig)$|authorization|cookie|token|secret|passw(or)?d|api[-_]?key|credential|signature/i;

function secretPartsOfUrl(text: string): Part[] {
  const parts: Part[] = [];
  for (const match of text.matchAll(/:\/\/([^/?#\s@]+)@/g))
    parts.push([match.index + 3, match.index + 3 + match[1]!.length]);
  for (const match of text.matchAll(/[?&]([^=&#\s]+)=([^&#\s]+)/g)) {
    const end = match.index + match[0].length;
    if (credentialName.test(match[1]!)) parts.push([end - match[2]!.length, end]);
  }
  return parts;
}

/** Where `text` takes something from the environment: the whole expression, with its braces. */
export function environmentPartsOf(text: string): readonly Part[] {
  return expressionsIn(text)
    .filter(({ uses, source }) =>
      uses.length === 0 ? /\benv\b/.test(source) : uses.some(({ path }) => path[0] === "env"),
    )
    .map(({ from, to }) => [from, to]);
}

function hideParts(text: string, parts: readonly Part[]): string {
  let hidden = "";
  let shown = 0;
  for (const [from, to] of parts.toSorted((a, b) => a[0] - b[0])) {
    if (from >= shown) hidden += text.slice(shown, from) + redacted;
    shown = Math.max(shown, to);
  }
  return hidden + text.slice(shown);
}
