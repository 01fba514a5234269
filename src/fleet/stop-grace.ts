import { peerTime } from "../kernel/clock.ts";
import type { Scheduler } from "../kernel/scheduler.ts";
import type { Duration } from "../kernel/time.ts";

/**
 * How long the goodbyes of so many devices may take before connections are cut, on the run's clock: of all devices of the fleet, as those of
 * other shards take their time on the same cores. Each device by itself waits for much less.
 */
export function stopGrace(scheduler: Scheduler, devices: number): Duration {
  return peerTime(scheduler.clock, 3_000 + devices / 5);
}
