/**
 * How the thermostat runs heating and cooling: what it wants, when the next switch is, and what the house gets.
 *
 * 1. Heat is wanted in heat, emergency heat and, in the cold season, auto; cold in cool and auto; the fan alone in fan only. Without a temperature to go
 *    by, or without power, nothing is.
 * 2. A heat pump's strips join when it is below -5 °C outdoors or the room is more than 1.1 K behind; that is decided when a run
 *    begins and at each quarter of an hour, and stands until the run ends. They heat alone in emergency heat, from the next run
 *    on or once the compressor has run its shortest time, and at once when the compressor fails.
 */
import { type Cause, never } from "flotilla/device";
import { setRunning } from "./announce.ts";
import { type Equipment, needsSupplement } from "./equipment.ts";
import { quarterEnd } from "./house.ts";
import { installationOf, modelOf } from "./installation.ts";
import { airHeat, type Aim, electricPower, enterNextPhase, type Failing, nextPhaseAt, type Plant } from "./plant.ts";
import { coolingSetpoint, heatingSetpoint } from "./setpoints.ts";
import type { ThermostatContext } from "./thermostat-schema.ts";
import type { ThermostatState } from "./thermostat.ts";

/**
 * Switches what is due, works out what acts on the house from now on, and asks to be woken for the next switch. Comes last in
 * every step, and has its cause.
 */
export function control(state: ThermostatState, context: ThermostatContext, cause?: Cause): void {
  const { plant, house, inputs, outdoor, gains } = state;
  const { now } = context;
  const { equipment } = installationOf(state, context);
  const model = modelOf(state, context);
  const end = quarterEnd(state, now);
  takeAim(state, equipment, context);
  failing.heat = context.has("heating-failure");
  failing.compressor = context.has("compressor-fail");
  inputs.outdoor = outdoor;
  inputs.massGain = gains / 2;
  for (;;) {
    chooseStage(state, equipment, context);
    inputs.airGain = airHeat(plant, equipment, failing, outdoor) + gains / 2;
    const next = nextPhaseAt(plant, equipment, aim, house, model, inputs, now, end);
    if (next > now) {
      context.wake("phase", next === never ? undefined : next);
      break;
    }
    enterNextPhase(plant, equipment, aim, house.sensor, now);
  }
  const power = state.powered ? electricPower(plant, equipment, failing, outdoor) : 0;
  context.set("activePower", Math.round(power), cause);
  setRunning(context, plant, equipment, cause);
}

/** Reused by every call, none of which keeps them. */
const aim: Aim = { heatTo: 0, coolTo: 0, ventilate: false, stuckAt: null, frosty: false };
const failing: Failing = { heat: false, compressor: false };

/** K behind what is wanted at which the strips join. */
const farBehind = 1.1;

function takeAim(state: ThermostatState, equipment: Equipment, context: ThermostatContext): void {
  const { stuckAt, offset } = state.sensor;
  const mode = context.get("systemMode");
  const senses = state.powered && !context.has("dead-sensor");
  const autoHeats = mode === "auto" && (state.season === "cold" || equipment.cooling === "none");
  const heats = equipment.heating !== "none" && (mode === "heat" || autoHeats || mode === "emergencyHeat");
  const cools = equipment.cooling !== "none" && (mode === "cool" || mode === "auto");
  const wrong = stuckAt === null ? offset : 0;
  aim.heatTo = senses && heats ? heatingSetpoint(context) - wrong : Number.NEGATIVE_INFINITY;
  aim.coolTo = senses && cools ? coolingSetpoint(context) - wrong : Number.POSITIVE_INFINITY;
  aim.ventilate = state.powered && mode === "fanOnly";
  aim.stuckAt = stuckAt;
  aim.frosty = state.frosty;
}

function chooseStage(state: ThermostatState, equipment: Equipment, context: ThermostatContext): void {
  const { plant } = state;
  if (equipment.heating !== "heat-pump") {
    plant.stage = "first";
    return;
  }
  switch (plant.phase) {
    case "heating":
      if (failing.compressor || (plant.stage !== "strips" && mayUseStripsAlone(plant, equipment, context))) {
        plant.stage = "strips";
      } else if (plant.stage === "first" && needsHelp(state, equipment)) {
        plant.stage = "both";
      }
      return;
    case "idle":
    case "cooling":
    case "cooled":
    case "ventilating":
      // The next run begins afresh.
      plant.stage = "first";
      return;
    case "defrosting":
    case "heated":
      return;
  }
}

function mayUseStripsAlone(plant: Plant, { minimumOn }: Equipment, context: ThermostatContext): boolean {
  if (context.get("systemMode") !== "emergencyHeat") return false;
  const since = (context.now - plant.switched) / 1_000;
  return since === 0 || since >= minimumOn;
}

function needsHelp({ outdoor, house }: ThermostatState, equipment: Equipment): boolean {
  if (equipment.supplement === 0) return false;
  const sensor = aim.stuckAt ?? house.sensor;
  return needsSupplement(equipment, outdoor) || aim.heatTo - sensor > farBehind + equipment.heatingDeadband / 2;
}
