/**
 * The car of a home, plugged into a socket in the garage every few days.
 *
 * 1. Half of the homes have one that charges; the first resident drives it, on every absence of at least 40 minutes.
 * 2. On coming home from the day's longest drive it is plugged in, or not: by itself, with a frequency that is the home's.
 *    It charges until it is full, or until it is driven away the same day or the next. How long full takes is told when it
 *    begins, so that whatever charges it is done when the story says so.
 * 3. What began the day before is worked out again from that day's plan, so every day can be asked about by itself.
 *
 * A domestic socket gives 1.3-2 kW, so full takes 4-8 h at the median. A charge every few days: PMC8134705 (6,878
 * sessions); plugged in from 15 to 19 h in 50-65 % of cases: EVI-Pro.
 */
import { keyed } from "../kernel/random.ts";
import { open, quantile } from "../kernel/distribution.ts";
import { dayStartMinute } from "./calendar.ts";
import type { DayPlan } from "./day-plan.ts";
import { clock, minute, second, sinceDayStart, wholeDay } from "./time-of-day.ts";
import type { DayDraft } from "./told-day.ts";

const share = 0.5;
const driver = 0;
const shortestDrive = 40;
/** Who is back by 14:00 often leaves the cable for the evening, and forgets it. */
const early = clock(14);
const drivesOn = 0.6;

/** The number of the resident who drives; `undefined` without a car that charges. */
export function driverOf(seed: number, home: number): number | undefined {
  return keyed(seed, "car", home) < share ? driver : undefined;
}

/** Whether the car is plugged in on coming home on `day`, if it was driven. */
export function plugsIn(seed: number, home: number, day: number): boolean {
  const often = 0.25 + 0.5 * keyed(seed, "plugs in often", home);
  return keyed(seed, "plugs in", home, day) < often;
}

/** Tells the charge of a day with this plan, as far as it belongs to the day. */
export function tellCharge(seed: number, home: number, day: number, plan: DayPlan, draft: DayDraft): void {
  const charge = chargeOf(seed, home, day, plan);
  if (charge === undefined) return;
  draft.activity("began", charge.from, driver, "car-charging", "garage");
  draft.chargeTakes = charge.full - charge.from;
  const ends = Math.min(charge.full, charge.driven ?? charge.full);
  if (ends < wholeDay) draft.activity("ended", ends, driver, "car-charging", "garage");
}

/** Tells the end of the charge that began the day before, if it goes on. */
export function tellChargeBefore(
  seed: number,
  home: number,
  day: number,
  before: DayPlan,
  plan: DayPlan,
  draft: DayDraft,
): void {
  const charge = chargeOf(seed, home, day - 1, before);
  if (charge === undefined || charge.driven !== undefined || charge.full < wholeDay) return;
  const driven = drivesOf(plan)[0]?.from ?? Number.POSITIVE_INFINITY;
  draft.activity("ended", Math.min(charge.full - wholeDay, driven), driver, "car-charging", "garage");
}

interface Charge {
  readonly from: number;
  readonly full: number;
  /** When the car leaves again on that day, if it does. */
  readonly driven: number | undefined;
}

function chargeOf(seed: number, home: number, day: number, plan: DayPlan): Charge | undefined {
  const drives = drivesOf(plan);
  let longest: Drive | undefined;
  for (const one of drives) if (one.length > (longest?.length ?? 0)) longest = one;
  if (longest?.to === undefined) return undefined;
  const { to } = longest;
  if (to < early && keyed(seed, "drives on", home, day) < drivesOn) return undefined;
  const needed = quantile({ lognormal: { median: 5.6, sigma: 0.4 } }, open(keyed(seed, "charge needed", home, day)));
  const from = to - 15 * second - 30 * second * keyed(seed, "plugs in before", home, day);
  return {
    from,
    // An hour is the least worth the cable; nothing lasts into a third day.
    full: from + 60 * minute * Math.min(20, Math.max(1, needed)),
    driven: drives.find((next) => next.from > to)?.from,
  };
}

interface Drive {
  /** Milliseconds since 04:00: when the car has left and is back; without `to` it stays away. */
  readonly from: number;
  readonly to: number | undefined;
  /** 0 while it stays away. */
  readonly length: number;
}

/** Between standing at the door and driving off. */
const unplugging = 90 * second;

function drivesOf({ start, moves }: DayPlan): Drive[] {
  const drives: Drive[] = [];
  let left: number | undefined = start === "away" ? dayStartMinute - shortestDrive : undefined;
  for (const move of moves) {
    if (move.type === "departure") left = move.minute;
    if (move.type !== "arrival" || left === undefined) continue;
    if (move.minute - left >= shortestDrive) drives.push(drive(left, move.minute));
    left = undefined;
  }
  return left === undefined ? drives : [...drives, drive(left, undefined)];
}

function drive(from: number, to: number | undefined): Drive {
  return {
    from: sinceDayStart(from) + unplugging,
    to: to === undefined ? undefined : sinceDayStart(to),
    length: to === undefined ? 0 : (to - from) * minute,
  };
}
