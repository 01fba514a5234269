/**
 * Exponential relaxation: a quantity that closes a fixed share of its distance to a constant target per unit of time.
 * A sensor behind its cover, a lamp's case warming up, a room with one heat capacity (1R1C).
 *
 * 1. `value(t) = target + (value - target) * e^(-t/tau)`, exact for any length of step.
 * 2. The value never passes its target, so a threshold beyond the target, or the target itself, is never reached.
 * 3. Splitting a step changes nothing.
 *
 * Times and time constants are seconds; the quantity may have any unit.
 */

/** The value after `seconds` on its way to `target`. */
export function relax(value: number, target: number, timeConstant: number, seconds: number): number {
  return target + (value - target) * Math.exp(-seconds / timeConstant);
}

/** Seconds until the value is at `threshold`; 0 when it is there now, `Infinity` when it never gets there. */
export function secondsToRelax(value: number, target: number, timeConstant: number, threshold: number): number {
  if (threshold === value) return 0;
  const left = (threshold - target) / (value - target);
  return left > 0 && left < 1 ? -timeConstant * Math.log(left) : Number.POSITIVE_INFINITY;
}

/** The integral of the value over the next `seconds`, in the value's unit times seconds. */
export function relaxIntegral(value: number, target: number, timeConstant: number, seconds: number): number {
  return target * seconds - (value - target) * timeConstant * Math.expm1(-seconds / timeConstant);
}
