/**
 * The command line in this process: what it prints is kept, its folder is a temporary one, and signals come when the test says so.
 *
 *     const host = testHost(["run", "my.yaml", "--speed", "max"], { files: { "my.yaml": scenario } });
 *     expect(await host.run()).toBe(0);
 *     expect(host.out).toContain("PASS");
 */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import type { ExitCode } from "../../src/cli/exit-code.ts";
import { flotilla } from "../../src/cli/flotilla.ts";
import type { Host, Signal } from "../../src/cli/host.ts";
import type { DataStream } from "../../src/report/data-sink.ts";
import type { Terminal } from "../../src/report/terminal.ts";

export interface TestHostOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Whether both outputs are terminals. */
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
  /** Another folder to be in than a new one. */
  readonly cwd?: string;
  /** What to write into the folder first, by path. */
  readonly files?: Readonly<Record<string, string>>;
}

export interface TestHost extends Host {
  /** Everything written to stdout so far. */
  readonly out: string;
  readonly err: string;
  /** Runs the command line to its end. */
  run(): Promise<ExitCode>;
  /** Resolves when stdout contains it. */
  printed(text: string): Promise<void>;
  /** Raises a signal; whether anybody listened. */
  signal(signal: Signal): boolean;
}

export function testHost(argv: readonly string[], options: TestHostOptions = {}): TestHost {
  const { env = {}, isTTY = false, columns = 100, rows = 40, cwd = temporaryFolder(), files = {} } = options;
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(cwd, path)), { recursive: true });
    writeFileSync(join(cwd, path), text);
  }
  const listeners: { readonly signal: Signal; readonly listener: () => void }[] = [];
  const waiting = new Set<() => void>();
  const written = { out: "", err: "" };
  const terminal = (name: "out" | "err"): Terminal & DataStream => ({
    write(text) {
      written[name] += text;
      for (const look of waiting) look();
    },
    drained: () => Promise.resolve(),
    isTTY,
    columns,
    rows,
  });
  const host: TestHost = {
    argv,
    env,
    cwd,
    stdout: terminal("out"),
    stderr: terminal("err"),
    onSignal(signal, listener) {
      const entry = { signal, listener };
      listeners.push(entry);
      return () => {
        const at = listeners.indexOf(entry);
        if (at >= 0) listeners.splice(at, 1);
      };
    },
    get out() {
      return written.out;
    },
    get err() {
      return written.err;
    },
    run: () => flotilla(host),
    printed: (text) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (!written.out.includes(text)) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
    signal(signal) {
      const concerned = listeners.filter((entry) => entry.signal === signal);
      for (const { listener } of concerned) listener();
      return concerned.length > 0;
    },
  };
  return host;
}

/** Gone when the test is over. */
export function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "flotilla-")));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
