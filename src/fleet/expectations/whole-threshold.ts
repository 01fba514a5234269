/** A threshold on all of the run: looked at in the end. */
import {
  checkPeakShare,
  checkReading,
  checkRecoveries,
  checkThreshold,
  type CheckedThreshold,
  type Figures,
} from "../../metrics/threshold-check.ts";
import type { ThresholdPlan } from "../../scenario/plan.ts";
import { failureAt, type Hearing } from "./hearing.ts";
import type { Judged } from "./judged.ts";
import { measure, readingOf } from "./measure.ts";

export class WholeThreshold implements Judged {
  readonly #plan: ThresholdPlan;
  readonly #hearing: Hearing;
  #atEnd: number | undefined;

  constructor(plan: ThresholdPlan, hearing: Hearing) {
    this.#plan = plan;
    this.#hearing = hearing;
  }

  /** Who is connected at the end is not there any more when all is counted. */
  end(): void {
    const { of, metric } = this.#plan;
    if (of !== undefined && metric === "devices.connectedAtEnd") this.#atEnd = this.#hearing.shard.counted(of).ready;
  }

  check(figures: Figures): ReturnType<Judged["check"]> {
    const { expression } = this.#plan;
    const checked = this.#checked(figures);
    return {
      expression,
      ...checked,
      failed: checked.ok ? null : failureAt(this.#hearing.elapsed(), this.#hearing.shard),
    };
  }

  #checked(figures: Figures): CheckedThreshold {
    const { of, metric } = this.#plan;
    if (of === undefined) return checkThreshold(this.#plan, figures);
    const { shard } = this.#hearing;
    if (metric.startsWith("reconnect.")) return checkRecoveries(this.#plan, shard.recovered(of));
    if (metric === "devices.peakShare") {
      return checkPeakShare(this.#plan, { planned: shard.planned(of), peakConnected: shard.counted(of).peak });
    }
    const measured = this.#atEnd ?? measure(this.#plan, shard);
    return checkReading(this.#plan, measured === undefined ? null : readingOf(measured));
  }
}
