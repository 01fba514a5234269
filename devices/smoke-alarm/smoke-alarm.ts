/**
 * A smoke and CO alarm on a ceiling, for ten years.
 *
 *      cooking, fires, CO ---> air ---> thresholds ---> smokeState, coState ---.
 *      years -------------------------> dust, expiry -------------------------- +--> expressedState, horn
 *      cells -------------------------> batteryAlert --------------------------'
 *
 * 1. Nothing ticks: the air moves by closed forms, and the alarm sleeps until the next threshold. In clean air it
 *    sleeps for months.
 * 2. Whatever happens, `express` comes last and says what follows: states and events never disagree.
 * 3. Critical alarms cannot be silenced. What a mute silences stays true and stays reported.
 * 4. A dead sensor does not know that it is: only a self-test finds out.
 * 5. With empty cells it is dark, and smoke goes unnoticed; sealed ones end the alarm. With fresh ones it boots and tells what is
 *    in the air by then.
 *
 * Semantics: Matter 1.6, cluster SmokeCoAlarm. Thresholds, doses, dust: smoke-alarm-physics.ts, air.ts.
 */
import {
  type BootReason,
  type Cause,
  type Cells,
  comesToChangeCells,
  defineKind,
  type Happening,
  type Input,
  type Instant,
  integer,
  type Kind,
  newCells,
  relax,
  secondsToRelax,
  later,
  never,
  seconds,
  uniform,
} from "flotilla/device";
import { age, madeAt } from "./ageing.ts";
import { type Air, cleanAir, moveAir } from "./air.ts";
import { express, unmute } from "./alarms.ts";
import { alarmBattery, freshCells, isSealed, measure, runDown } from "./battery.ts";
import { breakOffTest, endTest, pressButton, selfTestRequest, showFaults } from "./button.ts";
import { beginCooking, hearAlarm, hush, movePlume, planTest, type Plume, testByHabit, thin } from "./residents.ts";
import { airingTime, coAiringTime, coGatheringTime, gatheringTime, yearsOfService } from "./smoke-alarm-physics.ts";
import {
  acts,
  attributes,
  commands,
  events,
  faults,
  hears,
  settings,
  type SmokeAlarmContext,
  type SmokeAlarmShape,
  wakes,
} from "./smoke-alarm-schema.ts";

export interface SmokeAlarmState extends Cells {
  /** Which of all alarms it is: its draws are named by this. */
  readonly unit: number;
  made: Instant;
  air: Air;
  plume: Plume;
  /** A self-test has found the sensor dead. */
  deadFound: boolean;
  /** Whether the horn sounds. */
  sounding: boolean;
}

export const smokeAlarm: Kind = defineKind({
  name: "smoke-alarm",
  summary: "A battery-powered smoke and carbon monoxide alarm.",
  matterType: "Smoke Co Alarm 0x0076",
  power: "battery",
  rooms: { hall: 4, bedroom: 3, "living-room": 1, kitchen: 1 },
  attributes,
  commands,
  events,
  settings,
  faults,
  acts,
  wakes,
  hears,
  start(context): SmokeAlarmState {
    const unit = integer(context.random, 0, 0x7fff_ffff);
    const drawn = uniform(context.random, 0, yearsOfService);
    const years = context.settings.ageAtStart ?? drawn;
    const state: SmokeAlarmState = {
      unit,
      made: madeAt(years, context),
      air: cleanAir(context.now),
      plume: null,
      deadFound: false,
      sounding: false,
      ...newCells(alarmBattery(unit, years, context), context.now),
    };
    for (const name of ["smokeState", "coState", "interconnectSmokeAlarm", "interconnectCoAlarm"] as const) {
      context.set(name, "normal");
    }
    context.set("expressedState", "normal");
    context.set("deviceMuted", "notMuted");
    context.set("smokeSensitivityLevel", context.settings.smokeSensitivityLevel);
    measure(state, context);
    age(state, context);
    planTest(state, true, context);
    express(state, undefined, undefined, context);
    return state;
  },
  step(state, input, context) {
    if (input.type === "happening" && !isCooking(input.happening)) return;
    const before = context.get("smokeState");
    moveAir(state.air, context.now);
    react(state, input, context);
    express(state, airCauseOf(input, context), causeOf(input), context);
    if (before === "normal" && context.get("smokeState") !== "normal") hearAlarm(state, context);
  },
  signals: {
    measuredValue: {
      value: ({ air: { co, at } }, { now }) => relax(co.value, co.target, co.timeConstant, (now - at) / 1_000),
      leaves({ air: { co, at } }, { now }, low, high) {
        const value = relax(co.value, co.target, co.timeConstant, (now - at) / 1_000);
        if (value <= low || value >= high) return now;
        const wait = secondsToRelax(value, co.target, co.timeConstant, co.target > value ? high : low);
        return Number.isFinite(wait) ? later(now, seconds(wait)) : never;
      },
    },
  },
});

function react(state: SmokeAlarmState, input: Input<SmokeAlarmShape>, context: SmokeAlarmContext): void {
  switch (input.type) {
    case "wake":
      return goAhead(state, input.name, context);
    case "command":
      return selfTestRequest(input.call, context);
    case "act":
      return suffer(state, input, context);
    case "happening":
      return beginCooking(state, context);
    case "desired":
      if (input.values.smokeSensitivityLevel === undefined) return;
      return context.set("smokeSensitivityLevel", input.values.smokeSensitivityLevel);
    case "configured":
      return reconfigure(state, input.names, context);
    case "fault":
      return breakOrMend(state, input.name, input.active, context);
    case "boot":
      return startAgain(input.reason, context);
    case "power":
      // Mains is nothing to a battery device.
      return;
  }
}

function isCooking(happening: Happening): boolean {
  return happening.type === "began" && happening.activity === "cooking";
}

function goAhead(state: SmokeAlarmState, wake: (typeof wakes)[number], context: SmokeAlarmContext): void {
  switch (wake) {
    case "smoke":
    case "co":
      // The air has been moved on, and what follows is said in any case.
      return;
    case "plume":
      return movePlume(state, context);
    case "test":
      return endTest(state, context);
    case "mute":
      return unmute("schedule", context);
    case "age":
      return age(state, context);
    case "battery":
      return measure(state, context);
    case "cells":
      if (!isSealed(context) && comesToChangeCells(context)) freshCells(state, context);
      return;
    case "hush":
      return hush(state, context);
    case "habit":
      return testByHabit(state, context);
  }
}

/** Thresholds are crossed by what is in the air, or because somebody or a fault has moved them. */
function airCauseOf({ type }: Input<SmokeAlarmShape>, context: SmokeAlarmContext): Cause | undefined {
  if (context.has("false-alarm")) return "fault";
  return type === "fault" || type === "desired" || type === "configured" ? undefined : "physics";
}

/** People wake it when they come to it; a timer does for the rest. */
function causeOf(input: Input<SmokeAlarmShape>): Cause | undefined {
  if (input.type !== "wake") return undefined;
  if (input.name === "hush" || input.name === "habit") return "human";
  return input.name === "test" || input.name === "mute" ? "schedule" : "physics";
}

function suffer(
  state: SmokeAlarmState,
  input: Extract<Input<SmokeAlarmShape>, { readonly type: "act" }>,
  context: SmokeAlarmContext,
): void {
  const { smoke, co } = state.air;
  switch (input.name) {
    case "smoke":
      thin(state, gatheringTime, context);
      smoke.target = input.args.density;
      return;
    case "co":
      co.target = input.args.concentration;
      co.timeConstant = coGatheringTime;
      return;
    case "clear-air":
      co.target = 0;
      co.timeConstant = coAiringTime;
      return thin(state, airingTime, context);
    case "press-button":
      return pressButton(context);
    case "take-down":
      return context.set("unmounted", true);
    case "put-up":
      return context.set("unmounted", false);
    case "replace-battery":
      if (!isSealed(context)) freshCells(state, context);
      return;
    case "interconnect":
      return state.exhausted ? undefined : hearOther(input.args.alarm, input.args.severity, context);
  }
}

/** Its software has started again. Without power it has also forgotten that it was silenced, and what other alarms said. */
function startAgain(reason: BootReason, context: SmokeAlarmContext): void {
  breakOffTest(context);
  if (reason !== "powerOnReboot" && reason !== "brownOutReset") return;
  unmute("boot", context);
  context.set("interconnectSmokeAlarm", "normal");
  context.set("interconnectCoAlarm", "normal");
}

/** Another alarm of the home speaks. */
function hearOther(
  alarm: "smoke" | "co",
  severity: "normal" | "warning" | "critical",
  context: SmokeAlarmContext,
): void {
  const name = alarm === "smoke" ? "interconnectSmokeAlarm" : "interconnectCoAlarm";
  if (context.get(name) === severity) return;
  context.set(name, severity, "physics");
  if (severity !== "normal") context.raise(name, { alarmSeverityLevel: severity });
}

function breakOrMend(
  state: SmokeAlarmState,
  name: keyof typeof faults,
  active: boolean,
  context: SmokeAlarmContext,
): void {
  switch (name) {
    case "low-battery":
      return (active ? runDown : freshCells)(state, context);
    case "contaminated":
    case "end-of-service":
      return age(state, context);
    case "hardware-fault":
      return showFaults(state, context);
    case "dead-sensor":
      // It learns of that by a test; a mended one is a new one.
      state.deadFound = false;
      return showFaults(state, context);
    case "false-alarm":
      return;
  }
}

function reconfigure(state: SmokeAlarmState, names: readonly string[], context: SmokeAlarmContext): void {
  if (names.includes("smokeSensitivityLevel")) {
    context.set("smokeSensitivityLevel", context.settings.smokeSensitivityLevel);
  }
  if (names.includes("ageAtStart") && context.settings.ageAtStart !== null) {
    state.made = madeAt(context.settings.ageAtStart, context);
  }
  if (names.includes("usedByResidents")) planTest(state, true, context);
  measure(state, context);
  age(state, context);
}
