/**
 * What expressions may name before the run: `env` and `vars`.
 *
 * 1. Variables may be made of the environment and of one another, in any order; a ring of them is a fault.
 * 2. A variable that cannot be worked out is reported once. What is made of it is faulty too, and not said again.
 * 3. Whatever something of the environment went into is a secret.
 */
import { compileExpression, type Expression } from "../../expression/expression.ts";
import { text, typeOf, dyn, type ExpressionType } from "../../expression/expression-type.ts";
import { splitTemplate } from "../../expression/template.ts";
import { live, looseVocabulary, type Vocabulary } from "../../expression/vocabulary.ts";
import type { Environment } from "./environment.ts";
import type { TextFault } from "./text-fault.ts";
import type { ValuePath } from "../source/value-path.ts";
import { workOutText } from "./work-out-text.ts";

export interface KnownValues {
  readonly environment: Environment;
  readonly vocabulary: Vocabulary;
  readonly scope: { readonly env: Environment; readonly vars: Readonly<Record<string, unknown>> };
  isSecret(expression: Expression): boolean;
  /** What {@link isSecret} has found so far: texts of the environment. */
  readonly secrets: ReadonlySet<string>;
  /** Whether it names a variable that could not be worked out. */
  isFaulty(expression: Expression): boolean;
}

/** @param report gets what is wrong within the text at a path. */
export type ReportText = (path: ValuePath, fault: TextFault) => void;

/** @param written `vars` as it stands in the scenario. */
export function knownValues(written: unknown, environment: Environment, report: ReportText): KnownValues {
  return new Variables(isMapping(written) ? written : {}, environment, report).workOut();
}

type Outcome = "open" | "good" | "secret" | "faulty";

class Variables implements KnownValues {
  readonly environment: Environment;
  readonly scope: { readonly env: Environment; readonly vars: Record<string, unknown> };
  readonly secrets: Set<string> = new Set();
  readonly #written: Readonly<Record<string, unknown>>;
  readonly #report: ReportText;
  readonly #outcomes = new Map<string, Outcome>();
  readonly #types: Record<string, ExpressionType> = {};
  readonly #env: ExpressionType;

  constructor(written: Readonly<Record<string, unknown>>, environment: Environment, report: ReportText) {
    this.#written = written;
    this.environment = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined));
    this.#report = report;
    this.scope = { env: this.environment, vars: {} };
    this.#env = live(Object.fromEntries(Object.keys(this.environment).map((name) => [name, text])));
    for (const name of Object.keys(written)) this.#types[name] = dyn;
  }

  workOut(): this {
    for (const name of Object.keys(this.#written)) this.#need(name);
    return this;
  }

  get vocabulary(): Vocabulary {
    return { env: this.#env, vars: { is: "object", fields: this.#types } };
  }

  isSecret({ uses }: Expression): boolean {
    for (const { path } of uses) if (path[0] === "env") this.secrets.add(this.environment[path[1] ?? ""] ?? "");
    return uses.some(
      ({ path }) => path[0] === "env" || this.#variablesOf(path).some((name) => this.#is(name, "secret")),
    );
  }

  isFaulty({ uses }: Expression): boolean {
    return uses.some(({ path }) => this.#variablesOf(path).some((name) => this.#is(name, "faulty")));
  }

  #is(name: string, outcome: Outcome): boolean {
    return this.#outcomes.get(name) === outcome;
  }

  /** The variables that an expression looks at: one, or all of them when it has no name. */
  #variablesOf([root, name]: readonly string[]): readonly string[] {
    if (root !== "vars") return [];
    return name === undefined ? Object.keys(this.#written) : [name];
  }

  #need(name: string): void {
    if (this.#outcomes.has(name) || !Object.hasOwn(this.#written, name)) return;
    this.#outcomes.set(name, "open");
    let outcome = "good" as Outcome;
    const value = this.#copy(this.#written[name], ["vars", name], (worse) => {
      if (outcome !== "faulty") outcome = worse;
    });
    this.#outcomes.set(name, outcome);
    if (outcome === "faulty") return;
    this.scope.vars[name] = value;
    this.#types[name] = typeOf(value);
  }

  #copy(value: unknown, path: ValuePath, worsen: (outcome: Outcome) => void): unknown {
    if (Array.isArray(value)) return value.map((item, position) => this.#copy(item, [...path, position], worsen));
    if (isMapping(value)) {
      const entries = Object.entries(value);
      return Object.fromEntries(entries.map(([key, item]) => [key, this.#copy(item, [...path, key], worsen)]));
    }
    if (typeof value !== "string") return value;
    if (!this.#needAllOf(value, path)) {
      worsen("faulty");
      return null;
    }
    const worked = workOutText(value, "fixed", this);
    if (worked.ok) {
      if (worked.secret) worsen("secret");
      return worked.value;
    }
    for (const fault of worked.faults) this.#report(path, fault);
    worsen("faulty");
    return null;
  }

  /** Works out what the text is made of; false when that leads back to it. */
  #needAllOf(value: string, path: ValuePath): boolean {
    for (const part of splitTemplate(value)) {
      if (part.type !== "expression") continue;
      const compiled = compileExpression(part.expression, { ...looseVocabulary, env: dyn, vars: dyn });
      if (!compiled.ok) continue;
      for (const use of compiled.expression.uses) {
        for (const name of this.#variablesOf(use.path)) {
          this.#need(name);
          if (!this.#is(name, "open")) continue;
          const [from, to] = [part.from + use.start, part.from + use.end];
          this.#report(path, { from, to, message: this.#ringMessage(name), hint: undefined });
          return false;
        }
      }
    }
    return true;
  }

  /** Those that are being worked out, from the one that is needed again. */
  #ringMessage(name: string): string {
    const open = [...this.#outcomes].filter(([, outcome]) => outcome === "open").map(([one]) => `vars.${one}`);
    const ring = [...open.slice(open.indexOf(`vars.${name}`)), `vars.${name}`];
    return `expected variables that end, found a ring: ${ring.join(" -> ")}`;
  }
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
