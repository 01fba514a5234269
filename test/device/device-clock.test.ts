import { describe, expect, test } from "vitest";
import { DeviceClock, type DeviceClockOptions } from "../../src/device/device-clock.ts";
import { blankRow, fixedColumns } from "../../src/device/row.ts";
import { type Duration, hours, type Instant, instant, later, minutes, seconds } from "../../src/kernel/time.ts";

const start = instant(Date.UTC(2026, 0, 15));
const real: DeviceClockOptions = { drift: true, skew: seconds(0), start: "true" };

/** The clock of one device, which is switched on at `start`. */
function clockOf(device: number, options: Partial<DeviceClockOptions> = {}) {
  const clock = new DeviceClock({ ...real, ...options }, 11);
  const row = blankRow(fixedColumns);
  clock.begin(row, device, start);
  return {
    time: (now: Instant): Instant => clock.time(row, device, now),
    reach: (server: boolean, now: Instant) => clock.reach(row, device, server, now),
    started: (now: Instant, wasUnpowered: boolean, boot: number) =>
      clock.started(row, device, now, wasUnpowered, boot, true),
  };
}

function offset(clock: ReturnType<typeof clockOf>, at: Instant): number {
  return clock.time(at) - at;
}

const sorted = (values: readonly number[]): number[] => values.toSorted((a, b) => a - b);

describe("drift (realism check 32)", () => {
  const after = later(start, hours(24));
  const perDay = Array.from({ length: 5_000 }, (_, device) => {
    const clock = clockOf(device);
    clock.reach(false, start);
    return offset(clock, after) - offset(clock, start);
  });

  test("without a time server has a median of 3 to 12 ppm and a 99th percentile below 40", () => {
    const ppm = sorted(perDay.map((millis) => (1e6 * Math.abs(millis)) / hours(24)));
    expect(ppm[2_500]).toBeGreaterThan(3);
    expect(ppm[2_500]).toBeLessThan(12);
    expect(ppm[4_950]).toBeLessThan(40);
    expect(Math.max(...perDay.map(Math.abs))).toBeLessThan(3_500);
  });

  test("goes either way", () => {
    const fast = perDay.filter((millis) => millis > 0).length;
    expect(fast).toBeGreaterThan(2_300);
    expect(fast).toBeLessThan(2_700);
  });
});

describe("synchronisation", () => {
  test("happens some seconds after the start and every hour, and leaves a median error of 0.22 ms", () => {
    const errors: number[] = [];
    for (let device = 0; device < 2_000; device++) {
      const clock = clockOf(device);
      // The offset falls back at each synchronisation: what it falls to is the error.
      let before = offset(clock, later(start, seconds(10)));
      for (let tenth = 1; tenth < 40; tenth++) before = offset(clock, later(start, seconds(10) + tenth * 1_000));
      errors.push(Math.abs(before));
    }
    const ordered = sorted(errors);
    expect(ordered[1_000]).toBeGreaterThan(0.15);
    expect(ordered[1_000]).toBeLessThan(0.35);
    expect(ordered[1_980]).toBeLessThan(2.5);
  });

  test("keeps every clock within the drift of an hour", () => {
    for (let device = 0; device < 500; device++) {
      const clock = clockOf(device);
      for (let quarter = 1; quarter < 200; quarter++) {
        expect(Math.abs(offset(clock, later(start, minutes(15 * quarter))))).toBeLessThan(150);
      }
    }
  });

  test("stops when the server is lost and comes back within a minute of its return", () => {
    const clock = clockOf(3);
    const lost = later(start, hours(2));
    clock.reach(false, lost);
    const day = later(lost, hours(24));
    const drifted = offset(clock, day) - offset(clock, lost);
    expect(Math.abs(drifted)).toBeGreaterThan(20);
    expect(offset(clock, later(lost, hours(12))) - offset(clock, lost)).toBeCloseTo(drifted / 2, 6);
    clock.reach(true, day);
    expect(Math.abs(offset(clock, later(day, minutes(1))))).toBeLessThan(5);
  });
});

describe("the start", () => {
  test("at the epoch shows 1970 and its uptime until the first synchronisation", () => {
    const clock = clockOf(1, { start: "epoch", drift: false });
    expect(clock.time(start)).toBe(0);
    expect(clock.time(later(start, 1_500))).toBe(1_500);
    expect(clock.time(later(start, seconds(10)))).toBe(later(start, seconds(10)));
  });

  test("after a restart of the software alone keeps the time, after a power cut does not", () => {
    const clock = clockOf(1, { start: "epoch", drift: false });
    const again = later(start, hours(3));
    clock.started(again, false, 2);
    expect(clock.time(again)).toBe(again);
    clock.started(again, true, 3);
    expect(clock.time(again)).toBe(0);
  });

  test("a skew is there before and after every synchronisation", () => {
    const skew = -90_000 as Duration;
    const clock = clockOf(1, { drift: false, skew });
    expect(offset(clock, start)).toBe(-90_000);
    expect(offset(clock, later(start, hours(5)))).toBe(-90_000);
  });
});

test("a clock without drift shows true time", () => {
  const clock = clockOf(9, { drift: false });
  for (let hour = 0; hour < 48; hour++) expect(offset(clock, later(start, hours(hour)))).toBe(0);
});
