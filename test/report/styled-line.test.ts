import { describe, expect, test } from "vitest";
import { clipLine, lineWidth, padLine, paint, span, spread } from "../../src/report/styled-line.ts";

const plain = (line: Parameters<typeof paint>[0]): string => paint(line, false);

describe("a styled line", () => {
  test("is cut across its pieces, with one ellipsis", () => {
    const line = [span("ready "), span("412", "strong"), span(" of 420")];
    expect(plain(clipLine(line, 16))).toBe("ready 412 of 420");
    expect(plain(clipLine(line, 12))).toBe("ready 412 o…");
    expect(plain(clipLine(line, 9))).toBe("ready 41…");
    expect(plain(clipLine(line, 3))).toBe("re…");
  });

  test("is filled up to a width", () => {
    expect(
      padLine([span("ab")], 4)
        .map(({ text }) => text)
        .join(""),
    ).toBe("ab  ");
    expect(lineWidth(padLine([span("abcdef")], 4))).toBe(4);
  });

  test("keeps its right part when both do not fit, unless hardly anything of the left would remain", () => {
    expect(plain(spread([span("a long description")], [span("seed 42")], 22))).toBe("a long descr…  seed 42");
    expect(plain(spread([span("a long description")], [span("a long right part")], 22))).toBe("a long description");
  });

  test("has colours only when asked, and no spaces at its end", () => {
    const line = [span("ok", "good"), span("  ", "accent")];
    expect(paint(line, false)).toBe("ok");
    expect(paint(line, true)).toBe("\u001b[32mok\u001b[39m");
  });
});
