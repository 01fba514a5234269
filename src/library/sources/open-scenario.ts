/**
 * A scenario before it is compiled, whether people wrote it as text or code made it: both answer the same questions.
 */
import {
  type CompileOptions,
  type CompileResult,
  compileScenario,
  compileScenarioValue,
  kindFilesIn,
  kindFilesOf,
  type KindFileOptions,
  redactedScenario,
  redactedScenarioValue,
  type RedactOptions,
} from "../../scenario/compile-scenario.ts";
import type { Environment } from "../../scenario/texts/environment.ts";
import { placeOverrides } from "../../scenario/source/overrides.ts";
import { isLongEnough } from "../../scenario/texts/hidden-texts.ts";
import { type LoadedScenario, loadScenario } from "./load-scenario.ts";

export interface OpenScenario {
  /** The files with further kinds that it names. */
  kindFiles(options: KindFileOptions): readonly string[];
  compile(options: CompileOptions): CompileResult;
  /** As it is run, without secrets: YAML. */
  redacted(options: RedactOptions): string;
}

/** What scenarios are opened with. */
export interface Opening {
  readonly env: Environment;
  /** `--set`. */
  readonly set?: readonly string[] | undefined;
}

/** A file of scenario: where it is, and its text unless it is code. */
export type ScenarioAt = { readonly name: string } & ({ readonly text: string } | { readonly code: string });

/** @throws FlotillaError `file` or `scenario` when it is code that cannot be loaded. */
export async function openScenario(file: ScenarioAt, { env, set = [] }: Opening): Promise<OpenScenario> {
  if ("text" in file) return openText(file.text);
  return openMade(await loadScenario(file.code, file.name, { env, vars: varsOf(set) }));
}

export function openText(text: string): OpenScenario {
  return {
    kindFiles: (options) => kindFilesOf(text, options),
    compile: (options) => compileScenario(text, options),
    redacted: (options) => redactedScenario(text, options),
  };
}

export function openMade({ scenario, secrets }: LoadedScenario): OpenScenario {
  return {
    kindFiles: (options) => kindFilesIn(scenario, options),
    compile: (options) => {
      const compiled = compileScenarioValue(scenario, options);
      return compiled.ok
        ? { ...compiled, secrets: [...compiled.secrets, ...[...secrets].filter(isLongEnough)] }
        : compiled;
    },
    redacted: (options) => redactedScenarioValue(scenario, { ...options, secrets }),
  };
}

/** What `--set vars.NAME=value` says, before there is a scenario to put it over. */
function varsOf(set: readonly string[]): Readonly<Record<string, unknown>> {
  const given = set.filter((one) => /^vars\W/.test(one));
  const { value } = placeOverrides({}, { set: given });
  const { vars } = value as { readonly vars?: unknown };
  return typeof vars === "object" && vars !== null ? (vars as Readonly<Record<string, unknown>>) : {};
}
