/**
 * Distributions, each drawn by inverting its cumulative function at one uniform draw.
 *
 * 1. Every sample takes exactly one draw, that of a plain number too: giving a setting another distribution changes
 *    that setting and none of the draws after it.
 * 2. A specification is plain data with one spelling, the same in scenarios, kinds and code.
 */
import { FlotillaError } from "./errors.ts";
import type { Random } from "./random.ts";

/** A number, or how to draw one. */
export type Distribution =
  | number
  | { readonly uniform: readonly [low: number, high: number] }
  | { readonly normal: { readonly mean: number; readonly sd: number } }
  | { readonly lognormal: { readonly median: number; readonly sigma: number } }
  | { readonly exponential: { readonly mean: number } }
  | { readonly poisson: { readonly mean: number } }
  | { readonly choice: readonly (readonly [value: number, weight: number])[] }
  /** Measured values, at least one, ascending: draws are like them, and between neighbours evenly spread. */
  | { readonly samples: readonly number[] };

/** Draws from `distribution`. */
export function sample(distribution: Distribution, random: Random): number {
  return quantile(distribution, open(random.next()));
}

/** The value below which a share `p` of all draws falls; 0 < p < 1. */
export function quantile(distribution: Distribution, p: number): number {
  if (typeof distribution === "number") return distribution;
  if ("uniform" in distribution)
    return distribution.uniform[0] + p * (distribution.uniform[1] - distribution.uniform[0]);
  if ("normal" in distribution) return distribution.normal.mean + distribution.normal.sd * normalQuantile(p);
  if ("lognormal" in distribution) {
    return distribution.lognormal.median * Math.exp(distribution.lognormal.sigma * normalQuantile(p));
  }
  if ("exponential" in distribution) return -distribution.exponential.mean * Math.log1p(-p);
  if ("poisson" in distribution) return poissonQuantile(distribution.poisson.mean, p);
  if ("samples" in distribution) return samplesQuantile(distribution.samples, p);
  return choiceQuantile(distribution.choice, p);
}

/** The least and the greatest value that can be drawn; infinite where there is none. */
export function bounds(distribution: Distribution): { readonly low: number; readonly high: number } {
  if (typeof distribution === "number") return { low: distribution, high: distribution };
  if ("uniform" in distribution) return { low: distribution.uniform[0], high: distribution.uniform[1] };
  if ("choice" in distribution) {
    const possible = distribution.choice.filter(([, weight]) => weight > 0).map(([value]) => value);
    return { low: Math.min(...possible), high: Math.max(...possible) };
  }
  if ("samples" in distribution) return { low: distribution.samples[0]!, high: distribution.samples.at(-1)! };
  if ("normal" in distribution) {
    const { mean, sd } = distribution.normal;
    return sd === 0 ? { low: mean, high: mean } : { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
  }
  return { low: 0, high: Number.POSITIVE_INFINITY };
}

export function uniform(random: Random, low: number, high: number): number {
  return low + random.next() * (high - low);
}

/** An integer from `low` to `high`, both included. */
export function integer(random: Random, low: number, high: number): number {
  return low + Math.floor(random.next() * (high - low + 1));
}

export function normal(random: Random, mean: number, sd: number): number {
  return mean + sd * normalQuantile(open(random.next()));
}

export function lognormal(random: Random, median: number, sigma: number): number {
  return median * Math.exp(sigma * normalQuantile(open(random.next())));
}

export function exponential(random: Random, mean: number): number {
  return -mean * Math.log1p(-random.next());
}

export function chance(random: Random, probability: number): boolean {
  return random.next() < probability;
}

/** One of `options`, all equally likely. */
export function pick<T>(random: Random, options: readonly T[]): T {
  if (options.length === 0)
    throw new FlotillaError("internal", "expected at least one option to pick from, found none");
  return options[Math.floor(random.next() * options.length)]!;
}

/** Keeps a draw out of the two ends, where quantiles are infinite. */
export function open(draw: number): number {
  return draw < 1e-12 ? 1e-12 : draw > 1 - 1e-12 ? 1 - 1e-12 : draw;
}

/** Standard normal quantile, relative error below 1.2e-9 (P. J. Acklam's rational approximation). */
export function normalQuantile(p: number): number {
  if (p < 0.02425) {
    const q = Math.sqrt(-2 * Math.log(p));
    return tail(q);
  }
  if (p > 1 - 0.02425) {
    const q = Math.sqrt(-2 * Math.log1p(-p));
    return -tail(q);
  }
  const q = p - 0.5;
  const r = q * q;
  const top =
    ((((-3.969683028665376e1 * r + 2.209460984245205e2) * r - 2.759285104469687e2) * r + 1.38357751867269e2) * r -
      3.066479806614716e1) *
      r +
    2.506628277459239;
  const bottom =
    ((((-5.447609879822406e1 * r + 1.615858368580409e2) * r - 1.556989798598866e2) * r + 6.680131188771972e1) * r -
      1.328068155288572e1) *
      r +
    1;
  return (q * top) / bottom;
}

function tail(q: number): number {
  const top =
    ((((-7.784894002430293e-3 * q - 3.223964580411365e-1) * q - 2.400758277161838) * q - 2.549732539343734) * q +
      4.374664141464968) *
      q +
    2.938163982698783;
  const bottom =
    (((7.784695709041462e-3 * q + 3.224671290700398e-1) * q + 2.445134137142996) * q + 3.754408661907416) * q + 1;
  return top / bottom;
}

/** The smallest count of which the cumulative share reaches `p`. */
function poissonQuantile(mean: number, p: number): number {
  if (mean > 500) return largePoissonQuantile(mean, p);
  let term = Math.exp(-mean);
  let sum = term;
  let count = 0;
  // Beyond the mean the terms shrink to nothing; when they no longer add up, `p` is as good as reached.
  while (sum < p && (count <= mean || sum + term > sum)) {
    count++;
    term *= mean / count;
    sum += term;
  }
  return count;
}

/** Normal approximation with the Cornish-Fisher term for skewness and half a count for continuity. */
function largePoissonQuantile(mean: number, p: number): number {
  const z = normalQuantile(p);
  return Math.max(0, Math.ceil(mean + Math.sqrt(mean) * z + (z * z - 1) / 6 - 0.5));
}

/** The inverse of the empirical distribution, straight between two samples: p = 0 is the least, p = 1 the greatest. */
function samplesQuantile(samples: readonly number[], p: number): number {
  const place = p * (samples.length - 1);
  const low = samples[Math.floor(place)];
  if (low === undefined) throw new FlotillaError("internal", "expected at least one sample to draw from, found none");
  return low + (place % 1) * ((samples[Math.floor(place) + 1] ?? low) - low);
}

function choiceQuantile(choice: readonly (readonly [value: number, weight: number])[], p: number): number {
  let rest = p * choice.reduce((sum, [, weight]) => sum + weight, 0);
  let chosen: number | undefined;
  for (const [value, weight] of choice) {
    if (weight <= 0) continue;
    chosen = value;
    if (rest < weight) break;
    rest -= weight;
  }
  if (chosen === undefined) {
    throw new FlotillaError("internal", "expected a choice of at least one value with a weight above 0, found none");
  }
  return chosen;
}
