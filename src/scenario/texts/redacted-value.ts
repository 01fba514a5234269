/**
 * A scenario that code made, as YAML fit for keeping and sharing: what the text of a file is to one that people wrote. Functions
 * are named where they stand.
 */
import { stringify } from "yaml";
import { takeFunctions } from "../scripts/function-places.ts";
import { readPlainValue } from "../source/plain-value.ts";
import { redactedScenario, type RedactOptions } from "./redacted-scenario.ts";
import { hideTexts } from "./hidden-texts.ts";

export interface RedactValueOptions extends RedactOptions {
  /** Texts that nobody else may see: what the code read from the environment. */
  readonly secrets?: Iterable<string>;
}

export function redactedScenarioValue(
  scenario: unknown,
  { secrets = [], ...options }: RedactValueOptions = {},
): string {
  const { value } = readPlainValue(takeFunctions(scenario).value, "");
  const text = stringify(hideTexts(value, [...secrets]), {
    version: "1.2",
    lineWidth: 0,
    aliasDuplicateObjects: false,
  });
  return redactedScenario(text, options);
}
