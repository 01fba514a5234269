/**
 * Heating equipment and how a thermostat runs it.
 *
 *            sensor <= setpoint - deadband/2, off for minimumOff
 *      idle ----------------------------------------------------> heating
 *       ^                                                           | sensor >= setpoint + deadband/2,
 *       | fanRun is over                                            v on for minimumOn
 *       '------------------------------------------------------ dissipating
 *
 * 1. Heat is on for at least `minimumOn` and off for at least `minimumOff`, 300 s each, whatever the
 *    sensor says. With a deadband of 0.56 K (1 °F) and a sensor lag of 180-300 s a furnace then cycles 3-5 times
 *    an hour at half load, a heat pump with 1.11 K (2 °F) 2-3.5 times, and both less often above and below (realism.md §1.3).
 * 2. Between two switches everything is constant, so the next one is found by `secondsToSensor`; nothing polls.
 * 3. A heat pump's compressor gives less heat, and the heat pump less heat per watt, the colder it is outdoors; never more per
 *    watt than a Carnot engine between outdoors and room would.
 * 4. After the flame is out the fan brings in what is left in the heat exchanger. That heat was burnt during the cycle; its
 *    fuel is counted as it is delivered, so heat and fuel balance over every cycle.
 *
 * Heat pump curves: OCHRE's single-speed air-source unit, evaluated at an indoor 20 °C (realism.md §1.6). Capacity steps,
 * internal gains and the heat pump's deadband: GridLAB-D. Efficiencies, element, fan and standby are typical figures.
 *
 * Units: W, s, °C, K.
 */
import {
  advanceHouse,
  interpolate,
  later,
  never,
  sample,
  secondsToSensor,
  uniform,
  type Curve,
  type Distribution,
  type HouseInputs,
  type HouseModel,
  type HouseState,
  type Instant,
  type Random,
} from "flotilla/device";

export type HeatingKind = "gas-furnace" | "electric" | "heat-pump";

export type HeatingPhase = "idle" | "heating" | "dissipating";

/** A unit as installed. */
export interface Equipment {
  readonly kind: HeatingKind;
  /** Heat delivered at full output, W; a heat pump's at 8.3 °C outdoors. */
  readonly capacity: number;
  /** A heat pump's electric element, W of heat; it runs along below -5 °C outdoors. 0 for others. */
  readonly element: number;
  /** Heat delivered per W of fuel or electricity; a heat pump's at 8.3 °C outdoors. */
  readonly efficiency: number;
  /** Fan, and all else that runs with it, W. */
  readonly fanPower: number;
  /** Thermostat and controls, W, always. */
  readonly standbyPower: number;
  /** Shortest run and shortest rest, s. */
  readonly minimumOn: number;
  readonly minimumOff: number;
  /** The fan runs on for this long after the heat, s. */
  readonly fanRun: number;
  /** Share of the capacity that is still delivered meanwhile. */
  readonly residualShare: number;
  /** Between switching on and switching off, K. */
  readonly deadband: number;
}

/** Where a house's heating is; plain data, part of a thermostat's state. */
export interface Heating {
  phase: HeatingPhase;
  /** When the heat last came on or went off. */
  switched: Instant;
}

/**
 * Chooses a unit for a home that loses `heatLoss` W/K: 1.2 to 1.6 times what it loses at 21 °C indoors on a design day, or the next
 * smaller size sold that is at least 1.2 times. A heat pump is sized in this way for -5 °C, and the rest of a colder design
 * day is made up by an electric element.
 *
 * @param designTemperature °C outdoors on one of the coldest days: about -15 in a continental climate, -8 in a maritime one.
 */
export function sizeEquipment(
  kind: HeatingKind,
  heatLoss: number,
  designTemperature: number,
  random: Random,
): Equipment {
  const make = makes[kind];
  const factor = uniform(random, leastFactor, 1.6);
  const load = (outdoor: number): number => heatLoss * Math.max(1, indoorDesign - outdoor);
  const sizedFor = kind === "heat-pump" ? Math.max(designTemperature, elementBelow) : designTemperature;
  const capacity = soldSize(load(sizedFor) / outputShare(kind, sizedFor), factor, make.step);
  const missing = load(designTemperature) * factor - capacity * outputShare(kind, designTemperature);
  return {
    kind,
    capacity,
    element: designTemperature < sizedFor ? Math.max(0, Math.ceil(missing / elementStep)) * elementStep : 0,
    efficiency: sample(make.efficiency, random),
    fanPower: sample(make.fanPower, random),
    standbyPower: 3,
    minimumOn: 300,
    minimumOff: 300,
    fanRun: make.fanRun,
    residualShare: make.residualShare,
    deadband: make.deadband,
  };
}

/** Heat delivered while heating, W. */
export function heatOutput(equipment: Equipment, outdoor: number): number {
  return equipment.capacity * outputShare(equipment.kind, outdoor) + elementOutput(equipment, outdoor);
}

/** Heat per W of fuel or electricity while heating, the element's included. */
export function coefficientOfPerformance(equipment: Equipment, outdoor: number): number {
  if (equipment.kind !== "heat-pump") return equipment.efficiency;
  const element = elementOutput(equipment, outdoor);
  const pumped = equipment.capacity * outputShare(equipment.kind, outdoor);
  return (pumped + element) / ((pumped * interpolate(heatPumpInputRatio, outdoor)) / equipment.efficiency + element);
}

/** Heat that reaches the air in `phase`, W. Ratings are of what comes out of the register, the fan's own heat included. */
export function heatGain(equipment: Equipment, phase: HeatingPhase, outdoor: number): number {
  switch (phase) {
    case "idle":
      return 0;
    case "heating":
      return heatOutput(equipment, outdoor);
    case "dissipating":
      return heatOutput(equipment, outdoor) * equipment.residualShare + equipment.fanPower;
  }
}

/** W from the mains in `phase`. */
export function electricPower(equipment: Equipment, phase: HeatingPhase, outdoor: number): number {
  switch (phase) {
    case "idle":
      return equipment.standbyPower;
    case "heating":
      return (
        equipment.standbyPower +
        (equipment.kind === "gas-furnace"
          ? equipment.fanPower
          : heatOutput(equipment, outdoor) / coefficientOfPerformance(equipment, outdoor))
      );
    case "dissipating":
      return equipment.standbyPower + equipment.fanPower;
  }
}

/** W of gas in `phase`; 0 for what burns nothing. */
export function fuelPower(equipment: Equipment, phase: HeatingPhase, outdoor: number): number {
  if (equipment.kind !== "gas-furnace" || phase === "idle") return 0;
  const share = phase === "heating" ? 1 : equipment.residualShare;
  return (heatOutput(equipment, outdoor) * share) / equipment.efficiency;
}

/** Sensible heat of people and appliances, W: GridLAB-D's fit over floor area (m²), of which four fifths run by themselves. */
export function internalGain(floorArea: number, peopleAtHome: number): number {
  const appliances = 167.09 * (floorArea / 0.0929) ** 0.442 * wattsPerBtuPerHour * (1 - latentShare);
  return 0.8 * appliances + 75 * peopleAtHome;
}

/**
 * Sun through the windows, W, from global horizontal irradiance (W/m²). A rough figure: windows are 15 % of the floor, walls
 * of all directions see 45 % of the horizontal light, glass, frames and blinds let 35 % of it in.
 */
export function solarGain(floorArea: number, irradiance: number): number {
  return 0.15 * 0.45 * 0.35 * floorArea * irradiance;
}

/** Writes what acts on the house: heating to the air, other gains half to the air and half to the mass (GridLAB-D). */
export function setHouseInputs(
  inputs: HouseInputs,
  equipment: Equipment,
  phase: HeatingPhase,
  outdoor: number,
  gains: number,
): void {
  inputs.outdoor = outdoor;
  inputs.airGain = heatGain(equipment, phase, outdoor) + gains / 2;
  inputs.massGain = gains / 2;
}

/**
 * When heating next changes phase if `inputs` stay as they are: `never` when that is not until `horizon`. Whole milliseconds, rounded up.
 *
 * @param setpoint °C; `-Infinity` stands for heating that is switched off: it stops what runs and starts nothing.
 * @param house the house as it is at `now`.
 */
export function nextPhaseAt(
  heating: Heating,
  equipment: Equipment,
  setpoint: number,
  house: HouseState,
  model: HouseModel,
  inputs: HouseInputs,
  now: Instant,
  horizon: Instant,
): Instant {
  const since = (now - heating.switched) / 1_000;
  const limit = (horizon - now) / 1_000;
  const half = equipment.deadband / 2;
  let wait: number;
  switch (heating.phase) {
    case "dissipating":
      wait = Math.max(0, equipment.fanRun - since);
      break;
    case "heating":
      wait = secondsToBound(
        equipment.minimumOn - since,
        house,
        model,
        inputs,
        Number.NEGATIVE_INFINITY,
        setpoint + half,
        limit,
      );
      break;
    case "idle":
      wait = secondsToBound(
        equipment.minimumOff - since,
        house,
        model,
        inputs,
        setpoint - half,
        Number.POSITIVE_INFINITY,
        limit,
      );
      break;
  }
  return wait <= limit ? later(now, Math.ceil(wait * 1_000 - 1e-6)) : never;
}

/** Moves `heating` to the phase that follows, at the time {@link nextPhaseAt} gave. Writes in place. */
export function enterNextPhase(heating: Heating, now: Instant): void {
  switch (heating.phase) {
    case "idle":
      heating.phase = "heating";
      heating.switched = now;
      return;
    case "heating":
      heating.phase = "dissipating";
      heating.switched = now;
      return;
    case "dissipating":
      heating.phase = "idle";
  }
}

/** Like `secondsToSensor`, but nothing counts for the first `held` seconds. */
function secondsToBound(
  held: number,
  house: HouseState,
  model: HouseModel,
  inputs: HouseInputs,
  low: number,
  high: number,
  horizon: number,
): number {
  if (held <= 0) return secondsToSensor(house, model, inputs, low, high, horizon);
  if (held > horizon) return Number.POSITIVE_INFINITY;
  ahead.air = house.air;
  ahead.mass = house.mass;
  ahead.sensor = house.sensor;
  advanceHouse(ahead, model, inputs, held);
  return held + secondsToSensor(ahead, model, inputs, low, high, horizon - held);
}

/** Reused by every call, none of which keeps it. */
const ahead: HouseState = { air: 0, mass: 0, sensor: 0 };

/** The next smaller size than `load * factor`, unless that is less than 1.2 times the load; then the next larger. */
function soldSize(load: number, factor: number, step: number): number {
  const smaller = Math.floor((load * factor) / step) * step;
  return smaller >= load * leastFactor ? smaller : smaller + step;
}

function elementOutput(equipment: Equipment, outdoor: number): number {
  return outdoor < elementBelow ? equipment.element : 0;
}

/** Output over that at full rating, without the element. Beyond the measured range it stays at the nearest measured value. */
function outputShare(kind: HeatingKind, outdoor: number): number {
  return kind === "heat-pump" ? interpolate(heatPumpOutput, outdoor) : 1;
}

const heatPumpOutput: Curve = [
  [-20, 0.43],
  [-10, 0.6],
  [-5, 0.7],
  [0, 0.8],
  [5, 0.92],
  [8.3, 1],
];

/** Electricity per heat, relative to the rating. */
const heatPumpInputRatio: Curve = [
  [-20, 1.74],
  [-10, 1.39],
  [-5, 1.25],
  [0, 1.14],
  [5, 1.04],
  [8.3, 0.99],
];

const indoorDesign = 21;
const leastFactor = 1.2;
const elementBelow = -5;
const elementStep = 1_000;
const wattsPerBtuPerHour = 0.29307;
const latentShare = 0.3;

interface Make {
  /** Sizes it is sold in are multiples of this, W. */
  readonly step: number;
  readonly efficiency: Distribution;
  readonly fanPower: Distribution;
  readonly fanRun: number;
  readonly residualShare: number;
  readonly deadband: number;
}

const makes: Readonly<Record<HeatingKind, Make>> = {
  "gas-furnace": {
    step: 10_000 * wattsPerBtuPerHour,
    efficiency: {
      choice: [
        [0.8, 0.4],
        [0.92, 0.2],
        [0.95, 0.4],
      ],
    },
    fanPower: { uniform: [250, 500] },
    fanRun: 90,
    residualShare: 0.2,
    deadband: 0.56,
  },
  electric: {
    step: 1_000,
    efficiency: 1,
    fanPower: { uniform: [150, 350] },
    fanRun: 30,
    residualShare: 0,
    deadband: 0.56,
  },
  "heat-pump": {
    step: 6_000 * wattsPerBtuPerHour,
    efficiency: { uniform: [3, 4.2] },
    fanPower: { uniform: [150, 350] },
    fanRun: 60,
    residualShare: 0,
    deadband: 1.11,
  },
};
