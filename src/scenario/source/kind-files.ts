/** The files with further kinds that a scenario names, needed before it can be compiled. */
import type { Environment } from "../texts/environment.ts";
import { readDocument } from "./located-document.ts";
import type { LocatedValue } from "./located-value.ts";
import { applyOverrides, type Overrides } from "./overrides.ts";
import { readPlainValue } from "./plain-value.ts";
import type { ScenarioFiles } from "./scenario-files.ts";
import { withParts } from "./shared-parts.ts";
import { valueAt } from "./value-path.ts";
import { workOutTexts } from "../texts/work-out-texts.ts";

export interface KindFileOptions {
  readonly env?: Environment | undefined;
  readonly overrides?: Overrides | undefined;
  /** For the files that the scenario is made of. */
  readonly files?: ScenarioFiles | undefined;
}

/** Relative to the scenario's folder. Empty when there are none; what is wrong with them, compiling tells. */
export function kindFilesOf(text: string, options: KindFileOptions = {}): readonly string[] {
  return filesOf(readDocument(text, ""), options);
}

/** The same of a scenario that is data already. */
export function kindFilesIn(scenario: unknown, options: KindFileOptions = {}): readonly string[] {
  return filesOf(readPlainValue(scenario, ""), options);
}

function filesOf(written: LocatedValue, { env = {}, overrides = {}, files }: KindFileOptions): readonly string[] {
  const { value } = applyOverrides(withParts(written, { file: "", env, files }), overrides);
  const kinds = valueAt(value, ["kinds"]);
  if (!Array.isArray(kinds)) return [];
  const worked = workOutTexts({ vars: valueAt(value, ["vars"]) ?? {}, kinds }, env, () => {});
  const found = valueAt(worked.value, ["kinds"]) as readonly unknown[];
  return found.filter(
    (file, position): file is string =>
      typeof file === "string" &&
      file !== "" &&
      !worked.faulty.some((path) => path[0] === "kinds" && path[1] === position),
  );
}
