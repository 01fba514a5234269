/**
 * Nights away from home: a household's trips and a single person's.
 *
 * 1. A trip is decided by the day it starts on, together with its length; a night is away if any trip covers it. So
 *    every day can be asked about by itself, and neighbouring days always agree.
 * 2. About 4.5 % of nights a whole household is away and 3 % a single person. That leaves
 *    homes occupied at 03:00 on about 95 % of nights (ROSS: 91-95 %).
 */
import { keyed } from "../kernel/random.ts";
import { mostResidents } from "./person.ts";

interface TripHabit {
  readonly purpose: string;
  /** Chance that a trip starts on a given day. */
  readonly startChance: number;
  /** Share of trips that last at least 1, 2, ... nights. */
  readonly lastingShare: readonly number[];
}

const householdTrips: TripHabit = {
  purpose: "household trip",
  startChance: 0.0145,
  lastingShare: [1, 0.6, 0.35, 0.23, 0.23, 0.23, 0.23, 0.1, 0.1, 0.1],
};

const personTrips: TripHabit = {
  purpose: "person trip",
  startChance: 0.019,
  lastingShare: [1, 0.4, 0.1, 0.1],
};

/** Whether the night that ends on the morning of `day` is spent away by all. */
export function householdAwayOvernight(seed: number, home: number, day: number): boolean {
  return awayOvernight(seed, householdTrips, home * mostResidents, day);
}

/** Whether the night that ends on the morning of `day` is spent away by this person alone. */
export function personAwayOvernight(seed: number, home: number, person: number, day: number): boolean {
  return awayOvernight(seed, personTrips, home * mostResidents + person, day);
}

function awayOvernight(
  seed: number,
  { purpose, startChance, lastingShare }: TripHabit,
  who: number,
  day: number,
): boolean {
  return lastingShare.some((share, index) => keyed(seed, purpose, who, day - 1 - index) < startChance * share);
}
