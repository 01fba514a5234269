/**
 * The expressions of a plan, compiled once for all shards of a process, however many devices ask for them.
 *
 * A compiled scenario has none that do not fit. One in a plan made by hand may: that is told when it is first asked for.
 */
import type { Kind } from "../device/kind.ts";
import { compileExpression, type Expression, type ExpressionFault } from "../expression/expression.ts";
import { compileTemplate, type Template } from "../expression/template.ts";
import { type Vocabulary, vocabularyOf } from "../expression/vocabulary.ts";
import { FlotillaError } from "../kernel/errors.ts";
import type { Expressions } from "./expressions.ts";

/** Whose expressions: of a fleet of these kinds. The same map gets the same ones. */
export function expressionsOf(kinds: ReadonlyMap<string, Kind>): Expressions {
  let expressions = known.get(kinds);
  if (expressions === undefined) known.set(kinds, (expressions = new CompiledExpressions(kinds)));
  return expressions;
}

const known = new WeakMap<ReadonlyMap<string, Kind>, Expressions>();

/** What an event of scripts brings is known by its name alone: in a plan its fields have been checked already. */
const anyEvent = "event";

class CompiledExpressions implements Expressions {
  readonly #kinds: readonly Kind[];
  readonly #conditions: Map<string, Expression> = new Map();
  readonly #templates: Map<string, Template> = new Map();
  #vocabulary: Vocabulary | undefined;

  constructor(kinds: ReadonlyMap<string, Kind>) {
    this.#kinds = [...kinds.values()];
  }

  condition(source: string): Expression {
    let condition = this.#conditions.get(source);
    if (condition === undefined) {
      const compiled = compileExpression(source, this.#names, "bool");
      if (!compiled.ok) throw misfit(source, compiled.fault);
      this.#conditions.set(source, (condition = compiled.expression));
    }
    return condition;
  }

  template(source: string): Template {
    let template = this.#templates.get(source);
    if (template === undefined) {
      const compiled = compileTemplate(source, this.#names);
      if (!compiled.ok) throw misfit(source, compiled.fault);
      this.#templates.set(source, (template = compiled.template));
    }
    return template;
  }

  get #names(): Vocabulary {
    this.#vocabulary ??= {
      ...vocabularyOf({ kinds: this.#kinds, home: true, run: true, command: true, step: true }),
      [anyEvent]: { is: "dyn" },
    };
    return this.#vocabulary;
  }
}

function misfit(source: string, { expected, found, hint }: ExpressionFault): FlotillaError {
  return new FlotillaError("expression", `expected ${expected} in ${JSON.stringify(source)}, found ${found}`, {
    hint: hint ?? "Check the scenario with flotilla validate.",
  });
}
