/**
 * Water at the probe, where it comes from and how it goes.
 *
 *     dry --leak--> wet --stops, or somebody deals with it--> drying --> dry
 *      '----------------- splash ----------------------------> drying
 *
 * 1. A leak goes on until somebody at home notices, or until somebody comes home or gets up; whoever hears the alarm
 *    is quicker, and in bed hears nothing else.
 * 2. One who has dealt with it has also mopped up: from then on it dries.
 */
import { days, exponential, type Happening, later, seconds } from "flotilla/device";
import { feel } from "./alarm.ts";
import { dealingSeconds, dryingSeconds, splashSeconds, splashShare, usualLeaksPerYear } from "./leak-physics.ts";
import type { LeakContext } from "./leak-schema.ts";
import type { LeakState } from "./leak-sensor.ts";

export type Water =
  | { readonly is: "dry" }
  /** `noticed` by somebody who is about to deal with it; or it stops by itself, with nobody to deal with it. */
  | { readonly is: "wet"; readonly noticed: boolean }
  | { readonly is: "drying" };

/** Asks for the next time something fails. */
export function awaitLeak(context: LeakContext): void {
  const { random, settings: given, room, now } = context;
  const perYear = given.leaksPerYear ?? usualLeaksPerYear(room);
  // Drawn in any case: the rate changes this leak and no draw after it.
  const wait = exponential(random, days(365.25)) / perYear;
  context.wake("leak", Number.isFinite(wait) ? later(now, wait) : undefined);
}

/** Water comes, for some seconds or until somebody deals with it. */
export function comeWater(state: LeakState, lasts: number | undefined, context: LeakContext): void {
  context.wake("dry", undefined);
  state.water = { is: "wet", noticed: lasts !== undefined };
  context.wake("stop", lasts === undefined ? undefined : later(context.now, seconds(lasts)));
  feel(state, "physics", context);
  notice(state, context);
}

/** The water stops: the probe dries. */
export function stopWater(state: LeakState, context: LeakContext): void {
  if (state.water.is !== "wet") return;
  context.wake("stop", undefined);
  dryIn(state, dryingSeconds(context.random), context);
}

export function getDry(state: LeakState, context: LeakContext): void {
  if (state.water.is !== "drying") return;
  state.water = { is: "dry" };
  feel(state, "physics", context);
}

/** People come to where they may see it, or do what may splash it. */
export function takePart(state: LeakState, happening: Happening, context: LeakContext): void {
  if (!context.settings.usedByResidents) return;
  if (happening.type === "ended") {
    if (happening.room !== context.room || state.water.is !== "dry") return;
    const share = splashShare(happening.activity);
    if (share === 0 || context.random.next() >= share) return;
    dryIn(state, splashSeconds(context.random), context);
    return feel(state, "human", context);
  }
  notice(state, context);
}

/** Somebody at home may hear it or see it, and then deals with it. */
function notice(state: LeakState, context: LeakContext): void {
  const { home, now, random, settings: given } = context;
  if (state.water.is !== "wet" || state.water.noticed || !given.usedByResidents) return;
  const { home: there, awake } = home.presence(now);
  const heard = state.sounding && there > 0;
  if (!heard && awake === 0) return;
  state.water = { is: "wet", noticed: true };
  context.wake("stop", later(now, seconds(dealingSeconds(heard, random))));
}

function dryIn(state: LeakState, wait: number, context: LeakContext): void {
  state.water = { is: "drying" };
  context.wake("dry", later(context.now, seconds(wait)));
}
