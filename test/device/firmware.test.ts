import { describe, expect, test } from "vitest";
import {
  type FirmwareFault,
  Firmware,
  type FirmwareOptions,
  firmwareAttributes,
  firmwareFaults,
  noFaults,
} from "../../src/device/firmware.ts";
import { type BootReason, firmwareAttributeNames, firmwareFaultNames } from "../../src/device/kind.ts";
import { blankRow, column, fixedColumns } from "../../src/device/row.ts";
import { type Instant, instant, later, minutes, never } from "../../src/kernel/time.ts";

const start = instant(Date.UTC(2026, 0, 15));

/** The firmware of one device, which starts at `start`. */
function firmwareOf(index: number, options: FirmwareOptions = {}) {
  const firmware = new Firmware(5, options);
  const row = blankRow(fixedColumns);
  firmware.begin(row, index, start);
  const reading =
    (name: string) =>
    (at: Instant): number =>
      firmware.reading(Object.keys(firmwareAttributes).indexOf(name), row, index, noFaults, at);
  return {
    rssi: reading("rssi"),
    heapFree: reading("currentHeapFree"),
    upTime: reading("upTime"),
    booted: (at: Instant, reason: BootReason) => firmware.booted(row, index, at, reason, noFaults),
    fault: (name: FirmwareFault, at: Instant) => firmware.fault(row, index, name, new Set([name]), at),
    bootDuration: () => firmware.bootDuration(row, index),
    watchdogReason: () => firmware.watchdogReason(row, index),
    watchdogAt: () => firmware.watchdogAt(row, index),
    boots: () => row[column.boots],
  };
}

/** Signal strengths of one device, one a minute. */
function strengths(index: number, count: number): number[] {
  const firmware = firmwareOf(index);
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
    const firmware = firmwareOf(3);
    const backwards = asked.map((_, minute) => firmware.rssi(later(start, minutes(99 - minute)))).toReversed();
    expect(backwards).toEqual(asked);
  });
});

describe("memory", () => {
  test("goes down steadily to the limit when it leaks, and is whole after a restart", () => {
    const firmware = firmwareOf(2, { crashesPerDay: 1 });
    const end = firmware.watchdogAt();
    const half = firmware.heapFree(later(start, (end - start) / 2));
    expect(firmware.heapFree(start)).toBeGreaterThan(90_000);
    expect(half).toBeLessThan(0.6 * firmware.heapFree(start));
    expect(firmware.heapFree(end)).toBeLessThanOrEqual(8_000);
    firmware.booted(end, firmware.watchdogReason());
    expect(firmware.heapFree(end)).toBeGreaterThan(90_000);
    expect(firmware.watchdogAt()).toBeGreaterThan(end);
  });

  test("lasts for ever without a leak", () => {
    const firmware = firmwareOf(2);
    expect(firmware.watchdogAt()).toBe(never);
    expect(firmware.heapFree(later(start, minutes(1_000_000)))).toBeGreaterThan(90_000);
  });

  test("lasts exponentially long, a day on average at one crash a day", () => {
    const lives = Array.from(
      { length: 4_000 },
      (_, index) => (firmwareOf(index, { crashesPerDay: 1 }).watchdogAt() - start) / 86_400_000,
    );
    const mean = lives.reduce((sum, life) => sum + life, 0) / lives.length;
    expect(mean).toBeGreaterThan(0.95);
    expect(mean).toBeLessThan(1.05);
    expect(lives.filter((life) => life > 1).length / lives.length).toBeCloseTo(Math.exp(-1), 1);
  });

  test("is lost within hours with the fault, from wherever it stood", () => {
    for (let index = 0; index < 100; index++) {
      const firmware = firmwareOf(index);
      firmware.fault("memory-leak", later(start, minutes(600)));
      const life = (firmware.watchdogAt() - start) / 3_600_000 - 10;
      expect(life).toBeGreaterThan(0.8);
      expect(life).toBeLessThan(10);
    }
  });

  test("most bites are the software watchdog's", () => {
    const software = Array.from({ length: 1_000 }, (_, index) => firmwareOf(index).watchdogReason()).filter(
      (reason) => reason === "softwareWatchdogReset",
    ).length;
    expect(software).toBeGreaterThan(750);
    expect(software).toBeLessThan(850);
  });
});

test("the firmware's names are those no kind may take", () => {
  expect(Object.keys(firmwareAttributes)).toEqual(firmwareAttributeNames.toSorted(byPlace));
  expect(Object.keys(firmwareFaults)).toEqual(firmwareFaultNames);
});

/** In the order of the table. */
function byPlace(left: string, right: string): number {
  const names = Object.keys(firmwareAttributes);
  return names.indexOf(left) - names.indexOf(right);
}

describe("boots", () => {
  test("take a median of 4 s and 10 s at the 95th percentile", () => {
    const lengths = Array.from({ length: 4_000 }, (_, index) => firmwareOf(index).bootDuration() / 1_000).toSorted(
      (a, b) => a - b,
    );
    expect(lengths[2_000]).toBeCloseTo(4, 0);
    expect(lengths[3_800]).toBeGreaterThan(9);
    expect(lengths[3_800]).toBeLessThan(11);
  });

  test("count up and start the uptime again", () => {
    const firmware = firmwareOf(0);
    firmware.booted(later(start, minutes(10)), "softwareReset");
    expect(firmware.boots()).toBe(2);
    expect(firmware.upTime(later(start, minutes(11)))).toBe(60);
  });
});
