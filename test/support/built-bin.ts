/** The built program as users run it: a process of its own. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

const bin = fileURLToPath(new URL("../../dist/src/cli/main.js", import.meta.url));

export interface BuiltBin {
  readonly child: ChildProcess;
  /** Everything written so far. */
  readonly out: string;
  readonly err: string;
  /** Resolves when stdout contains it, or fails when the process ends without. */
  printed(text: string): Promise<void>;
  /** When it is gone; a process that dies of a signal has none. */
  readonly exit: Promise<number | null>;
}

/**
 * Ends with the test at the latest.
 *
 * @param within a command that becomes the one that follows it, with less of something: `prlimit --nofile=300`
 */
export function builtBin(
  argv: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
  within: readonly string[] = [],
): BuiltBin {
  if (!existsSync(bin)) throw new Error(`expected the built program at ${bin}, found nothing: run npm run build first`);
  const [command, ...rest] = [...within, process.execPath, bin, ...argv] as [string, ...string[]];
  const child = spawn(command, rest, {
    cwd,
    // Whether these tests run in CI or in colour is nothing to it.
    env: { PATH: process.env["PATH"], ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const written = { out: "", err: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => (written.out += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (written.err += text));
  const exit = once(child, "close").then(([code]) => code as number | null);
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await exit;
  });
  return {
    child,
    get out() {
      return written.out;
    },
    get err() {
      return written.err;
    },
    exit,
    printed: async (text) => {
      const ended = exit.then(() => "ended" as const);
      while (!written.out.includes(text)) {
        const news = await Promise.race([once(child.stdout, "data"), ended]);
        if (news === "ended" && !written.out.includes(text))
          throw new Error(`expected the program to print ${JSON.stringify(text)}, found\n${written.out}${written.err}`);
      }
    },
  };
}
