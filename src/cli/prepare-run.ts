/** From `flotilla run`'s arguments to a plan: the scenario, what the options put over it, and the kinds it needs. */
import { resolve } from "node:path";
import { catalog } from "../../devices/catalog.ts";
import type { Kind } from "../device/kind.ts";
import { FlotillaError } from "../kernel/errors.ts";
import { loadKinds } from "../library/sources/load-kinds.ts";
import { localNow } from "../library/sources/local-now.ts";
import { weatherIn } from "../library/sources/read-weather.ts";
import { scenarioFilesIn } from "../library/sources/scenario-files.ts";
import { openScenario } from "../library/sources/open-scenario.ts";
import type { Overrides } from "../scenario/compile-scenario.ts";
import type { Plan } from "../scenario/plan.ts";
import type { ScenarioFunctions } from "../scenario/scripts/script-context.ts";
import type { ScenarioCode } from "../shards/shard-setup.ts";
import { flag, type Given, list, number, text } from "./command.ts";
import type { Host } from "./host.ts";
import { readScenarioFile } from "./scenario-file.ts";
import { faultyScenario, problemText } from "./scenario-problems.ts";

export interface Prepared {
  readonly plan: Plan;
  /** Those that the plan names. */
  readonly functions: ScenarioFunctions;
  readonly kinds: readonly Kind[];
  /** Where those come from that are not shipped, absolute. */
  readonly kindFiles: readonly string[];
  /** How the scenario is made once more, if it is code. */
  readonly code?: ScenarioCode;
  /** Where relative paths of the plan count from. */
  readonly folder: string;
  /** The scenario as it is run, without secrets. */
  readonly redacted: string;
  /** Texts that are in the plan and that nothing may show. */
  readonly secrets: readonly string[];
  readonly warnings: readonly string[];
}

/** @throws FlotillaError `scenario`, `usage`, `file` or `kind`. */
export async function prepareRun(given: Given, host: Host): Promise<Prepared> {
  const overrides = overridesOf(given);
  const file = await readScenarioFile(text(given, "scenario")!, host.cwd);
  const { name, folder } = file;
  const files = scenarioFilesIn(folder);
  const source = await openScenario(file, { env: host.env, set: overrides.set });
  const kindFiles = [
    ...list(given, "kinds").map((path) => resolve(host.cwd, path)),
    ...source.kindFiles({ env: host.env, overrides, files }).map((path) => resolve(folder, path)),
  ];
  const kinds = await loadKinds(catalog, kindFiles, folder);
  const compiled = source.compile({
    file: name,
    env: host.env,
    kinds,
    overrides,
    now: localNow(),
    weather: weatherIn(folder),
    files,
  });
  if (!compiled.ok) throw faultyScenario(name, compiled.problems);
  return {
    plan: compiled.plan,
    functions: compiled.functions,
    kinds,
    kindFiles,
    ...("code" in file ? { code: { file: file.code, name, env: host.env, overrides } } : {}),
    folder,
    secrets: compiled.secrets,
    redacted: source.redacted({ file: name, env: host.env, overrides, files }),
    warnings: compiled.warnings.map(problemText),
  };
}

function overridesOf(given: Given): Overrides {
  return {
    target: targetOf(list(given, "target")),
    devices: number(given, "devices"),
    seed: number(given, "seed"),
    duration: text(given, "duration"),
    speed: speedOf(text(given, "speed")),
    ...(flag(given, "insecure") ? { insecure: true } : {}),
    set: list(given, "set"),
  };
}

/** One as a text: it may be `none`. */
function targetOf(urls: readonly string[]): Overrides["target"] {
  return urls.length > 1 ? urls : urls[0];
}

function speedOf(written: string | undefined): number | "max" | undefined {
  if (written === undefined || written === "max") return written;
  const speed = Number(written);
  if (speed > 0 && Number.isFinite(speed)) return speed;
  throw new FlotillaError("usage", `expected --speed as a number above 0, or max, found ${JSON.stringify(written)}`, {
    hint: "--speed 1 is real time, --speed 60 a minute in a second, --speed max virtual time.",
  });
}
