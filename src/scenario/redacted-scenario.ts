/**
 * A scenario's text as run, fit for keeping and sharing: overrides written in, credentials and what came from the
 * environment as `***`, everything else, comments and layout included, as it was.
 */
import { isCollection, parseDocument } from "yaml";
import type { Environment } from "./environment.ts";
import { readDocument, scalarsOf } from "./located-document.ts";
import { placeOverrides, type Overrides } from "./overrides.ts";
import { environmentPartsOf, hideSecrets, redacted, secretPartsOf } from "./secrets.ts";
import { valueAt } from "./value-path.ts";

export interface RedactOptions {
  readonly env?: Environment | undefined;
  readonly overrides?: Overrides | undefined;
}

export function redactedScenario(text: string, { env = {}, overrides = {} }: RedactOptions = {}): string {
  const asRun = withOverrides(text, overrides);
  const secrets = new Set<string>();
  let result = "";
  let copied = 0;
  for (const { path, value, range, plain } of scalarsOf(asRun)) {
    const written = String(value);
    const hidden = hideSecrets(path, written);
    if (hidden === written) continue;
    for (const secret of secretsIn(path, written, env)) secrets.add(secret);
    const [from, to] = range;
    // A text that starts with `*` would be an alias without quotes.
    const shown = plain && !hidden.startsWith(redacted) ? hidden : JSON.stringify(hidden);
    result += asRun.slice(copied, from) + shown;
    copied = to;
  }
  return withoutSecrets(result + asRun.slice(copied), secrets);
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

/** The credentials themselves: they may stand in a comment as well. */
function secretsIn(path: readonly (string | number)[], written: string, env: Environment): string[] {
  const own = secretPartsOf(path, written).map(([from, to]) => written.slice(from, to));
  const fromEnvironment = environmentPartsOf(written).map(([from, to]) => {
    const name = written.slice(from + "${env.".length, to - 1);
    return Object.hasOwn(env, name) ? (env[name] ?? "") : "";
  });
  return [...own, ...fromEnvironment].filter((secret) => !secret.includes("${"));
}

/** Shorter ones are words that stand in a text for other reasons. */
const shortestSecret = 6;

function withoutSecrets(text: string, secrets: Iterable<string>): string {
  let clean = text;
  for (const secret of secrets) if (secret.length >= shortestSecret) clean = clean.replaceAll(secret, redacted);
  return clean;
}
