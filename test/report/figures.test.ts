import { describe, expect, test } from "vitest";
import { elapsed } from "../../src/report/elapsed.ts";
import { byteSize, counted, latency, percent, rate, whole } from "../../src/report/figures.ts";

describe("figures", () => {
  test("thousands are grouped", () => {
    expect([0, 999, 1_000, 1_234_567].map(whole)).toEqual(["0", "999", "1,000", "1,234,567"]);
  });

  test("one of something is singular", () => {
    expect(counted(1, "device")).toBe("1 device");
    expect(counted(0, "device")).toBe("0 devices");
    expect(counted(1_200, "entry", "entries")).toBe("1,200 entries");
  });

  test("rates have one decimal as long as it says something", () => {
    expect([0, 0.04, 0.25, 4, 35.24, 99.94, 99.95, 1_234.5].map(rate)).toEqual([
      "0",
      "0",
      "0.3",
      "4",
      "35.2",
      "99.9",
      "100",
      "1,235",
    ]);
  });

  test("sizes take the unit that leaves at most three digits", () => {
    expect([0, 512, 999, 1_000, 2_345_678, 12_345, 999_499, 999_500, 1_500_000_000].map(byteSize)).toEqual([
      "0 B",
      "512 B",
      "999 B",
      "1 kB",
      "2.3 MB",
      "12.3 kB",
      "999 kB",
      "1 MB",
      "1.5 GB",
    ]);
  });

  test("latencies go from parts of a millisecond to hours", () => {
    expect(
      [0, 0.0123, 0.4549, 12.34, 999.4, 999.6, 1_250, 59_940, 59_960, 125_400, 3_599_600, 3_725_000].map(latency),
    ).toEqual([
      "0 ms",
      "0.01 ms",
      "0.45 ms",
      "12.3 ms",
      "999 ms",
      "1 s",
      "1.25 s",
      "59.9 s",
      "1m00s",
      "2m05s",
      "1h00m",
      "1h02m",
    ]);
  });

  test("a share of nearly all is not all, and one of nearly nothing not nothing", () => {
    expect([0, 0.0001, 0.004, 0.123, 0.9999, 1, 1.85].map(percent)).toEqual([
      "0 %",
      "< 0.1 %",
      "0.4 %",
      "12 %",
      "99.9 %",
      "100 %",
      "185 %",
    ]);
  });

  test("positions in a run show hours only when there are any", () => {
    expect([-5, 0, 15_999, 760_000, 3_751_000, 108_000_000].map(elapsed)).toEqual([
      "00:00",
      "00:00",
      "00:15",
      "12:40",
      "1:02:31",
      "30:00:00",
    ]);
  });
});
