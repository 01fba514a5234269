/** `flotilla run` as a process of its own, watched from outside while it runs. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { text } from "node:stream/consumers";
import { setTimeout as wait } from "node:timers/promises";
import type { Summary } from "../../src/fleet/run-events.ts";
import { bin, inCheckout } from "./build.ts";
import { pssOfTree, type Usage, usageOfTree } from "./process-usage.ts";
import { endTree, endWithUs } from "./started-process.ts";

export class FlotillaRun implements AsyncDisposable {
  readonly pid: number;
  readonly #child: ChildProcess;
  readonly #folder: string;
  readonly #printed: Promise<string>;

  /** @param options as on the command line, the scenario first. @param collects whether {@link heapBytes} will be asked. */
  constructor(options: readonly string[], collects = false) {
    this.#folder = mkdtempSync(join(tmpdir(), "flotilla-bench-"));
    const hook = collects ? ["--expose-gc", "--import", inCheckout("test/bench/collect-on-signal.mjs")] : [];
    const [scenario, ...rest] = options;
    this.#child = spawn(
      process.execPath,
      [...hook, bin, "run", scenario!, "--json", "--out", join(this.#folder, "run"), ...rest],
      { stdio: ["ignore", "pipe", "inherit"], env: { ...process.env, FLOTILLA_BENCH_HEAP: this.#heapFile } },
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

  /** What the heap holds after a collection, of a run that `collects`. */
  async heapBytes(): Promise<number> {
    rmSync(this.#heapFile, { force: true });
    this.#child.kill("SIGUSR2");
    for (;;) {
      await wait(50);
      try {
        const { heapUsed, arrayBuffers } = JSON.parse(readFileSync(this.#heapFile, "utf8")) as NodeJS.MemoryUsage;
        return heapUsed + arrayBuffers;
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

  get #heapFile(): string {
    return join(this.#folder, "heap.json");
  }
}
