/**
 * The habits of the home: what its people like, and how its days turn the thermostat's pages.
 *
 * 1. People like a temperature while they are up, less heat and less cold while they sleep or are away (tastes.ts).
 * 2. Of the homes with a setback two of five have a weekly schedule, in the others it follows the people: the last who goes to
 *    bed, the first who gets up or has come home (EIA's survey of 2015: 18 % schedule, 26 % adjust).
 * 3. Who has come in is noticed by a thermostat they pass, or when they settle in. An empty home is unoccupied when nobody has
 *    been noticed for 5 to 15 minutes, which is the device's; a day and a half after the departure it is on vacation, where
 *    there is a setback at all.
 * 4. Who chooses a setpoint by hand or from a server keeps it until habit has its next say. A hold keeps habit from having one.
 * 5. Without power nothing is noticed; what went by is caught up with at the next start.
 */
import { chance, type Happening, hours, later, minutes, seconds, uniform } from "flotilla/device";
import { setOccupancy, setPreset, setSchedule, setSetpoint } from "./announce.ts";
import { coolingOf } from "./installation.ts";
import { nextTransition, presetAt, scheduleOf } from "./schedule.ts";
import { isHeld, limited, type Source, writeSetpoint } from "./setpoints.ts";
import { drawTastes, hasSetback, presetCooling, presetHeating, takeTastes } from "./tastes.ts";
import { deadBand, type PresetHandle, type ThermostatContext, type ThermostatSettings } from "./thermostat-schema.ts";
import type { ThermostatState } from "./thermostat.ts";

const scheduledShare = 0.4;
const vacationAfter = hours(36);
/** From the front door past a thermostat in the hall, and to one in another room, ms. */
const passing = [seconds(5), seconds(30)] as const;
const walking = [seconds(20), seconds(90)] as const;

/** Draws the habits of the home and begins with what they ask for now. */
export function beginHabits(state: ThermostatState, context: ThermostatContext): void {
  const { random, settings } = context;
  drawTastes(state, context);
  const scheduled = chance(random, scheduledShare) && settings.usedByResidents && hasSetback(state, context);
  setSchedule(context, begunSchedule(state, scheduled, context));
  setOccupancy(context, settings.usedByResidents ? context.home.presence(context.now).home > 0 : true);
  if (!context.get("occupancy")) awaitVacation(state, context);
  state.habit = habitNow(state, context);
  followHabit(state, context);
  awaitTransition(state, context);
}

/** Somebody comes, goes, gets up or goes to bed. */
export function takePart(state: ThermostatState, happening: Happening, context: ThermostatContext): void {
  if (!context.settings.usedByResidents || !state.powered) return;
  switch (happening.type) {
    case "departure":
      if (!happening.last) return;
      context.wake("notice", later(context.now, occupancyTimeout(state)));
      return awaitVacation(state, context);
    case "entry": {
      // Back before it has noticed that they were gone.
      if (context.get("occupancy")) return context.wake("notice", undefined);
      const [soonest, latest] = context.room === "hall" ? passing : walking;
      return context.wake("notice", later(context.now, uniform(context.random, soonest, latest)));
    }
    case "settled":
    case "wake":
      noticeSomebody(context);
      context.wake("absence", undefined);
      if (happening.first || state.habit === "vacation")
        changeHabit(state, habitOf(state, "occupied", context), context);
      return;
    case "bedtime":
      if (happening.last) changeHabit(state, habitOf(state, "sleep", context), context);
      return;
  }
}

/** Somebody who has come in may be there by now, or nobody has been noticed for long enough. */
export function lookRound(state: ThermostatState, context: ThermostatContext): void {
  const { home, now, room } = context;
  if (!state.powered) return;
  if (context.get("occupancy")) return setOccupancy(context, false);
  // Who has come in has passed the hall; elsewhere they are noticed where they are, or when they settle in.
  if (room === "hall" || home.peopleIn(room, now) > 0) setOccupancy(context, true);
}

function noticeSomebody(context: ThermostatContext): void {
  context.wake("notice", undefined);
  setOccupancy(context, true);
}

/** How long nobody has to be noticed: the device's own, 5 to 15 minutes. */
function occupancyTimeout({ unit }: ThermostatState): number {
  return minutes(5 + (unit % 101) / 10);
}

/** Nobody is there from now on. */
function awaitVacation(state: ThermostatState, context: ThermostatContext): void {
  if (hasSetback(state, context)) context.wake("absence", later(context.now, vacationAfter));
}

/** Nobody has been there for long. */
export function goOnVacation(state: ThermostatState, context: ThermostatContext): void {
  if (state.powered && !context.get("occupancy")) changeHabit(state, "vacation", context);
}

/** The schedule names its next preset. */
export function turnPage(state: ThermostatState, context: ThermostatContext): void {
  awaitTransition(state, context);
  if (state.powered && state.habit !== "vacation") changeHabit(state, habitNow(state, context), context);
}

/** It has started again, and looks round for what went by. */
export function catchUp(state: ThermostatState, context: ThermostatContext): void {
  if (context.settings.usedByResidents) {
    const somebody = context.home.presence(context.now).home > 0;
    // They have left meanwhile, nobody knows when.
    if (!somebody && context.get("occupancy")) awaitVacation(state, context);
    context.wake("notice", undefined);
    setOccupancy(context, somebody);
    if (!somebody && state.habit === "vacation") return;
  }
  const habit = habitNow(state, context);
  if (habit !== state.habit) changeHabit(state, habit, context);
}

/** Both pairs of setpoints as the habits of the home have them now. */
export function followHabit(state: ThermostatState, context: ThermostatContext): void {
  if (state.habit !== "vacation") unoccupy(state, "unoccupied", context);
  activate(state, state.habit, "schedule", context);
}

/** Takes the setpoints from a preset. */
export function activate(
  state: ThermostatState,
  preset: PresetHandle,
  source: Source,
  context: ThermostatContext,
): void {
  if (preset === "vacation" || state.away) unoccupy(state, preset === "vacation" ? preset : "unoccupied", context);
  const cause = source === "external" ? "command" : "schedule";
  const unoccupied = preset === "unoccupied";
  const heating = unoccupied ? context.get("unoccupiedHeatingSetpoint") : presetHeating(state, preset);
  const cooling = unoccupied ? context.get("unoccupiedCoolingSetpoint") : presetCooling(state, preset);
  writeSetpoint("occupiedHeatingSetpoint", heating, source, cause, context);
  if (coolingOf(context) !== "none") writeSetpoint("occupiedCoolingSetpoint", cooling, source, cause, context);
  setPreset(context, preset, cause);
}

/** Makes the weekly schedule what the people go by. @returns whether there is one. */
export function activateSchedule(state: ThermostatState, context: ThermostatContext): boolean {
  if (scheduleOf(state, context).length === 0) return false;
  setSchedule(context, "weekly");
  state.habit = habitNow(state, context);
  if (!isHeld(context)) activate(state, state.habit, "external", context);
  awaitTransition(state, context);
  return true;
}

/** Settings have changed. */
export function reconfigureHabits(
  state: ThermostatState,
  names: readonly (keyof ThermostatSettings)[],
  context: ThermostatContext,
): void {
  takeTastes(state, context);
  if (names.includes("schedule")) {
    setSchedule(context, begunSchedule(state, false, context));
    state.habit = habitNow(state, context);
    awaitTransition(state, context);
  }
  if (names.some((name) => habitual.has(name)) && !isHeld(context)) followHabit(state, context);
}

const habitual: ReadonlySet<keyof ThermostatSettings> = new Set([
  "heatingSetpoint",
  "setback",
  "coolingSetpoint",
  "coolingSetback",
  "schedule",
  "heating",
  "cooling",
] as const);

/** A given schedule counts at once; of those not given one, who uses it is drawn. */
function begunSchedule(state: ThermostatState, scheduled: boolean, context: ThermostatContext): "weekly" | null {
  const wanted = context.settings.schedule !== null || scheduled;
  return wanted && scheduleOf(state, context).length > 0 ? "weekly" : null;
}

function awaitTransition(state: ThermostatState, context: ThermostatContext): void {
  const { now, home } = context;
  const scheduled = context.get("activeScheduleHandle") !== null;
  const schedule = scheduled ? scheduleOf(state, context) : [];
  const { timeZoneOffset } = home.traits;
  context.wake("page", schedule.length > 0 ? nextTransition(schedule, state.unit, timeZoneOffset, now) : undefined);
}

/** What the schedule says, where there is one; else what the people are doing. */
function habitNow(state: ThermostatState, context: ThermostatContext): PresetHandle {
  const { home, now, settings } = context;
  if (context.get("activeScheduleHandle") !== null) return scheduledHabit(state, context);
  if (!settings.usedByResidents) return "occupied";
  const presence = home.presence(now);
  return presence.home > 0 && presence.awake === 0 && hasSetback(state, context) ? "sleep" : "occupied";
}

/** What somebody's doing asks for: a schedule does not mind it, but ends a vacation. */
function habitOf(state: ThermostatState, habit: "occupied" | "sleep", context: ThermostatContext): PresetHandle {
  if (context.get("activeScheduleHandle") === null) return habit;
  return scheduledHabit(state, context);
}

function scheduledHabit(state: ThermostatState, context: ThermostatContext): PresetHandle {
  const schedule = scheduleOf(state, context);
  if (schedule.length === 0) return "occupied";
  return presetAt(schedule, state.unit, context.home.traits.timeZoneOffset, context.now);
}

/** The day of the home turns a page. Homes without a setback have only one. */
function changeHabit(state: ThermostatState, habit: PresetHandle, context: ThermostatContext): void {
  const scheduled = context.get("activeScheduleHandle") !== null;
  if (habit === "sleep" && !scheduled && !hasSetback(state, context)) return;
  // Somebody's doing is no page of a schedule.
  if (scheduled && habit === state.habit) return;
  state.habit = habit;
  if (!isHeld(context)) activate(state, habit, "schedule", context);
}

/** Makes the unoccupied setpoints those of an empty day, or of a long absence. */
function unoccupy(state: ThermostatState, preset: "unoccupied" | "vacation", context: ThermostatContext): void {
  state.away = preset === "vacation";
  const heating = limited("unoccupiedHeatingSetpoint", presetHeating(state, preset));
  setSetpoint(context, "unoccupiedHeatingSetpoint", heating, "schedule");
  if (coolingOf(context) === "none") return;
  const cooling = Math.max(presetCooling(state, preset), heating + deadBand);
  setSetpoint(context, "unoccupiedCoolingSetpoint", limited("unoccupiedCoolingSetpoint", cooling), "schedule");
}
