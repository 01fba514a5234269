/**
 * YAML 1.2 or JSON text to plain data with positions.
 *
 * 1. Never throws: what is wrong with the text is a list of problems, and as much of the data as can be had.
 * 2. Keys are what stands in the text: `1.10` is the key "1.10", not the number 1.1.
 * 3. A key stands once; `__proto__` and its like are refused, so no key ever reaches a prototype.
 * 4. Anchors and aliases are fine, within limits: what they expand to is bounded and contains nothing that contains itself.
 */
import { parseDocument } from "yaml";
import { TextLines } from "./excerpt.ts";
import type { LocatedValue } from "./located-value.ts";
import type { Problem } from "../problems/problem.ts";
import type { Part } from "../texts/secrets.ts";
import { syntaxFaults } from "./yaml-problems.ts";
import { YamlReader, type ScalarText } from "./yaml-reader.ts";

const longestText = 4_000_000;

const options = { version: "1.2", prettyErrors: false, resolveKnownTags: false, merge: false } as const;

export function readDocument(text: string, file: string): LocatedValue {
  if (text.length > longestText) return tooLong(text, file);
  const document = parseDocument(text, options);
  const reader = new YamlReader(document, text);
  const value = reader.read(document.contents, []);
  const lines = new TextLines(text, hide(text, reader.secrets));
  const syntax = syntaxFaults(document, reader.scalars, text, file, lines);
  const data = reader.problems.map(({ from, to, ...rest }) => ({ file, ...rest, ...lines.locate(from, to) }));
  // What is too deep for the parser is too deep for the reader as well: once is enough.
  const known = new Set(data.map(({ message }) => message));
  return {
    value,
    problems: [...syntax.problems.filter(({ message }) => !known.has(message)), ...data],
    brokenFrom: new Map(syntax.brokenFrom === undefined ? [] : [[file, syntax.brokenFrom]]),
    files: [file],
    locate: (path, focus = {}) => ({ file, ...lines.locate(...reader.rangeOf(path, focus)) }),
    writtenAt: (path) => reader.writtenAt(path),
  };
}

/** Every scalar of a text but the keys, in order. */
export function scalarsOf(text: string): readonly ScalarText[] {
  const document = parseDocument(text, options);
  const reader = new YamlReader(document, text);
  reader.read(document.contents, []);
  return reader.scalars;
}

/** The text with other characters in place of the `parts`, so that everything stays where it is. */
function hide(text: string, parts: readonly Part[]): string {
  let hidden = text;
  for (const [from, to] of parts) {
    hidden = hidden.slice(0, from) + hidden.slice(from, to).replaceAll(/[^\r\n]/g, "*") + hidden.slice(to);
  }
  return hidden;
}

function tooLong(text: string, file: string): LocatedValue {
  const message = `expected a scenario of at most ${longestText} characters, found ${text.length}`;
  const problem: Problem = { file, line: 0, column: 0, path: "", message, excerpt: "" };
  return {
    value: undefined,
    problems: [problem],
    brokenFrom: new Map([[file, 0]]),
    files: [file],
    locate: () => ({ file, line: 0, column: 0, excerpt: "" }),
    writtenAt: () => undefined,
  };
}
