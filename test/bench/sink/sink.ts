/** The sink in C (sink.c) as a running process: where it listens, and what it has counted. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { setTimeout as wait } from "node:timers/promises";
import { compiled } from "./compile.ts";

/** What `sink.c` prints, summed over its workers. */
export interface SinkCounts {
  readonly seconds: number;
  readonly accepted: number;
  readonly open: number;
  readonly refused: number;
  readonly violations: number;
  readonly cut: number;
  readonly text: number;
  readonly textBytes: number;
  readonly pings: number;
  readonly closes: number;
  readonly answered: number;
  /** Up to a second behind. */
  readonly cpuSeconds: number;
}

export interface SinkOptions {
  readonly connections: number;
  /** Answers requests: `hello: request` and acknowledged telemetry. */
  readonly acknowledges?: boolean;
  readonly workers?: number;
}

const longestSeconds = 7_200;

export class Sink implements AsyncDisposable {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  private constructor(child: ChildProcess, lines: AsyncIterator<string>, { listening, port, pid }: Listening) {
    this.#child = child;
    this.#lines = lines;
    this.url = listening;
    this.port = port;
    this.pid = pid;
  }

  static async start({ connections, acknowledges = false, workers = 0 }: SinkOptions): Promise<Sink> {
    const options = ["--connections", connections, "--workers", workers, "--seconds", longestSeconds].map(String);
    const child = spawn(compiled("sink"), acknowledges ? [...options, "--ack"] : options, {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    return new Sink(child, lines, (await nextLine(lines)) as Listening);
  }

  async counts(): Promise<SinkCounts> {
    this.#child.kill("SIGUSR1");
    return (await nextLine(this.#lines)) as SinkCounts;
  }

  /** Looks every tenth of a second. @throws Error when it does not come to that in time. */
  async until(reached: (counts: SinkCounts) => boolean, seconds: number): Promise<SinkCounts> {
    for (let left = seconds * 10; ; left--) {
      const counts = await this.counts();
      if (reached(counts)) return counts;
      if (left <= 0) throw new Error(`expected the sink to get there within ${seconds} s: ${JSON.stringify(counts)}`);
      await wait(100);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, "exit");
    this.#child.kill("SIGTERM");
    await ended;
  }
}

interface Listening {
  readonly listening: string;
  readonly port: number;
  readonly pid: number;
}

async function nextLine(lines: AsyncIterator<string>): Promise<unknown> {
  const { value, done } = await lines.next();
  if (done === true) throw new Error("expected a line of the sink, it has ended");
  return JSON.parse(value);
}
