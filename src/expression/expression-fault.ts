/** What is wrong with an expression, before and while it is worked out. */
import { FlotillaError } from "../kernel/errors.ts";

export interface ExpressionFault {
  /** The end of the sentence "expected ...", and of "found ...". */
  readonly expected: string;
  readonly found: string;
  /** The characters at fault, from `from` to before `to`. */
  readonly from: number;
  readonly to: number;
  readonly hint?: string;
  /** An unknown name, and the names it may be a slip of. */
  readonly unknown?: { readonly found: string; readonly known: readonly string[] };
}

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
