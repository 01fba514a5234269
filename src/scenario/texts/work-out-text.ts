/**
 * The expressions in one text, as far as they can be worked out before the run.
 *
 * 1. A text that is one expression takes the type of its value; in any other its text stands in the expression's place.
 * 2. What is known only while it runs is left in a template, with the values of `env` and `vars` in it; so is `$${`, which
 *    is a plain `${` only once the template is filled in. A value is never taken for an expression, whatever it contains;
 *    only in a condition, which is one expression, `${...}` is filled in as it stands.
 * 3. A result that something of the environment went into is a secret.
 */
import { withConstants } from "../../expression/constants.ts";
import { compileExpression, type Expression } from "../../expression/expression.ts";
import { toText } from "../../expression/functions.ts";
import { isTemplate, splitTemplate, type WrittenPart, writeTemplate } from "../../expression/template.ts";
import { compileTimeRoots, looseVocabulary, runTimeRoots } from "../../expression/vocabulary.ts";
import { FlotillaError } from "../../kernel/errors.ts";
import type { KnownValues } from "./known-values.ts";
import { type TextFault, textFault } from "./text-fault.ts";
import type { TextPlace } from "./text-places.ts";
import { valueAt } from "../source/value-path.ts";

export type WorkedOut =
  | { readonly ok: true; readonly value: unknown; readonly secret: boolean }
  /** Without faults of its own when it only follows from another. */
  | { readonly ok: false; readonly faults: readonly TextFault[] };

export function workOutText(text: string, place: TextPlace, known: KnownValues): WorkedOut {
  if (place === "condition") return workOutCondition(text, known);
  if (!isTemplate(text)) return { ok: true, value: text, secret: false };
  const keeps = place !== "fixed";
  const faults: TextFault[] = [];
  const pieces: Piece[] = [];
  let [secret, follows] = [false, false];
  for (const part of splitTemplate(text)) {
    if (part.type === "text") pieces.push({ type: "text", text: part.text });
    else if (part.type === "open") faults.push(textFault(part.fault, 0, text, known));
    else {
      const worked = workOutExpression(part.expression, keeps, known);
      if (worked.ok) pieces.push(worked.piece);
      else if (worked.faults.length === 0) follows = true;
      else faults.push(...worked.faults.map((fault) => movedFault(fault, part.from, text)));
      secret ||= worked.ok && worked.secret;
    }
  }
  if (faults.length > 0 || follows) return { ok: false, faults };
  const [only] = pieces;
  const alone = pieces.length === 1 && only?.type === "value" && (place === "fixed" || place === "argument");
  if (alone && !(keeps && typeof only.value === "string")) return { ok: true, value: only.value, secret };
  return { ok: true, value: keeps ? writeTemplate(pieces.map(written)) : pieces.map(plainText).join(""), secret };
}

/** What becomes of a part of a text. */
type Piece =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "value"; readonly value: unknown }
  /** For the run. */
  | { readonly type: "kept"; readonly expression: string };

type WorkedPiece =
  | { readonly ok: true; readonly piece: Piece; readonly secret: boolean }
  | { readonly ok: false; readonly faults: readonly TextFault[] };

function written(piece: Piece): WrittenPart {
  return piece.type === "kept" ? { expression: piece.expression } : { plain: plainText(piece) };
}

function plainText(piece: Piece): string {
  return piece.type === "text" ? piece.text : toText(piece.type === "value" ? piece.value : piece.expression);
}

/** A whole text that is an expression: with `${...}` filled in, and the values of `env` and `vars` in place of their names. */
function workOutCondition(text: string, known: KnownValues): WorkedOut {
  let source = text;
  let secret = false;
  if (isTemplate(text)) {
    const worked = workOutText(text, "fixed", known);
    if (!worked.ok) return { ok: false, faults: worked.faults.map(asOfCondition) };
    source = toText(worked.value);
    secret = worked.secret;
  }
  if (!/\b(env|vars)\b/.test(source)) return { ok: true, value: source, secret };
  const compiled = compileExpression(source, { ...looseVocabulary, ...known.vocabulary });
  if (compiled.ok) {
    const { expression } = compiled;
    if (known.isFaulty(expression)) return { ok: false, faults: [] };
    return { ok: true, value: filledIn(expression, known), secret: secret || known.isSecret(expression) };
  }
  // What else is wrong with it, its own check says, which knows what it may name.
  const { expected } = compiled.fault;
  if (source !== text || !compileTimeRoots.some((root) => expected === `a value of ${root}`))
    return { ok: true, value: source, secret };
  return { ok: false, faults: [textFault(compiled.fault, 0, text, known)] };
}

function workOutExpression(source: string, keeps: boolean, known: KnownValues): WorkedPiece {
  const compiled = compileExpression(source, { ...looseVocabulary, ...known.vocabulary });
  if (!compiled.ok) return { ok: false, faults: [textFault(compiled.fault, 0, source, known)] };
  const { expression } = compiled;
  if (known.isFaulty(expression)) return { ok: false, faults: [] };
  const secret = known.isSecret(expression);
  const early = expression.uses.find(({ path }) => runTimeRoots.includes(path[0]!));
  if (early === undefined) return workOutValue(expression, secret, known);
  if (keeps) return { ok: true, piece: { type: "kept", expression: filledIn(expression, known) }, secret };
  const { start: from, end: to, path } = early;
  const message = `expected env or vars, as this is worked out before the run, found ${path.join(".")}`;
  return { ok: false, faults: [{ from, to, message, hint: hintOfEarly }] };
}

const hintOfEarly = "what happens in the run can be named in conditions, and in log, http and args of the timeline";

/** In a condition everything can be named, but not in braces. */
function asOfCondition(fault: TextFault): TextFault {
  if (fault.hint !== hintOfEarly) return fault;
  return { ...fault, hint: "a condition is an expression as a whole: write it without ${}" };
}

function workOutValue(expression: Expression, secret: boolean, known: KnownValues): WorkedPiece {
  const whole = { from: 0, to: expression.source.length, hint: undefined };
  try {
    const value = expression.evaluate(known.scope);
    if (typeof value === "number" && !Number.isFinite(value))
      return { ok: false, faults: [{ ...whole, message: `expected a number, found ${value}` }] };
    return { ok: true, piece: { type: "value", value }, secret };
  } catch (thrown) {
    if (!(thrown instanceof FlotillaError)) throw thrown;
    return { ok: false, faults: [{ ...whole, message: thrown.message, hint: thrown.hint }] };
  }
}

function filledIn(expression: Expression, { scope }: KnownValues): string {
  return withConstants(expression, compileTimeRoots, (path) => valueAt(scope, path));
}

/** A fault of an expression counted from the start of its text; one of all of it takes in its braces. */
function movedFault(fault: TextFault, by: number, text: string): TextFault {
  const [from, to] = [fault.from + by, fault.to + by];
  const whole = text.slice(by, from).trim() === "" && text[to] === "}";
  return whole ? { ...fault, from: by - 2, to: to + 1 } : { ...fault, from, to };
}
