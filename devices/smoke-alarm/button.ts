/**
 * The button, the self-test and silence.
 *
 * 1. The button means what is needed: silence while something is expressed that may be silenced, a test when all is
 *    well.
 * 2. One test at a time, and none during an alarm. It finds a sensor that has died, which nothing else does.
 * 3. Silence lasts nine minutes at most, and does not make anything less true: all states stay as they are.
 */
import { type Call, type Cause, later, seconds } from "flotilla/device";
import { isCritical } from "./alarms.ts";
import { pay } from "./battery.ts";
import { muteTime, testCharge, testTime } from "./smoke-alarm-physics.ts";
import type { SmokeAlarmContext } from "./smoke-alarm-schema.ts";
import type { SmokeAlarmState } from "./smoke-alarm.ts";

export function pressButton(context: SmokeAlarmContext): void {
  const expressed = context.get("expressedState");
  if (expressed === "normal") return beginTest("human", context);
  if (expressed === "testing" || expressed === "inoperative" || isCritical(context)) return;
  mute(context);
}

export function selfTestRequest(call: Call, context: SmokeAlarmContext): void {
  const expressed = context.get("expressedState");
  if (excludesTest.has(expressed)) return context.fail(call, "busy", `it expresses ${expressed}`);
  beginTest("command", context);
  context.done(call);
}

/** The test is over: what it has found is said. */
export function endTest(state: SmokeAlarmState, context: SmokeAlarmContext): void {
  if (!context.get("testInProgress")) return;
  state.deadFound = context.has("dead-sensor");
  context.set("testInProgress", false, "schedule");
  showFaults(state, context);
  context.raise("selfTestComplete", {});
  pay(state, testCharge, context);
}

/** A restart: the test is not gone on with. */
export function breakOffTest(context: SmokeAlarmContext): void {
  context.wake("test", undefined);
  context.set("testInProgress", false);
}

/** Says whether it knows of a fault. */
export function showFaults({ deadFound }: SmokeAlarmState, context: SmokeAlarmContext): void {
  const before = context.get("hardwareFaultAlert");
  const now = deadFound || context.has("hardware-fault");
  context.set("hardwareFaultAlert", now);
  if (now && !before) context.raise("hardwareFault", {});
}

const excludesTest: ReadonlySet<string> = new Set([
  "smokeAlarm",
  "coAlarm",
  "testing",
  "interconnectSmoke",
  "interconnectCo",
]);

function beginTest(cause: Cause, context: SmokeAlarmContext): void {
  context.set("testInProgress", true, cause);
  context.wake("test", later(context.now, seconds(testTime)));
}

function mute(context: SmokeAlarmContext): void {
  if (context.get("deviceMuted") === "muted") return;
  context.set("deviceMuted", "muted", "human");
  context.raise("alarmMuted", {});
  context.wake("mute", later(context.now, seconds(muteTime)));
}
