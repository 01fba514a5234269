/**
 * `${env.NAME}` in every text of a scenario.
 *
 * 1. `$${` stands for a plain `${`. Any other `${...}` is refused: it is kept for what the language may become.
 * 2. What comes from the environment stays out of messages: they show the text as written.
 */
import { nearestName } from "./suggestion.ts";
import type { ValuePath } from "./value-path.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** A reference that leads nowhere, with its place within the text at `path`. */
export interface EnvironmentFault {
  readonly path: ValuePath;
  readonly within: readonly [from: number, to: number];
  readonly message: string;
  readonly hint: string | undefined;
}

/** A copy of `value` with every reference replaced; those that lead nowhere stay as they are and are reported. */
export function resolveEnvironment(
  value: unknown,
  environment: Environment,
  report: (fault: EnvironmentFault) => void,
  path: ValuePath = [],
): unknown {
  if (typeof value === "string") return resolveText(value, environment, report, path);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    return value.map((item, position) => resolveEnvironment(item, environment, report, [...path, position]));
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, resolveEnvironment(item, environment, report, [...path, key])]),
  );
}

function resolveText(
  text: string,
  environment: Environment,
  report: (fault: EnvironmentFault) => void,
  path: ValuePath,
): string {
  return text.replaceAll(/\$\$\{|\$\{([^}]*)\}?/g, (reference: string, inner: string | undefined, at: number) => {
    if (inner === undefined) return "${";
    const within = [at, at + reference.length] as const;
    const name = /^env\.([A-Za-z_]\w*)$/.exec(inner)?.[1];
    if (name === undefined || !reference.endsWith("}")) {
      const message = `expected \${env.NAME}, found ${reference}`;
      report({ path, within, message, hint: "write $${ for a plain ${" });
      return reference;
    }
    const found = Object.hasOwn(environment, name) ? environment[name] : undefined;
    if (found !== undefined) return found;
    const near = nearestName(name, Object.keys(environment));
    report({
      path,
      within,
      message: `expected the environment variable ${name} to be set, found nothing`,
      hint: near === undefined ? `set it: ${name}=... flotilla run ...` : `did you mean ${near}?`,
    });
    return reference;
  });
}
