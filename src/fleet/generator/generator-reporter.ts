/** Puts into reports what a process measures of itself, for somebody who adds them up. */
import type { GeneratorReport } from "../../metrics/generator-report.ts";
import { ToldCounts } from "../../metrics/histogram-delta.ts";
import type { GeneratorGauge } from "./generator-gauge.ts";

export class GeneratorReporter {
  readonly #gauge: GeneratorGauge;
  readonly #lateness = new ToldCounts();
  readonly #loopDelay = new ToldCounts();

  constructor(gauge: GeneratorGauge) {
    this.#gauge = gauge;
  }

  /** What came since the last one: who asks for it has it sent. */
  report(): GeneratorReport {
    const gauge = this.#gauge;
    gauge.look();
    const lateness = gauge.lateness.take(this.#lateness);
    const loopDelay = gauge.loopDelay.take(this.#loopDelay);
    return {
      ...(lateness === undefined ? {} : { lateness }),
      ...(loopDelay === undefined ? {} : { loopDelay }),
      figures: gauge.figures(),
    };
  }
}
