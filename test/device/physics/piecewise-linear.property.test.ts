import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { interpolate, whereAtLeast, whereBelow, type Curve } from "../../../src/device/physics/piecewise-linear.ts";
import { evenly } from "../../support/evenly.ts";

const steps = fc.array(fc.record({ right: evenly(0.1, 5), up: fc.constantFrom(0, 0.25, 1, 3) }), {
  minLength: 1,
  maxLength: 6,
});
const rising: fc.Arbitrary<Curve> = steps.map((all) => {
  let x = 0;
  let y = 0;
  return all.map(({ right, up }) => [(x += right), (y += up)] as const);
});

describe("a curve through points", () => {
  test("goes through them, straight between them and level beyond them", () => {
    const curve: Curve = [
      [1, 10],
      [3, 20],
      [4, 0],
    ];
    expect([0, 1, 2, 3, 3.5, 4, 9].map((x) => interpolate(curve, x))).toEqual([10, 10, 15, 20, 10, 0, 0]);
  });

  test("has an inverse that is right on both sides of its answer", () => {
    fc.assert(
      fc.property(rising, evenly(-1, 20), (curve, y) => {
        const x = whereAtLeast(curve, y);
        if (x === Number.NEGATIVE_INFINITY) expect(curve[0]![1]).toBeGreaterThanOrEqual(y);
        else if (x === Number.POSITIVE_INFINITY) expect(curve.at(-1)![1]).toBeLessThan(y);
        else {
          expect(interpolate(curve, x)).toBeCloseTo(y, 9);
          expect(interpolate(curve, x - 1e-6)).toBeLessThan(y);
        }
        const falling = curve.map(([at, height]) => [at, -height] as const);
        const below = whereBelow(falling, -y);
        if (below === Number.NEGATIVE_INFINITY) expect(falling[0]![1]).toBeLessThan(-y);
        else if (below === Number.POSITIVE_INFINITY) expect(falling.at(-1)![1]).toBeGreaterThanOrEqual(-y);
        else {
          expect(interpolate(falling, below)).toBeCloseTo(-y, 9);
          expect(interpolate(falling, below + 1e-6)).toBeLessThan(-y);
        }
      }),
    );
  });
});
