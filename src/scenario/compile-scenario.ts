/**
 * A scenario to a plan, or to everything that is wrong with it at once.
 *
 *     text -> data with places -> overrides -> environment -> schema -> checks -> plan
 *
 * 1. Never throws for what a scenario says; every fault is a {@link Problem} with its place.
 * 2. Touches nothing outside: kinds are loaded, files read and the environment given by the caller.
 */
import type { Kind } from "../device/kind.ts";
import type { HourlyClimate } from "../world/climate.ts";
import { buildPlan } from "./build-plan.ts";
import { checkScenario } from "./check-scenario.ts";
import { checkWeather, type WeatherReader } from "./check-weather.ts";
import type { Draft } from "./draft.ts";
import { resolveEnvironment, type Environment } from "./environment.ts";
import { readDocument } from "./located-document.ts";
import type { LocatedValue } from "./located-value.ts";
import { applyOverrides, type Overrides } from "./overrides.ts";
import { readPlainValue } from "./plain-value.ts";
import type { Plan } from "./plan.ts";
import type { Problem } from "./problem.ts";
import { Report } from "./report.ts";
import type { ScenarioInput } from "./scenario-input.ts";
import { checkSchema } from "./schema-problems.ts";
import { valueAt, type ValuePath } from "./value-path.ts";

export type { WeatherReader } from "./check-weather.ts";
export { kindFilesOf } from "./kind-files.ts";
export type { Overrides } from "./overrides.ts";
export { redactedScenario } from "./redacted-scenario.ts";

export interface CompileOptions {
  /** What to call the scenario in problems; its name unless it has one. */
  readonly file: string;
  /** For `${env.NAME}`. */
  readonly env: Environment;
  /** Every kind that may be in the fleet. */
  readonly kinds: readonly Kind[];
  readonly overrides?: Overrides | undefined;
  /** ISO 8601: what `clock.start: now` means. Without it, `now` is refused. */
  readonly now?: string | undefined;
  /** Reads the weather file of `world.climate`. Without it, a file is refused. */
  readonly weather?: WeatherReader | undefined;
}

export type CompileResult =
  | { readonly ok: true; readonly plan: Plan; readonly warnings: readonly Problem[] }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Compiles YAML or JSON. */
export function compileScenario(text: string, options: CompileOptions): CompileResult {
  return compile(readDocument(text, options.file), options);
}

/** Compiles a scenario built in code; its problems have paths but no lines. */
export function compileScenarioValue(value: unknown, options: CompileOptions): CompileResult {
  return compile(readPlainValue(value, options.file), options);
}

function compile(written: LocatedValue, options: CompileOptions): CompileResult {
  const source = applyOverrides(written, options.overrides ?? {});
  const report = new Report(source);
  if (!isOtherVersion(source.value, report)) {
    const faulty: ValuePath[] = [];
    const value = resolveEnvironment(source.value, options.env, ({ path, message, hint, within }) => {
      faulty.push(path);
      report.problem(path, message, { hint, within });
    });
    const draft = checkSchema(value, faulty, report);
    let weather: HourlyClimate | undefined;
    if (source.brokenFrom === undefined) {
      checkNow(draft, options, report);
      weather = checkWeather(draft, options.weather, report);
      checkScenario(draft, new Map(options.kinds.map((kind) => [kind.name, kind])), report);
    }
    if (report.problems.length === 0) {
      const plan = buildPlan(value as ScenarioInput, { name: nameOf(options.file), now: options.now, weather });
      return { ok: true, plan, warnings: report.warnings };
    }
  }
  return { ok: false, problems: report.problems };
}

/** Another version is another language: nothing else can be said about such a scenario. */
function isOtherVersion(value: unknown, report: Report): boolean {
  const version = valueAt(value, ["flotilla"]);
  if (typeof version !== "number" || version === 1) return false;
  report.expected(["flotilla"], "version 1 of the scenario language", {
    hint: version > 1 ? "this scenario is for a newer Flotilla: npm install flotilla@latest" : "write flotilla: 1",
  });
  return true;
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
