/**
 * A run's outputs, as one.
 *
 * 1. An output that throws hears no more of that kind of news, and the others are told. The run goes on, and its end is told
 *    to every output: a disk that filled up on the way must not cost the summary.
 * 2. Nothing is told after the end.
 */
import { messageOf } from "../kernel/errors.ts";
import type { DeviceRecord, Notice, Progress, RunInfo, RunOutput, Summary } from "./run-events.ts";

type News = "started" | "progressed" | "noticed" | "recorded";

export class Outputs {
  readonly #all: readonly RunOutput[];
  readonly #elapsed: () => number;
  readonly #listeners: Record<News, readonly RunOutput[]>;
  #over = false;

  /** @param elapsed simulated milliseconds since the start of the run, for what is noticed here. */
  constructor(outputs: readonly RunOutput[], elapsed: () => number) {
    const having = (news: News): RunOutput[] => outputs.filter((output) => output[news] !== undefined);
    this.#all = outputs;
    this.#elapsed = elapsed;
    this.#listeners = {
      started: having("started"),
      progressed: having("progressed"),
      noticed: having("noticed"),
      recorded: having("recorded"),
    };
  }

  /** Whether anybody listens to one kind of news: it need not be made otherwise. */
  want(news: News): boolean {
    return this.#listeners[news].length > 0;
  }

  started(info: RunInfo): void {
    this.#tell("started", (output) => output.started!(info));
  }

  progressed(progress: Progress): void {
    this.#tell("progressed", (output) => output.progressed!(progress));
  }

  /** @param at when it was, simulated milliseconds since the start; absent: now */
  noticed(level: Notice["level"], text: string, at?: number): void {
    const notice: Notice = { elapsedMillis: at ?? this.#elapsed(), level, text };
    this.#tell("noticed", (output) => output.noticed!(notice));
  }

  recorded(record: DeviceRecord): void {
    this.#tell("recorded", (output) => output.recorded!(record));
  }

  /** The end. Resolves when every output is flushed, or has failed to be. */
  async finished(summary: Summary): Promise<void> {
    for (const output of this.#all) {
      try {
        await output.finished?.(summary);
      } catch (thrown) {
        this.noticed("warning", `an output could not be finished: ${messageOf(thrown)}`);
      }
    }
    this.#over = true;
  }

  #tell(news: News, tell: (output: RunOutput) => void): void {
    if (this.#over) return;
    for (const output of this.#listeners[news]) {
      try {
        tell(output);
      } catch (thrown) {
        if (!this.#listeners[news].includes(output)) continue;
        this.#listeners[news] = this.#listeners[news].filter((other) => other !== output);
        this.noticed("warning", `an output failed and hears no more of what is ${news}: ${messageOf(thrown)}`);
      }
    }
  }
}
