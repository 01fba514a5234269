import fc from "fast-check";
import { expect, test } from "vitest";
import { SequenceWindow } from "../../src/server/sequence-window.ts";

test("whatever the order, it remembers what came and counts what did not, like a set would", () => {
  // Fewer different numbers than there may be gaps: here the window is exact.
  const arrivals = fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 200 });
  fc.assert(
    fc.property(arrivals, (sequence) => {
      const window = new SequenceWindow();
      const seen = new Set<number>();
      for (const seq of sequence) {
        expect(window.has(seq)).toBe(seen.has(seq));
        expect(window.add(seq)).toBe(!seen.has(seq));
        seen.add(seq);
        expect(window.missing).toBe(Math.max(...seen) - Math.min(...seen) + 1 - seen.size);
      }
    }),
  );
});
