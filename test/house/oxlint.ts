/** Runs the linter, as it is configured here, over files that exist only for the test. */
import { execFile } from "node:child_process";
import { copyFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

export interface LintResult {
  /** How many files were read. */
  readonly files: number;
  /** What was found in the file at `path`, as rule names without their plugin. */
  rulesBroken(path: string): string[];
}

/** @param sources text by path, relative to the root of the package. */
export async function lint(sources: ReadonlyMap<string, string>): Promise<LintResult> {
  const folder = await mkdtemp(join(tmpdir(), "flotilla-lint-"));
  try {
    await copyFile(join(root, ".oxlintrc.json"), join(folder, ".oxlintrc.json"));
    for (const [path, source] of sources) {
      await mkdir(join(folder, dirname(path)), { recursive: true });
      await writeFile(join(folder, path), source);
    }
    return parse(await run(folder));
  } finally {
    await rm(folder, { recursive: true });
  }
}

interface Report {
  readonly number_of_files: number;
  readonly diagnostics: readonly { readonly code: string; readonly filename: string }[];
}

function parse(text: string): LintResult {
  const report = JSON.parse(text) as Report;
  const broken = new Map<string, string[]>();
  for (const { code, filename } of report.diagnostics) {
    const rule = /\((?<rule>.+)\)$/.exec(code)?.groups?.["rule"] ?? code;
    broken.set(filename, [...(broken.get(filename) ?? []), rule]);
  }
  return { files: report.number_of_files, rulesBroken: (path) => broken.get(path) ?? [] };
}

/** The linter's report; it ends with exit code 1 when it found something, which is no failure of the run. */
function run(cwd: string): Promise<string> {
  const oxlint = join(root, "node_modules", "oxlint", "bin", "oxlint");
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [oxlint, "--format", "json"], { cwd, maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      if (error !== null && error.code !== 1) reject(new Error(`oxlint failed: ${stderr}`, { cause: error }));
      else resolve(stdout);
    });
  });
}
