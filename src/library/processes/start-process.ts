/**
 * Starts processes that live a part of a fleet, with flags of their own and none of the parent's: as the build put them together, each in
 * few files that are read at once, or else the modules of this room.
 */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import process from "node:process";
import { fileURLToPath, pathToFileURL } from "node:url";

/**
 * @param module its path from `src/library`, without what it ends with
 * @param files open ones that it is given, from number 4 on
 */
export function startProcess(
  module: string,
  flags: readonly string[] = [],
  files: readonly number[] = [],
): ChildProcess {
  const fromSource = import.meta.url.endsWith(".ts");
  return fork(entryOf(module, fromSource), [], {
    serialization: "advanced",
    execArgv: [...flags, ...(fromSource ? loaderOfSource() : [])],
    stdio: ["ignore", "inherit", "inherit", "ipc", ...files],
    env: { ...trimmed, ...process.env },
  });
}

/**
 * For the allocator of the C library on Linux: what it does not need any more it gives back, at every time. By itself it learns from what
 * was once large to keep more, and what V8 took to read the program would stay: 2 MB of each process.
 */
const trimmed = { MALLOC_TRIM_THRESHOLD_: "131072" };

/** Also of one that could not be started. */
export async function exitOf(child: ChildProcess): Promise<void> {
  if (child.pid !== undefined) await once(child, "exit").catch(() => {});
}

function entryOf(module: string, fromSource: boolean): string {
  const plain = fileURLToPath(new URL(`../${module}.${fromSource ? "ts" : "js"}`, import.meta.url));
  if (fromSource) return plain;
  const name = module.slice(module.lastIndexOf("/") + 1);
  const built = fileURLToPath(new URL(`../../../${name}/src/library/${module}.cjs`, import.meta.url));
  return existsSync(built) ? built : plain;
}

/** Flotilla's own tests run it as it is written. */
function loaderOfSource(): string[] {
  const jiti = createRequire(import.meta.url).resolve("jiti/package.json");
  return ["--conditions=flotilla-source", "--import", new URL("lib/jiti-register.mjs", pathToFileURL(jiti)).href];
}
