/**
 * What the sensor shows and how it sounds.
 *
 * 1. It shows what the probe feels, unless its input is stuck or its cells are empty.
 * 2. The alarm sounds from the first water to the last, where it is enabled, unless it is silenced; drying ends both.
 * 3. Without power it is dumb. With power again it has forgotten that it was silenced, and sounds for water that is there.
 */
import type { BootReason, Cause } from "flotilla/device";
import { payForChange, sound } from "./battery.ts";
import type { AlarmMode, LeakContext } from "./leak-schema.ts";
import type { LeakState } from "./leak-sensor.ts";

/** Shows what the probe feels. */
export function feel(state: LeakState, cause: Cause, context: LeakContext): void {
  if (state.exhausted) return silence(state, cause, context);
  if (context.has("stuck")) return;
  const stateValue = state.water.is !== "dry" || context.has("false-alarm");
  if (context.get("stateValue") === stateValue) return;
  context.set("stateValue", stateValue, cause);
  context.raise("stateChange", { stateValue });
  payForChange(state);
  ring(state, stateValue ? context.get("alarmsEnabled") : "none", "none", cause, context);
}

/** Its software has started again; what it feels it feels anew. */
export function startAgain(state: LeakState, reason: BootReason, context: LeakContext): void {
  feel(state, "boot", context);
  if (state.exhausted || (reason !== "powerOnReboot" && reason !== "brownOutReset")) return;
  ring(state, context.get("stateValue") ? context.get("alarmsEnabled") : "none", "none", "boot", context);
}

/** Silences the alarm; false when none sounds. */
export function suppress(state: LeakState, alarm: AlarmMode, context: LeakContext): boolean {
  if (alarm === "none" || context.get("alarmsActive") !== alarm) return false;
  ring(state, "none", alarm, "command", context);
  return true;
}

/** Whether the alarm sounds for water from now on, the water that is there included. */
export function enable(state: LeakState, alarm: AlarmMode, context: LeakContext): void {
  context.set("alarmsEnabled", alarm);
  const suppressed = alarm === "none" ? "none" : context.get("alarmsSuppressed");
  const sounds = context.get("stateValue") && !state.exhausted && suppressed === "none";
  ring(state, sounds ? alarm : "none", suppressed, "command", context);
}

/** Nothing is left to sound with. */
function silence(state: LeakState, cause: Cause, context: LeakContext): void {
  ring(state, "none", "none", cause, context);
}

function ring(
  state: LeakState,
  alarmsActive: AlarmMode,
  alarmsSuppressed: AlarmMode,
  cause: Cause,
  context: LeakContext,
): void {
  if (context.get("alarmsActive") === alarmsActive && context.get("alarmsSuppressed") === alarmsSuppressed) return;
  context.set("alarmsActive", alarmsActive, cause);
  context.set("alarmsSuppressed", alarmsSuppressed, cause);
  context.raise("alarmsStateChanged", { alarmsActive, alarmsSuppressed });
  sound(state, alarmsActive === "audible", context);
}
