/** A hold: the setpoints stay what they are, whoever comes, goes or sleeps, until it is taken off or has lasted its time. */
import { type Cause, later, minutes } from "flotilla/device";
import { followHabit } from "./habits.ts";
import { isHeld } from "./setpoints.ts";
import type { ThermostatContext } from "./thermostat-schema.ts";
import type { ThermostatState } from "./thermostat.ts";

/** Holds from now on, for the duration that is set. */
export function beginHold(context: ThermostatContext): void {
  context.set("temperatureSetpointHold", "setpointHoldOn");
  timeHold(context);
}

/** Counts the duration from now on, where there is a hold. */
export function timeHold(context: ThermostatContext): void {
  const duration = context.get("temperatureSetpointHoldDuration");
  const end = isHeld(context) && duration !== null ? later(context.now, minutes(duration)) : undefined;
  context.set("setpointHoldExpiryTimestamp", end === undefined ? null : Math.round(end / 1_000));
  context.wake("hold", end);
}

/** Habit has its say again. The cause is the input's, or that its time is over. */
export function endHold(state: ThermostatState, context: ThermostatContext, cause?: Cause): void {
  context.wake("hold", undefined);
  if (!isHeld(context)) return;
  followHabit(state, context);
  context.set("temperatureSetpointHold", "setpointHoldOff", cause);
  context.set("setpointHoldExpiryTimestamp", null, cause);
}
