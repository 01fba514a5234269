/** What is wrong with a text that is read as a language: an expression, a threshold. */
export interface TextFault {
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
