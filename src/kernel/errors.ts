/**
 * The one error class. Thrown for the caller's mistakes; what a target does is a value, not an exception.
 *
 * Message form: what was expected, where, what was found. The hint says what to do.
 */

export type ErrorCode =
  /** Wrong use of the command line or of the library. */
  | "usage"
  /** A scenario that cannot be run as written. */
  | "scenario"
  /** A kind that breaks the device contract. */
  | "kind"
  /** An expression that cannot be worked out on the values of the moment. */
  | "expression"
  /** No connection to the target could ever be made. */
  | "unreachable"
  /** A file or folder that cannot be read or written. */
  | "file"
  /** A condition that was waited for did not come true in time. */
  | "timeout"
  /** The run was interrupted. */
  | "interrupted"
  /** A fault of ours. */
  | "internal";

export class FlotillaError extends Error {
  override readonly name = "FlotillaError";
  readonly code: ErrorCode;
  /** What to do about it. */
  readonly hint: string | undefined;
  /** Plain data about the circumstances. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    code: ErrorCode,
    message: string,
    options: { hint?: string | undefined; cause?: unknown; details?: Record<string, unknown> } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
    this.details = options.details ?? {};
  }
}

/** The text of whatever was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
