/**
 * Texts with expressions in them: `${device.id}` is worked out and written in its place, `$${` is a plain `${`.
 *
 * An expression ends at the brace that closes it: braces of its own (`{"a": 1}`) and braces in its texts do not count.
 */
import { compileExpression, type Expression, type ExpressionFault, type Scope } from "./expression.ts";
import { toText } from "./functions.ts";
import type { Vocabulary } from "./vocabulary.ts";

export interface Template {
  readonly source: string;
  /** The names its expressions begin with. */
  readonly roots: ReadonlySet<string>;
  /** True when there is no expression in it. */
  readonly constant: boolean;
  /**
   * The text with every value in its place: texts as they are, everything else as JSON writes it.
   *
   * @param encode applied to each value's text, such as `encodeURIComponent` within a url
   * @throws FlotillaError `expression`.
   */
  render(scope: Scope, encode?: (text: string) => string): string;
  /** As `render`, but a text that is one expression and nothing else keeps the type of its value. */
  evaluate(scope: Scope): unknown;
}

export type CompiledTemplate =
  | { readonly ok: true; readonly template: Template }
  /** With its place within the whole text. */
  | { readonly ok: false; readonly fault: ExpressionFault };

export function compileTemplate(source: string, vocabulary: Vocabulary): CompiledTemplate {
  const parts: (string | Expression)[] = [];
  for (const part of splitTemplate(source)) {
    if (part.type === "text") parts.push(part.text);
    else if (part.type === "open") return { ok: false, fault: part.fault };
    else {
      const compiled = compileExpression(part.expression, vocabulary);
      if (!compiled.ok) return { ok: false, fault: moved(compiled.fault, part.from) };
      parts.push(compiled.expression);
    }
  }
  return { ok: true, template: templateOf(source, parts) };
}

/** A stretch of a template: plain text, an expression with its place, or one that never ends. */
export type TemplatePart =
  | { readonly type: "text"; readonly text: string }
  | {
      readonly type: "expression";
      readonly expression: string;
      /** Where the expression itself begins, behind `${`. */
      readonly from: number;
    }
  | { readonly type: "open"; readonly text: string; readonly fault: ExpressionFault };

/** Whether there is anything in the text to work out or to unescape. */
export function isTemplate(source: string): boolean {
  return source.includes("${");
}

export function* splitTemplate(source: string): Generator<TemplatePart> {
  let plain = "";
  let at = 0;
  while (at < source.length) {
    const next = source.indexOf("${", at);
    if (next < 0) break;
    if (next > at && source[next - 1] === "$") {
      plain += `${source.slice(at, next - 1)}\${`;
      at = next + 2;
      continue;
    }
    plain += source.slice(at, next);
    if (plain !== "") yield { type: "text", text: plain };
    plain = "";
    const end = endOf(source, next + 2);
    if (end === undefined) {
      const found = "no }";
      const fault = { expected: "a } that ends the expression", found, from: next, to: next + 2, hint: openHint };
      yield { type: "open", text: source.slice(next), fault };
      return;
    }
    yield { type: "expression", expression: source.slice(next + 2, end), from: next + 2 };
    at = end + 1;
  }
  plain += source.slice(at);
  if (plain !== "") yield { type: "text", text: plain };
}

const openHint = "write $${ for a plain ${";

/** What a template is written of: plain text, whatever it contains, and expressions. */
export type WrittenPart = { readonly plain: string } | { readonly expression: string };

/** The template of these parts: split again, it is the same. */
export function writeTemplate(parts: readonly WrittenPart[]): string {
  let written = "";
  let plain = "";
  for (const part of parts) {
    if ("plain" in part) {
      plain += part.plain;
      continue;
    }
    // A dollar before an expression would make it plain text.
    const [dollars] = /\$*$/.exec(plain)!;
    const before = plain.slice(0, plain.length - dollars.length);
    written += `${escaped(before)}${dollars === "" ? "" : `\${"${dollars}"}`}\${${part.expression}}`;
    plain = "";
  }
  return written + escaped(plain);
}

function escaped(plain: string): string {
  return plain.replaceAll("${", () => "$${");
}

/** A fault with its place counted from the start of a text that the expression stands in. */
export function moved(fault: ExpressionFault, by: number): ExpressionFault {
  return { ...fault, from: fault.from + by, to: fault.to + by };
}

/** The closing brace of the expression that begins at `from`. */
function endOf(source: string, from: number): number | undefined {
  let depth = 0;
  for (let at = from; at < source.length; at++) {
    const character = source[at]!;
    if (character === '"' || character === "'") {
      const end = endOfText(source, at);
      if (end === undefined) return undefined;
      at = end;
    } else if (character === "{") depth++;
    else if (character === "}" && --depth < 0) return at;
  }
  return undefined;
}

/** The quote that closes the text whose opening quote is at `from`. */
function endOfText(source: string, from: number): number | undefined {
  const quote = source[from]!;
  const close = source.startsWith(quote.repeat(3), from) ? quote.repeat(3) : quote;
  for (let at = from + close.length; at < source.length; at++) {
    if (source[at] === "\\") at++;
    else if (source.startsWith(close, at)) return at + close.length - 1;
  }
  return undefined;
}

function templateOf(source: string, parts: readonly (string | Expression)[]): Template {
  const expressions = parts.filter((part) => typeof part !== "string");
  const only = parts.length === 1 ? expressions[0] : undefined;
  const render = (scope: Scope, encode?: (text: string) => string): string => {
    let text = "";
    for (const part of parts) {
      if (typeof part === "string") text += part;
      else {
        const value = toText(part.evaluate(scope));
        text += encode === undefined ? value : encode(value);
      }
    }
    return text;
  };
  return {
    source,
    roots: new Set(expressions.flatMap(({ roots }) => [...roots])),
    constant: expressions.length === 0,
    render,
    evaluate: (scope) => (only === undefined ? render(scope) : only.evaluate(scope)),
  };
}
