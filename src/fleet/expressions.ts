/**
 * The expressions of a plan, as whoever plays it asks for them. Compiling them takes a language of its own: it is given to those shards
 * whose plan has any.
 */
import type { Expression } from "../expression/expression.ts";
import type { Template } from "../expression/template.ts";
import { FlotillaError } from "../kernel/errors.ts";

export interface Expressions {
  /** Whose value is true or false. @throws FlotillaError `expression` when it cannot be one. */
  condition(source: string): Expression;
  /** @throws FlotillaError `expression` when it cannot be one. */
  template(source: string): Template;
}

/** Of a plan without any. */
export const noExpressions: Expressions = {
  condition: (source) => refuse(source),
  template: (source) => refuse(source),
};

function refuse(source: string): never {
  throw new FlotillaError("internal", `expected a plan without expressions, found ${JSON.stringify(source)}`);
}
