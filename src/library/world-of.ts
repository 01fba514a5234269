/** The world of a plan: its weather, its people and what fails, all known beforehand. */
import type { Plan } from "../scenario/plan.ts";
import { World } from "../world/world.ts";

export function worldOf({ seed, clock, world }: Plan): World {
  return new World({
    seed,
    climate: world.climate,
    outages: world.outages,
    timeZoneOffset: clock.timeZoneOffset,
    events: { list: world.events, origin: clock.start },
  });
}
