/** The files with further kinds that a scenario names, needed before it can be compiled. */
import { readDocument } from "./located-document.ts";
import { resolveEnvironment, type Environment } from "./environment.ts";
import { valueAt } from "./value-path.ts";

/** As written, relative to the scenario's folder. Empty when there are none; what is wrong with them, compiling tells. */
export function kindFilesOf(text: string, env: Environment = {}): readonly string[] {
  const files = valueAt(readDocument(text, "").value, ["kinds"]);
  if (!Array.isArray(files)) return [];
  return files
    .filter((file): file is string => typeof file === "string" && file !== "")
    .map((file) => resolveEnvironment(file, env, () => {}) as string);
}
