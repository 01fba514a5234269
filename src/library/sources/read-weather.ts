/** Reads the weather files that scenarios name. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { FlotillaError } from "../../kernel/errors.ts";
import type { WeatherReader } from "../../scenario/compile-scenario.ts";
import { parseHourlyClimate } from "../../world/hourly-climate.ts";

/** @param folder where relative paths count from: the scenario's own. */
export function weatherIn(folder: string): WeatherReader {
  return (file, latitude) => {
    const text = readText(file, folder);
    try {
      return parseHourlyClimate(text, latitude);
    } catch (thrown) {
      if (!(thrown instanceof FlotillaError)) throw thrown;
      throw new FlotillaError("file", `${file}, ${thrown.message}`, { hint: thrown.hint, cause: thrown });
    }
  };
}

function readText(file: string, folder: string): string {
  try {
    return readFileSync(resolve(folder, file), "utf8");
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? "an unknown fault";
    const found = code === "ENOENT" ? "nothing there" : code === "EISDIR" ? "a folder" : code;
    throw new FlotillaError("file", `expected a weather file at ${file}, found ${found}`, {
      hint: "Relative paths count from the scenario's folder.",
      cause,
    });
  }
}
