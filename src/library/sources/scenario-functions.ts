/** The functions of a scenario in TypeScript, for a process that has its plan already. */
import type { Kind } from "../../device/kind.ts";
import { FlotillaError } from "../../kernel/errors.ts";
import type { ScenarioFunctions } from "../../scenario/scripts/script-context.ts";
import type { ScenarioCode } from "../../shards/shard-setup.ts";
import { localNow } from "./local-now.ts";
import { openScenario } from "./open-scenario.ts";
import { weatherIn } from "./read-weather.ts";
import { scenarioFilesIn } from "./scenario-files.ts";

/** @param folder of the scenario. */
export async function functionsOfScenario(
  { file, name, env, overrides }: ScenarioCode,
  kinds: readonly Kind[],
  folder: string,
): Promise<ScenarioFunctions> {
  const source = await openScenario({ name, code: file }, { env, set: overrides.set });
  const compiled = source.compile({
    file: name,
    env,
    kinds,
    overrides,
    now: localNow(),
    weather: weatherIn(folder),
    files: scenarioFilesIn(folder),
  });
  if (compiled.ok) return compiled.functions;
  throw new FlotillaError("scenario", `expected ${name} to be the same in every process, found faults in one of them`, {
    hint: "A scenario in TypeScript may not depend on what is only there once, such as a file that it removes.",
  });
}
