/**
 * What a scenario does to the world and the world has to know beforehand, because weather and days are made in advance.
 *
 * 1. Times count from the run's start; `from` is included, `to` is not. 2. Plain data.
 */
import type { Duration } from "../kernel/time.ts";

export type WorldEvent =
  /** Outdoors it is `by` kelvin warmer than the weather says, or colder when that is negative. */
  | { readonly type: "temperature"; readonly from: Duration; readonly to: Duration; readonly by: number }
  /** Who lives in these homes is there, or away, whatever the day would have been. */
  | {
      readonly type: "presence";
      readonly from: Duration;
      readonly to: Duration;
      readonly home: "everyone" | "nobody";
      readonly homes: "all" | readonly number[];
    };
