import fc from "fast-check";
import { expect, test } from "vitest";
import { printable } from "../../src/report/printable.ts";

test("whatever a server sends, what is printed has no control characters and is one line", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      expect(printable(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
    }),
  );
});

test("ordinary text in any language stays as it is", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom("a", "Ω", "é", "門", " ", "°", "…") }), (text) => {
      expect(printable(text)).toBe(text);
    }),
  );
});
