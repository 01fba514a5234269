/**
 * How strongly a device hears its access point, minute by minute.
 *
 * 1. A mean per device, N(-58, 9) dBm within [-85, -30]: where it stands. Around it a Gaussian process of 2 dB: doors, people
 *    and neighbours. Reported as whole dBm within [-95, -25].
 * 2. The process is stationary and has no past to keep: 85 % of its variance turns from one keyed normal to the next over ten
 *    minutes, on a quarter circle, so that the variance is the same at each angle; the rest is each minute's own. From one
 *    minute to the next it resembles itself by 0.82, as measured links do over 5-10 minutes.
 * 3. It is a function of (seed, device, minute): asking changes nothing, however often and in whatever order.
 *
 * Sources: realism.md §5.2 (log-normal shadowing, ITU-R P.1238 static links); the figures are design targets.
 */
import { normalQuantile, open } from "../kernel/distribution.ts";
import { keyed } from "../kernel/random.ts";
import type { Instant } from "../kernel/time.ts";

const deviation = 2;
const slowShare = 0.85;
const slowMinutes = 10;
/** dBm: what a radio shows that hears nothing. */
export const radioFloor = -95;

/** Signal strength in the minute of `now`, dBm. */
export function signalStrength(seed: number, device: number, now: Instant): number {
  const minute = Math.floor(now / 60_000);
  // Each device turns at minutes of its own.
  const shifted = minute + Math.floor(slowMinutes * keyed(seed, "radio.phase", device));
  const knot = Math.floor(shifted / slowMinutes);
  const angle = ((shifted - knot * slowMinutes) / slowMinutes) * (Math.PI / 2);
  const slow =
    Math.cos(angle) * standardNormal(seed, "radio.slow", device, knot) +
    Math.sin(angle) * standardNormal(seed, "radio.slow", device, knot + 1);
  const quick = standardNormal(seed, "radio.quick", device, minute);
  const wander = deviation * (Math.sqrt(slowShare) * slow + Math.sqrt(1 - slowShare) * quick);
  const mean = Math.min(-30, Math.max(-85, -58 + 9 * standardNormal(seed, "radio.mean", device, 0)));
  return Math.round(Math.min(-25, Math.max(radioFloor, mean + wander)));
}

function standardNormal(seed: number, purpose: string, device: number, step: number): number {
  return normalQuantile(open(keyed(seed, purpose, device, step)));
}
