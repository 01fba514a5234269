/**
 * What the people of the home do with their air conditioner.
 *
 * 1. Somebody in the room who is too warm switches it on, minutes after they noticed; in a bedroom also when going to bed. Nobody
 *    does where nobody is, nor in the cold season: it is warm outdoors too, or the room is really hot. With a heat pump somebody
 *    too cold does so too, which a heated house leaves them no reason for.
 * 2. It goes off when the last one leaves the home (four of five do it; others raise the setpoint or leave it), some time after
 *    the room was left, at bedtime, in the morning by the bed, and when it has become cool outdoors.
 * 3. They let it be for half an hour once they have switched it off, unless somebody has come home since; and as long once they
 *    have switched it on, unless they go to bed or out.
 * 4. Setpoints are those of RECS 2020 by way of ResStock (mean 22.6 °C); 37 homes of 100 have a setback, of 2, 5 or 9 °F
 *    (realism.md §1.4). How warm is too warm, and how quick people are, are plausible figures.
 */
import {
  chance,
  type Distribution,
  type Duration,
  type Happening,
  hours,
  later,
  minutes,
  pick,
  sample,
  uniform,
} from "flotilla/device";
import type { AirConditionerContext } from "./air-conditioner-schema.ts";
import type { AirConditionerState } from "./air-conditioner.ts";
import { changeMode, chooseCooling, heats, switchOff, type WorkingMode } from "./modes.ts";
import { peopleIn } from "./room.ts";

export interface Habits {
  /** °C they cool to, and how much warmer they let it get before they do. */
  comfort: number;
  readonly tolerance: number;
  /** K more while nobody is at home, where it stays on. */
  readonly setback: number;
  readonly staysOn: boolean;
  /** Whether they let it sleep with them, and after how many hours it goes off by its timer; null for never. */
  readonly sleeps: boolean;
  readonly timer: number | null;
}

/** What somebody is about to do with the remote control. */
export type Plan = "cool" | "heat" | "night" | "off" | null;

const comfortFahrenheit: Distribution = {
  choice: [
    [65, 0.02],
    [67, 0.03],
    [68, 0.07],
    [70, 0.2],
    [72, 0.27],
    [75, 0.25],
    [76, 0.09],
    [78, 0.07],
  ],
};
const setbackFahrenheit: Distribution = {
  choice: [
    [0, 0.63],
    [2, 0.24],
    [5, 0.09],
    [9, 0.04],
  ],
};
/** What people choose, °C, whatever is drawn. */
const coolestChoice = 20;
const warmestChoice = 26;
/** °C outdoors from which on people think of cooling, and °C in the room that make them do so in any weather. */
const warmOutdoors = 20;
const hotIndoors = 28;
/** ms they let it be, off and on. */
const leftOff = minutes(30);
const leftOn = minutes(30);
/** °C people like in winter, and how much colder it may get before they heat. */
const winterComfort = 21;
const winterTolerance = 2;

export function drawHabits({ random, settings }: AirConditionerContext): Habits {
  const drawn = Math.min(warmestChoice, Math.max(coolestChoice, (sample(comfortFahrenheit, random) - 32) / 1.8));
  return {
    comfort: Math.round((settings.coolingSetpoint ?? drawn) * 10) / 10,
    tolerance: Math.round(uniform(random, 1.5, 3.5) * 10) / 10,
    setback: Math.round((sample(setbackFahrenheit, random) / 1.8) * 10) / 10,
    staysOn: chance(random, 0.2),
    sleeps: chance(random, 0.4),
    timer: chance(random, 0.4) ? pick(random, [1, 2, 3, 4]) : null,
  };
}

/** Somebody comes, goes, gets up or goes to bed. */
export function takePart(state: AirConditionerState, happening: Happening, context: AirConditionerContext): void {
  if (!context.settings.usedByResidents) return;
  switch (happening.type) {
    case "settled":
      state.handAt = null;
      if (happening.first) endSetback(state, context);
      return considerOn(state, context);
    case "moved":
      if (happening.to === context.room) return considerOn(state, context);
      return considerLeft(state, context);
    case "wake":
      if (context.room === "bedroom" && context.get("onOff") && chance(context.random, 0.8))
        plan(state, "off", 10, context);
      else considerOn(state, context);
      return;
    case "bedtime":
      if (context.room === "bedroom") return considerNight(state, context);
      if (happening.last && context.get("onOff")) putOff(state, context);
      return;
    case "leaving":
    case "departure":
      if (happening.last) leaveHome(state, context);
      return;
    default:
      return;
  }
}

/** Whoever is in the room feels how warm it is: asked as the weather changes. */
export function feel(state: AirConditionerState, context: AirConditionerContext): void {
  const { settings, room, random } = context;
  if (!settings.usedByResidents) return;
  if (!context.get("onOff")) return considerOn(state, context);
  const cool = state.room.outdoor < context.get("occupiedCoolingSetpoint") - 2;
  const cooling = context.get("systemMode") !== "heat";
  if (letBe(state, leftOn, context)) return;
  const people = peopleIn(context);
  if (people === 0 && room !== "bedroom" && !state.habits.staysOn) {
    if (chance(random, 0.2)) plan(state, "off", 15, context);
  } else if (cooling && cool && people > 0 && state.compressor.phase === "off" && chance(random, 0.3)) {
    plan(state, "off", 15, context);
  }
}

/** Somebody does what they were about to do, if there is still reason to. */
export function actAsPlanned(state: AirConditionerState, context: AirConditionerContext): void {
  const planned = state.plan;
  state.plan = null;
  switch (planned) {
    case "cool":
      if (context.get("onOff") || peopleIn(context) === 0 || !wantsCooling(state, state.habits.tolerance, context))
        return;
      chooseCooling(wanted(state, pick(context.random, [-1, 0, 0, 0, 1])), "manual", context);
      return putOn(state, "cool", context);
    case "night":
      chooseCooling(state.habits.comfort, "manual", context);
      putOn(state, state.habits.sleeps ? "sleep" : "cool", context);
      if (state.habits.timer !== null) {
        state.plan = "off";
        context.wake("hand", later(context.now, hours(state.habits.timer)));
      }
      return;
    case "heat":
      if (!context.get("onOff") && peopleIn(context) > 0) putOn(state, "heat", context);
      return;
    case "off":
      if (context.get("onOff")) putOff(state, context);
      return;
    case null:
      return;
  }
}

function considerOn(state: AirConditionerState, context: AirConditionerContext): void {
  if (context.get("onOff") || state.plan !== null || peopleIn(context) === 0) return;
  if (letBe(state, leftOff, context)) return;
  const asleep = context.home.peopleIn(context.room, context.now) === 0;
  const tooWarm = wantsCooling(state, state.habits.tolerance + (asleep ? 1 : 0), context);
  if (tooWarm && chance(context.random, 0.75)) return plan(state, "cool", 8, context);
  const tooCold = heats(context) && state.room.house.air < winterComfort - winterTolerance;
  if (tooCold && !asleep && chance(context.random, 0.75)) plan(state, "heat", 8, context);
}

/** The room has been left, perhaps by the last who was in it. */
function considerLeft(state: AirConditionerState, context: AirConditionerContext): void {
  if (!context.get("onOff") || state.habits.staysOn || peopleIn(context) > 0) return;
  if (letBe(state, leftOn, context)) return;
  if (chance(context.random, 0.08)) plan(state, "off", 2, context);
}

function considerNight(state: AirConditionerState, context: AirConditionerContext): void {
  if (context.get("onOff")) {
    if (state.habits.sleeps && context.get("systemMode") === "cool") changeMode(state, "sleep", context);
  } else if (!letBe(state, leftOff, context) && wantsCooling(state, state.habits.tolerance - 1, context))
    plan(state, "night", 3, context);
}

function leaveHome(state: AirConditionerState, context: AirConditionerContext): void {
  if (!context.get("onOff")) return;
  const { staysOn, setback } = state.habits;
  if (!staysOn) return putOff(state, context);
  if (setback === 0 || state.raisedBy > 0) return;
  const before = context.get("occupiedCoolingSetpoint");
  chooseCooling(before + setback, "manual", context);
  state.raisedBy = Math.round((context.get("occupiedCoolingSetpoint") - before) * 10) / 10;
}

function endSetback(state: AirConditionerState, context: AirConditionerContext): void {
  if (state.raisedBy === 0) return;
  chooseCooling(context.get("occupiedCoolingSetpoint") - state.raisedBy, "manual", context);
  state.raisedBy = 0;
}

function putOn(state: AirConditionerState, mode: WorkingMode, context: AirConditionerContext): void {
  state.handAt = context.now;
  changeMode(state, mode, context, "human");
}

function putOff(state: AirConditionerState, context: AirConditionerContext): void {
  state.handAt = context.now;
  switchOff(state, context, "human");
}

/** Whether they have only just seen to it. */
function letBe({ handAt }: AirConditionerState, length: Duration, { now }: AirConditionerContext): boolean {
  return handAt !== null && now < later(handAt, length);
}

/** Whether the room is so much warmer than they like, K, that they think of cooling. */
function wantsCooling(
  { room, habits }: AirConditionerState,
  by: number,
  { home, now }: AirConditionerContext,
): boolean {
  const { air } = room.house;
  return air - habits.comfort >= by && (air >= hotIndoors || home.outdoorTemperature(now) >= warmOutdoors);
}

/** °C somebody chooses today: what they like, give or take. */
function wanted({ habits: { comfort } }: AirConditionerState, more: number): number {
  return Math.min(Math.max(warmestChoice, comfort), Math.max(Math.min(coolestChoice, comfort), comfort + more));
}

/** Within so many minutes. */
function plan(state: AirConditionerState, what: Plan, withinMinutes: number, context: AirConditionerContext): void {
  state.plan = what;
  context.wake("hand", later(context.now, minutes(uniform(context.random, 0.5, withinMinutes))));
}
