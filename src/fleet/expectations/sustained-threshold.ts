/**
 * A threshold that has to hold all the time: of the figures of the last few seconds, looked at every second.
 *
 * 1. What is counted is what came in the last `over`, or since the window opened if that is less; what is not counted (devices that are
 *    connected) is what it is at the moment.
 *    Of a long `over` only so many moments are kept ({@link mostPasts}), as a histogram takes its room: the window may be a sixtieth longer.
 * 2. It is broken once it has not held for `holds` on end, and stays broken. With nothing to see (no sample in all that time) it neither
 *    begins nor ceases to hold.
 * 3. Never anything to see, in all of the run, is not held.
 */
import { checkReading, type CheckedThreshold, checkPeakShare } from "../../metrics/threshold-check.ts";
import { metricAt } from "../../metrics/threshold-metrics.ts";
import type { SustainedPlan } from "../../scenario/plan.ts";
import { endedText, failureAt, type Hearing, lengthText, momentText } from "./hearing.ts";
import type { Judged } from "./judged.ts";
import { between, measure, type Measure, readingOf, type Snapshot, snapshot } from "./measure.ts";

/** Moments that are kept of what was counted. */
const mostPasts = 60;

interface Past {
  readonly at: number;
  readonly counted: Snapshot;
}

type State =
  | { readonly is: "waiting" }
  /** `badSince`: since when it has not held, as long as it does not. */
  | { readonly is: "watched"; readonly past: Past[]; badSince: number | undefined }
  | { readonly is: "over" }
  | { readonly is: "broken"; readonly at: number; readonly checked: CheckedThreshold };

export class SustainedThreshold implements Judged {
  readonly #plan: SustainedPlan;
  readonly #hearing: Hearing;
  #state: State = { is: "waiting" };
  /** What was seen last, and the longest that it has not held. */
  #last: CheckedThreshold | undefined;
  #longest = 0;

  constructor(plan: SustainedPlan, hearing: Hearing) {
    this.#plan = plan;
    this.#hearing = hearing;
  }

  start(): void {
    if (this.#plan.window?.from === undefined) this.#open(this.#hearing.elapsed());
  }

  began(name: string, at: number): void {
    const { from, to } = this.#plan.window ?? {};
    if (this.#state.is === "watched" && name === to) this.#state = { is: "over" };
    else if (this.#state.is === "waiting" && name === from) this.#open(at);
  }

  look(): void {
    const state = this.#state;
    if (state.is !== "watched") return;
    const at = this.#hearing.elapsed();
    const checked = this.#seen(state.past, at);
    if (checked === undefined || checked.observed === null) return;
    this.#last = checked;
    if (checked.ok) {
      state.badSince = undefined;
      return;
    }
    state.badSince ??= at;
    this.#longest = Math.max(this.#longest, at - state.badSince);
    if (at - state.badSince < this.#plan.holds) return;
    this.#state = { is: "broken", at, checked };
    const why = `${this.#plan.expression}: ${this.#brokenText(checked, at)}`;
    this.#hearing.tell(`not as expected, ${why}`);
    if (this.#plan.abort) this.#hearing.abort(why);
  }

  check(): ReturnType<Judged["check"]> {
    const { expression } = this.#plan;
    if (this.#state.is === "broken") {
      const { at, checked } = this.#state;
      const text = `${this.#brokenText(checked, at)}${this.#plan.abort ? endedText : ""}`;
      return { expression, observed: checked.observed, ok: false, text, failed: failureAt(at, this.#hearing.shard) };
    }
    if (this.#last === undefined) {
      const why = this.#state.is === "waiting" ? `, as ${this.#plan.window?.from} never came` : "";
      const failed = failureAt(this.#hearing.elapsed(), this.#hearing.shard);
      return { expression, observed: null, ok: false, text: `not measured${why}`, failed };
    }
    const { observed, text } = this.#last;
    const otherwise = this.#longest === 0 ? "" : `; for ${lengthText(this.#longest)} on end it did not hold`;
    return { expression, observed, ok: true, text: `${text} in the end${otherwise}`, failed: null };
  }

  #open(at: number): void {
    const counted = measure(this.#plan, this.#hearing.shard);
    const past = counted === undefined ? [] : [{ at, counted: snapshot(counted) }];
    this.#state = { is: "watched", past, badSince: undefined };
  }

  #seen(past: Past[], at: number): CheckedThreshold | undefined {
    const { shard } = this.#hearing;
    const now = measure(this.#plan, shard);
    if (now === undefined) return undefined;
    if (metricAt(this.#plan.metric)?.counted !== true) return this.#present(now);
    const last = past.at(-1);
    if (last === undefined || at - last.at >= this.#plan.over / mostPasts) {
      past.push({ at, counted: snapshot(now, last?.counted) });
    }
    // The newest of those that are old enough is what the window begins with.
    while (past.length > 1 && past[1]!.at <= at - this.#plan.over) past.shift();
    return checkReading(this.#plan, between(past[0]!.counted, now));
  }

  #present(now: Measure): CheckedThreshold {
    const { metric, of } = this.#plan;
    const { shard } = this.#hearing;
    if (metric !== "devices.peakShare") return checkReading(this.#plan, readingOf(now));
    return checkPeakShare(this.#plan, { planned: shard.planned(of), peakConnected: shard.counted(of).peak });
  }

  #brokenText({ text }: CheckedThreshold, at: number): string {
    const { holds, over, metric } = this.#plan;
    const window = metricAt(metric)?.counted === true ? ` in the last ${lengthText(over)}` : "";
    const long = holds === 0 ? "" : `, not held for ${lengthText(holds)} on end`;
    return `${text}${window} at ${momentText(at, this.#hearing.shard)}${long}`;
  }
}
