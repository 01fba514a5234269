/**
 * Whether what is expected of a run holds, while it goes and in the end.
 *
 * 1. Thresholds on all of the run cost nothing while it goes; those on a part of it, a look at its two moments.
 * 2. Sustained ones are looked at every simulated second (on a clock that runs fast, every tenth of a real one at most), and so is what shards
 *    have seen of conditions. It is the run that has them looked at.
 * 3. On a virtual clock it is the same in every run, and does not change what devices do.
 */
import type { Figures } from "../../metrics/threshold-check.ts";
import type { ConditionPlan, ExpectationPlan } from "../../scenario/plan.ts";
import type { CheckedExpectation } from "../run-events.ts";
import type { ConditionView } from "./condition-state.ts";
import type { Hearing } from "./hearing.ts";
import type { Judged } from "./judged.ts";
import { JudgedCondition } from "./judged-condition.ts";
import { SustainedThreshold } from "./sustained-threshold.ts";
import { WholeThreshold } from "./whole-threshold.ts";
import { WindowThreshold } from "./window-threshold.ts";

export class Judge {
  readonly #all: readonly Judged[];
  #over = false;

  /** @param conditions what was seen so far of the conditions among the plan's expectations, in their order. */
  constructor(hearing: Hearing, conditions: readonly ConditionView[]) {
    const left = [...conditions];
    this.#all = hearing.shard.plan.expect.map((expectation) => {
      return expectation.type === "condition"
        ? new JudgedCondition(expectation, hearing, left.shift()!)
        : thresholdOf(expectation, hearing);
    });
  }

  /** The run begins. */
  start(): void {
    for (const one of this.#all) one.start?.();
  }

  /** A round of a step begins, or a mark is passed. @param at simulated milliseconds since the start of the run */
  began(name: string, at: number): void {
    if (!this.#over) for (const one of this.#all) one.began?.(name, at);
  }

  /** A simulated second has passed. */
  look(): void {
    if (!this.#over) for (const one of this.#all) one.look?.();
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
}

function thresholdOf(expectation: Exclude<ExpectationPlan, ConditionPlan>, hearing: Hearing): Judged {
  if (expectation.type === "sustained") return new SustainedThreshold(expectation, hearing);
  return expectation.window === undefined
    ? new WholeThreshold(expectation, hearing)
    : new WindowThreshold(expectation, expectation.window, hearing);
}
