/**
 * What is in every socket of a home: its voltage, and the frequency of the grid.
 *
 * 1. Functions of home and time alone: all plugs of a home agree, and asking changes nothing.
 * 2. Voltage is constant for half an hour at a time: a home's own level, lower when everybody cooks and watches
 *    television, and a wandering, within 230 V +- 5 V. EN 50160 allows +- 10 %; in practice it is this narrow (design
 *    values).
 * 3. Frequency is the grid's, the same everywhere: 50 Hz +- 0.06 Hz, new every minute.
 */
import { type HomeView, hours, type Instant, keyed, minutes, never, normalQuantile, open } from "flotilla/device";

export const lowestVolts = 225;
export const highestVolts = 235;

/** V in the home's sockets, to the tenth. */
export function mainsVolts(home: HomeView, at: Instant): number {
  const index = Math.floor(at / slot);
  const seed = seedOf(home);
  return voltsOf(home, levelOf(home, seed), wanderAt(home, seed, index), wanderAt(home, seed, index + 1), index);
}

export function mainsHertz(at: Instant): number {
  const wander = 0.02 * normalQuantile(open(keyed(0, "mains frequency", Math.floor(at / minutes(1)))));
  return Math.round((50 + Math.min(0.06, Math.max(-0.06, wander))) * 1_000) / 1_000;
}

/**
 * When `outside` first holds, asked once for each stretch of constant voltage from `from` on; it returns an instant
 * within the stretch, or undefined. `never` when it does not within a day.
 */
export function whenVolts(
  home: HomeView,
  from: Instant,
  outside: (volts: number, since: Instant, until: Instant) => Instant | undefined,
): Instant {
  const first = Math.floor(from / slot);
  const seed = seedOf(home);
  const level = levelOf(home, seed);
  let before = wanderAt(home, seed, first);
  for (let index = first; index <= first + slotsAhead; index++) {
    const after = wanderAt(home, seed, index + 1);
    const since = Math.max(from, index * slot) as Instant;
    const until = ((index + 1) * slot) as Instant;
    const found = outside(voltsOf(home, level, before, after, index), since, until);
    if (found !== undefined) return found;
    before = after;
  }
  return never;
}

const slot = minutes(30);
/** A day and a little more. */
const slotsAhead = 49;

/** V in the slot `index`, between two points of the wandering: neighbouring slots share one. */
function voltsOf({ traits }: HomeView, level: number, before: number, after: number, index: number): number {
  const local = ((index * slot + traits.timeZoneOffset) % hours(24)) / hours(24);
  const demand = Math.cos(2 * Math.PI * (local - 19 / 24));
  const volts = 230.3 + level - demand + (before + after) / 2;
  return Math.round(Math.min(highestVolts, Math.max(lowestVolts, volts)) * 10) / 10;
}

function levelOf({ traits }: HomeView, seed: number): number {
  return 1.1 * normalQuantile(open(keyed(seed, "mains level", traits.index)));
}

function wanderAt({ traits }: HomeView, seed: number, index: number): number {
  return 1.2 * normalQuantile(open(keyed(seed, "mains wander", traits.index, index)));
}

/** Homes of different worlds differ in this trait, and all devices of one home know it. */
function seedOf({ traits }: HomeView): number {
  return Math.round(traits.darkThreshold * 1e9);
}
