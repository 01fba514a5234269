/**
 * What the people of the home do to an alarm: they cook under it, silence it, and some of them test it.
 *
 * 1. Whether cooking sets it off is drawn when somebody begins to cook: smoke that stays below the threshold is not
 *    followed at all. What does not stay below comes some minutes later, in a plume that is densest at its end.
 * 2. Whoever is at home comes when it goes off for nothing, presses the button and opens a window. It clears when the
 *    air does.
 * 3. One household in five tests it monthly, one in twenty weekly, if somebody is awake on that day.
 *
 * Times and shares are design values; how often cooking sets it off is not (smoke-alarm-physics.ts).
 */
import { days, hours, integer, keyed, later, minutes, seconds, uniform } from "flotilla/device";
import { warningSmoke } from "./alarms.ts";
import { pressButton } from "./button.ts";
import { airingTime, cookingSmoke, driftingTime, gatheringTime, usualDistance } from "./smoke-alarm-physics.ts";
import type { SmokeAlarmContext } from "./smoke-alarm-schema.ts";
import type { SmokeAlarmState } from "./smoke-alarm.ts";

/** Smoke of cooking on its way to the alarm, `null` when there is none that matters. */
export type Plume =
  | { readonly is: "coming"; readonly peak: number; readonly seconds: number }
  | { readonly is: "there" }
  | null;

/** Somebody begins to cook. */
export function beginCooking(state: SmokeAlarmState, context: SmokeAlarmContext): void {
  const { settings, random, now, room } = context;
  if (!settings.usedByResidents || context.get("unmounted")) return;
  const peak = cookingSmoke(settings.sensor, settings.distance ?? usualDistance(room), random);
  if (peak <= warningSmoke(context) || state.plume !== null || state.air.smoke.target > 0) return;
  state.plume = { is: "coming", peak, seconds: integer(random, 90, 240) };
  context.wake("plume", later(now, minutes(uniform(random, 1, 8))));
}

/** The plume arrives, or ends. */
export function movePlume(state: SmokeAlarmState, context: SmokeAlarmContext): void {
  const { plume } = state;
  const { smoke } = state.air;
  if (plume?.is !== "coming") return thin(state, driftingTime, context);
  const gathered = -Math.expm1(-plume.seconds / gatheringTime);
  smoke.target = plume.peak / gathered;
  smoke.timeConstant = gatheringTime;
  state.plume = { is: "there" };
  context.wake("plume", later(context.now, seconds(plume.seconds)));
}

/** It has gone off. If that is for nothing, whoever is at home hears it, asleep or not. */
export function hearAlarm(state: SmokeAlarmState, context: SmokeAlarmContext): void {
  const nuisance = state.plume?.is === "there" || context.has("false-alarm");
  if (!nuisance || !context.settings.usedByResidents) return;
  if (context.home.presence(context.now).home === 0) return;
  context.wake("hush", later(context.now, seconds(uniform(context.random, 8, 40))));
}

/** Somebody stands below it. */
export function hush(state: SmokeAlarmState, context: SmokeAlarmContext): void {
  if (context.get("smokeState") === "normal") return;
  pressButton(context);
  if (state.plume?.is === "there" || state.air.smoke.target === 0) thin(state, airingTime, context);
}

/** Ends a plume: from now on the smoke only gets less. */
export function thin(state: SmokeAlarmState, timeConstant: number, context: SmokeAlarmContext): void {
  const { smoke } = state.air;
  state.plume = null;
  context.wake("plume", undefined);
  smoke.target = 0;
  smoke.timeConstant = timeConstant;
}

/** The day this household next tests its alarm, if it is one that does. */
export function planTest(state: SmokeAlarmState, first: boolean, context: SmokeAlarmContext): void {
  const interval = intervalOf(state.unit);
  if (interval === undefined || !context.settings.usedByResidents) return context.wake("habit", undefined);
  const wait = interval * (first ? context.random.next() : uniform(context.random, 0.85, 1.15));
  context.wake("habit", later(context.now, wait));
}

/** Somebody tests it, or does so when somebody is awake again. */
export function testByHabit(state: SmokeAlarmState, context: SmokeAlarmContext): void {
  if (context.home.presence(context.now).awake === 0) {
    return context.wake("habit", later(context.now, hours(uniform(context.random, 4, 12))));
  }
  if (context.get("expressedState") === "normal") pressButton(context);
  planTest(state, false, context);
}

const weeklyShare = 0.05;
const monthlyShare = 0.2;

function intervalOf(unit: number): number | undefined {
  const draw = keyed(unit, "alarm tests", 0);
  if (draw < weeklyShare) return days(7);
  return draw < weeklyShare + monthlyShare ? days(30) : undefined;
}
