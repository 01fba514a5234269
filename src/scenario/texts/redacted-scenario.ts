/**
 * A scenario's text as run, fit for keeping and sharing: parts from other files and overrides written in, credentials and
 * what came from the environment as `***`.
 *
 * 1. A scenario of one file stays as it was otherwise, comments and layout included.
 * 2. Expressions stand as they were written; those that name the environment are hidden as a whole.
 * 3. A variable that a credential is made of is a credential.
 */
import { isCollection, parseDocument, stringify } from "yaml";
import type { Environment } from "./environment.ts";
import { expressionsIn } from "./expressions-in.ts";
import { readDocument, scalarsOf } from "../source/located-document.ts";
import { placeOverrides, type Overrides } from "../source/overrides.ts";
import type { ScenarioFiles } from "../source/scenario-files.ts";
import { scenarioSchema } from "../scenario-schema.ts";
import { keysAt } from "../problems/schema-keys.ts";
import { isLongEnough, redacted } from "./hidden-texts.ts";
import { hideSecrets, secretPartsOf } from "./secrets.ts";
import { withParts } from "../source/shared-parts.ts";
import { valueAt, type ValuePath } from "../source/value-path.ts";
import type { ScalarText } from "../source/yaml-reader.ts";

export interface RedactOptions {
  /** What the scenario is called. */
  readonly file?: string | undefined;
  readonly env?: Environment | undefined;
  readonly overrides?: Overrides | undefined;
  /** For the files that the scenario is made of; without it, they are left as their names. */
  readonly files?: ScenarioFiles | undefined;
}

export function redactedScenario(text: string, options: RedactOptions = {}): string {
  const asRun = withOverrides(withFiles(text, options), options.overrides ?? {});
  const scalars = scalarsOf(asRun);
  const variables = credentialVariables(scalars);
  const secrets = new Set<string>();
  const texts = new Map<number, HiddenText>();
  for (const scalar of scalars) {
    const { path, value, range } = scalar;
    const written = String(value);
    const hidden = isVariable(path, variables) ? redacted : hideSecrets(path, written);
    if (hidden !== written)
      for (const secret of secretsIn(path, written, options.env ?? {}, variables)) secrets.add(secret);
    // One text stands in several places where there are aliases: a credential in one of them is one in all.
    const known = texts.get(range[0]);
    if (known === undefined || hidden !== written) texts.set(range[0], { scalar, hidden });
  }
  let result = "";
  let copied = 0;
  for (const { scalar, hidden } of [...texts.values()].toSorted((a, b) => a.scalar.range[0] - b.scalar.range[0])) {
    const [from, to] = scalar.range;
    const clean = withoutSecrets(hidden, secrets);
    if (clean === String(scalar.value)) continue;
    result += withoutSecrets(asRun.slice(copied, from), secrets) + shownAs(clean, scalar.plain, asRun.slice(from, to));
    copied = to;
  }
  return result + withoutSecrets(asRun.slice(copied), secrets);
}

interface HiddenText {
  readonly scalar: ScalarText;
  readonly hidden: string;
}

/** How a text is written in place of `written`. */
function shownAs(text: string, plain: boolean, written: string): string {
  // One that starts with `*` would be an alias without quotes.
  if (plain && !text.startsWith(redacted)) return text;
  // A text with lines of its own ends with the last of them.
  return JSON.stringify(text) + (written.endsWith("\n") ? "\n" : "");
}

/** One document out of all files of a scenario, its keys in the order of the language; comments stay behind. */
function withFiles(text: string, { file = "scenario.yaml", env = {}, files }: RedactOptions): string {
  const written = readDocument(text, file);
  const whole = files === undefined ? written : withParts(written, { file, env, files });
  if (whole === written) return text;
  const order = keysAt(scenarioSchema, []);
  const place = (key: unknown): number => (order.includes(String(key)) ? order.indexOf(String(key)) : order.length);
  const value = Object.fromEntries(
    Object.entries(whole.value ?? {}).toSorted(([one], [other]) => place(one) - place(other)),
  );
  return stringify(value, { version: "1.2", lineWidth: 0, aliasDuplicateObjects: false });
}

function withOverrides(text: string, overrides: Overrides): string {
  const { value, placed } = placeOverrides(readDocument(text, "").value, overrides);
  if (placed.length === 0) return text;
  const document = parseDocument(text, { version: "1.2" });
  for (const { path } of placed) {
    // Where a text or an alias stands in the way, the whole value there is written anew.
    let depth = path.length;
    while (depth > 1 && !isCollection(document.getIn(path.slice(0, depth - 1), true))) depth--;
    const place = path.slice(0, depth);
    const wanted = valueAt(value, place);
    if (wanted === undefined) {
      document.deleteIn(place);
      continue;
    }
    // A scalar keeps the comment beside the one it replaces.
    document.setIn(place, typeof wanted === "object" ? document.createNode(wanted) : wanted);
  }
  return document.toString({ lineWidth: 0 });
}

/** The variables that texts which are credentials are made of. */
function credentialVariables(scalars: readonly ScalarText[]): ReadonlySet<string> {
  const variables = new Set<string>();
  const look = (written: string): void => {
    for (const { uses } of expressionsIn(written))
      for (const { path } of uses) {
        const [root, name] = path;
        if (root !== "vars" || name === undefined || variables.has(name)) continue;
        variables.add(name);
        // Those that it is made of itself.
        for (const { path: place, value } of scalars) if (place[0] === "vars" && place[1] === name) look(String(value));
      }
  };
  for (const { path, value } of scalars)
    if (typeof value === "string" && path[0] !== "vars")
      for (const [from, to] of secretPartsOf(path, value)) look(value.slice(from, to));
  return variables;
}

function isVariable([root, name]: ValuePath, variables: ReadonlySet<string>): boolean {
  return root === "vars" && variables.has(String(name));
}

/** The credentials themselves: they may stand in a comment as well. */
function secretsIn(path: ValuePath, written: string, env: Environment, variables: ReadonlySet<string>): string[] {
  const own = isVariable(path, variables)
    ? [written]
    : secretPartsOf(path, written).map(([from, to]) => written.slice(from, to));
  const fromEnvironment = expressionsIn(written)
    .flatMap(({ uses }) => uses)
    .filter((use) => use.path[0] === "env" && use.path[1] !== undefined)
    .map((use) => (Object.hasOwn(env, use.path[1]!) ? (env[use.path[1]!] ?? "") : ""));
  return [...own.filter((secret) => !secret.includes("${")), ...fromEnvironment];
}

function withoutSecrets(text: string, secrets: Iterable<string>): string {
  let clean = text;
  for (const secret of secrets) if (isLongEnough(secret)) clean = clean.replaceAll(secret, redacted);
  return clean;
}
