/**
 * A room air conditioner as a machine: which one hangs in a room, and what it does to the room and to the mains.
 *
 *     speed, air, outdoors, air flow, charge ---> sensible heat, condensate, compressor power, coil temperature
 *
 * 1. Heat and power follow the toolkit's compressor curves: `room-cooler` and `air-source-heater` with one speed, `mini-split-*`
 *    as inverter; so no unit beats Carnot, and an inverter is best at part speed.
 * 2. What is not sensible of the heat taken out is condensate. Drier air gives less of it, slow air gives more.
 * 3. In the first seconds of a run (`startUpSeconds`) the compressor draws power and moves no heat: cycling costs what it should.
 * 4. Less air over the coil, or less refrigerant, never means more capacity, and always a colder coil.
 *
 * Capacity over air flow: OCHRE's single-speed air conditioner (NREL, BSD-3). Sizes sold are multiples of 1,000 BTU/h. Fan,
 * standby, coil temperatures and what a lack of refrigerant does are typical figures.
 *
 * Units: W, °C, s, g/kg; ratio is speed over rated speed, air flow 1 at the highest fan speed.
 */
import {
  actualCop,
  capacityFactor,
  type CompressorDesign,
  compressors,
  type Distribution,
  type InverterGrade,
  partLoadGain,
  pick,
  type Random,
  ratedInverterCop,
  sample,
  sensibleShare,
  startUpSeconds,
  uniform,
  wetBulb,
} from "flotilla/device";
import { humidityOf } from "./moist-air.ts";

/** What is on the plate of a unit, and a little of what is not. */
export interface Plate {
  /** Cooling at full speed at 35 °C, BTU/h, as it is sold. */
  readonly size: number;
  readonly cop: number;
  /** At 8.3 °C, for units that heat. */
  readonly heatingCop: number;
  /** Of an inverter; null has one speed. */
  readonly grade: InverterGrade | null;
  /** W at the highest speed. */
  readonly fanPower: number;
  /** W, always. */
  readonly standby: number;
  /** Shortest run and shortest rest of the compressor, s. */
  readonly rest: number;
}

export type Purpose = "cooling" | "heating";

/** What a unit does at the moment; written by {@link operate}. */
export interface Operation {
  /** Heat into the room's air, W; below 0 when it cools. */
  heat: number;
  /** Water taken out of the room, g/s. */
  condensate: number;
  /** W. */
  compressorPower: number;
  /** °C the coil tends to. */
  coil: number;
}

/** What a unit runs under. */
export interface Conditions {
  purpose: Purpose;
  ratio: number;
  /** In the first seconds of a run. */
  starting: boolean;
  air: number;
  moisture: number;
  outdoor: number;
  /** Over the highest speed's; 0 with a fan that stands. */
  airFlow: number;
  /** Share of the refrigerant that is left. */
  charge: number;
}

export const wattsPerBtuPerHour = 0.29307;
/** Slowest and fastest speed of an inverter. */
export const slowestRatio = 0.3;
export const fastestRatio = 1.2;
/** Cycles per hour of a unit of one speed at half load, for what its starts cost. */
const usualCycles = 3;

/**
 * Chooses a unit for a room: 1.15 to 1.5 times its `load` (sensible, W), of which a quarter more is damp, in the next size sold.
 *
 * @param size BTU/h, or null to choose.
 */
export function chooseUnit(compressor: "fixed" | "inverter", size: number | null, load: number, random: Random): Plate {
  const wanted = (load * uniform(random, 1.15, 1.5)) / usualSensibleShare / wattsPerBtuPerHour;
  const sold = sizes.find((one) => one >= wanted) ?? sizes.at(-1)!;
  const drawnGrade = grades[sample(gradeShares, random)]!;
  const luck = uniform(random, 0.94, 1.06);
  const fixedCop = uniform(random, 2.8, 3.4);
  const grade = compressor === "inverter" ? drawnGrade : null;
  return {
    size: size ?? sold,
    cop: hundredths(grade === null ? fixedCop : ratedInverterCop("cooling", grade) * luck),
    heatingCop: hundredths(grade === null ? fixedCop + 0.3 : ratedInverterCop("heating", grade) * luck),
    grade,
    fanPower: Math.round(uniform(random, 25, 50)),
    standby: hundredths(uniform(random, 1, 5)),
    rest: pick(random, [180, 240, 300]),
  };
}

/** What the unit does to the room and draws. Writes into `operation`. */
export function operate(operation: Operation, plate: Plate, conditions: Conditions): void {
  const { purpose, ratio, air, outdoor, charge } = conditions;
  const design = designOf(plate, purpose);
  const humidity = humidityOf(air, conditions.moisture);
  const indoor = purpose === "cooling" ? wetBulb(air, humidity) : air;
  // Air for the speed: an inverter at half speed needs half as much.
  const flow = Math.min(1, conditions.airFlow / Math.min(1, ratio));
  const full = ratedHeat(plate, purpose) * capacityFactor(design, indoor, outdoor) * ratio;
  const gain = plate.grade === null ? 1 : partLoadGain(purpose, plate.grade, ratio);
  const cop = actualCop(design, purpose === "cooling" ? plate.cop : plate.heatingCop, indoor, air, outdoor, gain);
  const moved = full * flowShare(flow) * chargeShare(charge);
  operation.compressorPower = (full / cop) * (0.5 + 0.5 * charge);
  operation.coil = coilTemperature(conditions, flow);
  if (conditions.starting) {
    operation.heat = 0;
    operation.condensate = 0;
    return;
  }
  // A fan that stands leaves the cold at the coil, as ice.
  const delivered = moved * (conditions.airFlow === 0 ? stillShare : 1);
  if (purpose === "heating") {
    operation.heat = delivered;
    operation.condensate = 0;
    return;
  }
  const latent = delivered * latentShare(ratio, conditions.moisture, flow);
  operation.heat = latent - delivered;
  operation.condensate = latent / joulesPerGram;
}

/** Seconds at the start of each run that move no heat. */
export function startUp(plate: Plate, purpose: Purpose): number {
  return startUpSeconds(designOf(plate, purpose), usualCycles);
}

/** W of the fan at a speed of 0 to 1. */
export function fanPower(plate: Plate, speed: number): number {
  return plate.fanPower * speed ** 2.5;
}

/** Air flow at a fan speed of 0 to 1: the lowest speeds still move a third of the air. */
export function airFlowAt(speed: number): number {
  return speed === 0 ? 0 : 0.3 + 0.7 * speed;
}

/** Heat moved at full speed and rated temperatures, W. */
export function ratedHeat(plate: Plate, purpose: Purpose): number {
  return plate.size * wattsPerBtuPerHour * (purpose === "cooling" ? 1 : heatingShare);
}

function designOf(plate: Plate, purpose: Purpose): CompressorDesign {
  if (purpose === "cooling") return compressors[plate.grade === null ? "room-cooler" : "mini-split-cooler"];
  return compressors[plate.grade === null ? "air-source-heater" : "mini-split-heater"];
}

/** Capacity over that at full air flow. */
function flowShare(flow: number): number {
  return 0.718605 + flow * (0.4101 - 0.128705 * flow);
}

/** Capacity over that with all its refrigerant: a unit with less than a quarter of it moves nothing. */
function chargeShare(charge: number): number {
  return Math.max(0, Math.min(1, (charge - 0.25) / 0.65));
}

/** Of the heat taken out, the share that condenses water. */
function latentShare(ratio: number, moisture: number, flow: number): number {
  const damp = Math.max(0, (moisture - dryMoisture) / (usualMoisture - dryMoisture));
  return Math.min(0.6, (1 - sensibleShare(ratio)) * damp * (1.5 - 0.5 * flow));
}

function coilTemperature({ purpose, ratio, air, charge }: Conditions, flow: number): number {
  const load = Math.min(1.1, 0.4 + 0.6 * ratio) / Math.max(0.15, flow);
  return purpose === "cooling"
    ? Math.max(-20, air - coolingApproach * load - 14 * (1 - charge))
    : Math.min(58, air + 22 * load * chargeShare(charge));
}

function hundredths(value: number): number {
  return Math.round(value * 100) / 100;
}

const sizes = [5, 6, 7, 8, 9, 10, 12, 14, 15, 18, 21, 24, 30, 36].map((thousands) => thousands * 1_000);
const grades = ["basic", "good", "best"] as const;
/** Number of the grade, with its share of those sold. */
const gradeShares: Distribution = {
  choice: [
    [0, 0.5],
    [1, 0.3],
    [2, 0.2],
  ],
};
const usualSensibleShare = 0.75;
/** Rated heating over rated cooling. */
const heatingShare = 1.1;
const stillShare = 0.15;
/** K between the air and the coil at full speed. */
const coolingApproach = 13;
/** g/kg of the rated room (26.7 °C, half saturated), and of one so dry that nothing condenses. */
const usualMoisture = 11;
const dryMoisture = 6;
/** To condense water. */
const joulesPerGram = 2_450;
