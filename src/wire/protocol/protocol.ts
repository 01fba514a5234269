/** A protocol as a scenario names it: the adapter, and what it needs to be chosen and set up by name. */
import type { FlotillaError } from "../../kernel/errors.ts";
import type { ProtocolAdapter } from "./adapter.ts";

export interface Protocol<Options = unknown> extends ProtocolAdapter<Options> {
  /** JSON Schema of what a scenario may write beside `kind`. */
  readonly optionsSchema: Readonly<Record<string, unknown>>;
  /**
   * Reads what a scenario wrote into complete options; `undefined` means all defaults. A fault is returned, not thrown,
   * so that the caller can say where it stands; its `details.path` leads to it within `value`. Its own result, which is
   * plain JSON, is read back unchanged.
   */
  readOptions(value: unknown): Options | FlotillaError;
}
