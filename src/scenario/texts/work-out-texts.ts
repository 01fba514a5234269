/** Every text of a scenario with its expressions worked out, as far as they can be before the run. */
import type { Environment } from "./environment.ts";
import { knownValues, type ReportText } from "./known-values.ts";
import { isLongEnough } from "./hidden-texts.ts";
import { placeOfText } from "./text-places.ts";
import { valueAt, type ValuePath } from "../source/value-path.ts";
import { workOutText } from "./work-out-text.ts";

export interface WorkedOutTexts {
  /** A copy of the scenario. A text that is faulty stays as it is written. */
  readonly value: unknown;
  /** Where texts are faulty: what is made of them means nothing. */
  readonly faulty: readonly ValuePath[];
  /** Where something of the environment went in. */
  readonly secret: readonly ValuePath[];
  /** What went in. */
  readonly secrets: readonly string[];
}

/** @param report gets what is wrong within the text at a path. */
export function workOutTexts(scenario: unknown, environment: Environment, report: ReportText): WorkedOutTexts {
  const faulty: ValuePath[] = [];
  const secret: ValuePath[] = [];
  const known = knownValues(valueAt(scenario, ["vars"]), environment, report);
  const copy = (value: unknown, path: ValuePath): unknown => {
    if (typeof value === "string") return text(value, path);
    if (typeof value !== "object" || value === null) return value;
    if (Array.isArray(value)) return value.map((item, position) => copy(item, [...path, position]));
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, copy(item, [...path, key])]));
  };
  const text = (written: string, path: ValuePath): unknown => {
    const worked = workOutText(written, placeOfText(path), known);
    if (!worked.ok) {
      faulty.push(path);
      // What is wrong with a variable is said when it is worked out.
      if (path[0] !== "vars") for (const fault of worked.faults) report(path, fault);
      return written;
    }
    if (worked.secret) secret.push(path);
    return worked.value;
  };
  const value = copy(scenario, []);
  return { value, faulty, secret, secrets: [...known.secrets].filter(isLongEnough) };
}
