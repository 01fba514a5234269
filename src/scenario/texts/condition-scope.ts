/** What a condition is looked at of: a device if it names one, else a home, else the run. */
import { compileExpression } from "../../expression/expression.ts";
import { looseVocabulary } from "../../expression/vocabulary.ts";

export type ConditionScope = "device" | "home" | "run";

/** @param condition one that compiles. */
export function scopeOfCondition(condition: string): ConditionScope {
  const compiled = compileExpression(condition, looseVocabulary);
  if (!compiled.ok) return "run";
  return scopeOfRoots(compiled.expression.roots);
}

export function scopeOfRoots(roots: ReadonlySet<string>): ConditionScope {
  return roots.has("device") ? "device" : roots.has("home") ? "home" : "run";
}
