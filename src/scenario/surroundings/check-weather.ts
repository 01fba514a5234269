/** The weather file of a scenario: what is wrong with it is wrong with the scenario. */
import { FlotillaError } from "../../kernel/errors.ts";
import type { HourlyClimate } from "../../world/climate.ts";
import type { Draft } from "../draft.ts";
import type { Report } from "../problems/report.ts";
import type { ScenarioInput } from "../scenario-input.ts";

/**
 * Reads a weather file; the caller's, as scenarios touch no files.
 *
 * @param file its path as written. @throws FlotillaError when it cannot be read, or is no weather.
 */
export type WeatherReader = (file: string, latitude: number) => HourlyClimate;

/** The weather that the scenario names a file for, if it does and the file is good. */
export function checkWeather(
  { world }: Draft<ScenarioInput>,
  read: WeatherReader | undefined,
  report: Report,
): HourlyClimate | undefined {
  const climate = world?.climate;
  if (typeof climate !== "object" || climate.file === undefined) return undefined;
  const path = ["world", "climate", "file"];
  if (read === undefined) {
    if (climate.latitude === undefined) return undefined;
    report.expected(path, "a climate by its name, as nobody reads files here");
    return undefined;
  }
  try {
    // Without a latitude the file is read all the same, so that what is wrong with both is told at once.
    return read(climate.file, climate.latitude ?? 0);
  } catch (thrown) {
    if (!(thrown instanceof FlotillaError)) throw thrown;
    report.problem(path, thrown.message, { hint: thrown.hint });
    return undefined;
  }
}
