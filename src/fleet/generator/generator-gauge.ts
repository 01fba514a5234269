/**
 * How a process measures itself: the port to its own figures.
 *
 * 1. Nothing is counted before {@link GeneratorGauge.start} and after {@link GeneratorGauge.stop}: getting ready and saying goodbye
 *    are no part of what is judged.
 * 2. The histograms only grow, so that what came since an earlier state of them can be sent to somebody who adds it up.
 */
import type { Histogram } from "../../metrics/histogram.ts";
import type { ProcessFigures } from "../../metrics/process-figures.ts";

export interface GeneratorGauge {
  /** The run begins. */
  start(): void;
  /** An action of the schedule began so many real milliseconds after it was meant to: the scheduler's lateness listener. */
  late(millis: number): void;
  /** Looks at what only changes slowly; once a second is enough. */
  look(): void;
  /** How late actions of the schedule began. */
  readonly lateness: Histogram;
  /** How much later than possible anything could have begun, looked at beat by beat. */
  readonly loopDelay: Histogram;
  /** As of the last {@link look}, but for the CPU time. */
  figures(): ProcessFigures;
  /** The run is over. All stays as it is. */
  stop(): void;
}
