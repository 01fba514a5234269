/** What is wrong with an expression in a text of a scenario, in the words of problems. */
import type { ExpressionFault } from "../../expression/expression.ts";
import type { KnownValues } from "./known-values.ts";
import { nameHint, nearestName } from "../problems/suggestion.ts";

export interface TextFault {
  /** The characters of the text. */
  readonly from: number;
  readonly to: number;
  readonly message: string;
  readonly hint: string | undefined;
  /** It names a variable that is not there. */
  readonly missing?: boolean;
}

export function textFault(fault: ExpressionFault, by: number, text: string, { environment }: KnownValues): TextFault {
  const { expected, found, unknown } = fault;
  const place = { from: fault.from + by, to: Math.min(fault.to + by, Math.max(text.length, fault.from + by + 1)) };
  if (unknown === undefined) return { ...place, message: `expected ${expected}, found ${found}`, hint: fault.hint };
  if (expected === "a value of env") return { ...place, ...notSet(unknown.found, Object.keys(environment)) };
  const message = `expected ${expected}, found ${found}`;
  // What others write for the environment.
  const meant = Object.hasOwn(environment, unknown.found) ? `write env.${unknown.found}` : undefined;
  const missing = expected === "a value of vars";
  return { ...place, message, hint: meant ?? nameHint(unknown.found, unknown.known), ...(missing ? { missing } : {}) };
}

function notSet(name: string, known: readonly string[]): Pick<TextFault, "message" | "hint"> {
  const near = nearestName(name, known);
  return {
    message: `expected the environment variable ${name} to be set, found nothing`,
    hint: near === undefined ? `set it: ${name}=... flotilla run ...` : `did you mean ${near}?`,
  };
}
