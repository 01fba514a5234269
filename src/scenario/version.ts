/** The version of the scenario language: another one is another language. */
import { valueAt } from "./source/value-path.ts";

/** What is wrong with the version that a file says it is written in; a file that says none is none the wiser. */
export function versionFault(scenario: unknown): { readonly message: string; readonly hint: string } | undefined {
  const version = valueAt(scenario, ["flotilla"]);
  if (typeof version !== "number" || version === 1) return undefined;
  return {
    message: `expected version 1 of the scenario language, found ${version}`,
    hint: version > 1 ? "this scenario is for a newer Flotilla: npm install flotilla@latest" : "write flotilla: 1",
  };
}
