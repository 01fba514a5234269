/**
 * A threshold on a part of the run: what came between two moments.
 *
 *     waiting -- from --> open -- to --> closed
 *
 * 1. What was counted at a moment is kept, and taken away from what is counted at the other: exact, for numbers and for histograms.
 * 2. `from` is meant the first time it comes, `to` the first time from then on. Without `from` it opens with the run.
 * 3. A moment that never came leaves nothing measured, and so does not hold.
 */
import { checkReading, type CheckedThreshold } from "../../metrics/threshold-check.ts";
import type { Window } from "../../metrics/threshold.ts";
import type { ThresholdPlan } from "../../scenario/plan.ts";
import { failureAt, type Hearing } from "./hearing.ts";
import type { Judged } from "./judged.ts";
import { between, measure, type Snapshot, snapshot } from "./measure.ts";

type State =
  | { readonly is: "waiting" }
  | { readonly is: "open"; readonly from: Snapshot | undefined }
  | { readonly is: "closed"; readonly at: number; readonly checked: CheckedThreshold };

export class WindowThreshold implements Judged {
  readonly #plan: ThresholdPlan;
  readonly #window: Window;
  readonly #hearing: Hearing;
  #state: State = { is: "waiting" };

  constructor(plan: ThresholdPlan, window: Window, hearing: Hearing) {
    this.#plan = plan;
    this.#window = window;
    this.#hearing = hearing;
  }

  start(): void {
    if (this.#window.from === undefined) this.#open();
  }

  began(name: string, at: number): void {
    if (this.#state.is === "open" && name === this.#window.to) {
      this.#state = { is: "closed", at, checked: this.#sinceOpened(this.#state.from) };
    } else if (this.#state.is === "waiting" && name === this.#window.from) this.#open();
  }

  check(): ReturnType<Judged["check"]> {
    const checked = this.#checked();
    const at = this.#state.is === "closed" ? this.#state.at : this.#hearing.elapsed();
    const { expression } = this.#plan;
    return { expression, ...checked, failed: checked.ok ? null : failureAt(at, this.#hearing.shard) };
  }

  #open(): void {
    this.#state = { is: "open", from: this.#now() };
  }

  #checked(): CheckedThreshold {
    const { from, to } = this.#window;
    switch (this.#state.is) {
      case "waiting":
        return { observed: null, ok: false, text: `not measured, as ${from} never came` };
      case "open":
        if (to !== undefined) return { observed: null, ok: false, text: `not measured, as ${to} never came` };
        return this.#sinceOpened(this.#state.from);
      case "closed":
        return this.#state.checked;
    }
  }

  #sinceOpened(from: Snapshot | undefined): CheckedThreshold {
    const now = measure(this.#plan, this.#hearing.shard);
    const known = now === undefined || from === undefined ? null : between(from, now);
    return checkReading(this.#plan, known);
  }

  #now(): Snapshot | undefined {
    const now = measure(this.#plan, this.#hearing.shard);
    return now === undefined ? undefined : snapshot(now);
  }
}
