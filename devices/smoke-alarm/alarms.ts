/**
 * From what is in the air, in the alarm and on its wire to what it says: the three alarm states, and the one that is
 * expressed.
 *
 *      normal <---> warning <---> critical          smokeState by density, coState by dose; back at 80 % of a threshold
 *
 * 1. smokeState, coState and their events follow the air at the times it crosses a threshold; a state that rises over
 *    both in one breath passes through warning.
 * 2. expressedState is the most urgent of what holds, in this order: smoke, CO, smoke and CO elsewhere, a test, a
 *    sensor that cannot work, a fault, the battery, age. Its return to normal is allClear.
 * 3. Silence ends when nothing is expressed, or when anything becomes critical: nobody silences that.
 */
import { type Cause, type Instant, later, seconds } from "flotilla/device";
import { secondsToDose, secondsToLeave } from "./air.ts";
import { sound } from "./battery.ts";
import {
  contaminationFactors,
  criticalDose,
  criticalSmoke,
  hysteresis,
  insectFactor,
  sensitivityFactors,
  smokeThresholds,
  warningDose,
} from "./smoke-alarm-physics.ts";
import type { attributes, SmokeAlarmContext } from "./smoke-alarm-schema.ts";
import type { SmokeAlarmState } from "./smoke-alarm.ts";

export type Severity = "normal" | "warning" | "critical";

type Expressed = (typeof attributes.expressedState.options)[number];

/**
 * Says all that follows from the state as it is now, and asks for the next crossings. Comes last in every step. `air`
 * is why smoke and dose are above or below a threshold, `otherwise` why anything else has changed; undefined is the
 * input itself.
 */
export function express(
  state: SmokeAlarmState,
  air: Cause | undefined,
  otherwise: Cause | undefined,
  context: SmokeAlarmContext,
): void {
  const senses = !state.exhausted && !context.has("dead-sensor");
  const smokeChanged = senseSmoke(state, senses, air, context);
  const sensed = senseCo(state, senses, air, context) || smokeChanged;
  const cause = sensed ? air : otherwise;
  const expressed = expressedBy(state, context);
  const before = context.get("expressedState");
  context.set("expressedState", expressed, cause);
  if (expressed === "normal" || isCritical(context)) unmute(cause, context);
  sound(state, sounds(state, context), context);
  if (expressed === "normal" && before !== "normal") context.raise("allClear", {});
}

/** Whether anything is wrong that nobody may silence. */
export function isCritical(context: SmokeAlarmContext): boolean {
  return criticalStates.some((name) => context.get(name) === "critical");
}

/** Lets it be heard again. */
export function unmute(cause: Cause | undefined, context: SmokeAlarmContext): void {
  context.wake("mute", undefined);
  if (context.get("deviceMuted") === "notMuted") return;
  context.set("deviceMuted", "notMuted", cause);
  context.raise("muteEnded", {});
}

/** %/ft at which it warns as it is. */
export function warningSmoke(context: SmokeAlarmContext): number {
  return (
    smokeThresholds[context.settings.sensor] *
    sensitivityFactors[context.get("smokeSensitivityLevel")] *
    contaminationFactors[context.get("contaminationState")]
  );
}

const criticalStates = [
  "smokeState",
  "coState",
  "interconnectSmokeAlarm",
  "interconnectCoAlarm",
  "batteryAlert",
] as const;

/** True when smokeState has changed. */
function senseSmoke(
  { air: { smoke } }: SmokeAlarmState,
  senses: boolean,
  cause: Cause | undefined,
  context: SmokeAlarmContext,
): boolean {
  const warning = warningSmoke(context);
  const insect = context.has("false-alarm") ? insectFactor * warning : 0;
  const before = context.get("smokeState");
  const now = senses ? severityOf(smoke.value + insect, before, warning, criticalSmoke) : "normal";
  if (now !== before) {
    context.set("smokeState", now, cause);
    if (now !== "normal") context.raise("smokeAlarm", { alarmSeverityLevel: now });
  }
  const low = lowEnd(now, warning, criticalSmoke) - insect;
  const high = highEnd(now, warning, criticalSmoke) - insect;
  context.wake("smoke", senses ? after(secondsToLeave(smoke, low, high), context) : undefined);
  return now !== before;
}

/** True when coState has changed. */
function senseCo(
  { air: { co, dose } }: SmokeAlarmState,
  senses: boolean,
  cause: Cause | undefined,
  context: SmokeAlarmContext,
): boolean {
  const before = context.get("coState");
  const now = senses ? severityOf(dose, before, warningDose, criticalDose) : "normal";
  if (now !== before) {
    context.set("coState", now, cause);
    if (now !== "normal") context.raise("coAlarm", { alarmSeverityLevel: now });
  }
  const low = lowEnd(now, warningDose, criticalDose);
  const high = highEnd(now, warningDose, criticalDose);
  const idle = co.value === 0 && co.target === 0 && dose === 0;
  context.wake("co", senses && !idle ? after(secondsToDose(co, dose, low, high), context) : undefined);
  return now !== before;
}

/** One step of severity at a time, so that every one is told. */
function severityOf(value: number, before: Severity, warning: number, critical: number): Severity {
  if (value >= highEnd(before, warning, critical)) return before === "normal" ? "warning" : "critical";
  if (value > lowEnd(before, warning, critical)) return before;
  return before === "critical" ? "warning" : "normal";
}

/** Below or at it the severity is less. */
function lowEnd(severity: Severity, warning: number, critical: number): number {
  if (severity === "normal") return Number.NEGATIVE_INFINITY;
  return hysteresis * (severity === "warning" ? warning : critical);
}

/** From it on the severity is more. */
function highEnd(severity: Severity, warning: number, critical: number): number {
  if (severity === "critical") return Number.POSITIVE_INFINITY;
  return severity === "normal" ? warning : critical;
}

/** A millisecond past the crossing, so that whoever wakes finds it crossed in spite of rounding. */
function after(wait: number, { now }: SmokeAlarmContext): Instant | undefined {
  return Number.isFinite(wait) ? later(now, seconds(wait) + 1) : undefined;
}

function expressedBy({ exhausted, deadFound }: SmokeAlarmState, context: SmokeAlarmContext): Expressed {
  if (context.get("smokeState") !== "normal") return "smokeAlarm";
  if (context.get("coState") !== "normal") return "coAlarm";
  if (context.get("interconnectSmokeAlarm") !== "normal") return "interconnectSmoke";
  if (context.get("interconnectCoAlarm") !== "normal") return "interconnectCo";
  if (context.get("testInProgress")) return "testing";
  if (exhausted || deadFound) return "inoperative";
  if (context.get("hardwareFaultAlert")) return "hardwareFault";
  if (context.get("batteryAlert") !== "normal") return "batteryAlert";
  return context.get("endOfServiceAlert") === "expired" ? "endOfService" : "normal";
}

/** Whether the horn sounds. Chirps of low cells and old age cost nothing that would count. */
function sounds({ exhausted }: SmokeAlarmState, context: SmokeAlarmContext): boolean {
  if (exhausted) return false;
  return hornStates.has(context.get("expressedState")) && context.get("deviceMuted") === "notMuted";
}

const hornStates: ReadonlySet<string> = new Set(["smokeAlarm", "coAlarm", "interconnectSmoke", "interconnectCo"]);
