/**
 * Loads a scenario that is code: the default export of a TypeScript or JavaScript file, or what that makes when it is a function.
 *
 * What it read from the environment is remembered: the run's files do not show it.
 */
import { existsSync } from "node:fs";
import { FlotillaError, messageOf } from "../../kernel/errors.ts";
import type { Circumstances } from "../../scenario/scripts/define-scenario.ts";
import { loadModule } from "./load-module.ts";

export interface LoadedScenario {
  /** Whatever it is; what is wrong with it, compiling tells. */
  readonly scenario: unknown;
  /** Texts of the environment that it has read. */
  readonly secrets: ReadonlySet<string>;
}

/** Whether the file of this name is a scenario as code. */
export function isCode(file: string): boolean {
  return /\.[cm]?[jt]s$/.test(file);
}

/**
 * @param name what to call the file in messages.
 * @throws FlotillaError `file` when there is none, `scenario` when it cannot be loaded or has no scenario.
 */
export async function loadScenario(file: string, name: string, circumstances: Circumstances): Promise<LoadedScenario> {
  if (!existsSync(file)) throw new FlotillaError("file", `expected a scenario file at ${name}, found nothing there`);
  const exported = await loadModule(file).catch((cause: unknown) => {
    throw new FlotillaError("scenario", `${name} could not be loaded: ${messageOf(cause)}${placeIn(file, cause)}`, {
      cause,
    });
  });
  return makeScenario(exportedScenario(exported, name), name, circumstances, file);
}

/** @param written a scenario, or a function that makes one. */
export async function makeScenario(
  written: unknown,
  name: string,
  { env, vars }: Circumstances,
  file: string = name,
): Promise<LoadedScenario> {
  const secrets = new Set<string>();
  if (typeof written !== "function") return { scenario: written, secrets };
  try {
    const scenario: unknown = await written({ env: watched(env, secrets), vars });
    return { scenario, secrets };
  } catch (cause) {
    const message = `${name} could not make its scenario: ${messageOf(cause)}${placeIn(file, cause)}`;
    throw new FlotillaError("scenario", message, { cause });
  }
}

function exportedScenario(exported: Readonly<Record<string, unknown>>, name: string): unknown {
  // A module without a default may say that it is its own.
  if (Object.keys(exported).includes("default")) return exported["default"];
  // What a CommonJS file exports is the scenario itself.
  if (exported["flotilla"] !== undefined) return exported;
  const found = Object.keys(exported).join(", ") || "no exports";
  throw new FlotillaError("scenario", `expected ${name} to export a scenario as its default, found ${found}`, {
    hint: "export default defineScenario({ flotilla: 1, fleet: [...] })",
  });
}

/** The same variables; what is read of them goes into `secrets`. */
function watched(env: Circumstances["env"], secrets: Set<string>): Circumstances["env"] {
  return new Proxy(
    { ...env },
    {
      get(variables, name) {
        const value = typeof name === "string" && Object.hasOwn(variables, name) ? variables[name] : undefined;
        if (value !== undefined && value !== "") secrets.add(value);
        return value;
      },
    },
  );
}

/** ` (line 12)`: where in the file it was thrown, as far as its stack says. */
function placeIn(file: string, thrown: unknown): string {
  const stack = thrown instanceof Error ? (thrown.stack ?? "") : "";
  const at = stack.indexOf(`${file}:`);
  const line = at < 0 ? undefined : /^\d+/.exec(stack.slice(at + file.length + 1))?.[0];
  return line === undefined ? "" : ` (line ${line})`;
}
