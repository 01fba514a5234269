/**
 * Smoke and carbon monoxide in the air of a room, and what carbon monoxide does to who breathes it.
 *
 * 1. Both close on where a source, or fresh air, leads them: first order, exact for any length of step.
 * 2. The dose follows the concentration with 60 minutes: `dose' = (co - dose) / 60 min`, as it binds to blood. It is
 *    an exponential on top of an exponential and has a closed form; it turns round at most once, so a level is
 *    crossed at most twice and none is missed.
 * 3. An alarm at a dose of 60 ppm is after 117, 31 and 9.7 minutes of 70, 150 and 400 ppm, and never at 30 ppm:
 *    within what UL 2034 asks for (60-240, 10-50, 4-15 minutes).
 *
 * Units: %/ft of obscuration, ppm, s.
 */
import { type Instant, relax, secondsToRelax } from "flotilla/device";

/** Something in the air: how much, where that leads to, and how fast. */
export interface Gas {
  value: number;
  target: number;
  timeConstant: number;
}

/** The air at an instant. Plain data, changed in place. */
export interface Air {
  at: Instant;
  readonly smoke: Gas;
  readonly co: Gas;
  /** ppm that have got into the blood. */
  dose: number;
}

export const doseTimeConstant = 3_600;

export function cleanAir(at: Instant): Air {
  return {
    at,
    smoke: { value: 0, target: 0, timeConstant: 240 },
    co: { value: 0, target: 0, timeConstant: 600 },
    dose: 0,
  };
}

/** Moves the air on to `now`. */
export function moveAir(air: Air, now: Instant): void {
  const seconds = (now - air.at) / 1_000;
  if (seconds <= 0) return;
  air.at = now;
  const { smoke, co } = air;
  air.dose = doseAfter(co, air.dose, seconds);
  smoke.value = relax(smoke.value, smoke.target, smoke.timeConstant, seconds);
  co.value = relax(co.value, co.target, co.timeConstant, seconds);
}

/** Seconds until `gas` is outside of (low, high); `Infinity` when it stays inside. */
export function secondsToLeave({ value, target, timeConstant }: Gas, low: number, high: number): number {
  if (value <= low || value >= high) return 0;
  return secondsToRelax(value, target, timeConstant, target > value ? high : low);
}

/** The dose after `seconds`. */
export function doseAfter(co: Gas, dose: number, seconds: number): number {
  const following = followingOf(co);
  return (
    co.target +
    following * Math.exp(-seconds / co.timeConstant) +
    (dose - co.target - following) * Math.exp(-seconds / doseTimeConstant)
  );
}

/** Seconds until the dose is outside of (low, high), at most 1 ms late; `Infinity` when it stays inside. */
export function secondsToDose(co: Gas, dose: number, low: number, high: number): number {
  if (dose <= low || dose >= high) return 0;
  // After forty of the slower time constant nothing moves any more, to the last bit.
  const end = 40 * Math.max(doseTimeConstant, co.timeConstant);
  const middle = Math.min(end, turnOf(co, dose));
  for (const [from, to] of [
    [0, middle],
    [middle, end],
  ] as const) {
    const there = doseAfter(co, dose, to);
    if (there >= high || there <= low) return crossing(co, dose, there >= high ? high : low, from, to);
  }
  return Number.POSITIVE_INFINITY;
}

/** The part of the dose that goes with the concentration. */
function followingOf({ value, target, timeConstant }: Gas): number {
  return ((value - target) * timeConstant) / (timeConstant - doseTimeConstant);
}

/** When the dose turns round, `Infinity` when it does not. */
function turnOf(co: Gas, dose: number): number {
  const following = followingOf(co);
  const ratio = (-following * doseTimeConstant) / ((dose - co.target - following) * co.timeConstant);
  const time = Math.log(ratio) / (1 / co.timeConstant - 1 / doseTimeConstant);
  return time > 0 ? time : Number.POSITIVE_INFINITY;
}

/** When the dose passes `level` between `from` and `to`, where it only rises or only falls. */
function crossing(co: Gas, dose: number, level: number, from: number, to: number): number {
  const rising = doseAfter(co, dose, to) >= level;
  let low = from;
  let high = to;
  while (high - low > 1e-3) {
    const time = (low + high) / 2;
    const there = doseAfter(co, dose, time);
    if (rising ? there >= level : there <= level) high = time;
    else low = time;
  }
  return high;
}
