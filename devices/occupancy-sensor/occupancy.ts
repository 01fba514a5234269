/**
 * Occupied or not: triggers in, changes out.
 *
 *                    a trigger                          fault stuck-sensor
 *      unoccupied ---------------> occupied (a period) ---------------------> stuck
 *          ^                          |       ^                                 |
 *          '--- holdTime is over -----'       '----- the fault has ended -------'
 *
 * 1. Occupied from the first trigger until holdTime after the last one. A stuck sensor triggers all the time, a
 *    covered or exhausted one never.
 * 2. Triggers are counted up to now at the rate that was, before anything may change it; see motion.ts. Between two
 *    changes there is one wake, and none while nothing is in the room.
 * 3. Every change of occupancy is one event, and its cause is what triggered it.
 */
import { type Cause, chance, type Instant, later, seconds } from "flotilla/device";
import { payForChange } from "./battery.ts";
import { beginPeriod, catchUp, extend, foresee, type Period, toNextTrigger } from "./motion.ts";
import type { OccupancyContext } from "./occupancy-schema.ts";
import { falseTriggerRate } from "./occupancy-physics.ts";
import type { OccupancyState } from "./occupancy-sensor.ts";
import { ratesOf } from "./rates.ts";

export type Seen =
  | { readonly is: "unoccupied" }
  | { readonly is: "occupied"; readonly period: Period }
  | { readonly is: "stuck" };

/** Settles what has happened up to now, with what was true until now. Comes before anything changes. */
export function settle(state: OccupancyState, context: OccupancyContext): void {
  const { seen } = state;
  if (seen.is !== "occupied") return;
  if (!catchUp(seen.period, state.rate, state.hold, state.unit, context.now)) vacate(state, "physics", context);
}

/** Takes over what is true from now on, and asks for the next wake. Comes after everything has changed. */
export function watch(state: OccupancyState, context: OccupancyContext): void {
  state.hold = seconds(context.get("holdTime"));
  const rates = ratesOf(state, context);
  state.rate = rates.people + rates.others;
  if (context.has("stuck-sensor") !== (state.seen.is === "stuck")) stick(state, context);
  context.wake("motion", nextLook(state, rates.people, context));
}

/** Somebody or something is noticed now. Between `settle` and `watch`. */
export function trigger(state: OccupancyState, cause: Cause, context: OccupancyContext): void {
  if (state.exhausted || context.has("blinded")) return;
  if (state.seen.is === "occupied") extend(state.seen.period, context.now);
  else if (state.seen.is === "unoccupied") occupy(state, cause, context);
}

/** Nobody was noticed until the next trigger, which is now. */
export function triggerIsDue(state: OccupancyState, context: OccupancyContext): void {
  trigger(state, causeOf(state, context), context);
}

/** Forgets that anybody was noticed: it has been without power. */
export function forget(state: OccupancyState, context: OccupancyContext): void {
  if (state.seen.is === "occupied") vacate(state, undefined, context);
}

/** When there is next something to be done: the end of a period, or its beginning. */
function nextLook(state: OccupancyState, peopleRate: number, context: OccupancyContext): Instant | undefined {
  if (state.seen.is === "occupied") {
    const { period } = state.seen;
    // A shorter holdTime may be over already.
    if (later(period.last, state.hold) > context.now) return foresee(period, state.rate, state.hold, state.unit);
    vacate(state, undefined, context);
  }
  if (state.seen.is === "stuck" || state.rate === 0) return undefined;
  state.peopleShare = peopleRate / state.rate;
  return later(context.now, toNextTrigger(context.random, state.rate));
}

/** The sensor's output sticks, or comes loose again. */
function stick(state: OccupancyState, context: OccupancyContext): void {
  if (state.seen.is === "stuck") {
    state.seen = { is: "occupied", period: beginPeriod(context.now, state.walks) };
    return;
  }
  if (state.seen.is === "unoccupied") occupy(state, "fault", context);
  state.seen = { is: "stuck" };
}

function occupy(state: OccupancyState, cause: Cause, context: OccupancyContext): void {
  state.seen = { is: "occupied", period: beginPeriod(context.now, state.walks) };
  if (context.settings.lightSensor) {
    context.set("illuminance", Math.round(context.home.irradiance(context.now) * state.luxPerIrradiance), "physics");
  }
  tell(state, true, cause, context);
}

function vacate(state: OccupancyState, cause: Cause | undefined, context: OccupancyContext): void {
  if (state.seen.is === "occupied") state.walks = state.seen.period.walk + 1;
  state.seen = { is: "unoccupied" };
  tell(state, false, cause, context);
}

function tell(state: OccupancyState, occupancy: boolean, cause: Cause | undefined, context: OccupancyContext): void {
  context.set("occupancy", occupancy, cause);
  context.raise("occupancyChanged", { occupancy });
  payForChange(state);
}

/** What it was, when several things trigger it: each by its share of the rate. */
function causeOf({ rate, peopleShare }: OccupancyState, context: OccupancyContext): Cause {
  if (chance(context.random, peopleShare)) return "human";
  if (!context.has("false-trigger")) return "physics";
  return chance(context.random, falseTriggerRate / (rate * (1 - peopleShare))) ? "fault" : "physics";
}
