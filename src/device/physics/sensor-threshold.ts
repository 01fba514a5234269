/**
 * When a house's sensor leaves a band: what lets a thermostat sleep until its next switch or report.
 *
 * The sensor's temperature is a constant plus three exponentials, and its slope is (air - sensor) / lag.
 *
 * 1. `w = air - sensor` is a sum of three exponentials. `w e^(slowRate t)` has the same zeros, and its derivative is a sum of
 *    two exponentials, whose only zero `t1` has a closed form. So `w` has at most one zero before `t1` and one after.
 * 2. Those zeros cut the future into at most three pieces on which the sensor only rises or only falls. The first piece
 *    whose end is outside the band holds the first crossing, and holds it once: none can be missed.
 * 3. Zeros are found by Newton's method inside a bracket that always shrinks.
 * 4. The time returned is at most 1 ms late and never early: the sensor is on or beyond the bound by then.
 */
import { findModes, type HouseInputs, type HouseModel, type HouseModes, type HouseState } from "./two-node-house.ts";

/**
 * Seconds until the sensor first leaves the open band (`low`, `high`): 0 when it is outside or on a bound already, `Infinity` when
 * that does not happen within `horizon` seconds of constant `inputs`. Either bound and the horizon may be infinite.
 */
export function secondsToSensor(
  state: HouseState,
  model: HouseModel,
  inputs: HouseInputs,
  low: number,
  high: number,
  horizon: number,
): number {
  if (state.sensor <= low || state.sensor >= high) return 0;
  findModes(modes, state, model, inputs);
  // The sensor as a sum of exponentials, and its distance to the air, which gives the sign of its slope.
  sensor.steady = modes.steady;
  sensor.fast = model.sensorInFast * modes.fast;
  sensor.slow = model.sensorInSlow * modes.slow;
  sensor.own = modes.sensor;
  gap.fast = modes.fast - sensor.fast;
  gap.slow = modes.slow - sensor.slow;
  gap.own = -sensor.own;

  // After forty of the slowest time constants nothing moves any more, to the last bit.
  const end = Math.min(horizon, 40 / Math.min(model.slowRate, model.sensorRate));
  const middle = betweenTurns(model, end);
  // Each end of a piece is worked out once.
  let from = 0;
  let slope = gap.fast + gap.slow + gap.own;
  for (let piece = 0; piece < 3; piece++) {
    let to = end;
    if (piece < 2) {
      const next = piece === 0 ? middle : end;
      const before = slope;
      const start = piece === 0 ? 0 : middle;
      if (next > start) slope = height(gap, model, next);
      to = before * slope < 0 ? crossing(gap, model, 0, before < 0, start, next) : next;
    }
    if (!(to > from)) continue;
    const temperature = height(sensor, model, to);
    if (temperature >= high) return crossing(sensor, model, high, true, from, to);
    if (temperature <= low) return crossing(sensor, model, low, false, from, to);
    from = to;
  }
  return Number.POSITIVE_INFINITY;
}

/** A constant plus three exponentials, at the rates of a house. */
interface Exponentials {
  steady: number;
  fast: number;
  slow: number;
  own: number;
}

/** Reused by every call, none of which keeps them: a search allocates nothing. */
const modes: HouseModes = { steady: 0, fast: 0, slow: 0, sensor: 0 };
const sensor: Exponentials = { steady: 0, fast: 0, slow: 0, own: 0 };
const gap: Exponentials = { steady: 0, fast: 0, slow: 0, own: 0 };

/** How close in time a crossing is found, s. */
const precision = 1e-3;

/** `t1` of invariant 1, kept within [0, end]. */
function betweenTurns(model: HouseModel, end: number): number {
  const fast = model.fastRate - model.slowRate;
  const own = model.sensorRate - model.slowRate;
  const time = Math.log((-fast * gap.fast) / (own * gap.own)) / (fast - own);
  return time > 0 && time < end ? time : end;
}

/** The only time between `from` and `to` when `curve` is at `level`, up to `precision` late; it rises or falls to it. */
function crossing(
  curve: Exponentials,
  model: HouseModel,
  level: number,
  rising: boolean,
  from: number,
  to: number,
): number {
  let low = from;
  let high = to;
  let time = from;
  for (let round = 0; high - low > precision && round < 200; round++) {
    const fast = curve.fast * Math.exp(-model.fastRate * time);
    const slow = curve.slow * Math.exp(-model.slowRate * time);
    const own = curve.own * Math.exp(-model.sensorRate * time);
    const above = curve.steady + fast + slow + own - level;
    const reached = rising ? above >= 0 : above <= 0;
    if (reached) high = Math.min(high, time);
    else low = Math.max(low, time);
    const slope = -(model.fastRate * fast + model.slowRate * slow + model.sensorRate * own);
    let next = time - above / slope;
    // Close to the answer: step to its other side, so that the bracket closes.
    if (Math.abs(next - time) < precision / 4) next = reached ? time - precision / 2 : time + precision / 2;
    // Newton left the bracket, or has had its chance: halve.
    time = next > low && next < high && round % 8 !== 7 ? next : (low + high) / 2;
  }
  return high;
}

function height(curve: Exponentials, model: HouseModel, seconds: number): number {
  return (
    curve.steady +
    curve.fast * Math.exp(-model.fastRate * seconds) +
    curve.slow * Math.exp(-model.slowRate * seconds) +
    curve.own * Math.exp(-model.sensorRate * seconds)
  );
}
