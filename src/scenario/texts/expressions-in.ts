/** The expressions in a text and what they look at, whether or not they can be worked out. */
import { compileExpression, type Use } from "../../expression/expression.ts";
import { dyn } from "../../expression/expression-type.ts";
import { isTemplate, splitTemplate } from "../../expression/template.ts";
import { looseVocabulary } from "../../expression/vocabulary.ts";

export interface FoundExpression {
  /** What stands between its braces. */
  readonly source: string;
  /** Its characters in the text, braces included; of one that never ends, the rest of the text. */
  readonly from: number;
  readonly to: number;
  /** Empty also when it is no expression at all. */
  readonly uses: readonly Use[];
}

export function expressionsIn(text: string): readonly FoundExpression[] {
  if (!isTemplate(text)) return [];
  const found: FoundExpression[] = [];
  for (const part of splitTemplate(text)) {
    if (part.type === "expression") {
      const { expression: source, from } = part;
      const compiled = compileExpression(source, { ...looseVocabulary, env: dyn, vars: dyn });
      const uses = compiled.ok ? compiled.expression.uses : [];
      found.push({ source, from: from - 2, to: from + source.length + 1, uses });
    } else if (part.type === "open") {
      found.push({ source: part.text, from: text.length - part.text.length, to: text.length, uses: [] });
    }
  }
  return found;
}
