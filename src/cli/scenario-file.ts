/**
 * Finds the scenario that somebody means: a file, or by its name one of those that come with Flotilla.
 *
 * `quickstart`, `quickstart.yaml` and `scenarios/quickstart.yaml` are the shipped one wherever there is no such file, so that
 * what the documentation says works in any folder.
 */
import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, extname, join, resolve } from "node:path";
import { FlotillaError } from "../kernel/errors.ts";
import { isCode } from "../library/sources/load-scenario.ts";
import type { ScenarioAt } from "../library/sources/open-scenario.ts";
import { nearestName } from "../scenario/problems/suggestion.ts";

/** `name` is what to call it in messages: as written, or where it is. */
export type ScenarioFile = ScenarioAt & {
  /** Where its relative paths count from. */
  readonly folder: string;
};

/** @throws FlotillaError `file` when there is none, or it cannot be read. */
export async function readScenarioFile(written: string, cwd: string): Promise<ScenarioFile> {
  const path = resolve(cwd, written);
  try {
    return await scenarioAt(written, path);
  } catch (thrown) {
    const code = (thrown as NodeJS.ErrnoException).code ?? "an unknown fault";
    if (code !== "ENOENT") throw unreadable(written, code, thrown);
  }
  const shipped = await shippedNames();
  const name = ["", "."].includes(dirname(written)) || dirname(written) === "scenarios" ? bare(written) : undefined;
  const file = shipped.find((one) => bare(one) === name);
  if (file === undefined) throw await notThere(written, path, shipped);
  return scenarioAt(join(shippedFolder, file), join(shippedFolder, file));
}

/** Code is read when it is loaded; that it can be is found out here. */
async function scenarioAt(name: string, path: string): Promise<ScenarioFile> {
  const text = await readFile(path, "utf8");
  return { name, folder: dirname(path), ...(isCode(path) ? { code: path } : { text }) };
}

const shippedFolder = join(dirname(createRequire(import.meta.url).resolve("flotilla/package.json")), "scenarios");
const extensions = [".yaml", ".yml", ".json", ".ts", ".mts", ".cts", ".js", ".mjs", ".cjs"];

async function shippedNames(): Promise<string[]> {
  return (await namesIn(shippedFolder)).toSorted();
}

/** Scenarios in a folder; none where there is no folder. */
async function namesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => extensions.includes(extname(name)));
}

/** `scenarios/quickstart.yaml` is `quickstart`. */
function bare(file: string): string {
  const extension = extname(file);
  return basename(file, extensions.includes(extension) ? extension : "");
}

function unreadable(written: string, code: string, cause: unknown): FlotillaError {
  const found = code === "EISDIR" ? "a folder" : code === "EACCES" ? "no permission to read it" : code;
  const hint = code === "EISDIR" ? "Name one of the files in it." : undefined;
  return new FlotillaError("file", `expected a scenario file at ${written}, found ${found}`, { cause, hint });
}

async function notThere(written: string, path: string, shipped: readonly string[]): Promise<FlotillaError> {
  const beside = await namesIn(dirname(path));
  const near = nearestName(bare(path), beside.map(bare));
  const own = beside.find((name) => bare(name) === near);
  const meant = own === undefined ? nearestName(bare(path), shipped.map(bare)) : join(dirname(written), own);
  const hint = meant === undefined ? `Flotilla comes with ${shipped.map(bare).join(", ")}.` : `Did you mean ${meant}?`;
  return new FlotillaError("file", `expected a scenario file at ${written}, found nothing there`, { hint });
}
