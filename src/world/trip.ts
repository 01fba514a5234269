/**
 * Nights away from home: a household's trips and a single person's.
 *
 * 1. A trip is decided by the day it starts on, together with its length; a night is away if any trip covers it. So
 *    every day can be asked about by itself, and neighbouring days always agree.
 * 2. In one summer of three a household goes on holiday for one to two weeks; other trips are rarer then.
 * 3. About 4.5 % of nights a whole household is away and 3 % a single person. That leaves
 *    homes occupied at 03:00 on about 95 % of nights (ROSS: 91-95 %), and on 92 % in summer.
 */
import { keyed } from "../kernel/random.ts";
import { yearAndDay } from "./calendar.ts";
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
  startChance: 0.0135,
  lastingShare: [1, 0.6, 0.35, 0.23, 0.23, 0.23, 0.23, 0.1, 0.1, 0.1],
};

const personTrips: TripHabit = {
  purpose: "person trip",
  startChance: 0.019,
  lastingShare: [1, 0.4, 0.1, 0.1],
};

/** Whether the night that ends on the morning of `day` is spent away by all. */
export function householdAwayOvernight(seed: number, home: number, day: number): boolean {
  const holidays = onHoliday(seed, home, day);
  return holidays === "away" || awayOvernight(seed, householdTrips, home * mostResidents, day, holidays === "season");
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
  rarely = false,
): boolean {
  const chance = rarely ? startChance / 3 : startChance;
  for (let nights = 1; nights <= lastingShare.length; nights++) {
    if (keyed(seed, purpose, who, day - nights) < chance * lastingShare[nights - 1]!) return true;
  }
  return false;
}

/** From the middle of June to the first days of September. */
const holidaySeason = { from: 168, to: 248 } as const;
const goesOnHoliday = 0.33;
const nightsAway = { fewest: 7, most: 14 } as const;

/** Whether the night that ends on the morning of `day` is one of the household's summer holidays, or one they could be in. */
function onHoliday(seed: number, home: number, day: number): "away" | "season" | "out of season" {
  const { year, dayOfYear } = yearAndDay(day);
  if (dayOfYear < holidaySeason.from || dayOfYear > holidaySeason.to) return "out of season";
  if (keyed(seed, "goes on holiday", home, year) >= goesOnHoliday) return "season";
  const { fewest, most } = nightsAway;
  const nights = fewest + Math.floor(keyed(seed, "holiday nights", home, year) * (most - fewest + 1));
  const choice = holidaySeason.to - holidaySeason.from - nights;
  const first = holidaySeason.from + 1 + Math.floor(keyed(seed, "holiday start", home, year) * choice);
  return dayOfYear >= first && dayOfYear < first + nights ? "away" : "season";
}
