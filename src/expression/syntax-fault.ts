/** What the reader of expressions complains about, in the words of faults. */
import type { ParseError } from "@marcbachmann/cel-js";
import { Misread } from "./expression-fault.ts";

export function syntaxFault({ code, range, summary }: ParseError, source: string): Misread {
  const start = Math.min(range?.start ?? 0, source.length);
  // Half of a character says nothing.
  const [sign = ""] = source.slice(start, start + 2);
  const end = Math.max(start + sign.length, Math.min(range?.end ?? start, source.length));
  const found = sign === "" ? "the end" : `"${source.slice(start, end)}"`;
  const hint = hintFor(source, start);
  const more = hint === undefined ? {} : { hint };
  switch (code) {
    case "limit_exceeded":
      return new Misread(
        { start: 0, end: source.length },
        "an expression of moderate size",
        `a larger one: ${limitIn(summary)}`,
      );
    case "unterminated_string":
    case "unterminated_triple_quoted_string":
      return new Misread({ start, end: start + 1 }, "a text in quotes", "no closing quote");
    case "reserved_identifier":
      return new Misread({ start, end }, "a name", `${found}, which is a word of the language`);
    case "invalid_macro_argument":
      return new Misread({ start, end }, "the name of a variable first, as in list.exists(x, x > 3)", found);
    case "expected_token":
      return new Misread({ start, end }, expectedIn(summary), found, more);
    case "invalid_number":
    case "invalid_integer":
    case "invalid_hex_integer":
    case "invalid_exponent":
      return new Misread({ start, end }, "a number", found);
    default:
      if (summary.toLowerCase().includes("escape"))
        return new Misread({ start, end }, "an escape that is known, such as \\n or \\\\", found, {
          hint: 'write r"..." for a text without escapes',
        });
      return new Misread({ start, end }, "an expression", found, more);
  }
}

/** What people write who think in other languages. */
function hintFor(source: string, at: number): string | undefined {
  const here = source.slice(Math.max(0, at - 1), at + 2);
  if (/(^|[^=!<>])=([^=]|$)/.test(here)) return "write == to compare";
  if (/(^|[^&])&([^&]|$)/.test(here)) return "write && for and";
  if (/(^|[^|])\|([^|]|$)/.test(here)) return "write || for or";
  if (/\bnot\s*$/i.test(source.slice(0, at))) return "write ! for not";
  const [word] = /^\s*(and|or|is)\b/i.exec(source.slice(at)) ?? [];
  switch (word?.trim().toLowerCase()) {
    case "and":
      return "write && for and";
    case "or":
      return "write || for or";
    case "is":
      return "write == to compare";
    default:
      return undefined;
  }
}

const signs: Readonly<Record<string, string>> = {
  RPAREN: '")"',
  RBRACKET: '"]"',
  RBRACE: '"}"',
  COLON: '":"',
  IDENTIFIER: "a name",
};

function expectedIn(summary: string): string {
  const token = /^Expected (\w+)/.exec(summary)?.[1] ?? "";
  return signs[token] ?? "an expression";
}

function limitIn(summary: string): string {
  const [, limit = "", most = ""] = /Exceeded (\w+) \((\d+)\)/.exec(summary) ?? [];
  const words: Readonly<Record<string, string>> = {
    maxAstNodes: "parts",
    maxDepth: "levels",
    maxListElements: "items of a list",
    maxMapEntries: "entries of a mapping",
    maxCallArguments: "arguments",
  };
  return `more than ${most} ${words[limit] ?? "parts"}`;
}
