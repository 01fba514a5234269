/**
 * Heat waves and cold snaps: how much warmer it is than it would have been.
 *
 *     by |      .------.
 *        |    .'        '.
 *      0 |__.'            '.__
 *          from          to
 *
 * 1. It comes and goes along half a cosine, in a third of its length and twelve hours at most, so that temperature stays
 *    continuous and a house has time to follow.
 * 2. Several at once add up.
 */
import { hours, type Instant, later } from "../kernel/time.ts";
import type { WorldEvent } from "./world-event.ts";

export interface WeatherEvent {
  readonly from: Instant;
  readonly to: Instant;
  /** K. */
  readonly by: number;
}

const longestRamp = hours(12);

/** @param origin the start of the run. */
export function weatherEvents(events: readonly WorldEvent[], origin: Instant): readonly WeatherEvent[] {
  return events.flatMap((event) =>
    event.type === "temperature"
      ? [{ from: later(origin, event.from), to: later(origin, event.to), by: event.by }]
      : [],
  );
}

/** K warmer than without them. */
export function warmerBy(events: readonly WeatherEvent[], at: Instant): number {
  let sum = 0;
  for (const { from, to, by } of events) {
    if (at <= from || at >= to) continue;
    const ramp = Math.min(longestRamp, (to - from) / 3);
    const nearest = Math.min(at - from, to - at);
    sum += nearest >= ramp ? by : (by * (1 - Math.cos((Math.PI * nearest) / ramp))) / 2;
  }
  return sum;
}
