/**
 * Reads the files beside a scenario: parts, lists of identities, tables of values.
 *
 * 1. Only what is a file and not too large: a scenario that names a device or a pipe ends with a fault instead of hanging.
 * 2. A file is read once: checks and plan see the same text, whatever happens to the file meanwhile.
 */
import { closeSync, constants, fstatSync, openSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { FlotillaError } from "../../kernel/errors.ts";
import type { ScenarioFiles } from "../../scenario/source/scenario-files.ts";

/** Identities of a million devices are about a hundred; a JavaScript string ends at 512. */
const mostMebibytes = 256;

/** @param folder where relative paths count from: the scenario's own. */
export function scenarioFilesIn(folder: string): ScenarioFiles {
  const known = new Map<string, string>();
  return {
    read(path) {
      const file = resolve(folder, path);
      const text = known.get(file) ?? readText(file, path);
      known.set(file, text);
      return text;
    },
  };
}

function readText(file: string, path: string): string {
  try {
    // Opening a pipe would wait for somebody who writes into it.
    const handle = openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const stats = fstatSync(handle);
      if (!stats.isFile()) throw refused(path, stats.isDirectory() ? "a folder" : "something else");
      const mebibytes = Math.ceil(stats.size / 2 ** 20);
      if (mebibytes > mostMebibytes) throw refused(path, `${mebibytes} MiB`, ` of at most ${mostMebibytes} MiB`);
      return readFileSync(handle, "utf8").replace(/^\uFEFF/, "");
    } finally {
      closeSync(handle);
    }
  } catch (cause) {
    if (cause instanceof FlotillaError) throw cause;
    const code = (cause as NodeJS.ErrnoException).code ?? "an unknown fault";
    const found = code === "ENOENT" ? "nothing there" : code === "EACCES" ? "no permission to read it" : code;
    throw refused(path, found, "", cause);
  }
}

function refused(path: string, found: string, kind = "", cause?: unknown): FlotillaError {
  const hint = found === "nothing there" ? "Relative paths count from the scenario's folder." : undefined;
  return new FlotillaError("file", `expected a file${kind} at ${path}, found ${found}`, { hint, cause });
}
