/**
 * How heating, cooling and fan are run: the phases they go through, and when the next one begins.
 *
 *              sensor at the lower edge                     sensor at the upper edge
 *      heating <----------------------- idle -----------------------> cooling
 *       |   ^                           ^ |                             |
 *       v   | 4 min            fan only | v                             |
 *     defrosting                     ventilating                        |
 *       |                               ^                               |
 *       '--> heated, fan runs on -----> idle <----- cooled, fan runs on-'
 *
 * 1. Heat and cold are on for at least `minimumOn` and off for at least `minimumOff`, 300 s each, whatever the sensor says and
 *    whoever turns the dial. With a deadband of 0.56 K (1 °F) and a sensor lag of 180-250 s a furnace then cycles 3-5 times
 *    an hour at half load, a heat pump with 0.83 K (1.5 °F) and a cooler with 0.56 K 2-3.5 times, and all of them less often above and below (realism.md §1.3).
 * 2. Between two switches everything is constant, so the next one is found by `secondsToSensor`; nothing polls.
 * 3. A heat pump's coil is defrosted after an hour of running in frost. The run goes on meanwhile, and cannot end.
 */
import {
  advanceHouse,
  type HouseInputs,
  type HouseModel,
  type HouseState,
  type Instant,
  later,
  never,
  secondsToSensor,
} from "flotilla/device";
import {
  coldOutput,
  coolingPower,
  defrostOutput,
  defrostPower,
  defrostRun,
  type Equipment,
  frostRun,
  heatingPower,
  heatOutput,
  type Stage,
} from "./equipment.ts";

export type Phase = "idle" | "heating" | "defrosting" | "heated" | "cooling" | "cooled" | "ventilating";

/** Where the equipment is; plain data, part of a thermostat's state. */
export interface Plant {
  phase: Phase;
  /** What heats in this run. */
  stage: Stage;
  /** When heat or cold last came on or went off. */
  switched: Instant;
  /** s of running in frost since the coil was free; while it is defrosted, the negative of what is left to do. */
  frost: number;
}

/** What is wanted. Bounds are true temperatures of the sensor: what it shows wrongly is already accounted for. */
export interface Aim {
  /** °C; `-Infinity` when there is to be no heat. */
  heatTo: number;
  /** °C; `Infinity` when there is to be no cold. */
  coolTo: number;
  /** The fan alone. */
  ventilate: boolean;
  /** What a stuck sensor takes the temperature for; null when it can be trusted to move. */
  stuckAt: number | null;
  /** Whether ice grows on a heat pump's coil. */
  frosty: boolean;
}

/** What of the equipment fails to do what it is told. */
export interface Failing {
  heat: boolean;
  compressor: boolean;
}

/**
 * When the plant next changes phase if `inputs` stay as they are: `never` when that is not until `horizon`. Whole milliseconds,
 * rounded up.
 *
 * @param house the house as it is at `now`.
 */
export function nextPhaseAt(
  plant: Plant,
  equipment: Equipment,
  aim: Aim,
  house: HouseState,
  model: HouseModel,
  inputs: HouseInputs,
  now: Instant,
  horizon: Instant,
): Instant {
  const since = (now - plant.switched) / 1_000;
  const limit = (horizon - now) / 1_000;
  let wait: number;
  switch (plant.phase) {
    case "heated":
      wait = Math.max(0, equipment.fanRun - since);
      break;
    case "cooled":
      wait = Math.max(0, equipment.coolingFanRun - since);
      break;
    case "ventilating":
      wait = aim.ventilate ? Number.POSITIVE_INFINITY : 0;
      break;
    case "defrosting":
      wait = Math.max(0, -plant.frost);
      break;
    case "idle":
      wait = aim.ventilate
        ? 0
        : secondsToBound(
            equipment.minimumOff - since,
            lowerEdge(equipment, aim),
            upperEdge(equipment, aim),
            aim.stuckAt,
            house,
            model,
            inputs,
            limit,
          );
      break;
    case "heating": {
      const edge = aim.heatTo + equipment.heatingDeadband / 2;
      wait = secondsToBound(
        equipment.minimumOn - since,
        Number.NEGATIVE_INFINITY,
        edge,
        aim.stuckAt,
        house,
        model,
        inputs,
        limit,
      );
      if (isFrosting(plant, equipment, aim)) wait = Math.min(wait, Math.max(0, frostRun - plant.frost));
      break;
    }
    case "cooling": {
      const edge = aim.coolTo - equipment.coolingDeadband / 2;
      wait = secondsToBound(
        equipment.minimumOn - since,
        edge,
        Number.POSITIVE_INFINITY,
        aim.stuckAt,
        house,
        model,
        inputs,
        limit,
      );
      break;
    }
  }
  return wait <= limit ? later(now, Math.ceil(wait * 1_000 - 1e-6)) : never;
}

/** Moves `plant` to the phase that follows, at the time {@link nextPhaseAt} gave. Writes in place. */
export function enterNextPhase(plant: Plant, equipment: Equipment, aim: Aim, sensor: number, now: Instant): void {
  switch (plant.phase) {
    case "idle":
      if (aim.ventilate) {
        plant.phase = "ventilating";
        return;
      }
      plant.phase = isColder(aim.stuckAt ?? sensor, equipment, aim) ? "heating" : "cooling";
      plant.switched = now;
      return;
    case "heating":
      if (isFrosting(plant, equipment, aim) && plant.frost >= frostRun - 1e-3) {
        plant.phase = "defrosting";
        plant.frost = -defrostRun;
        return;
      }
      plant.phase = "heated";
      plant.switched = now;
      return;
    case "defrosting":
      plant.phase = "heating";
      plant.frost = 0;
      return;
    case "cooling":
      plant.phase = "cooled";
      plant.switched = now;
      return;
    case "heated":
    case "cooled":
    case "ventilating":
      plant.phase = "idle";
  }
}

/** Lets ice grow or melt for `seconds` of the present phase. */
export function ageFrost(plant: Plant, equipment: Equipment, frosty: boolean, seconds: number): void {
  if (plant.phase === "defrosting") plant.frost = Math.min(0, plant.frost + seconds);
  else if (frosty && plant.phase === "heating" && usesCompressor(plant, equipment)) plant.frost += seconds;
}

/** The relays fall off. */
export function dropOut(plant: Plant, now: Instant): void {
  if (plant.phase === "heating" || plant.phase === "defrosting" || plant.phase === "cooling") plant.switched = now;
  if (plant.phase === "defrosting") plant.frost = 0;
  plant.phase = "idle";
}

/** Heat into the air, W; negative is cold. Ratings are of what comes out of the register, the fan's own heat included. */
export function airHeat(plant: Plant, equipment: Equipment, failing: Failing, outdoor: number): number {
  switch (plant.phase) {
    case "idle":
      return 0;
    case "ventilating":
      return equipment.fanPower;
    case "heating":
      return failsToHeat(plant, equipment, failing) ? equipment.fanPower : heatOutput(equipment, plant.stage, outdoor);
    case "defrosting":
      return failsToHeat(plant, equipment, failing) ? 0 : defrostOutput(equipment);
    case "heated": {
      const left = failsToHeat(plant, equipment, failing) ? 0 : equipment.residualShare;
      return left * equipment.capacity + equipment.fanPower;
    }
    case "cooling":
      return failing.compressor ? equipment.fanPower : -coldOutput(equipment, outdoor);
    case "cooled":
      return equipment.fanPower - (failing.compressor ? 0 : coldLeft * coldOutput(equipment, outdoor));
  }
}

/** W from the mains. */
export function electricPower(plant: Plant, equipment: Equipment, failing: Failing, outdoor: number): number {
  return equipment.standbyPower + plantPower(plant, equipment, failing, outdoor);
}

function plantPower(plant: Plant, equipment: Equipment, failing: Failing, outdoor: number): number {
  switch (plant.phase) {
    case "idle":
      return 0;
    case "ventilating":
    case "heated":
    case "cooled":
      return equipment.fanPower;
    case "heating":
      return failsToHeat(plant, equipment, failing)
        ? equipment.fanPower
        : heatingPower(equipment, plant.stage, outdoor);
    case "defrosting":
      return failsToHeat(plant, equipment, failing) ? 0 : defrostPower(equipment);
    case "cooling":
      return failing.compressor ? equipment.fanPower : coolingPower(equipment, outdoor);
  }
}

function failsToHeat(plant: Plant, equipment: Equipment, failing: Failing): boolean {
  return failing.heat || (failing.compressor && usesCompressor(plant, equipment));
}

function usesCompressor(plant: Plant, equipment: Equipment): boolean {
  return equipment.heating === "heat-pump" && plant.stage !== "strips";
}

function isFrosting(plant: Plant, equipment: Equipment, aim: Aim): boolean {
  return aim.frosty && usesCompressor(plant, equipment);
}

function lowerEdge(equipment: Equipment, aim: Aim): number {
  return aim.heatTo - equipment.heatingDeadband / 2;
}

function upperEdge(equipment: Equipment, aim: Aim): number {
  return aim.coolTo + equipment.coolingDeadband / 2;
}

/** Which of the two edges was met: they are kelvins apart, so the nearer one. */
function isColder(sensor: number, equipment: Equipment, aim: Aim): boolean {
  return sensor < (lowerEdge(equipment, aim) + upperEdge(equipment, aim)) / 2;
}

/** Seconds until the sensor leaves (`low`, `high`), but nothing counts for the first `held` of them. */
function secondsToBound(
  held: number,
  low: number,
  high: number,
  stuckAt: number | null,
  house: HouseState,
  model: HouseModel,
  inputs: HouseInputs,
  horizon: number,
): number {
  if (held > horizon) return Number.POSITIVE_INFINITY;
  if (low === Number.NEGATIVE_INFINITY && high === Number.POSITIVE_INFINITY) return Number.POSITIVE_INFINITY;
  if (low === Number.POSITIVE_INFINITY || high === Number.NEGATIVE_INFINITY) return Math.max(0, held);
  if (stuckAt !== null) return stuckAt <= low || stuckAt >= high ? Math.max(0, held) : Number.POSITIVE_INFINITY;
  if (held <= 0) return secondsToSensor(house, model, inputs, low, high, horizon);
  ahead.air = house.air;
  ahead.mass = house.mass;
  ahead.sensor = house.sensor;
  advanceHouse(ahead, model, inputs, held);
  return held + secondsToSensor(ahead, model, inputs, low, high, horizon - held);
}

/** Reused by every call, none of which keeps it. */
const ahead: HouseState = { air: 0, mass: 0, sensor: 0 };

/** Share of the cold that is still in the coil while the fan runs on. */
const coldLeft = 0.15;
