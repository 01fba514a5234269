/**
 * How often water comes to a leak sensor, how long it stays, and what feeds the sensor.
 *
 * 1. A home with a sensor in bathroom, kitchen and cellar has a leak once in six years or so. Insurers see one home
 *    in sixty a year with a water claim (Insurance Information Institute); most leaks never get to them. Design
 *    value.
 * 2. A splash is a shower or a sink emptied carelessly, one in some hundreds: wet for minutes.
 * 3. After water has stopped, the probe is wet for tens of minutes to hours: what lies under it has to dry.
 * 4. Two AAA cells last for years of sleep, and the sounder takes a hundred times as much: a day of alarm is months
 *    of life.
 *
 * Units: s, V of the pack of two cells, mA, mAh.
 */
import { type Activity, alkalineCell, type BatteryModel, lognormal, type Random, uniform } from "flotilla/device";

const leaksPerYearIn: Readonly<Record<string, number>> = { bathroom: 0.06, kitchen: 0.06, cellar: 0.05 };
const leaksPerYearElsewhere = 0.01;
const splashShares: Readonly<Partial<Record<Activity, number>>> = { shower: 0.002, dishes: 0.001, laundry: 0.002 };

/** How often something fails in a room. */
export function usualLeaksPerYear(room: string): number {
  return Object.hasOwn(leaksPerYearIn, room) ? leaksPerYearIn[room]! : leaksPerYearElsewhere;
}

/** How likely water gets to the sensor when somebody has done this in its room. */
export function splashShare(activity: Activity): number {
  return splashShares[activity] ?? 0;
}

/** s from the water's stopping until the probe is dry. */
export function dryingSeconds(random: Random): number {
  return Math.min(21_600, Math.max(600, lognormal(random, 2_700, 0.6)));
}

/** s for which a splash is felt. */
export function splashSeconds(random: Random): number {
  return Math.min(3_600, Math.max(60, lognormal(random, 600, 0.7)));
}

/** s until somebody at home has noticed and stopped it: with the alarm, and without. */
export function dealingSeconds(heard: boolean, random: Random): number {
  return Math.min(43_200, lognormal(random, heard ? 360 : 3_600, 0.7));
}

/** Draws the cells with their sensor. Takes the same number of draws for every sensor. */
export function leakBattery(random: Random): BatteryModel {
  return {
    chemistry: alkalineCell,
    cells: 2,
    capacity: uniform(random, 1_000, 1_200),
    idleCurrent: Math.min(0.04, Math.max(0.015, lognormal(random, 0.024, 0.25))),
    percentByVolts: [
      [2.1, 0],
      [3, 100],
    ],
    percentStep: 1,
    warningVolts: 2.4,
    criticalVolts: 2.2,
    hysteresisVolts: 0.1,
  };
}

/** mA, on average, while the sounder beeps. */
export const alarmCurrent = 3;
/** mAh to tell of one change. */
export const changeCharge = 0.0006;
/** V below which it is without power. */
export const leastVolts = 2;
