/**
 * A lithium coin cell (CR2032) under a sensor that sleeps: 3 V for most of its life, then a bend and the end.
 *
 * 1. Idling takes 5 to 15 µA: two to five years. A change told takes half a microampere-hour, so that even a door
 *    opened forty times a day costs less than sleeping does.
 * 2. The vendor's percent falls to a half while nine tenths are left, and lingers at the end: the map is that of
 *    zigbee-herdsman- converters for such cells (realism.md §3.3).
 *
 * Capacity and shape: data sheets of CR2032 (220-235 mAh, 2.0 V at the end). Currents are design values.
 *
 * Units: V, mA, mAh.
 */
import { type BatteryModel, type CellChemistry, lognormal, type Random, uniform } from "flotilla/device";

/** Draws a cell with its sensor. Takes the same number of draws for every sensor. */
export function coinCell(random: Random): BatteryModel {
  return {
    chemistry: manganeseDioxide,
    cells: 1,
    capacity: uniform(random, 220, 235),
    idleCurrent: Math.min(0.015, Math.max(0.005, lognormal(random, 0.009, 0.3))),
    percentByVolts: [
      [2.1, 0],
      [2.44, 6],
      [2.74, 18],
      [2.9, 42],
      [3, 100],
    ],
    percentStep: 1,
    warningVolts: 2.7,
    criticalVolts: 2.5,
    hysteresisVolts: 0.05,
  };
}

/** mAh to tell of one change. */
export const changeCharge = 0.0005;
/** V below which it is without power. */
export const leastVolts = 2.1;

const manganeseDioxide: CellChemistry = {
  voltsByUse: [
    [0, 3.05],
    [0.05, 3],
    [0.5, 2.93],
    [0.8, 2.84],
    [0.9, 2.72],
    [0.97, 2.45],
    [1, 2],
  ],
  freshOhms: 12,
  emptyOhms: 45,
  usableByCelsius: [
    [-20, 0.7],
    [20, 1],
  ],
};
