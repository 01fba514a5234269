/** What a process of the generator says of itself about once a second. Plain data. */
import type { HistogramDelta } from "./histogram-delta.ts";
import type { ProcessFigures } from "./process-figures.ts";

export interface GeneratorReport {
  /** How late actions of its schedule began, since the report before; absent when none did. */
  readonly lateness?: HistogramDelta;
  /** How long its event loop was held up, since the report before. */
  readonly loopDelay?: HistogramDelta;
  /** Whole: they replace those of the report before. */
  readonly figures: ProcessFigures;
}
