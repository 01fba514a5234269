/** `flotilla run` as a process of its own, watched from outside while it runs. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { text } from "node:stream/consumers";
import { setTimeout as wait } from "node:timers/promises";
import type { Summary } from "../../src/fleet/run-events.ts";
import type { HistogramSummary } from "../../src/metrics/histogram.ts";
import { bin, inCheckout } from "./build.ts";
import { pssOfTree, type Usage, usageOfTree } from "./process-usage.ts";
import { endTree, endWithUs } from "./started-process.ts";

export class FlotillaRun implements AsyncDisposable {
  readonly pid: number;
  readonly #child: ChildProcess;
  readonly #folder: string;
  readonly #printed: Promise<string>;

  /** @param options as on the command line, the scenario first. @param asked what it will be asked, if anything. */
  constructor(options: readonly string[], asked?: keyof typeof hooks) {
    this.#folder = mkdtempSync(join(tmpdir(), "flotilla-bench-"));
    const hook = asked === undefined ? [] : hooks[asked];
    const [scenario, ...rest] = options;
    this.#child = spawn(
      process.execPath,
      [...hook, bin, "run", scenario!, "--json", "--out", join(this.#folder, "run"), ...rest],
      { stdio: ["ignore", "pipe", "inherit"], env: { ...process.env, FLOTILLA_BENCH_FILE: this.#answerFile } },
    );
    endWithUs(this.#child);
    this.pid = this.#child.pid!;
    this.#printed = text(this.#child.stdout!);
  }

  /** Of the process and its shards. */
  usage(): Usage {
    return usageOfTree(this.pid);
  }

  /** Of the process and its shards, adding up. */
  pssBytes(): number {
    return pssOfTree(this.pid);
  }

  get running(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** What the heap holds after a collection, of a run that is asked for its `heap`. */
  async heapBytes(): Promise<number> {
    const { heapUsed, arrayBuffers } = (await this.#answer()) as NodeJS.MemoryUsage;
    return heapUsed + arrayBuffers;
  }

  /** Since this was asked last, or since the start: of a run in one process that is asked for its `punctuality`. */
  async punctuality(): Promise<Punctuality> {
    return (await this.#answer()) as Punctuality;
  }

  async #answer(): Promise<unknown> {
    rmSync(this.#answerFile, { force: true });
    this.#child.kill("SIGUSR2");
    for (;;) {
      await wait(50);
      try {
        return JSON.parse(readFileSync(this.#answerFile, "utf8"));
      } catch (thrown) {
        if (!this.running) throw thrown;
      }
    }
  }

  /** Asks it to end now, with goodbyes; or waits for its planned end. */
  async finish(how: "now" | "as planned" = "now"): Promise<Summary> {
    if (how === "now") this.#child.kill("SIGINT");
    const printed = await this.#printed;
    if (printed === "") throw new Error("expected the run to print its summary, found nothing");
    return JSON.parse(printed) as Summary;
  }

  /** Ends the process and its shards without a word. */
  kill(): Promise<void> {
    return endTree(this.#child);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  get #answerFile(): string {
    return join(this.#folder, "answer.json");
  }
}

/** How late a process was with what it had scheduled, and what may have held it up. Milliseconds. */
export interface Punctuality {
  readonly lateness: HistogramSummary;
  /** For collecting garbage: the longest time in one go, and all of it. */
  readonly longestGc: number;
  readonly gc: number;
  /** How long its main thread was ready to run while others had the cores. */
  readonly waited: number;
}

const hooks = {
  heap: ["--expose-gc", "--import", inCheckout("test/bench/collect-on-signal.mjs")],
  punctuality: ["--import", inCheckout("test/bench/punctuality-on-signal.mjs")],
} as const;
