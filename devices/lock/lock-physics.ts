/**
 * A lock's motor and its battery.
 *
 * 1. Throwing the bolt takes 1.0 to 2.5 s, longer as the voltage falls: the motor's speed is proportional to the voltage that
 *    is left after friction.
 * 2. A bolt that binds stalls the motor until the lock notices; it tries once or twice more, then reports a jam, 2 to 5 s
 *    after it began.
 * 3. Below 3.6 V under load the motor does not turn at all.
 * 4. The radio empties the battery, not the motor: at ten operations a day idling takes over 70 % of the charge. From
 *    100 % to 20 % a Wi-Fi lock lasts 80 to 190 days, a Thread or Z-Wave lock 180 to 500.
 * 5. Warning at 4.8 V (4.65 V with Thread), critical at 4.5 V, then the motor refuses, and at last the electronics go dark: in
 *    this order, on alkaline cells weeks or at least days apart.
 *
 * Voltages: Yale's Z-Wave locks. Motor current, times and idle budget: realism.md §3.2 and §3.3.
 *
 * Units: s, V of the pack of four AA cells, mA, mAh.
 */
import {
  alkalineCell,
  lithiumCell,
  packVolts,
  sample,
  uniform,
  type BatteryModel,
  type BatteryState,
  type Curve,
  type Distribution,
  type Random,
} from "flotilla/device";

export type LockRadio = "wifi" | "thread";

export type LockCells = "alkaline" | "lithium";

/** What tells one lock's mechanics from another's. */
export interface LockProfile {
  /** s for one throw of the bolt on fresh cells. */
  readonly travel: number;
  /** s of stall until an attempt is given up. */
  readonly stall: number;
  /** Further attempts after the first. */
  readonly retries: number;
  readonly battery: BatteryModel;
}

/** How an attempt to move the bolt goes: known at its start, true at its end. */
export type Throw =
  | { readonly outcome: "moved"; readonly seconds: number; readonly charge: number }
  | { readonly outcome: "jammed"; readonly seconds: number; readonly charge: number; readonly attempts: number }
  | { readonly outcome: "insufficient-battery"; readonly seconds: 0; readonly charge: 0 };

/** Draws a lock as they are found on doors. Takes the same number of draws for every lock. */
export function lockProfile(radio: LockRadio, cells: LockCells, random: Random): LockProfile {
  const travel = uniform(random, 1, 1.6);
  const retries = sample(retryCounts, random);
  const jamSeconds = uniform(random, 2.5, 5);
  const idle = idleCurrents[radio];
  return {
    travel,
    stall: jamSeconds / (1 + retries),
    retries,
    battery: {
      chemistry: cells === "alkaline" ? alkalineCell : lithiumCell,
      cells: 4,
      capacity: sample(capacities[cells], random),
      idleCurrent: Math.min(idle.most, Math.max(idle.least, sample(idle.drawn, random))),
      percentByVolts: percentMaps[sample(percentMapShares, random)]!.byVolts,
      percentStep: 1,
      warningVolts: warningVolts[radio],
      criticalVolts: 4.5,
      hysteresisVolts: 0.1,
    },
  };
}

/** Charge already drawn from the cells of a lock that has been on its door for a while, mAh: anything up to 60 % of them. */
export function drawnAlready(profile: LockProfile, random: Random): number {
  return profile.battery.capacity * uniform(random, 0, 0.6);
}

/** What happens when the motor is started now; `binds` when the bolt meets the strike plate or a door that is not shut. */
export function throwBolt(profile: LockProfile, battery: BatteryState, celsius: number, binds: boolean): Throw {
  const volts = packVolts(battery, profile.battery, celsius, motorCurrent);
  if (volts < leastVolts) return { outcome: "insufficient-battery", seconds: 0, charge: 0 };
  if (binds) {
    const attempts = 1 + profile.retries;
    const seconds = attempts * profile.stall;
    return { outcome: "jammed", seconds, charge: (stallCurrent * seconds) / 3_600 + radioCharge, attempts };
  }
  const seconds = Math.min(longestTravel, (profile.travel * (freshVolts - frictionVolts)) / (volts - frictionVolts));
  return { outcome: "moved", seconds, charge: (motorCurrent * seconds) / 3_600 + radioCharge };
}

/** mA while the bolt moves. */
export const motorCurrent = 350;
/** mA while it is stuck. */
const stallCurrent = 900;
/** mAh for waking, reporting and hearing the answer, once per operation. */
const radioCharge = 0.02;

/** V under load below which the motor does not turn. */
export const leastVolts = 3.6;
/** V at rest below which the electronics have no power either: they need less than the motor, and load the cells less (design value). */
export const leastElectronicVolts = 3.3;
/** V under load of fresh cells. */
const freshVolts = 6;
/** V spent on friction before anything moves. */
const frictionVolts = 1.8;
const longestTravel = 2.5;

const retryCounts: Distribution = {
  choice: [
    [1, 0.6],
    [2, 0.4],
  ],
};

/** mA on average, with everything the radio does; bounded so that every lock keeps invariant 4. */
const idleCurrents: Readonly<Record<LockRadio, { drawn: Distribution; least: number; most: number }>> = {
  wifi: { drawn: { lognormal: { median: 0.6, sigma: 0.2 } }, least: 0.45, most: 0.85 },
  thread: { drawn: { lognormal: { median: 0.28, sigma: 0.15 } }, least: 0.23, most: 0.34 },
};

/**
 * V of the pack at which a lock asks for new cells. Yale's value for locks that would be empty within weeks; those that idle on
 * half the current ask later, or they would ask for months (design value).
 */
const warningVolts: Readonly<Record<LockRadio, number>> = { wifi: 4.8, thread: 4.65 };

/** mAh of an AA cell at low drain. */
const capacities: Readonly<Record<LockCells, Distribution>> = {
  alkaline: { uniform: [2_500, 2_800] },
  lithium: { uniform: [2_900, 3_200] },
};

/** How vendors turn volts into percent. All are made for alkaline cells, which is why lithium cells end without warning. */
const percentMaps: readonly { readonly share: number; readonly byVolts: Curve }[] = [
  {
    share: 0.5,
    byVolts: [
      [4.2, 0],
      [6, 100],
    ],
  },
  {
    share: 0.3,
    byVolts: [
      [4.3, 0],
      [4.5, 15],
      [4.8, 35],
      [5.4, 75],
      [6.1, 100],
    ],
  },
  {
    share: 0.2,
    byVolts: [
      [4, 0],
      [4.6, 25],
      [5.2, 55],
      [5.8, 100],
    ],
  },
];
const percentMapShares: Distribution = { choice: percentMaps.map(({ share }, index) => [index, share] as const) };
