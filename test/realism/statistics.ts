/** The few statistics the rows need, of plain arrays of numbers. */

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

export function deviation(values: readonly number[]): number {
  const middle = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / values.length);
}

/** @param p 0..1; linear between the neighbours. NaN of nothing. */
export function percentile(values: readonly number[], p: number): number {
  const sorted = Float64Array.from(values).toSorted();
  const place = p * (sorted.length - 1);
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  return below + (above - below) * (place - Math.floor(place));
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/** Share of `values` for which `holds`. */
export function share<T>(values: readonly T[], holds: (value: T) => boolean): number {
  return values.filter(holds).length / values.length;
}

/** Correlation of a series with itself `lag` steps later. */
export function autocorrelation(values: readonly number[], lag: number): number {
  const middle = mean(values);
  let together = 0;
  let alone = 0;
  for (const [i, value] of values.entries()) {
    alone += (value - middle) ** 2;
    if (i >= lag) together += (value - middle) * (values[i - lag]! - middle);
  }
  return together / alone;
}

export interface Line {
  readonly slope: number;
  readonly intercept: number;
  /** Share of the variance of y that the line explains. */
  readonly r2: number;
}

/** The straight line of least squares through (x, y). */
export function fitLine(x: readonly number[], y: readonly number[]): Line {
  const [mx, my] = [mean(x), mean(y)];
  let xy = 0;
  let xx = 0;
  let yy = 0;
  for (const [i, value] of x.entries()) {
    xy += (value - mx) * (y[i]! - my);
    xx += (value - mx) ** 2;
    yy += (y[i]! - my) ** 2;
  }
  const slope = xy / xx;
  return { slope, intercept: my - slope * mx, r2: (xy * xy) / (xx * yy) };
}

/** 1 minus unexplained over total variance of `y` under `expected`; below 0 when a constant would do better. */
export function explained(y: readonly number[], expected: readonly number[]): number {
  const middle = mean(y);
  let left = 0;
  let total = 0;
  for (const [i, value] of y.entries()) {
    left += (value - expected[i]!) ** 2;
    total += (value - middle) ** 2;
  }
  return 1 - left / total;
}
