/**
 * What the bulb draws, and what it has drawn: both closed forms of the level transition (bulb-physics.ts).
 *
 * 1. Between two inputs the bulb is in one of three states of draw, in one white; energy is settled before either changes.
 * 2. Energy never falls: not at a restart, not at a power cut.
 * 3. In a transition of the colour, power is that of the colour it goes to.
 */
import { type Instant, later, never, rampAt, rampEnd, whenRampReaches } from "flotilla/device";
import { bulbEnergy, bulbPower, colourTint } from "./bulb-physics.ts";
import type { BulbContext } from "./bulb-schema.ts";
import type { BulbState } from "./bulb.ts";
import { purity } from "./colour.ts";
import { highestLevel } from "./light.ts";

export type Draw = "nothing" | "standby" | "lit";

const joulesPerKilowattHour = 3_600_000;

/** Counts what was drawn until now. Comes before anything that changes what is drawn. */
export function settle(state: BulbState, { now }: BulbContext): void {
  state.energy = energyAt(state, now);
  state.energyAt = now;
}

/** Notes what is drawn from now on. Comes after anything that changes it. */
export function notice(state: BulbState, context: BulbContext): void {
  const lit = context.get("onOff") || context.has("stuck-on");
  state.draw = !state.powered ? "nothing" : lit && !context.has("dead-led") ? "lit" : "standby";
  state.tint = colourTint(state.profile, 1e6 / state.white.to, purity(state));
}

/** W, to the milliwatt. */
export function activePower(state: BulbState, { now }: BulbContext): number {
  return Math.round(powerAt(state, rampAt(state.level, now)) * 1_000) / 1_000;
}

export function activePowerLeaves(state: BulbState, { now }: BulbContext, low: number, high: number): Instant {
  const { level } = state;
  const power = powerAt(state, rampAt(level, now));
  if (power <= low || power >= high) return now;
  if (state.draw !== "lit") return never;
  return whenRampReaches(level, levelAtPower(state, level.to > level.from ? high : low));
}

/** kWh, to the milliwatt-hour. */
export function energyImported(state: BulbState, { now }: BulbContext): number {
  return Math.round((energyAt(state, now) / joulesPerKilowattHour) * 1e6) / 1e6;
}

export function energyImportedLeaves(state: BulbState, { now }: BulbContext, _low: number, high: number): Instant {
  const target = high * joulesPerKilowattHour;
  if (energyAt(state, now) >= target) return now;
  const rest = Math.max(state.energyAt, rampEnd(state.level)) as Instant;
  const atRest = energyAt(state, rest);
  if (atRest >= target) return whileMoving(state, target, rest);
  const power = powerAt(state, state.level.to);
  return power === 0 ? never : later(rest, ((target - atRest) / power) * 1_000);
}

function powerAt({ draw, profile, tint }: BulbState, level: number): number {
  return draw === "nothing" ? 0 : bulbPower(profile, draw === "lit", level, tint);
}

/** J. */
function energyAt(state: BulbState, at: Instant): number {
  const { energy, energyAt: since, draw, profile, level, tint } = state;
  switch (draw) {
    case "nothing":
      return energy;
    case "standby":
      return energy + (profile.standby * (at - since)) / 1_000;
    case "lit":
      return energy + bulbEnergy(profile, level, tint, since, at);
  }
}

/** The level that draws `watts`, beyond all levels when none does. */
function levelAtPower({ profile, tint }: BulbState, watts: number): number {
  const share = (watts - profile.floor) / ((profile.full - profile.floor) * tint);
  return share <= 0 ? 0 : highestLevel * share ** (1 / profile.gamma);
}

/** When energy is at `target` during a transition that ends at `rest`: by halving, to a hundredth of a millisecond. */
function whileMoving(state: BulbState, target: number, rest: Instant): Instant {
  let [low, high]: [number, number] = [state.energyAt, rest];
  while (high - low > 0.01) {
    const middle = (low + high) / 2;
    if (energyAt(state, middle as Instant) >= target) high = middle;
    else low = middle;
  }
  return high as Instant;
}
