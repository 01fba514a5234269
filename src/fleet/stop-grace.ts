import { peerTime } from "../kernel/clock.ts";
import type { Scheduler } from "../kernel/scheduler.ts";
import type { Duration } from "../kernel/time.ts";

/** How long so many devices may take after their goodbyes before connections are cut, on the run's clock. */
export function stopGrace(scheduler: Scheduler, devices: number): Duration {
  return peerTime(scheduler.clock, 3_000 + devices / 5);
}
