/** One expectation of a plan while the run goes, and what has become of it. */
import type { Figures } from "../../metrics/threshold-check.ts";
import type { CheckedExpectation } from "../run-events.ts";

export interface Judged {
  /** The run begins. */
  start?(): void;
  /** A round of a step begins, or a mark is passed. @param at simulated milliseconds since the start of the run */
  began?(name: string, at: number): void;
  /** A second has passed. Who does not care leaves it out. */
  look?(): void;
  /** The run is over: what happens from now on does not count. */
  end?(): void;
  /** What has become of it; as it is now, if the run is not over. */
  check(figures: Figures): CheckedExpectation;
}
