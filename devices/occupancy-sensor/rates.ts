/**
 * At what rates there is something to notice: people while they stay, pets, and what triggers it falsely.
 *
 * Who is in the room the home knows; what they do there happenings have told. Who sleeps does so in the bedroom, of
 * which a home may have more than the sensor sees.
 */
import type { OccupancyContext } from "./occupancy-schema.ts";
import { falseTriggerRate, petRate, triggerRate } from "./occupancy-physics.ts";
import type { OccupancyState } from "./occupancy-sensor.ts";

/** Triggers per ms. */
export interface Rates {
  readonly people: number;
  /** Pets, and what triggers it falsely. */
  readonly others: number;
}

/** At what rates there is something to notice from now on. */
export function ratesOf({ exhausted, sensitivity, activities }: OccupancyState, context: OccupancyContext): Rates {
  const { settings, home, room, now } = context;
  if (exhausted || context.has("blinded")) return nothing;
  const others = (settings.pets ? petRate : 0) + (context.has("false-trigger") ? falseTriggerRate : 0);
  if (!settings.usedByResidents) return { people: 0, others };
  const people = home.peopleIn(room, now);
  const sleepers = room === "bedroom" ? sleepersAt(context) : 0;
  if (people === 0 && sleepers === 0) return { people: 0, others };
  return { people: sensitivity * triggerRate({ room, people, sleepers, activities }, settings.technology), others };
}

const nothing: Rates = { people: 0, others: 0 };

/** In one bedroom. */
const mostSleepers = 2;

function sleepersAt({ home, now }: OccupancyContext): number {
  const { home: atHome, awake } = home.presence(now);
  return Math.min(mostSleepers, atHome - awake);
}
