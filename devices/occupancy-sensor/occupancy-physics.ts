/**
 * How often people trigger a motion sensor, what light falls on it, and what feeds it.
 *
 * 1. A passive infrared sensor sees warmth that moves. Who walks through or works standing triggers it every few
 *    seconds, who sits or lies every some minutes: it is why motion sensors see less than there are people
 *    (realism.md §4.1, method_00).
 * 2. A radar sees breathing: everybody in the room, all the time.
 * 3. The rates of people add up, and so do those of pets and of what triggers it falsely. Sensors differ in how well
 *    they look upon the room.
 * 4. Warning at 2.4 V, critical at 2.2 V, nothing is noticed below 2.0 V.
 *
 * Rates, sensitivity and currents are design values; cells as in battery.ts, capacity of AAA cells from data sheets.
 *
 * Units: triggers per ms, V of the pack of two AAA cells, mA, mAh, lx, W/m2.
 */
import {
  type Activity,
  alkalineCell,
  type BatteryModel,
  type Distribution,
  lognormal,
  type Random,
  sample,
  uniform,
} from "flotilla/device";

export type Technology = "pir" | "radar";

/** What tells one sensor from another. */
export interface SensorProfile {
  /** How well it looks upon the room, 1 in the middle. */
  readonly sensitivity: number;
  /** lx in its place for each W/m2 outdoors. */
  readonly luxPerIrradiance: number;
  readonly battery: BatteryModel;
}

/** Who and what there is to be noticed. */
export interface Scene {
  readonly room: string;
  /** Awake in the room. */
  readonly people: number;
  readonly sleepers: number;
  /** What somebody does here. */
  readonly activities: readonly Activity[];
}

/** Draws a sensor as they are found on walls. Takes the same number of draws for every sensor. */
export function sensorProfile(technology: Technology, radio: "wifi" | "thread", random: Random): SensorProfile {
  return {
    sensitivity: lognormal(random, 1, 0.3),
    luxPerIrradiance: lumensPerWatt * lognormal(random, 0.01, 0.6),
    battery: {
      chemistry: alkalineCell,
      cells: 2,
      capacity: uniform(random, 1_000, 1_200),
      idleCurrent: sample(idleCurrents[radio], random) + (technology === "radar" ? radarCurrent : 0),
      percentByVolts: [
        [2.1, 0],
        [3, 100],
      ],
      percentStep: 1,
      warningVolts: 2.4,
      criticalVolts: 2.2,
      hysteresisVolts: 0.1,
    },
  };
}

/** Whether somebody who does this moves otherwise than usual in the room. */
export function isSeen(activity: Activity): boolean {
  return activityRates[activity] !== undefined;
}

/** Triggers per ms by the people of a scene, for a sensor of sensitivity 1. */
export function triggerRate({ room, people, sleepers, activities }: Scene, technology: Technology): number {
  if (technology === "radar") return (people + sleepers) * breathRate;
  if (people + sleepers === 0) return 0;
  const one = activities.includes("television") ? seatedRate : (roomRates[room] ?? otherRoomRate);
  let first = one;
  for (const activity of activities) first = activityRates[activity] ?? first;
  const awake = people === 0 ? 0 : first + (people - 1) * one;
  return awake + sleepers * sleeperRate;
}

const perMinute = 1 / 60_000;
const perHour = 1 / 3_600_000;

/** Triggers by one person who is awake in a room: walking through, working, or sitting. */
const roomRates: Readonly<Record<string, number>> = {
  hall: 4 * perMinute,
  kitchen: 2 * perMinute,
  bathroom: 1.5 * perMinute,
  bedroom: 0.4 * perMinute,
  "living-room": 0.2 * perMinute,
  office: 0.15 * perMinute,
};
const otherRoomRate = perMinute;
const seatedRate = 0.1 * perMinute;
/** Triggers by the one person who does this. Machines run by themselves. */
const activityRates: Readonly<Partial<Record<Activity, number>>> = {
  cooking: 4 * perMinute,
  "hot-drink": 3 * perMinute,
  computer: 0.1 * perMinute,
  /** Behind a curtain or a glass. */
  shower: 0.3 * perMinute,
  /** By everybody in the room. */
  television: seatedRate,
};
/** Somebody turns over. */
const sleeperRate = 1.2 * perHour;
/** Somebody breathes. */
const breathRate = 12 * perMinute;

export const petRate: number = 4 * perHour;
export const falseTriggerRate: number = 10 * perHour;

/** Chance that somebody who walks in or out is noticed at once. */
export const walkingShare = 0.97;

/** Luminous efficacy of daylight, lm/W; of it about a hundredth gets through windows to a wall. */
const lumensPerWatt = 110;

/** mA on average. */
const idleCurrents: Readonly<Record<"wifi" | "thread", Distribution>> = {
  wifi: { lognormal: { median: 0.12, sigma: 0.2 } },
  thread: { lognormal: { median: 0.03, sigma: 0.25 } },
};
const radarCurrent = 0.08;
/** mAh to tell of one change. */
export const changeCharge = 0.0006;
/** V below which it notices nothing. */
export const leastVolts = 2;
