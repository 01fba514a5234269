/** How a command or a wish of the server ended. */
import type { Value } from "./field.ts";
import type { Failure } from "./kind.ts";

/** How a command or desired state ended. `failure` is the kind's, or what the device itself found wrong. */
export type CallOutcome = { readonly ok: true; readonly result: Readonly<Record<string, Value>> } | Refusal;

export interface Refusal {
  readonly ok: false;
  readonly failure: Failure | "unknown" | "invalid" | "rebooting" | "overloaded";
  readonly message: string;
  /** Name of the argument, attribute or setting at fault, where it is one. */
  readonly field?: string;
}

export function refuse(failure: Refusal["failure"], message: string, field?: string): Refusal {
  return field === undefined ? { ok: false, failure, message } : { ok: false, failure, message, field };
}
