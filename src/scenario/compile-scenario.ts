/**
 * A scenario to a plan, or to everything that is wrong with it at once.
 *
 *     text -> data with places -> parts from other files -> overrides -> expressions -> schema -> checks -> plan
 *
 * 1. Never throws for what a scenario says; every fault is a {@link Problem} with its place.
 * 2. Touches nothing outside: kinds are loaded, files read and the environment given by the caller.
 */
import type { Kind } from "../device/kind.ts";
import type { HourlyClimate } from "../world/climate.ts";
import { buildPlan } from "./build-plan.ts";
import { checkScenario } from "./check-scenario.ts";
import { checkWeather, type WeatherReader } from "./surroundings/check-weather.ts";
import { checkFunctions } from "./scripts/check-functions.ts";
import type { Draft } from "./draft.ts";
import type { Environment } from "./texts/environment.ts";
import { takeFunctions } from "./scripts/function-places.ts";
import { readDocument } from "./source/located-document.ts";
import type { LocatedValue } from "./source/located-value.ts";
import { applyOverrides, type Overrides } from "./source/overrides.ts";
import { readPlainValue } from "./source/plain-value.ts";
import type { Plan } from "./plan.ts";
import type { Problem } from "./problems/problem.ts";
import { Report } from "./problems/report.ts";
import type { ScenarioInput } from "./scenario-input.ts";
import type { ScenarioFiles } from "./source/scenario-files.ts";
import type { ScenarioFunctions } from "./scripts/script-context.ts";
import { partKeys, withParts } from "./source/shared-parts.ts";
import { checkSchema } from "./problems/schema-problems.ts";
import { valueAt } from "./source/value-path.ts";
import { versionFault } from "./version.ts";
import { workOutTexts } from "./texts/work-out-texts.ts";

export type { WeatherReader } from "./surroundings/check-weather.ts";
export { type KindFileOptions, kindFilesIn, kindFilesOf } from "./source/kind-files.ts";
export type { Overrides } from "./source/overrides.ts";
export type { ScenarioFiles } from "./source/scenario-files.ts";
export { redactedScenario, type RedactOptions } from "./texts/redacted-scenario.ts";
export { redactedScenarioValue } from "./texts/redacted-value.ts";

export interface CompileOptions {
  /** What to call the scenario in problems; its name unless it has one. */
  readonly file: string;
  /** For `env.NAME` in expressions. */
  readonly env: Environment;
  /** Every kind that may be in the fleet. */
  readonly kinds: readonly Kind[];
  readonly overrides?: Overrides | undefined;
  /** ISO 8601: what `clock.start: now` means. Without it, `now` is refused. */
  readonly now?: string | undefined;
  /** Reads the weather file of `world.climate`. Without it, a file is refused. */
  readonly weather?: WeatherReader | undefined;
  /** Reads the files that the scenario names. Without it, they are refused. */
  readonly files?: ScenarioFiles | undefined;
}

export type CompileResult =
  | {
      readonly ok: true;
      readonly plan: Plan;
      /** Those that the plan names; they travel beside it, as they are no data. */
      readonly functions: ScenarioFunctions;
      /** Texts of the environment that are in the plan: nobody else may see them. Short ones, which are words, are not among them. */
      readonly secrets: readonly string[];
      readonly warnings: readonly Problem[];
    }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Compiles YAML or JSON. */
export function compileScenario(text: string, options: CompileOptions): CompileResult {
  return compile(readDocument(text, options.file), options);
}

/** Compiles a scenario built in code, its functions too; its problems have paths but no lines. */
export function compileScenarioValue(scenario: unknown, options: CompileOptions): CompileResult {
  const { value, functions } = takeFunctions(scenario);
  return compile(readPlainValue(value, options.file), options, functions);
}

function compile(
  written: LocatedValue,
  options: CompileOptions,
  functions: ScenarioFunctions = new Map(),
): CompileResult {
  const whole = versionFault(written.value) === undefined ? withParts(written, options) : written;
  const source = applyOverrides(whole, options.overrides ?? {});
  const report = new Report(source);
  if (!isOtherVersion(source.value, report)) {
    checkPartKeys(source.value, report);
    checkVariableNames(source.value, report);
    const texts = workOutTexts(source.value, options.env, (path, { from, to, message, hint, missing }) => {
      report.problem(path, message, { hint, missing, within: [from, to] });
    });
    const { value, faulty } = texts;
    report.workedOut(texts);
    const draft = checkSchema(value, faulty, report);
    let weather: HourlyClimate | undefined;
    if (source.brokenFrom.size === 0) {
      checkNow(draft, options, report);
      weather = checkWeather(draft, options.weather, report);
      checkFunctions(draft, functions, report);
      checkScenario(draft, new Map(options.kinds.map((kind) => [kind.name, kind])), report, options.files);
    }
    if (report.problems.length === 0) {
      const { now, files, kinds } = options;
      const plan = buildPlan(value as ScenarioInput, { name: nameOf(options.file), now, weather, files, kinds });
      return { ok: true, plan, functions, secrets: texts.secrets, warnings: report.warnings };
    }
  }
  return { ok: false, problems: report.problems };
}

/** Another version is another language: nothing else can be said about such a scenario. */
function isOtherVersion(value: unknown, report: Report): boolean {
  const fault = versionFault(value);
  if (fault !== undefined) report.problem(["flotilla"], fault.message, { hint: fault.hint });
  return fault !== undefined;
}

/** Files are put together before options come over them. */
function checkPartKeys(value: unknown, report: Report): void {
  for (const key of partKeys)
    if (report.isOverridden([key]) && valueAt(value, [key]) !== undefined)
      report.problem([key], `expected ${key} in the scenario itself, found it on the command line`);
}

/** A variable is named as `vars.NAME`. */
function checkVariableNames(value: unknown, report: Report): void {
  const vars = valueAt(value, ["vars"]);
  if (typeof vars !== "object" || vars === null || Array.isArray(vars)) return;
  for (const name of Object.keys(vars))
    if (!/^[A-Za-z_]\w*$/.test(name))
      report.problem(["vars", name], `expected a name of letters, digits and _, found "${name}"`, { key: true });
}

function checkNow({ clock }: Draft<ScenarioInput>, { now }: CompileOptions, report: Report): void {
  if (clock?.start === "now" && now === undefined)
    report.expected(["clock", "start"], "a time, as nobody says when now is");
}

/** `scenarios/evening-peak.yaml` is named `evening-peak`. */
function nameOf(file: string): string {
  const base = file
    .split(/[\\/]/)
    .at(-1)!
    .replace(/\.[^.]*$/, "");
  const name = base
    .replaceAll(/[^\w.-]+/g, "-")
    .replace(/^[^A-Za-z0-9]+/, "")
    .slice(0, 100);
  return name === "" ? "scenario" : name;
}
