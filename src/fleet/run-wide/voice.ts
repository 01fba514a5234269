/**
 * What a shard has to say to the run, said in as few words as do: however often something goes wrong or happens to a device, a few of it
 * are said in full and the rest is counted.
 *
 * 1. What is about the whole run and needs no part of the shard, only the speaker says.
 * 2. Limits are those of the run ({@link NoticeBoard}), for this shard alone: what the run is going to tell is among what is said.
 * 3. Counts are said at the end of the simulated second; without any there is no entry in the queue.
 */
import type { Scheduler } from "../../kernel/scheduler.ts";
import { type Instant, later, millis } from "../../kernel/time.ts";
import type { RunEnd } from "../timeline/stage.ts";
import { mostComplaints, mostCrashNotices, mostLines, mostTold } from "./notice-board.ts";
import type { SaidOf, Saying } from "./saying.ts";

export interface VoiceOptions {
  readonly scheduler: Scheduler;
  readonly origin: () => Instant;
  /** Whether it is the one shard that says what is said once. */
  readonly speaker: boolean;
  readonly say: (saying: Saying) => void;
}

/** Rounds of steps, and kinds of failures, that are kept in mind. */
const mostKept = 1_000;

export class Voice {
  readonly #options: VoiceOptions;
  readonly #tellings: Map<string, number> = new Map();
  readonly #complaints: Map<string, Set<string>> = new Map();
  readonly #failures: Set<string> = new Set();
  #crashes = 0;
  /** How often what has happened in the second under way, besides what was said of it. */
  #times: Map<string, number> = new Map();
  #failed: Map<string, { readonly subject: string; count: number }> = new Map();
  #waiting = false;

  constructor(options: VoiceOptions) {
    this.#options = options;
  }

  /** Of the whole run, and the same in every shard. */
  notice(level: "info" | "warning", text: string): void {
    if (this.#options.speaker) this.#say({ type: "notice", level, text });
  }

  /** @param nouns what is counted: one of it, many of it. */
  count(key: string, before: string, count: number, [one, many]: readonly [string, string]): void {
    this.#say({ type: "count", key, before, count, one, many });
  }

  /** That something will be over here at `at`, if anything was. */
  last(key: string, text: string, at: Instant, count: number): void {
    this.#options.say({ type: "last", key, text, count, at: at - this.#options.origin() });
  }

  lines(key: string, step: string, subjects: readonly number[], lineOf: (place: number) => string): void {
    const lines = subjects.slice(0, mostLines).map((of, place) => ({ of, text: lineOf(place) }));
    this.#say({ type: "lines", key, step, count: subjects.length, lines });
  }

  /** @param about what happens over and over, as it is called when it is only counted. */
  telling(about: string, text: string, of: SaidOf): void {
    const told = this.#tellings.get(about) ?? 0;
    if (told < mostTold) {
      this.#tellings.set(about, told + 1);
      this.#say({ type: "telling", about, text, ...of });
      return;
    }
    this.#times.set(about, (this.#times.get(about) ?? 0) + 1);
    this.#countLater();
  }

  /** @param key of which a few different problems are told. */
  complaint(key: string, problem: string, text: string, of: SaidOf = {}): void {
    let known = this.#complaints.get(key);
    if (known === undefined) {
      this.#complaints.set(key, (known = new Set()));
      if (this.#complaints.size > mostKept) this.#complaints.delete(this.#complaints.keys().next().value!);
    }
    if (known.has(problem) || known.size >= mostComplaints) return;
    known.add(problem);
    this.#say({ type: "complaint", key, problem, text, ...of });
  }

  crash(text: string, of: SaidOf): void {
    if (++this.#crashes <= mostCrashNotices) this.#say({ type: "crash", text, ...of });
  }

  failure(what: string, subject: string, of: SaidOf): void {
    if (!this.#failures.has(what) && this.#failures.size < mostKept) {
      this.#failures.add(what);
      this.#say({ type: "failure", what, subject, count: 1, ...of });
      return;
    }
    const known = this.#failed.get(what);
    if (known === undefined) this.#failed.set(what, { subject, count: 1 });
    else known.count++;
    this.#countLater();
  }

  moment(name: string, of: SaidOf): void {
    this.#say({ type: "moment", name, ...of });
  }

  arrived(key: string): void {
    this.#say({ type: "arrived", key });
  }

  candidates(key: string, count: number, devices: readonly number[], draws: readonly number[]): void {
    this.#say({ type: "candidates", key, count, devices, draws });
  }

  end(end: RunEnd, of: SaidOf = {}): void {
    this.#say({ type: "end", end, ...of });
  }

  /** Says what has been counted since the last second was over. */
  flush(): void {
    const { scheduler, origin } = this.#options;
    const at = scheduler.now - origin();
    const [times, failed] = [this.#times, this.#failed];
    [this.#times, this.#failed] = [new Map(), new Map()];
    for (const [about, count] of times) this.#options.say({ type: "times", about, count, at });
    for (const [what, { subject, count }] of failed) this.#options.say({ type: "failure", what, subject, count, at });
  }

  #countLater(): void {
    if (this.#waiting) return;
    this.#waiting = true;
    const { scheduler, origin } = this.#options;
    const began = origin();
    const over = millis(Math.ceil((scheduler.now - began) / 1_000) * 1_000);
    scheduler.at(later(began, over), this.#counting);
  }

  readonly #counting = {
    onDue: (): void => {
      this.#waiting = false;
      this.flush();
    },
  };

  #say(saying: WithoutTime<Saying>): void {
    const { scheduler, origin, say } = this.#options;
    say({ ...saying, at: scheduler.now - origin() });
  }
}

type WithoutTime<Of> = Of extends unknown ? Omit<Of, "at"> : never;
