/**
 * Holds a scenario against the schema and says what does not fit in the words of the language.
 *
 * The schema's messages are the end of "expected ...". Added here: what was found, which key was meant, what to do.
 */
import type { z } from "zod";
import { without, type Draft } from "../draft.ts";
import type { Report } from "./report.ts";
import { homesOfKey, keysAt } from "./schema-keys.ts";
import { scenarioSchema } from "../scenario-schema.ts";
import type { ScenarioInput } from "../scenario-input.ts";
import { slipHint } from "./slip-hint.ts";
import { nameHint, nearestName } from "./suggestion.ts";
import { isWithin, valueAt, type ValuePath } from "../source/value-path.ts";

/**
 * Reports every misfit of `value` and gives back what is left without them.
 *
 * @param faulty places that are known to be wrong already
 */
export function checkSchema(value: unknown, faulty: readonly ValuePath[], report: Report): Draft<ScenarioInput> {
  const issues = scenarioSchema.safeParse(value).error?.issues ?? [];
  const misfits = issues
    .flatMap((issue) => misfitsOf(issue, value, []))
    .filter(
      ({ type, path }) => type === "key" || !faulty.some((fault) => isWithin(fault, path) && isWithin(path, fault)),
    );
  for (const misfit of misfits) {
    if (follows(misfit, misfits)) continue;
    const hint = hintOf(misfit, report);
    report.problem(misfit.path, messageOf(misfit, report), {
      hint,
      key: misfit.type === "key",
      missing: misfit.type === "missing",
    });
  }
  const draft = without(value, [...faulty, ...misfits.map(({ path }) => path)]);
  return typeof draft === "object" && draft !== null && !Array.isArray(draft) ? (draft as Draft<ScenarioInput>) : {};
}

type Misfit =
  | { readonly type: "key"; readonly path: ValuePath; readonly key: string; readonly known: readonly string[] }
  | {
      readonly type: "missing" | "value";
      readonly path: ValuePath;
      readonly expected: string;
      readonly options: readonly string[];
    };

function misfitsOf(issue: z.core.$ZodIssue, value: unknown, base: ValuePath): Misfit[] {
  const path: ValuePath = [...base, ...(issue.path as (string | number)[])];
  switch (issue.code) {
    case "unrecognized_keys": {
      const known = keysAt(scenarioSchema, path);
      return issue.keys.map((key) => ({ type: "key", path: [...path, key], key, known }));
    }
    case "invalid_union": {
      const meant = unionOption(issue.errors);
      const inside = meant?.flatMap((nested) => misfitsOf(nested, value, path)) ?? [];
      if (inside.some((misfit) => misfit.path.length > path.length)) return inside;
      const options = issue.errors.flat().flatMap(optionsOf);
      return [{ type: typeAt(value, path), path, expected: issue.message, options }];
    }
    default:
      return [{ type: typeAt(value, path), path, expected: issue.message, options: optionsOf(issue) }];
  }
}

/** The alternative whose form was chosen: the one that faults something within, not the whole. */
function unionOption(alternatives: readonly (readonly z.core.$ZodIssue[])[]): readonly z.core.$ZodIssue[] | undefined {
  return alternatives.find((issues) =>
    issues.every(({ path, code }) => path.length > 0 || code === "unrecognized_keys"),
  );
}

function optionsOf(issue: z.core.$ZodIssue): string[] {
  return issue.code === "invalid_value" ? issue.values.filter((option) => typeof option === "string") : [];
}

function typeAt(value: unknown, path: ValuePath): "missing" | "value" {
  return valueAt(value, path) === undefined ? "missing" : "value";
}

/** Whether another misfit is the cause of this one: a key that is missing because it was misspelt, a mapping with a wrong key. */
function follows(misfit: Misfit, all: readonly Misfit[]): boolean {
  if (misfit.type === "key") return false;
  return all.some((other) => {
    if (other.type !== "key")
      return other !== misfit && isWithin(other.path, misfit.path) && other.path.length > misfit.path.length;
    if (misfit.type === "value") return isWithin(other.path, misfit.path);
    const siblings = other.path.length === misfit.path.length && isWithin(other.path, misfit.path.slice(0, -1));
    return siblings && meantKey(other.key, other.known) === misfit.path.at(-1);
  });
}

function messageOf(misfit: Misfit, report: Report): string {
  if (misfit.type === "key") return `expected a key of the scenario language, found "${misfit.key}"`;
  return `expected ${misfit.expected}, found ${report.found(misfit.path)}`;
}

function hintOf(misfit: Misfit, report: Report): string | undefined {
  if (misfit.type === "key") return keyHint(misfit.path, misfit.key, misfit.known);
  const written = report.written(misfit.path);
  if (written === undefined) return undefined;
  const nearest = typeof written.value === "string" ? nearestName(written.value, misfit.options) : undefined;
  return nearest === undefined ? slipHint(misfit.expected, written.value, written.text) : `did you mean "${nearest}"?`;
}

function keyHint(path: ValuePath, key: string, known: readonly string[]): string | undefined {
  const meant = meantKey(key, known);
  if (meant !== undefined) return `did you mean "${meant}"?`;
  if (key === "poisson" && known.includes("exponential")) return "poisson counts: it is of numbers only";
  const homes = homesOfKey(scenarioSchema, key);
  // Rather where it may stand nearby than far away.
  const home = homes.find((one) => one.startsWith(`${String(path[0])}[`)) ?? homes[0];
  return home === undefined ? nameHint(key, known) : `"${key}" is a key of ${home}`;
}

/** The key that was probably meant: a slip, or what others call it. */
function meantKey(key: string, known: readonly string[]): string | undefined {
  return nearestName(key, known) ?? (key === "path" && known.includes("file") ? "file" : undefined);
}
