import { describe, expect, test } from "vitest";
import { Firmware } from "../../src/device/firmware.ts";
import { instant, later, minutes } from "../../src/kernel/time.ts";

const start = instant(Date.UTC(2026, 0, 15));

/** Signal strengths of one device, one a minute. */
function strengths(index: number, count: number): number[] {
  const firmware = new Firmware(5, index, start);
  return Array.from({ length: count }, (_, minute) => firmware.rssi(later(start, minutes(minute))));
}

function deviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}

function autocorrelation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const products = values.slice(1).map((value, place) => (value - mean) * (values[place]! - mean));
  return products.reduce((sum, product) => sum + product, 0) / products.length / deviation(values) ** 2;
}

describe("the radio (realism check 31)", () => {
  test("wanders by 1 to 3 dB within a device and resembles itself a minute later", () => {
    for (let index = 0; index < 20; index++) {
      const values = strengths(index, 5_000);
      expect(deviation(values)).toBeGreaterThan(1);
      expect(deviation(values)).toBeLessThan(3);
      expect(autocorrelation(values)).toBeGreaterThan(0.5);
      expect(autocorrelation(values)).toBeLessThan(0.95);
    }
  });

  test("differs by 7 to 11 dB between devices, in whole dBm within -95 and -25", () => {
    const values = Array.from({ length: 2_000 }, (_, index) => strengths(index, 1)[0]!);
    expect(deviation(values)).toBeGreaterThan(7);
    expect(deviation(values)).toBeLessThan(11);
    expect(values.every((value) => Number.isInteger(value) && value >= -95 && value <= -25)).toBe(true);
  });

  test("is the same however often and in whatever order one asks", () => {
    const asked = strengths(3, 100);
    const firmware = new Firmware(5, 3, start);
    const backwards = asked.map((_, minute) => firmware.rssi(later(start, minutes(99 - minute)))).toReversed();
    expect(backwards).toEqual(asked);
  });
});

describe("boots", () => {
  test("take a median of 4 s and 10 s at the 95th percentile", () => {
    const lengths = Array.from(
      { length: 4_000 },
      (_, index) => new Firmware(5, index, start).bootDuration() / 1_000,
    ).toSorted((a, b) => a - b);
    expect(lengths[2_000]).toBeCloseTo(4, 0);
    expect(lengths[3_800]).toBeGreaterThan(9);
    expect(lengths[3_800]).toBeLessThan(11);
  });

  test("count up and start the uptime again", () => {
    const firmware = new Firmware(5, 0, start);
    firmware.booted(later(start, minutes(10)), "softwareReset");
    expect(firmware.boots).toBe(2);
    expect(firmware.reason).toBe("softwareReset");
    expect(firmware.upTime(later(start, minutes(11)))).toBe(60);
  });
});
