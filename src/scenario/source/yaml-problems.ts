/** What YAML's parser complains about, in the words of problems. */
import type { Document, YAMLError } from "yaml";
import type { TextLines } from "./excerpt.ts";
import type { Problem } from "../problems/problem.ts";
import type { Part } from "../texts/secrets.ts";
import { tooDeep, type ScalarText } from "./yaml-reader.ts";

export interface SyntaxFaults {
  readonly problems: readonly Problem[];
  /** The first line from which on the data is guesswork. */
  readonly brokenFrom: number | undefined;
}

export function syntaxFaults(
  document: Document.Parsed,
  scalars: readonly ScalarText[],
  text: string,
  file: string,
  lines: TextLines,
): SyntaxFaults {
  const problems: Problem[] = [];
  let brokenFrom: number | undefined;
  const report = ([from, to]: Part, wording: Wording): void => {
    problems.push({ file, path: "", ...wording, ...lines.locate(from, to) });
  };
  for (const error of [...document.errors, ...document.warnings]) {
    const wording = plainWordings[error.code]?.(error, text);
    if (wording !== undefined) {
      report(placeOf(error, text), wording);
      continue;
    }
    // After the first slip the parser stumbles on; what it says then is about itself.
    if (brokenFrom !== undefined) continue;
    const place = slipPlace(error, scalars);
    brokenFrom = lines.locate(...place).line;
    if (error.code !== "RESOURCE_EXHAUSTION") report(place, slipWording(error, text));
    else report(place, { message: tooDeep });
  }
  const version = document.directives?.yaml;
  if (version?.explicit === true && version.version !== "1.2") {
    const from = Math.max(0, text.indexOf("%YAML"));
    report([from, from + "%YAML 1.1".length], { message: `expected YAML 1.2, found YAML ${version.version}` });
  }
  return { problems, brokenFrom };
}

interface Wording {
  readonly message: string;
  readonly hint?: string;
}

/** Complaints that leave no doubt about the rest of the text. */
const plainWordings: Partial<Record<YAMLError["code"], (error: YAMLError, text: string) => Wording>> = {
  DUPLICATE_KEY: (error, text) => {
    const [from, to] = placeOf(error, text);
    return { message: `expected each key once, found ${text.slice(from, to).replaceAll(/^["']|["']$/g, "")} again` };
  },
  MULTIPLE_DOCS: () => ({
    message: "expected one scenario, found a second document",
    hint: "keep each scenario in its own file",
  }),
  TAB_AS_INDENT: () => ({ message: "expected spaces as indentation, found a tab" }),
  TAG_RESOLVE_FAILED: (error, text) => ({
    message: `expected plain data, found the tag ${text.slice(error.pos[0], error.pos[1])}`,
  }),
};

function slipWording(error: YAMLError, text: string): Wording {
  const message = `expected valid YAML, found a slip: ${lowerFirst(error.message)}`;
  if (error.code === "BAD_DQ_ESCAPE") return { message, hint: "write \\\\ for a backslash" };
  if (error.code === "BLOCK_AS_IMPLICIT_KEY" || error.code === "MULTILINE_IMPLICIT_KEY") {
    return { message, hint: "check the indentation, and put texts that contain `: ` in quotes" };
  }
  if (error.code === "UNEXPECTED_TOKEN" && /[{[].*[^\s{[,:]\{/.test(lineAround(text, error.pos[0]))) {
    return { message, hint: "within { } or [ ], put texts that contain braces in quotes" };
  }
  return { message };
}

/** A key that is there twice is pointed to in full. */
function placeOf({ code, pos }: YAMLError, text: string): Part {
  if (code === "MULTIPLE_DOCS") return [pos[0], pos[0] + 3];
  if (code !== "DUPLICATE_KEY") return pos;
  const key = /^(?:"[^"\n]*"|'[^'\n]*'|[^\s:,}\]]+)/.exec(text.slice(pos[0]))?.[0] ?? "";
  return [pos[0], pos[0] + Math.max(1, key.length)];
}

/** A quote that is never closed swallows the rest: its start is the place to look at. */
function slipPlace({ code, message, pos }: YAMLError, scalars: readonly ScalarText[]): Part {
  const open =
    code === "MISSING_CHAR" && message.includes("quote")
      ? scalars.findLast(({ range }) => range[0] < pos[0])
      : undefined;
  return open === undefined ? pos : [open.range[0], open.range[0] + 1];
}

function lineAround(text: string, offset: number): string {
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  const end = text.indexOf("\n", offset);
  return text.slice(start, end < 0 ? undefined : end);
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
