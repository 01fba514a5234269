/** Starts processes that live a part of a fleet: modules beside this one, with flags of their own and none of the parent's. */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import process from "node:process";
import { fileURLToPath, pathToFileURL } from "node:url";

/** @param module its name, without what it ends with */
export function startProcess(module: string, flags: readonly string[] = []): ChildProcess {
  const fromSource = import.meta.url.endsWith(".ts");
  const entry = new URL(`./${module}.${fromSource ? "ts" : "js"}`, import.meta.url);
  return fork(fileURLToPath(entry), [], {
    serialization: "advanced",
    execArgv: [...flags, ...(fromSource ? loaderOfSource() : [])],
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    env: process.env,
  });
}

/** Also of one that could not be started. */
export async function exitOf(child: ChildProcess): Promise<void> {
  if (child.pid !== undefined) await once(child, "exit").catch(() => {});
}

/** Flotilla's own tests run it as it is written. */
function loaderOfSource(): string[] {
  const jiti = createRequire(import.meta.url).resolve("jiti/package.json");
  return ["--conditions=flotilla-source", "--import", new URL("lib/jiti-register.mjs", pathToFileURL(jiti)).href];
}
