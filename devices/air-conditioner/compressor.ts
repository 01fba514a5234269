/**
 * How a unit runs its compressor.
 *
 *            too warm, rested, thawed            start-up over
 *      off ---------------------------> starting --------------> running --+ inverter: another speed
 *       ^                                                           |  ^---+
 *       '-----------------------------------------------------------'
 *          cold enough and run its shortest time; or the coil freezes, or something breaks
 *
 * 1. A compressor never rests for less than `rest` (the restart lock, 180-300 s), and never runs for less, whoever presses what;
 *    only power cuts, restarts, broken parts and ice stop it sooner.
 * 2. With one speed it is a thermostat with a deadband. An inverter chooses its speed by what is missing and by how long it has
 *    been (proportional and integral), at moments: when the sensor has moved by 0.15 K, or every five minutes while something is
 *    missing. Below its slowest speed it stops, and starts again when the room has warmed a little.
 * 3. Between two such moments everything is constant, so the next one has a closed form; nothing polls.
 *
 * All of it the other way round for heating. Deadband and gains are chosen so that a unit of one speed cycles 2-3.5 times an hour
 * at half load.
 */
import { advanceHouse, type HouseState, type Instant, later, secondsToRelax, secondsToSensor } from "flotilla/device";
import { type Purpose, slowestRatio, startUp } from "./air-conditioner-physics.ts";
import type { AirConditionerContext } from "./air-conditioner-schema.ts";
import type { AirConditionerState } from "./air-conditioner.ts";
import { coilLag, frozenBelow, thawedFrom } from "./coil.ts";
import { inputsOf, modelOf } from "./room.ts";
import { thousandths, wholeMillis } from "./rounding.ts";
import { reading } from "./sensor.ts";

export interface Compressor {
  phase: "off" | "starting" | "running";
  purpose: Purpose;
  /** When it last went on or off. */
  since: Instant;
  /** Speed over rated speed; 1 of a unit of one speed. */
  ratio: number;
  /** When an inverter last chose its speed, and what was missing then, K. */
  chosen: Instant;
  error: number;
}

/** What is wanted of it. */
export interface Demand {
  /** °C to cool to; infinite when nothing is to be cooled. */
  cool: number;
  /** °C to heat to; -infinite when nothing is to be heated. */
  heat: number;
  /** Fastest speed of an inverter. */
  fastest: number;
}

/** What is next. */
export interface Change {
  what: "start" | "run" | "choose" | "stop" | "freeze" | "nothing";
  /** s from now. */
  wait: number;
}

/** Finds what the compressor does next and when, if all that acts on the room stays. Writes into `change`. */
export function findChange(
  change: Change,
  state: AirConditionerState,
  demand: Demand,
  context: AirConditionerContext,
): void {
  const { compressor, plate } = state;
  const on = (context.now - compressor.since) / 1_000;
  change.what = "nothing";
  change.wait = Number.POSITIVE_INFINITY;
  switch (compressor.phase) {
    case "off":
      return findStart(change, state, demand, context);
    case "starting":
      offer(change, "run", Math.max(0, startUp(plate, compressor.purpose) - on));
      break;
    case "running":
      if (plate.grade === null) findStop(change, state, demand, context);
      else findChoice(change, state, demand, context);
      break;
  }
  if (compressor.purpose === "cooling") offer(change, "freeze", secondsToIce(state));
}

/** Does what {@link findChange} found due. */
export function makeChange(
  change: Change,
  state: AirConditionerState,
  demand: Demand,
  context: AirConditionerContext,
): void {
  const { compressor } = state;
  switch (change.what) {
    case "start":
      return start(state, demand, context);
    case "run":
      compressor.phase = "running";
      return;
    case "choose":
      return choose(state, demand, context);
    case "stop":
      return stop(state, context.now);
    case "freeze":
      state.iced = true;
      if (context.has("fan-fail")) state.broken = "fanFail";
      return stop(state, context.now);
    case "nothing":
      return;
  }
}

function start(state: AirConditionerState, demand: Demand, context: AirConditionerContext): void {
  if (context.has("compressor-fail")) {
    state.broken = "compressorFail";
    return;
  }
  const { compressor } = state;
  const warm = missing("cooling", state, demand);
  const cold = missing("heating", state, demand);
  compressor.phase = "starting";
  compressor.purpose = warm >= cold ? "cooling" : "heating";
  compressor.since = wholeMillis(context.now);
  compressor.error = thousandths(Math.max(warm, cold));
  compressor.ratio = state.plate.grade === null ? 1 : limited(0.4 + 0.5 * compressor.error, demand);
  compressor.chosen = wholeMillis(context.now);
  state.iced = false;
}

/** Stops the compressor at once. */
export function stop({ compressor }: AirConditionerState, now: Instant): void {
  if (compressor.phase === "off") return;
  compressor.phase = "off";
  compressor.since = wholeMillis(now);
}

/** K by which a unit of one speed lets the room leave its setpoint, to either side. */
const halfDeadband = 0.55;
/** K by which an inverter lets it go before it starts, and below which it stops at its slowest speed. */
const inverterStart = 0.4;
const inverterStop = 0.6;
/** K beyond the setpoint at which it stops in any case. */
const inverterEnough = 1.2;
/** K, and s: how far the sensor moves, and how long it takes at least, before an inverter chooses again. */
const noticed = 0.15;
const shortestChoice = 60;
/** s until it chooses again while something is missing, and when all is well. */
const impatience = 300;
const patience = 3_600;
const wellEnough = 0.2;
/** Speed per K missing, and s in which a lack has the same weight again. */
const proportion = 0.25;
const integralTime = 1_200;

function findStart(change: Change, state: AirConditionerState, demand: Demand, context: AirConditionerContext): void {
  if (state.broken !== "none") return;
  const { compressor, plate } = state;
  const tolerance = plate.grade === null ? halfDeadband : inverterStart;
  const rested = plate.rest - (context.now - compressor.since) / 1_000;
  const held = Math.max(0, rested, state.iced ? secondsToThaw(state) : 0);
  const wait = secondsToReading(held, state, demand.heat - tolerance, demand.cool + tolerance, context);
  offer(change, "start", wait);
}

function findStop(change: Change, state: AirConditionerState, demand: Demand, context: AirConditionerContext): void {
  const { compressor, plate } = state;
  const held = Math.max(0, plate.rest - (context.now - compressor.since) / 1_000);
  const wait =
    compressor.purpose === "cooling"
      ? secondsToReading(held, state, demand.cool - halfDeadband, Number.POSITIVE_INFINITY, context)
      : secondsToReading(held, state, Number.NEGATIVE_INFINITY, demand.heat + halfDeadband, context);
  offer(change, "stop", wait);
}

function findChoice(change: Change, state: AirConditionerState, demand: Demand, context: AirConditionerContext): void {
  const { compressor, plate } = state;
  const target = compressor.purpose === "cooling" ? demand.cool : demand.heat;
  const left = Math.max(0, plate.rest - (context.now - compressor.since) / 1_000);
  if (!Number.isFinite(target)) return offer(change, "stop", left);
  const ago = (context.now - compressor.chosen) / 1_000;
  const direction = compressor.purpose === "cooling" ? 1 : -1;
  const then = target + direction * compressor.error;
  const moved = secondsToReading(Math.max(0, shortestChoice - ago), state, then - noticed, then + noticed, context);
  const restless = Math.abs(compressor.error) > wellEnough && !isAtLimit(state, demand);
  offer(change, "choose", Math.min(moved, Math.max(0, (restless ? impatience : patience) - ago)));
}

/** Whether more patience changes nothing: it is as fast as it may be and something is missing, or the reverse. */
function isAtLimit({ compressor }: AirConditionerState, demand: Demand): boolean {
  return compressor.error > 0
    ? compressor.ratio >= demand.fastest
    : compressor.ratio <= slowestRatio && compressor.error > -inverterStop;
}

function choose(state: AirConditionerState, demand: Demand, context: AirConditionerContext): void {
  const { compressor, plate } = state;
  const error = thousandths(missing(compressor.purpose, state, demand));
  const elapsed = Math.min(impatience, (context.now - compressor.chosen) / 1_000);
  const wanted =
    compressor.ratio + proportion * (error - compressor.error) + (proportion * error * elapsed) / integralTime;
  const hasRun = context.now - compressor.since >= plate.rest * 1_000;
  compressor.ratio = limited(wanted, demand);
  compressor.error = error;
  compressor.chosen = wholeMillis(context.now);
  const enough = error <= -inverterEnough || (error <= -inverterStop && wanted <= slowestRatio);
  if (enough && hasRun) stop(state, context.now);
}

function limited(ratio: number, demand: Demand): number {
  return Math.round(Math.min(demand.fastest, Math.max(slowestRatio, ratio)) * 100) / 100;
}

/** K that are missing in the room: above 0 while it is too warm for cooling, too cold for heating. */
function missing(purpose: Purpose, state: AirConditionerState, demand: Demand): number {
  const shown = reading(state);
  return purpose === "cooling" ? shown - demand.cool : demand.heat - shown;
}

function offer(change: Change, what: Change["what"], wait: number): void {
  if (wait >= change.wait) return;
  change.what = what;
  change.wait = wait;
}

function secondsToIce({ coil }: AirConditionerState): number {
  return coil.to > frozenBelow
    ? Number.POSITIVE_INFINITY
    : coil.now <= frozenBelow
      ? 0
      : secondsToRelax(coil.now, coil.to, coilLag, frozenBelow);
}

function secondsToThaw({ coil }: AirConditionerState): number {
  return coil.now >= thawedFrom ? 0 : secondsToRelax(coil.now, coil.to, coilLag, thawedFrom);
}

/** Seconds until what the sensor shows leaves (`low`, `high`), where nothing counts for the first `held`. */
function secondsToReading(
  held: number,
  state: AirConditionerState,
  low: number,
  high: number,
  context: AirConditionerContext,
): number {
  const { room, sensor } = state;
  ahead.air = room.house.air;
  ahead.mass = room.house.mass;
  ahead.sensor = room.house.sensor;
  if (sensor.stuckAt !== null) {
    ahead.sensor = sensor.stuckAt - sensor.offset;
    return sensor.stuckAt <= low || sensor.stuckAt >= high ? held : Number.POSITIVE_INFINITY;
  }
  if (held === Number.POSITIVE_INFINITY) return held;
  const model = modelOf(room, context);
  if (held > 0) advanceHouse(ahead, model, inputsOf(room), held);
  const wait = secondsToSensor(ahead, model, inputsOf(room), low - sensor.offset, high - sensor.offset, longestLook);
  return held + wait;
}

/** s: weather changes before that. */
const longestLook = 90_000;
/** Reused by every call, none of which keeps it. The sensor is as it was when nothing counted any more. */
const ahead: HouseState = { air: 0, mass: 0, sensor: 0 };

/** When `wait` seconds from `now` are over, in whole milliseconds. */
export function whenOver(now: Instant, wait: number): Instant {
  return later(now, Math.ceil(wait * 1_000 - 1e-6));
}
