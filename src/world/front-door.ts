/**
 * The front door of a home on one day: opened and closed by who comes and goes.
 *
 *     coming   arrival  6-15 s  opens  ...entry...  5-30 s  closes
 *     going    leaving  5-15 s  opens               5-30 s  closes  departure
 *
 * 1. People whose openings overlap, or follow within three seconds, share one: it lasts from the first to the last of them.
 * 2. Whoever goes has departed within three seconds after the door has closed.
 */
import { uniform } from "../kernel/distribution.ts";
import type { Random } from "../kernel/random.ts";
import { second } from "./time-of-day.ts";
import type { DayDraft } from "./told-day.ts";

/** Somebody passes the door. All times in milliseconds since 04:00. */
export interface Pass {
  readonly person: number;
  readonly coming: boolean;
  /** When they open it, and would close it were they alone. */
  readonly opens: number;
  readonly closes: number;
}

/** Within this the door is held for the next. */
const held = 3 * second;

/** @param at when they stand at the door, outside when coming, inside when going. */
export function drawPass(person: number, coming: boolean, at: number, random: Random): Pass {
  const opens = at + uniform(random, coming ? 6 * second : 5 * second, 15 * second);
  return { person, coming, opens, closes: opens + uniform(random, 5 * second, 30 * second) };
}

/** When who comes is inside: while the door is open. */
export function entryOf({ opens, closes }: Pass, random: Random): number {
  return uniform(random, opens + second, closes - second);
}

/** Tells the openings, and the departures that wait for their end. */
export function tellFrontDoor(passes: Pass[], draft: DayDraft, random: Random): void {
  passes.sort((a, b) => a.opens - b.opens);
  for (let index = 0; index < passes.length;) {
    const first = index;
    let { closes } = passes[index]!;
    draft.opening("front-door", passes[index]!.opens, true);
    for (; index < passes.length && passes[index]!.opens <= closes + held; index++) {
      closes = Math.max(closes, passes[index]!.closes);
    }
    draft.opening("front-door", closes, false);
    for (const { coming, person } of passes.slice(first, index)) {
      if (!coming) draft.step("departure", closes + uniform(random, 0.5 * second, held - 0.5 * second), person);
    }
  }
}
