/**
 * What the unit makes of its mode and of the room: decides what the compressor does, lets it act on the room and the mains, and
 * asks to be woken when that changes. Comes last in every step.
 */
import { type Cause, never, steadyAir } from "flotilla/device";
import {
  airFlowAt,
  fastestRatio,
  type Conditions,
  fanPower,
  operate,
  type Operation,
} from "./air-conditioner-physics.ts";
import { type AirConditionerContext, fanSpeeds } from "./air-conditioner-schema.ts";
import type { AirConditionerState } from "./air-conditioner.ts";
import { type Change, type Demand, findChange, makeChange, whenOver } from "./compressor.ts";
import { fanSpeedOf } from "./fan.ts";
import { airFlowThrough } from "./filter.ts";
import { humidityOf } from "./moist-air.ts";
import { thousandths } from "./rounding.ts";
import { actOn, inputsOf, modelOf } from "./room.ts";

export function control(state: AirConditionerState, context: AirConditionerContext, cause?: Cause): void {
  const { now } = context;
  findDemand(state, context);
  for (;;) {
    act(state, context);
    findChange(change, state, demand, context);
    const next = whenOver(now, change.wait);
    if (next > now) {
      context.wake("compressor", next === never ? undefined : next);
      break;
    }
    makeChange(change, state, demand, context);
  }
  show(state, context, cause);
}

/** Reused by every call, none of which keeps them. */
const demand: Demand = { cool: 0, heat: 0, fastest: 1 };
const change: Change = { what: "nothing", wait: 0 };
const operation: Operation = { heat: 0, condensate: 0, compressorPower: 0, coil: 0 };
const conditions: Conditions = {
  purpose: "cooling",
  ratio: 1,
  starting: false,
  air: 0,
  moisture: 0,
  outdoor: 0,
  airFlow: 1,
  charge: 1,
};

/** Fastest speed of an inverter that is to dry the air rather than to cool it. */
const dryingRatio = 0.5;
/** % of humidity at which the air is dry enough. */
const dryEnough = 40;
/** K more while people sleep. */
const sleepRise = 1;
/** Fastest speed while people sleep. */
const quietRatio = 0.8;

function findDemand(state: AirConditionerState, context: AirConditionerContext): void {
  demand.cool = Number.POSITIVE_INFINITY;
  demand.heat = Number.NEGATIVE_INFINITY;
  demand.fastest = fastestRatio;
  if (!state.powered) return;
  const heats = context.settings.function === "heat-pump";
  switch (context.get("systemMode")) {
    case "off":
    case "fanOnly":
      return;
    case "heat":
      if (heats) demand.heat = context.get("occupiedHeatingSetpoint");
      return;
    case "auto":
      if (heats) demand.heat = context.get("occupiedHeatingSetpoint");
      demand.cool = context.get("occupiedCoolingSetpoint");
      return;
    case "cool":
      demand.cool = context.get("occupiedCoolingSetpoint");
      return;
    case "sleep":
      demand.cool = context.get("occupiedCoolingSetpoint") + sleepRise;
      demand.fastest = quietRatio;
      return;
    case "dry":
      demand.fastest = dryingRatio;
      if (humidityOf(state.room.house.air, state.room.moisture) > dryEnough) demand.cool = state.dryTo;
      return;
  }
}

/** Works out what acts on the room, and what is drawn, from now on. */
function act(state: AirConditionerState, context: AirConditionerContext): void {
  const { compressor, plate, room, coil } = state;
  const speed = fanSpeedOf(state, context);
  const turns = context.has("fan-fail") ? 0 : speed / fanSpeeds;
  const blower = fanPower(plate, turns);
  state.fanSpeed = turns === 0 ? 0 : speed;
  if (compressor.phase === "off") {
    actOn(room, blower, 0, context);
    coil.to = thousandths(room.rests ? steadyAir(modelOf(room, context), inputsOf(room)) : room.house.air);
    state.power = state.powered ? thousandths(plate.standby + blower) : 0;
    return;
  }
  conditions.purpose = compressor.purpose;
  conditions.ratio = compressor.ratio;
  conditions.starting = compressor.phase === "starting";
  conditions.air = room.house.air;
  conditions.moisture = room.moisture;
  conditions.outdoor = room.outdoor;
  conditions.airFlow = airFlowAt(turns) * airFlowThrough(state.filter);
  conditions.charge = chargeOf(state, context);
  operate(operation, plate, conditions);
  actOn(room, operation.heat + blower, operation.condensate, context);
  coil.to = thousandths(operation.coil);
  state.power = thousandths(plate.standby + blower + operation.compressorPower);
}

/** Share of the refrigerant that is left. */
function chargeOf({ leakingSince }: AirConditionerState, { now }: AirConditionerContext): number {
  return leakingSince === null ? 1 : Math.max(0, 1 - (leakPerDay * (now - leakingSince)) / 86_400_000);
}

/** Share a day. */
const leakPerDay = 0.08;

function show(state: AirConditionerState, context: AirConditionerContext, cause: Cause | undefined): void {
  const { compressor, fanSpeed } = state;
  const does = compressor.phase === "off" ? undefined : compressor.purpose === "cooling" ? "cool" : "heat";
  context.set("thermostatRunningMode", does ?? "off", cause);
  context.set("thermostatRunningState", does ?? (fanSpeed > 0 ? "fan" : "idle"), cause);
  context.set("speedCurrent", fanSpeed, cause);
  context.set("percentCurrent", (fanSpeed * 100) / fanSpeeds, cause);
  context.set("activePower", Math.round(state.power * 10) / 10, cause);
  context.set("acErrorCode", state.broken, cause);
}
