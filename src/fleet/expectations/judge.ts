/**
 * Whether what is expected of a run holds, while it goes and in the end.
 *
 * 1. Thresholds on all of the run cost nothing while it goes; those on a part of it, a look at its two moments.
 * 2. Sustained ones are looked at every simulated second (on a clock that runs fast, every tenth of a real one at most), conditions when
 *    something changes. Who expects neither has no entry in the queue.
 * 3. On a virtual clock it is the same in every run, and does not change what devices do.
 */
import { peerTime } from "../../kernel/clock.ts";
import { later, seconds } from "../../kernel/time.ts";
import type { Figures } from "../../metrics/threshold-check.ts";
import type { ExpectationPlan } from "../../scenario/plan.ts";
import type { CheckedExpectation } from "../run-events.ts";
import type { Hearing } from "./hearing.ts";
import type { Judged } from "./judged.ts";
import { SustainedThreshold } from "./sustained-threshold.ts";
import { WholeThreshold } from "./whole-threshold.ts";
import { WindowThreshold } from "./window-threshold.ts";

export class Judge {
  readonly #hearing: Hearing;
  readonly #all: readonly Judged[];
  #over = false;

  constructor(hearing: Hearing) {
    const { plan, conditions } = hearing.shard;
    this.#hearing = hearing;
    const left = [...conditions];
    this.#all = plan.expect.map((expectation) => judgedOf(expectation, hearing, left));
    hearing.shard.listen((name) => this.#began(name));
  }

  /** The run begins. */
  start(): void {
    for (const one of this.#all) one.start?.();
    if (this.#all.some((one) => one.look !== undefined)) this.#lookLater();
  }

  /** The run is over: its goodbyes do not count. */
  end(): void {
    if (this.#over) return;
    this.#over = true;
    for (const one of this.#all) one.end?.();
  }

  check(figures: Figures): CheckedExpectation[] {
    return this.#all.map((one) => one.check(figures));
  }

  #began(name: string): void {
    if (!this.#over) for (const one of this.#all) one.began?.(name);
  }

  #lookLater(): void {
    const { scheduler } = this.#hearing;
    const often = Math.max(seconds(1), scheduler.clock.virtual ? 0 : peerTime(scheduler.clock, leastRealMillis));
    scheduler.at(later(scheduler.now, often), this.#looking);
  }

  readonly #looking = {
    onDue: (): void => {
      if (this.#over) return;
      for (const one of this.#all) one.look?.();
      this.#lookLater();
    },
  };
}

const leastRealMillis = 100;

/** @param conditions what the shard has for the conditions of the plan; those that are left, in order. */
function judgedOf(expectation: ExpectationPlan, hearing: Hearing, conditions: Judged[]): Judged {
  switch (expectation.type) {
    case "threshold":
      return expectation.window === undefined
        ? new WholeThreshold(expectation, hearing)
        : new WindowThreshold(expectation, expectation.window, hearing);
    case "sustained":
      return new SustainedThreshold(expectation, hearing);
    case "condition":
      return conditions.shift()!;
  }
}
