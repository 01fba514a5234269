import { describe, expect, test } from "vitest";
import {
  between,
  days,
  formatDuration,
  hours,
  instant,
  later,
  millis,
  minutes,
  parseDuration,
  seconds,
} from "../../src/kernel/time.ts";

describe("durations", () => {
  test.each([
    ["0s", 0],
    ["250ms", 250],
    ["30s", 30_000],
    ["1.5s", 1_500],
    ["0.25ms", 0.25],
    ["10m", 600_000],
    ["1h30m", 5_400_000],
    ["1d2h3m4s5ms", 93_784_005],
    ["0.5d", 43_200_000],
    ["007s", 7_000],
  ])("%s is read as %d ms", (text, expected) => {
    expect(parseDuration(text)).toBe(expected);
  });

  test("a fraction that binary numbers cannot hold is still read to the exact millisecond", () => {
    expect(1.001 * 1_000).not.toBe(1_001);
    expect(parseDuration("1.001s")).toBe(1_001);
    expect(parseDuration("0.1d0.7s")).toBe(8_640_700);
  });

  test.each([
    [""],
    ["5"],
    ["s"],
    ["1.s"],
    [".5s"],
    ["-5s"],
    ["+5s"],
    ["5 s"],
    [" 5s"],
    ["5s "],
    ["5S"],
    ["5sec"],
    ["5us"],
    ["1e3s"],
    ["30m1h"],
    ["1h1h"],
    ["5s5"],
    ["Infinitys"],
    [`${"9".repeat(400)}s`],
  ])("%j is not a duration", (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });

  test.each([
    [0, "0s"],
    [0.4, "0s"],
    [1, "1ms"],
    [999.5, "1s"],
    [1_500, "1.5s"],
    [60_000, "1m"],
    [61_001, "1m1.001s"],
    [5_400_000, "1h30m"],
    [172_800_000, "2d"],
    [-90_000, "-1m30s"],
  ])("%d ms is written %s", (count, expected) => {
    expect(formatDuration(millis(count))).toBe(expected);
  });

  test("each unit is a thousand, sixty or twenty-four of the one below", () => {
    expect(seconds(1)).toBe(millis(1_000));
    expect(minutes(1)).toBe(seconds(60));
    expect(hours(1)).toBe(minutes(60));
    expect(days(1)).toBe(hours(24));
  });

  test("an instant and a duration make a later instant, and two instants the duration between them", () => {
    const start = instant(Date.UTC(2026, 0, 15, 17));
    const end = later(start, minutes(90));
    expect(end).toBe(Date.UTC(2026, 0, 15, 18, 30));
    expect(between(start, end)).toBe(minutes(90));
  });
});
