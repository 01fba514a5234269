/** Expressions and templates of a scenario: compiled once, so that what is wrong is said at its very characters. */
import { compileExpression, type Expression, type ExpressionFault } from "../../expression/expression.ts";
import { compileTemplate, splitTemplate, type Template } from "../../expression/template.ts";
import type { Vocabulary } from "../../expression/vocabulary.ts";
import type { Report } from "../problems/report.ts";
import { nameHint } from "../problems/suggestion.ts";
import type { ValuePath } from "../source/value-path.ts";

/** A whole text that is an expression, and true or false. */
export function checkCondition(
  source: string | undefined,
  path: ValuePath,
  vocabulary: Vocabulary,
  report: Report,
): Expression | undefined {
  if (source === undefined || report.isFaulty(path)) return undefined;
  const compiled = compileExpression(source, vocabulary, "bool");
  if (compiled.ok) return compiled.expression;
  reportFault(compiled.fault, source, path, report);
  return undefined;
}

/** A text with `${...}` expressions in it. */
export function checkExpressions(
  text: string | undefined,
  path: ValuePath,
  vocabulary: Vocabulary,
  report: Report,
): Template | undefined {
  if (text === undefined || report.isFaulty(path)) return undefined;
  const compiled = compileTemplate(text, vocabulary);
  if (compiled.ok) return compiled.template;
  reportFault(compiled.fault, text, path, report);
  return undefined;
}

/** The type of a text that is one expression and nothing else, as CEL calls it. */
export function typeOfTemplate(text: string, vocabulary: Vocabulary): string | undefined {
  const [part, ...others] = splitTemplate(text);
  if (part?.type !== "expression" || others.length > 0) return "string";
  const compiled = compileExpression(part.expression, vocabulary);
  return compiled.ok ? compiled.expression.type : undefined;
}

export function reportFault(fault: ExpressionFault, source: string, path: ValuePath, report: Report): void {
  const { expected, from, to, unknown } = fault;
  // Words that came from the environment are not said aloud.
  const asWritten = report.written(path)?.value === source;
  const hint = fault.hint ?? (unknown === undefined ? undefined : unknownHint(unknown, expected));
  report.problem(path, `expected ${expected}, found ${asWritten ? fault.found : report.found(path)}`, {
    hint: asWritten || report.mayBeShown(path) ? hint : undefined,
    within: [from, to],
  });
}

function unknownHint({ found, known }: NonNullable<ExpressionFault["unknown"]>, expected: string): string | undefined {
  const hint = nameHint(found, known);
  return hint ?? (expected.endsWith("of device") ? "flotilla devices <kind> lists its attributes" : undefined);
}
