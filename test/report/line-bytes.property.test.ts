import fc from "fast-check";
import { expect, test } from "vitest";
import { LineBytes } from "../../src/report/line-bytes.ts";
import { linePiece } from "../../src/report/line-pieces.ts";
import { stableOrder } from "../../src/report/stable-order.ts";

const textOf = (line: LineBytes): string => line.slice(0, line.length).toString();

test("a number is written as JavaScript writes it", () => {
  const rounded = fc
    .tuple(fc.integer({ min: -(10 ** 9), max: 10 ** 9 }), fc.constantFrom(1, 10, 100, 1_000, 10_000, 1e6))
    .map(([whole, parts]) => whole / parts);
  const numbers = fc.oneof(rounded, fc.integer(), fc.double(), fc.constantFrom(0, -0, 2 ** 30 / 1_000, 2 ** 31, 1e21));
  fc.assert(
    fc.property(fc.array(numbers), (all) => {
      const line = new LineBytes();
      for (const one of all) line.number(one);
      expect(textOf(line)).toBe(all.join(""));
    }),
  );
});

test("texts and pieces are written one behind the other, whatever is in them, however many", () => {
  const texts = fc.array(fc.oneof(fc.string({ unit: "grapheme" }), fc.string({ minLength: 1_000, maxLength: 30_000 })));
  fc.assert(
    fc.property(texts, fc.nat(1_000), (all, stage) => {
      const line = new LineBytes(stage);
      for (const [place, text] of all.entries()) {
        if (place % 2 === 0) line.text(text);
        else line.piece(linePiece(text));
      }
      expect(textOf(line)).toBe(all.join(""));
    }),
    { numRuns: 50 },
  );
});

test("the order of keys is that of a stable sort", () => {
  const keys = fc.oneof(fc.array(fc.nat(20)), fc.array(fc.integer({ min: -(2 ** 40), max: 2 ** 40 })));
  fc.assert(
    fc.property(keys, (all) => {
      const order = Uint32Array.from(all.keys());
      stableOrder(order, Float64Array.from(all), new Uint32Array(order.length));
      expect([...order]).toEqual([...all.keys()].toSorted((a, b) => all[a]! - all[b]!));
    }),
  );
});
