/**
 * What heats and cools the house: how large it is, what it gives and what it takes.
 *
 * 1. Sizes are chosen as installers do, for the design days of the home, in the steps they are sold in.
 * 2. A compressor gives less heat, and less per watt, the colder it is outdoors; it takes less heat out, and needs more for
 *    it, the hotter it is. It never beats Carnot.
 * 3. A heat pump has electric strips. Part of them, the supplement, runs along below -5 °C outdoors, when the room is far
 *    behind, and while the coil is defrosted; all of them heat alone in emergency heat.
 * 4. After the flame is out, or the coil no longer cooled, the fan brings in what is left in it. A cycle delivers that on top of
 *    its output.
 *
 * Compressor curves: vapour-compression.ts of flotilla/device, at 20 °C dry and 17 °C wet bulb indoors. Capacity steps: GridLAB-D. Sizing: realism.md §1.2, and ACCA Manual S for coolers. Efficiencies, fans, strips, defrost
 * and standby are typical figures.
 *
 * Units: W, s, °C, K.
 */
import {
  actualCop,
  capacityFactor,
  compressors,
  type CoolingEquipment,
  type Distribution,
  type HeatingEquipment,
  type HomeTraits,
  type Random,
  sample,
  sensibleShare,
  uniform,
} from "flotilla/device";
import { internalGain, solarGain } from "./gains.ts";

export type HeatingKind = HeatingEquipment | "none";
export type CoolingKind = Exclude<CoolingEquipment, "room">;

/** What of a heat pump heats: the compressor, it with part of the strips, or all the strips alone. Others have only `first`. */
export type Stage = "first" | "both" | "strips";

/** What is installed. */
export interface Equipment {
  readonly heating: HeatingKind;
  readonly cooling: CoolingKind;
  /** Heat delivered at full output, W; a heat pump's at 8.3 °C outdoors. */
  readonly capacity: number;
  /** A heat pump's electric strips, W of heat, and the part that runs along with the compressor. 0 for others. */
  readonly strips: number;
  readonly supplement: number;
  /** Heat delivered per W of electricity; a heat pump's at 8.3 °C outdoors. Of a furnace, per W of gas. */
  readonly efficiency: number;
  /** Heat taken out, water's included, at 35 °C outdoors, W, and per W of electricity. */
  readonly coolingCapacity: number;
  readonly coolingEfficiency: number;
  /** Fan, and all else that runs with it, W. */
  readonly fanPower: number;
  /** Thermostat and controls, W, always. */
  readonly standbyPower: number;
  /** Shortest run and shortest rest, s. */
  readonly minimumOn: number;
  readonly minimumOff: number;
  /** The fan runs on for this long after heat and after cold, s. */
  readonly fanRun: number;
  readonly coolingFanRun: number;
  /** Share of the heat that is still delivered meanwhile. */
  readonly residualShare: number;
  /** Between switching on and switching off, K. */
  readonly heatingDeadband: number;
  readonly coolingDeadband: number;
}

/** Chooses the units of a home. The same draws are made whatever is chosen. */
export function chooseEquipment(
  heating: HeatingKind,
  cooling: CoolingKind,
  traits: HomeTraits,
  random: Random,
): Equipment {
  const make = makes[heating];
  const heatingFactor = uniform(random, leastFactor, 1.35);
  const coolingFactor = uniform(random, 1, 1.3);
  const efficiency = sample(make.efficiency, random);
  const fanPower = sample(make.fanPower, random);
  return {
    heating,
    cooling,
    ...sizeHeating(heating, traits.heatLoss, traits.heatingDesignTemperature, heatingFactor, efficiency),
    efficiency,
    coolingCapacity: cooling === "central" ? sizeCooling(traits, coolingFactor) : 0,
    coolingEfficiency: uniform(random, 3, 4.2),
    fanPower,
    standbyPower: 3,
    minimumOn: 300,
    minimumOff: 300,
    fanRun: make.fanRun,
    coolingFanRun: 60,
    residualShare: make.residualShare,
    heatingDeadband: make.deadband,
    coolingDeadband: 0.56,
  };
}

/** Heat delivered while heating, W. */
export function heatOutput(equipment: Equipment, stage: Stage, outdoor: number): number {
  if (equipment.heating !== "heat-pump") return equipment.capacity;
  if (stage === "strips") return equipment.strips;
  return pumpedHeat(equipment, outdoor) + (stage === "both" ? equipment.supplement : 0);
}

/** W from the mains while heating. */
export function heatingPower(equipment: Equipment, stage: Stage, outdoor: number): number {
  switch (equipment.heating) {
    case "none":
    case "gas-furnace":
      return equipment.fanPower;
    case "electric":
      return equipment.capacity / equipment.efficiency;
    case "heat-pump":
      if (stage === "strips") return equipment.strips;
      return (
        pumpedHeat(equipment, outdoor) / heatPumpCop(equipment, outdoor) + (stage === "both" ? equipment.supplement : 0)
      );
  }
}

/** Heat a heat pump's compressor delivers per W. */
export function heatPumpCop(equipment: Equipment, outdoor: number): number {
  return actualCop(heater, equipment.efficiency, indoorDry, indoorDry, outdoor, 1);
}

/** Heat taken from the air while cooling, W: the sensible part, for the rest condenses water. */
export function coldOutput(equipment: Equipment, outdoor: number): number {
  return sensibleShare(1) * extractedHeat(equipment, outdoor);
}

/** W from the mains while cooling. */
export function coolingPower(equipment: Equipment, outdoor: number): number {
  const cop = actualCop(cooler, equipment.coolingEfficiency, indoorWet, indoorCooled, outdoor, 1);
  return extractedHeat(equipment, outdoor) / cop;
}

/** Heat into the air while the coil outdoors is defrosted, W: it is the room's, and part of the strips temper it. */
export function defrostOutput(equipment: Equipment): number {
  return equipment.supplement - defrostShare * equipment.capacity;
}

/** W from the mains meanwhile: the compressor has little to lift. */
export function defrostPower(equipment: Equipment): number {
  return equipment.supplement + (0.5 * equipment.capacity) / equipment.efficiency;
}

/** Whether the supplement runs along because of the cold alone. */
export function needsSupplement(equipment: Equipment, outdoor: number): boolean {
  return equipment.supplement > 0 && outdoor < supplementBelow;
}

/** s of running in frost until the coil is defrosted, and s that takes. */
export const frostRun = 3_600;
export const defrostRun = 240;

/** Whether the coil outdoors grows ice: at its few kelvin below the air, in damp cold. */
export function growsIce(outdoor: number, humidity: number): boolean {
  return outdoor < 4.5 && outdoor > -10 && humidity > 65;
}

/**
 * 1.2 to 1.35 times what the house loses at 21 °C indoors on a design day, rounded down to a size sold that is at least 1.2
 * times, else up: as sold, up to 1.6 times.
 * A heat pump is sized in this way for -5 °C; strips make it up to 1.2 times on a colder design day.
 */
function sizeHeating(
  heating: HeatingKind,
  heatLoss: number,
  designTemperature: number,
  factor: number,
  efficiency: number,
): Pick<Equipment, "capacity" | "strips" | "supplement"> {
  const load = (outdoor: number): number => heatLoss * Math.max(1, indoorDesign - outdoor);
  switch (heating) {
    case "none":
      return { capacity: 0, strips: 0, supplement: 0 };
    case "gas-furnace":
    case "electric": {
      // Furnaces are sold by what they burn.
      const step = makes[heating].step * efficiency;
      return { capacity: soldSize(load(designTemperature), factor, step), strips: 0, supplement: 0 };
    }
    case "heat-pump": {
      const sizedFor = Math.max(designTemperature, supplementBelow);
      const factorThen = capacityFactor(heater, indoorDry, sizedFor);
      const capacity = soldSize(load(sizedFor) / factorThen, factor, makes[heating].step);
      const missing =
        load(designTemperature) * factor - capacity * capacityFactor(heater, indoorDry, designTemperature);
      const supplement = stripsFor(Math.max(0, missing));
      return { capacity, supplement, strips: Math.max(supplement, stripsFor(load(designTemperature))) };
    }
  }
}

/** 1 to 1.3 times the load of a sunny afternoon on a hot design day at 24 °C indoors with two people, water included. */
function sizeCooling({ heatLoss, floorArea, coolingDesignTemperature }: HomeTraits, factor: number): number {
  const conducted = heatLoss * Math.max(2, coolingDesignTemperature - indoorCooled);
  const sensible =
    conducted + internalGain(floorArea, 2, 2) + solarGain(floorArea, brightSky, coolingDesignTemperature);
  const capacity = (sensible / sensibleShare(1)) * factor;
  return Math.max(1, Math.round(capacity / halfTon)) * halfTon;
}

function soldSize(load: number, factor: number, step: number): number {
  const smaller = Math.floor((load * factor) / step) * step;
  return smaller >= load * leastFactor ? smaller : smaller + step;
}

function stripsFor(heat: number): number {
  return Math.ceil(heat / stripStep) * stripStep;
}

function pumpedHeat(equipment: Equipment, outdoor: number): number {
  return equipment.capacity * capacityFactor(heater, indoorDry, outdoor);
}

function extractedHeat(equipment: Equipment, outdoor: number): number {
  return equipment.coolingCapacity * capacityFactor(cooler, indoorWet, outdoor);
}

const heater = compressors["air-source-heater"];
const cooler = compressors["central-cooler"];

const indoorDesign = 21;
const indoorDry = 20;
const indoorWet = 17;
const indoorCooled = 24;
/** W/m². */
const brightSky = 800;
const leastFactor = 1.2;
const supplementBelow = -5;
const stripStep = 500;
const defrostShare = 0.3;
const wattsPerBtuPerHour = 0.29307;
const halfTon = 6_000 * wattsPerBtuPerHour;

interface Make {
  /** Sizes it is sold in are multiples of this, W; a furnace's of gas, others of heat. */
  readonly step: number;
  readonly efficiency: Distribution;
  readonly fanPower: Distribution;
  readonly fanRun: number;
  readonly residualShare: number;
  readonly deadband: number;
}

const makes: Readonly<Record<HeatingKind, Make>> = {
  none: { step: 1, efficiency: 1, fanPower: { uniform: [150, 350] }, fanRun: 0, residualShare: 0, deadband: 0.56 },
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
    residualShare: 0.1,
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
    step: halfTon,
    efficiency: { uniform: [3, 4.2] },
    fanPower: { uniform: [150, 350] },
    fanRun: 60,
    residualShare: 0,
    deadband: 0.83,
  },
};
