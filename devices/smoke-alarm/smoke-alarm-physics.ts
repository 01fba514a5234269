/**
 * What makes one smoke alarm differ from another, and how cooking sets it off.
 *
 * 1. It warns above its own threshold, and is critical at 4 %/ft, up to which UL 217 lets people silence it.
 *    Sensitivity and much dust move the threshold.
 * 2. Cooking sets off 8.7, 4.9 and 1.1 % of ionization, 3.0, 6.0 and 0.9 % of photoelectric and 11.3, 8.7 and 1.1 %
 *    of dual alarms 5, 10 and 20 feet away, per time somebody cooks (CPSC 2008, 469 cooking events in 9 homes). In
 *    between it is interpolated, nearer than 5 feet it is as at 5, and beyond 20 it falls to nothing at 40.
 * 3. How dense the smoke gets is lognormal, so placed that this share of it is above the threshold of a clean alarm
 *    at standard sensitivity. So a dusty or sensitive one goes off more often, by as much as the smoke says.
 * 4. Sealed lithium cells outlast the ten years of the alarm; two AA cells last some four or five.
 * 5. Dust gathers in proportion to age: low after six years in the middle, critical after fifteen.
 *
 * Spread of densities, time constants, dust and currents are design values; alarm thresholds are usual ones of their
 * kind.
 *
 * Units: %/ft, m, s, years, V of the pack, mA, mAh.
 */
import {
  alkalineCell,
  type BatteryModel,
  type CellChemistry,
  type Curve,
  interpolate,
  lognormal,
  normalQuantile,
  open,
  type Random,
} from "flotilla/device";

export type SmokeSensor = "ionization" | "photoelectric" | "dual";

export type AlarmCells = "sealed-lithium" | "alkaline";

/** What tells one alarm from another. */
export interface AlarmProfile {
  /** Years until its chamber is full of dust. */
  readonly dustyAfter: number;
  readonly battery: BatteryModel;
}

/** Draws an alarm as they are found on ceilings. Takes the same number of draws for every alarm. */
export function alarmProfile(cells: AlarmCells, random: Random): AlarmProfile {
  const dustyAfter = lognormal(random, 15, 0.35);
  const spread = lognormal(random, 1, 0.1);
  const sealed = cells === "sealed-lithium";
  return {
    dustyAfter,
    battery: {
      chemistry: sealed ? lithiumManganeseCell : alkalineCell,
      cells: sealed ? 1 : 2,
      capacity: sealed ? 3_000 : 2_600,
      idleCurrent: (sealed ? 0.023 : 0.06) * spread,
      percentByVolts: sealed ? lithiumPercent : alkalinePercent,
      percentStep: 1,
      warningVolts: sealed ? 2.6 : 2.3,
      criticalVolts: sealed ? 2.4 : 2.1,
      hysteresisVolts: 0.1,
    },
  };
}

/** V below which it does not work any more. */
export function leastVolts(cells: AlarmCells): number {
  return cells === "sealed-lithium" ? 2.2 : 1.9;
}

/** %/ft at which a clean alarm at standard sensitivity warns. */
export const smokeThresholds: Readonly<Record<SmokeSensor, number>> = {
  ionization: 1.2,
  photoelectric: 2.3,
  dual: 1.2,
};
export const criticalSmoke = 4;
/** By which the threshold is multiplied. */
export const sensitivityFactors = { high: 0.75, standard: 1, low: 1.35 } as const;
export const contaminationFactors = { normal: 1, low: 1, warning: 0.85, critical: 0.7 } as const;
/** %/ft an insect in the chamber looks like, in thresholds. */
export const insectFactor = 1.2;

/** ppm of dose at which an alarm warns, and at which it is critical. */
export const warningDose = 42;
export const criticalDose = 60;

/** Share of the way back below a threshold at which what was above it is over. */
export const hysteresis = 0.8;

/** Share of the dust that makes it critical at which each degree begins. */
export const contaminationSteps = { low: 0.4, warning: 0.7, critical: 1 } as const;
export const yearsOfService = 10;

/** Chance that cooking sets off a clean alarm of standard sensitivity. */
export function nuisanceShare(sensor: SmokeSensor, distance: number): number {
  return interpolate(nuisanceByFeet[sensor], distance / 0.3048);
}

/** How dense the smoke of cooking gets at an alarm, %/ft. One draw. */
export function cookingSmoke(sensor: SmokeSensor, distance: number, random: Random): number {
  const draw = normalQuantile(open(random.next()));
  const share = nuisanceShare(sensor, distance);
  if (share <= 0) return 0;
  return smokeThresholds[sensor] * Math.exp(smokeSpread * (draw - normalQuantile(1 - share)));
}

/** m from the stove to an alarm, by room. */
export function usualDistance(room: string): number {
  return Object.hasOwn(distances, room) ? distances[room]! : 6;
}

/** Seconds in which smoke gathers where something smokes, in which it goes by itself, and with windows and a towel. */
export const gatheringTime = 90;
export const driftingTime = 240;
export const airingTime = 75;
/** The same for carbon monoxide in a room, and with the windows open. */
export const coGatheringTime = 600;
export const coAiringTime = 180;

/** s of a self-test, and of silence. */
export const testTime = 8;
export const muteTime = 540;
/** mA of the horn, and mAh of a test. */
export const hornCurrent = 40;
export const testCharge = 0.15;

/** Standard deviation of the logarithm of the density. */
const smokeSpread = 0.6;

const nuisanceByFeet: Readonly<Record<SmokeSensor, Curve>> = {
  ionization: [
    [5, 0.087],
    [10, 0.049],
    [20, 0.011],
    [40, 0],
  ],
  photoelectric: [
    [5, 0.03],
    [10, 0.06],
    [20, 0.009],
    [40, 0],
  ],
  dual: [
    [5, 0.113],
    [10, 0.087],
    [20, 0.011],
    [40, 0],
  ],
};

const distances: Readonly<Record<string, number>> = { kitchen: 1.5, hall: 3, "living-room": 4.5 };

/** CR123A and the like: level for most of its life, then down. */
const lithiumManganeseCell: CellChemistry = {
  voltsByUse: [
    [0, 3.2],
    [0.05, 3.05],
    [0.5, 2.95],
    [0.85, 2.8],
    [0.95, 2.6],
    [0.98, 2.4],
    [1, 2],
  ],
  freshOhms: 0.3,
  emptyOhms: 1.5,
  usableByCelsius: [
    [-20, 0.7],
    [20, 1],
  ],
};
const lithiumPercent: Curve = [
  [2.3, 0],
  [2.6, 8],
  [2.8, 20],
  [2.95, 55],
  [3.1, 100],
];
const alkalinePercent: Curve = [
  [2, 0],
  [3, 100],
];
