/** What years do to an alarm: dust gathers in its chamber, and at the end of its service it says so. */
import { type Instant, later, days } from "flotilla/device";
import { profileOf } from "./battery.ts";
import { contaminationSteps, yearsOfService } from "./smoke-alarm-physics.ts";
import type { SmokeAlarmContext } from "./smoke-alarm-schema.ts";
import type { SmokeAlarmState } from "./smoke-alarm.ts";

/** ms. */
export const year: number = days(365.25);

/** When an alarm that is `years` old was made. */
export function madeAt(years: number, { now }: SmokeAlarmContext): Instant {
  return later(now, -Math.round(years * year));
}

/** Brings what is shown of its age up to date, and asks to be woken when it is next different. */
export function age(state: SmokeAlarmState, context: SmokeAlarmContext): void {
  const { now } = context;
  const dusty = profileOf(state.unit, context).dustyAfter * year;
  const expiry = later(state.made, yearsOfService * year);
  const dust = context.has("contaminated") ? contaminationSteps.critical : (now - state.made) / dusty;
  const { low, warning, critical } = contaminationSteps;
  const contamination = dust >= critical ? "critical" : dust >= warning ? "warning" : dust >= low ? "low" : "normal";
  context.set("contaminationState", contamination);
  context.set("expiryDate", Math.max(0, Math.floor(expiry / 1_000)));
  expire(now >= expiry || context.has("end-of-service"), context);

  let next = Number.POSITIVE_INFINITY;
  for (const at of [expiry, ...Object.values(contaminationSteps).map((share) => state.made + share * dusty)]) {
    // Past it by a millisecond, so that whoever wakes then finds it passed in spite of rounding.
    if (at > now) next = Math.min(next, Math.ceil(at) + 1);
  }
  context.wake("age", Number.isFinite(next) ? (next as Instant) : undefined);
}

function expire(expired: boolean, context: SmokeAlarmContext): void {
  const before = context.get("endOfServiceAlert");
  context.set("endOfServiceAlert", expired ? "expired" : "normal");
  if (expired && before === "normal") context.raise("endOfService", {});
}
