/** Builds the programs in C when a benchmark needs them, each once, into a folder that goes with the process. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

let folder: string | undefined;
const programs = new Map<string, string>();

/** Whether there is a C compiler; without one, most benchmarks are skipped. */
export function hasCompiler(): boolean {
  try {
    execFileSync("cc", ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** Path of the program built of `sink/<name>.c`. */
export function compiled(name: "sink" | "floor"): string {
  const known = programs.get(name);
  if (known !== undefined) return known;
  const program = join(workFolder(), name);
  const source = fileURLToPath(new URL(`${name}.c`, import.meta.url));
  execFileSync("cc", ["-O2", "-Wall", "-Wextra", "-o", program, source], { stdio: "inherit" });
  programs.set(name, program);
  return program;
}

function workFolder(): string {
  if (folder !== undefined) return folder;
  const made = mkdtempSync(join(tmpdir(), "flotilla-bench-"));
  process.on("exit", () => rmSync(made, { recursive: true, force: true }));
  folder = made;
  return made;
}
