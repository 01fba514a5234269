/**
 * Curves measured at a few points, straight between them: data sheets, vendors' battery maps, heat pump tables.
 *
 * 1. Points are ordered by x, strictly rising; there is at least one.
 * 2. Outside its points a curve stays at its nearest end: no extrapolation beyond what was measured.
 * 3. The inverses answer for the side past the point: just beyond `whereBelow` a falling curve is below the level,
 *    just before `whereAtLeast` a rising curve is below it, also where the curve runs flat at that very level.
 */

/** Points `[x, y]`, x strictly rising. */
export type Curve = readonly (readonly [x: number, y: number])[];

/** The curve's height at `x`. */
export function interpolate(curve: Curve, x: number): number {
  const first = curve[0]!;
  if (!(x > first[0])) return first[1];
  let left = first;
  for (let i = 1; i < curve.length; i++) {
    const right = curve[i]!;
    if (x <= right[0]) return left[1] + ((right[1] - left[1]) * (x - left[0])) / (right[0] - left[0]);
    left = right;
  }
  return left[1];
}

/** The x from which on a falling curve is below `y`: `-Infinity` when it always is, `Infinity` when it never is. */
export function whereBelow(falling: Curve, y: number): number {
  let left = falling[0]!;
  if (left[1] < y) return Number.NEGATIVE_INFINITY;
  for (let i = 1; i < falling.length; i++) {
    const right = falling[i]!;
    if (right[1] < y) return left[0] + ((right[0] - left[0]) * (y - left[1])) / (right[1] - left[1]);
    left = right;
  }
  return Number.POSITIVE_INFINITY;
}

/** The smallest x at which a rising curve is at `y` or above: `-Infinity` when it always is, `Infinity` when it never is. */
export function whereAtLeast(rising: Curve, y: number): number {
  let left = rising[0]!;
  if (left[1] >= y) return Number.NEGATIVE_INFINITY;
  for (let i = 1; i < rising.length; i++) {
    const right = rising[i]!;
    if (right[1] >= y) return left[0] + ((right[0] - left[0]) * (y - left[1])) / (right[1] - left[1]);
    left = right;
  }
  return Number.POSITIVE_INFINITY;
}
