import { describe, expect, test } from "vitest";
import { areaChart, labelWidthOf } from "../../../src/report/forecast/area-chart.ts";
import { whole } from "../../../src/report/figures.ts";
import { lineWidth, paint } from "../../../src/report/styled-line.ts";

function drawn(values: readonly number[], seconds: number, width = 24, height = 3): string[] {
  const lines = areaChart({ values, seconds, width, height, label: whole, labelWidth: 3, style: "accent" });
  return lines.map((line) => paint(line, false));
}

describe("an area chart", () => {
  test("fills its lines to an eighth, below a round number, above the time", () => {
    expect(drawn([0, 10, 50, 100, 75, 25], 60)).toEqual([
      "100 ┤         ███▂▂▂",
      "    │      ▄▄▄██████",
      "  0 ┤   ▂▂▂█████████▆▆▆",
      "    └┬────────┬────────",
      "     00:00    00:30",
    ]);
  });

  test("shows a peak however many values share a column", () => {
    const values = Array.from({ length: 1_000 }, (_, index) => (index === 437 ? 80 : 1));
    const [top] = drawn(values, 1_000);
    expect(top!.match(/[▁-█]/g)).toHaveLength(1);
  });

  test("shows the least bit above nothing, and nothing as nothing", () => {
    expect(drawn([0, 0.001, 100], 3)[2]).toMatch(/^ {2}0 ┤ {6}▁{6}█{6}$/);
    expect(drawn([0, 0, 0], 3).slice(0, 3)).toEqual(["  1 ┤", "    │", "  0 ┤"]);
  });

  test("counts long times in hours and days", () => {
    const [, , , , times] = drawn(
      Array.from({ length: 100 }, () => 1),
      14 * 86_400,
      60,
    );
    expect(times).toMatch(/^ +0 +4d +8d/);
    expect(
      drawn(
        Array.from({ length: 24 }, () => 1),
        86_400,
        60,
      )[4],
    ).toMatch(/^ +0 +6h +12h +18h$/);
  });

  test.each([60, 80, 111, 120])("keeps within %i columns, with any number of values", (width) => {
    for (const count of [1, 2, 7, 59, 61, 150, 360]) {
      const values = Array.from({ length: count }, (_, index) => index + 0.5);
      for (const seconds of [1, 59, 750, 3_600, 86_400, 10 * 86_400]) {
        const lines = areaChart({ values, seconds, width, height: 4, label: whole, labelWidth: 9, style: "accent" });
        for (const line of lines) expect(lineWidth(line)).toBeLessThanOrEqual(width);
      }
    }
  });

  test("needs room for its largest label", () => {
    expect(labelWidthOf([0, 999, 1_234], whole)).toBe("1,500".length);
    expect(labelWidthOf([], whole)).toBe(1);
  });
});
