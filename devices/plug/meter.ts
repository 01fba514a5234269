/**
 * What the plug measures.
 *
 * 1. activePower = rmsVoltage x rmsCurrent x powerFactor at every moment, drifting and stuck meters included.
 * 2. Power is a straight line between two inputs, so energy is a parabola: read and asked in closed form. It never
 *    falls, not at a restart, not at a power cut.
 * 3. Energy is settled before anything that changes what is drawn, and what is measured is noticed after it.
 * 4. An event for energy is due when 0.01 kWh have been drawn since the last one, and a minute has passed (Matter
 *    lets it omit what is not meaningful).
 */
import {
  hours,
  type Instant,
  later,
  minutes,
  never,
  type Ramp,
  rampAt,
  rampEnd,
  restingRamp,
  whenRampReaches,
} from "flotilla/device";
import { flowing } from "./load.ts";
import { highestVolts, lowestVolts, mainsHertz, mainsVolts, whenVolts } from "./mains.ts";
import type { PlugContext } from "./plug-schema.ts";
import type { PlugState } from "./plug.ts";

/** Plain data. */
export interface Meter {
  /** W as measured, and the power factor. */
  watts: Ramp;
  powerFactor: number;
  /** Measured over true. */
  gain: number;
  driftsSince: Instant | null;
  /** What it stands still at. */
  frozen: { readonly volts: number; readonly hertz: number } | null;
  /** J until `at`. */
  energy: number;
  at: Instant;
  /** J at the last event, and when that was. */
  told: number;
  toldAt: Instant;
}

const joulesPerKilowattHour = 3_600_000;
/** J worth an event. */
const worthTelling = 0.01 * joulesPerKilowattHour;
const tellingPause = minutes(1);
const driftPerHour = 0.002;
const mostDrift = 0.25;

export function newMeter(now: Instant): Meter {
  return {
    watts: restingRamp(0, now),
    powerFactor: 1,
    gain: 1,
    driftsSince: null,
    frozen: null,
    energy: 0,
    at: now,
    told: 0,
    toldAt: now,
  };
}

/** Counts what was drawn until now. */
export function settle({ meter }: PlugState, { now }: PlugContext): void {
  meter.energy = energyAt(meter, now);
  meter.at = now;
}

/** Notes what is drawn from now on. */
export function notice(state: PlugState, context: PlugContext): void {
  const { meter } = state;
  if (meter.frozen !== null) return;
  const { watts, powerFactor } = flowing(state, context.now);
  const from = watts.from * meter.gain;
  const to = watts.to * meter.gain;
  const { start, duration } = watts;
  const before = meter.watts;
  if (
    from === before.from &&
    to === before.to &&
    start === before.start &&
    duration === before.duration &&
    powerFactor === meter.powerFactor
  ) {
    return;
  }
  meter.watts = { from, to, start, duration };
  meter.powerFactor = powerFactor;
  context.set("powerFactor", from > 0 || to > 0 ? Math.round(powerFactor * 10_000) / 100 : null);
  awaitEnergy(meter, context);
}

/** The meter begins to stand still, or moves again. */
export function stick({ meter, mains }: PlugState, active: boolean, context: PlugContext): void {
  const { home, now } = context;
  meter.watts = restingRamp(rampAt(meter.watts, now), now);
  meter.frozen = active ? { volts: mains ? mainsVolts(home, now) : 0, hertz: mains ? mainsHertz(now) : 0 } : null;
  awaitEnergy(meter, context);
}

/** The meter begins to drift, has drifted on, or is right again. */
export function drift({ meter }: PlugState, active: boolean, context: PlugContext): void {
  const { now } = context;
  meter.driftsSince = active ? (meter.driftsSince ?? now) : null;
  const drifted = meter.driftsSince === null ? 0 : ((now - meter.driftsSince) / hours(1)) * driftPerHour;
  meter.gain = 1 + Math.min(mostDrift, drifted);
  context.wake("drift", active && drifted < mostDrift ? later(now, hours(1)) : undefined);
}

/** Says how much energy it has been. */
export function tellEnergy({ meter }: PlugState, context: PlugContext): void {
  meter.told = meter.energy;
  meter.toldAt = context.now;
  context.raise("cumulativeEnergyMeasured", { energyImported: kilowattHours(meter.energy) });
  awaitEnergy(meter, context);
}

/** W, to the milliwatt. */
export function activePower({ meter }: PlugState, { now }: PlugContext): number {
  return Math.round(rampAt(meter.watts, now) * 1_000) / 1_000;
}

export function activePowerLeaves({ meter }: PlugState, { now }: PlugContext, low: number, high: number): Instant {
  const power = rampAt(meter.watts, now);
  if (power <= low || power >= high) return now;
  if (now >= rampEnd(meter.watts)) return never;
  return whenRampReaches(meter.watts, meter.watts.to > meter.watts.from ? high : low);
}

/** V; 0 without mains. */
export function rmsVoltage({ meter, mains }: PlugState, { home, now }: PlugContext): number {
  if (meter.frozen !== null) return meter.frozen.volts;
  return mains ? mainsVolts(home, now) : 0;
}

/** Hz; 0 without mains. */
export function frequency({ meter, mains }: PlugState, { now }: PlugContext): number {
  if (meter.frozen !== null) return meter.frozen.hertz;
  return mains ? mainsHertz(now) : 0;
}

/** A, to the milliampere. */
export function rmsCurrent({ meter }: PlugState, { home, now }: PlugContext): number {
  const power = rampAt(meter.watts, now);
  if (power === 0) return 0;
  const volts = meter.frozen === null ? mainsVolts(home, now) : meter.frozen.volts;
  return Math.round((power / (volts * meter.powerFactor)) * 1_000) / 1_000;
}

export function rmsCurrentLeaves(state: PlugState, context: PlugContext, low: number, high: number): Instant {
  const { watts, powerFactor, frozen } = state.meter;
  const { now, home } = context;
  const here = rampAt(watts, now);
  if (frozen !== null || (here === 0 && watts.to === 0)) {
    const current = rmsCurrent(state, context);
    return current <= low || current >= high ? now : never;
  }
  // Most loads are too small for the voltage to move their current out of the band: no need to look at it.
  const least = Math.min(here, watts.to) / (highestVolts * powerFactor);
  const most = Math.max(here, watts.to) / (lowestVolts * powerFactor);
  if (least > low && most < high) return never;
  return whenVolts(home, now, (volts, since, until) => {
    const [lowPower, highPower] = [low * volts * powerFactor, high * volts * powerFactor];
    const power = rampAt(watts, since);
    if (power <= lowPower || power >= highPower) return since;
    if (since >= rampEnd(watts)) return undefined;
    const crosses = whenRampReaches(watts, watts.to > watts.from ? highPower : lowPower);
    return crosses < until ? crosses : undefined;
  });
}

/** kWh, to the milliwatt-hour. */
export function energyImported({ meter }: PlugState, { now }: PlugContext): number {
  return kilowattHours(energyAt(meter, now));
}

export function energyImportedLeaves({ meter }: PlugState, { now }: PlugContext, _low: number, high: number): Instant {
  return whenEnergy(meter, high * joulesPerKilowattHour, now);
}

/** Asks to be woken when energy is worth an event. */
function awaitEnergy(meter: Meter, context: PlugContext): void {
  const enough = whenEnergy(meter, meter.told + worthTelling, context.now);
  const due = Math.max(enough, later(meter.toldAt, tellingPause)) as Instant;
  context.wake("snapshot", due === never ? undefined : due);
}

function kilowattHours(joules: number): number {
  return Math.round((joules / joulesPerKilowattHour) * 1e6) / 1e6;
}

/** J. A line's mean is half the sum of its ends. */
function energyAt({ energy, at, watts, frozen }: Meter, now: Instant): number {
  if (frozen !== null) return energy;
  const moves = Math.min(Math.max(rampEnd(watts) - at, 0), now - at);
  const moved = later(at, moves);
  const line = ((rampAt(watts, at) + rampAt(watts, moved)) / 2) * moves;
  return energy + (line + watts.to * (now - moved)) / 1_000;
}

/** When energy is at `target`, if nothing else happens. */
function whenEnergy(meter: Meter, target: number, now: Instant): Instant {
  const energy = energyAt(meter, now);
  if (energy >= target) return now;
  if (meter.frozen !== null) return never;
  const { watts } = meter;
  const end = rampEnd(watts);
  const power = rampAt(watts, now);
  if (end <= now) return power === 0 ? never : later(now, ((target - energy) / power) * 1_000);
  const atEnd = energyAt(meter, end);
  if (atEnd < target) return watts.to === 0 ? never : later(end, ((target - atEnd) / watts.to) * 1_000);
  const slope = ((watts.to - watts.from) / watts.duration) * 1_000;
  // The root of energy + power t + slope t^2 / 2 = target in the form that loses no digits.
  const root = Math.sqrt(Math.max(0, power * power + 2 * slope * (target - energy)));
  return later(now, ((2 * (target - energy)) / (power + root)) * 1_000);
}
