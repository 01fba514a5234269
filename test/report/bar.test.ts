import { expect, test } from "vitest";
import { bar } from "../../src/report/bar.ts";
import { sparkline } from "../../src/report/sparkline.ts";
import { paint } from "../../src/report/styled-line.ts";

const drawn = (share: number): string => paint(bar(share, 4, "accent"), false);

test("a bar fills in halves of a column", () => {
  expect([0, 0.1, 0.125, 0.5, 0.9, 1].map(drawn)).toEqual(["▁▁▁▁", "▁▁▁▁", "▖▁▁▁", "▄▄▁▁", "▄▄▄▖", "▄▄▄▄"]);
});

test("a bar is full only when all is there, and never fuller", () => {
  expect(drawn(0.999)).toBe("▄▄▄▖");
  expect(drawn(1.5)).toBe("▄▄▄▄");
  expect(drawn(-1)).toBe("▁▁▁▁");
});

test("a sparkline is highest at its most, and shows the least bit above nothing", () => {
  expect(sparkline([0, 0.01, 35, 70, 100, 120], 100)).toBe("▁▂▄▆▇▇");
});

test("a sparkline of nothing is flat", () => {
  expect(sparkline([0, 0], 0)).toBe("▁▁");
});
