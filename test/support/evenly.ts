/**
 * Numbers spread evenly over a range, for properties of what people measure. `fc.double` spreads over bit patterns, and nearly all
 * of those from 0 on are below 1e-200.
 */
import fc from "fast-check";

const parts = 1_000_000;

export function evenly(min: number, max: number): fc.Arbitrary<number> {
  return fc.integer({ min: 0, max: parts }).map((part) => min + ((max - min) * part) / parts);
}
