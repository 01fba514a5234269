/** From what a caller calls a scenario (a file, data, a compiled plan) and his options to the plan of a run. */
import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import process from "node:process";
import { catalog } from "../../../devices/catalog.ts";
import type { Kind } from "../../device/kind.ts";
import { FlotillaError } from "../../kernel/errors.ts";
import { buildTarget } from "../../scenario/target/build-target.ts";
import { planUrls } from "../../scenario/target/target-urls.ts";
import type { CompileOptions, CompileResult } from "../../scenario/compile-scenario.ts";
import type { ScenarioSource } from "../../scenario/scripts/define-scenario.ts";
import { noTarget, type Overrides } from "../../scenario/source/overrides.ts";
import type { Plan, TargetPlan } from "../../scenario/plan.ts";
import { formatProblem, type Problem } from "../../scenario/problems/problem.ts";
import type { ScenarioFunctions } from "../../scenario/scripts/script-context.ts";
import type { ScenarioCode } from "../../shards/shard-setup.ts";
import { checkTargetUrl } from "../../wire/transport/target-url.ts";
import { loadKinds } from "./load-kinds.ts";
import { isCode, makeScenario } from "./load-scenario.ts";
import { localNow } from "./local-now.ts";
import { openMade, openScenario, type OpenScenario } from "./open-scenario.ts";
import { weatherIn } from "./read-weather.ts";
import { scenarioFilesIn } from "./scenario-files.ts";

export interface PlanOptions {
  /**
   * Url of the server, `ws:` or `wss:`, or several for devices to be spread over; `none` for the built-in reference server;
   * absent: the scenario's, or else the built-in one.
   */
  readonly target?: string | readonly string[];
  readonly seed?: number;
  /** Total number of devices instead of the scenario's; not for a compiled plan. */
  readonly devices?: number;
  readonly speed?: number;
  /** Kinds beside the shipped ones. */
  readonly kinds?: readonly Kind[];
  /** Values for `${env.NAME}`; the process's own environment unless given. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Those that a compiled plan names: they are no data, and stand beside it in {@link Planned}. */
  readonly functions?: ScenarioFunctions;
}

export interface Planned {
  readonly plan: Plan;
  /** Functions that the plan names. */
  readonly functions: ScenarioFunctions;
  readonly kinds: readonly Kind[];
  /** Where those come from that are neither shipped nor given, absolute. */
  readonly kindFiles: readonly string[];
  /** How the scenario is made once more, if it is a file of code. */
  readonly code?: ScenarioCode;
  /** Where relative paths of the plan count from. */
  readonly folder: string;
  /** What is remarkable about the scenario, and no fault. */
  readonly warnings: readonly string[];
}

/**
 * @param scenario path of a scenario file, a scenario as data or the function that makes it, or a compiled plan.
 * @throws FlotillaError `scenario` with every fault found, `usage` for options that do not fit, `file` and `kind` for files
 * that cannot be read.
 */
export function planOf(scenario: string | ScenarioSource | Plan, options: PlanOptions): Promise<Planned> {
  if (typeof scenario === "string") return planOfFile(scenario, options);
  return isPlan(scenario) ? planOfPlan(scenario, options) : planOfData(scenario, options);
}

async function planOfFile(name: string, options: PlanOptions): Promise<Planned> {
  const path = resolve(name);
  const file = isCode(path) ? { name, code: path } : { name, text: await readScenario(path) };
  const env = environmentOf(options);
  const planned = await planOfOpen(await openScenario(file, { env }), name, dirname(path), options);
  if (!("code" in file)) return planned;
  return { ...planned, code: { file: path, name, env, overrides: overridesOf(options) } };
}

async function planOfData(scenario: ScenarioSource, options: PlanOptions): Promise<Planned> {
  const made = await makeScenario(scenario, "scenario", { env: environmentOf(options), vars: {} });
  return planOfOpen(openMade(made), "scenario", process.cwd(), options);
}

async function planOfOpen(
  scenario: OpenScenario,
  name: string,
  folder: string,
  options: PlanOptions,
): Promise<Planned> {
  const env = environmentOf(options);
  const kindFiles = scenario.kindFiles({ env, files: scenarioFilesIn(folder) }).map((file) => resolve(folder, file));
  const kinds = await loadKinds(ownKinds(options), kindFiles, folder);
  return { ...accepted(name, scenario.compile(compiling(name, kinds, folder, options))), kinds, kindFiles, folder };
}

async function planOfPlan(plan: Plan, options: PlanOptions): Promise<Planned> {
  const folder = process.cwd();
  const own = ownKinds(options);
  const known = new Set(own.map(({ name }) => name));
  const complete = plan.fleet.every(({ kind }) => known.has(kind));
  const kindFiles = complete ? [] : plan.kinds.map((file) => resolve(folder, file));
  const kinds = await loadKinds(own, kindFiles, folder);
  const functions = options.functions ?? new Map();
  return { plan: planWith(plan, options), functions, kinds, kindFiles, folder, warnings: [] };
}

/** @throws FlotillaError `file`. */
export async function readScenario(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? "unknown";
    throw new FlotillaError("file", `expected a readable scenario file at ${file}, found ${code}`, {
      cause,
      hint: "Check the path; `flotilla run scenarios/quickstart.yaml` runs the shipped one.",
    });
  }
}

function accepted(file: string, compiled: CompileResult): Pick<Planned, "plan" | "functions" | "warnings"> {
  if (!compiled.ok) throw faulty(file, compiled.problems);
  const { plan, functions, warnings } = compiled;
  return { plan, functions, warnings: warnings.map(formatProblem) };
}

function faulty(file: string, problems: readonly Problem[]): FlotillaError {
  const count = problems.length === 1 ? "1 fault" : `${problems.length} faults`;
  return new FlotillaError("scenario", `${file} has ${count}:\n${problems.map(formatProblem).join("\n")}`, {
    details: { problems },
  });
}

function ownKinds({ kinds = [] }: PlanOptions): readonly Kind[] {
  return [...catalog, ...kinds];
}

function environmentOf({ env }: PlanOptions): Readonly<Record<string, string | undefined>> {
  return env ?? process.env;
}

function overridesOf({ target, seed, devices, speed }: PlanOptions): Overrides {
  return { target, seed, devices, speed };
}

function compiling(file: string, kinds: readonly Kind[], folder: string, options: PlanOptions): CompileOptions {
  return {
    file,
    env: environmentOf(options),
    kinds,
    overrides: overridesOf(options),
    now: localNow(),
    weather: weatherIn(folder),
    files: scenarioFilesIn(folder),
  };
}

/** What the options change in a plan that is compiled already. */
function planWith({ target: planned, ...plan }: Plan, { target, seed, speed, devices }: PlanOptions): Plan {
  if (devices !== undefined)
    throw new FlotillaError("usage", "expected no number of devices beside a compiled plan, found one", {
      hint: "Give it to the scenario: a plan has its devices already.",
    });
  if (seed !== undefined && !(Number.isSafeInteger(seed) && seed >= 0))
    throw new FlotillaError("usage", `expected the seed to be a whole number from 0, found ${seed}`);
  if (speed !== undefined && !(speed > 0 && speed < Number.POSITIVE_INFINITY))
    throw new FlotillaError("usage", `expected the speed to be a number above 0, found ${speed}`);
  const urls = target === undefined || target === noTarget ? [] : typeof target === "string" ? [target] : target;
  for (const url of urls) checkTargetUrl(url.replaceAll(/\{\w+\}/g, "0"));
  const kept = planned === undefined || target === noTarget ? {} : { target: planned };
  return {
    ...plan,
    ...(seed === undefined ? {} : { seed }),
    ...(speed === undefined ? {} : { clock: { ...plan.clock, speed } }),
    ...(urls.length === 0 ? kept : { target: withUrls(planned, urls) }),
  };
}

function withUrls(planned: TargetPlan | undefined, urls: readonly string[]): TargetPlan {
  const { moreUrls: _, ...kept } = planned ?? buildTarget(urls);
  return { ...kept, ...planUrls(urls) };
}

/** Plans carry their length as a number, scenarios as a text. */
function isPlan(scenario: ScenarioSource | Plan): scenario is Plan {
  return typeof (scenario as Plan).duration === "number";
}
