/** What is wrong with an expression, before and while it is worked out. */
import { FlotillaError } from "../kernel/errors.ts";
import type { TextFault } from "../kernel/text-fault.ts";

export type ExpressionFault = TextFault;

/** Characters of an expression. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Ends compiling: carries the fault to whoever began. */
export class Misread extends Error {
  readonly fault: ExpressionFault;

  constructor(
    { start, end }: Span,
    expected: string,
    found: string,
    more: Pick<ExpressionFault, "hint" | "unknown"> = {},
  ) {
    super(`expected ${expected}, found ${found}`);
    this.fault = { expected, found, from: start, to: Math.max(end, start + 1), ...more };
  }
}

/** The values at hand are not what the expression takes them for. */
export function unworkable(expected: string, found: string, hint?: string): FlotillaError {
  return new FlotillaError("expression", `expected ${expected}, found ${found}`, { hint });
}
