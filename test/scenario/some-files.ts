/** Files beside a scenario, without a disk. */
import { FlotillaError } from "../../src/kernel/errors.ts";
import type { ScenarioFiles } from "../../src/scenario/source/scenario-files.ts";

export function filesOf(texts: Readonly<Record<string, string>>): ScenarioFiles {
  return {
    read(path) {
      const text = texts[path];
      if (text === undefined) throw new FlotillaError("file", `expected a file at ${path}, found nothing there`);
      return text;
    },
  };
}
