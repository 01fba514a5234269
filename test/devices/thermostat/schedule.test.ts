import { describe, expect, test } from "vitest";
import { nextTransition, presetAt, readSchedule } from "../../../devices/thermostat/schedule.ts";
import { thermostat } from "../../../devices/thermostat/thermostat.ts";
import { days, hours, instant, later, minutes } from "../../../src/kernel/time.ts";
import { Workbench, type WorkbenchOptions } from "../../../src/testing/index.ts";
import { stillHome } from "../../support/still-home.ts";

const week =
  "mon-fri 06:30 wake, 08:00 unoccupied, 17:00 occupied, 22:00 goingToSleep, 23:00 sleep; sat-sun 08:00 wake, 23:30 sleep";
const monday = instant(Date.UTC(2026, 0, 12));
/** A unit whose clock is right. */
const unit = 30_000;

describe("a weekly schedule", () => {
  test("is read from its text", () => {
    const schedule = readSchedule(week);
    expect(schedule).toHaveLength(5 * 5 + 2 * 2);
    expect(schedule[0]).toEqual({ minute: 390, preset: "wake" });
    expect(schedule.at(-1)).toEqual({ minute: 6 * 1_440 + 1_410, preset: "sleep" });
    expect(readSchedule("wed 12:00 vacation")).toEqual([{ minute: 2 * 1_440 + 720, preset: "vacation" }]);
  });

  test.each(["", "always 20 degrees", "mon-fri 25:00 wake", "fri-mon 06:00 wake", "mon 06:00 snooze", `${week};`])(
    "is none when the text is %j",
    (text) => expect(readSchedule(text)).toEqual([]),
  );

  test("says what holds at any time of the week, and when that ends", () => {
    const schedule = readSchedule(week);
    const at = (day: number, hour: number): ReturnType<typeof later> => later(monday, days(day) + hours(hour));
    expect(presetAt(schedule, unit, 0, at(0, 3))).toBe("sleep");
    expect(presetAt(schedule, unit, 0, at(0, 6.5))).toBe("wake");
    expect(presetAt(schedule, unit, 0, at(4, 12))).toBe("unoccupied");
    expect(presetAt(schedule, unit, 0, at(5, 12))).toBe("wake");
    expect(nextTransition(schedule, unit, 0, at(0, 0))).toBe(at(0, 6.5));
    expect(nextTransition(schedule, unit, 0, at(0, 6.5))).toBe(at(0, 8));
    expect(nextTransition(schedule, unit, 0, at(6, 23.75))).toBe(at(7, 6.5));
    expect(nextTransition(schedule, unit, hours(2), at(0, 0))).toBe(at(0, 4.5));
  });
});

describe("a thermostat that goes by a schedule", () => {
  const scheduled = (options: Partial<WorkbenchOptions> = {}): Workbench =>
    new Workbench({
      kind: thermostat,
      home: stillHome(),
      start: monday,
      settings: { heating: "gas-furnace", cooling: "none", heatingSetpoint: 20, setback: 4, schedule: week },
      ...options,
    });

  test("turns its pages within half a minute of their time, for a whole week", () => {
    const bench = scheduled();
    expect(bench.value("activeScheduleHandle")).toBe("weekly");
    expect(bench.value("activePresetHandle")).toBe("sleep");
    bench.run(days(7));
    const pages = bench.eventsOf("activePresetChange");
    expect(pages).toHaveLength(29);
    for (const { at } of pages) {
      const off = (at - monday) % minutes(30);
      expect(Math.min(off, minutes(30) - off)).toBeLessThanOrEqual(30_001);
    }
    expect(pages.slice(0, 4).map(({ data }) => data["currentPresetHandle"])).toEqual([
      "wake",
      "unoccupied",
      "occupied",
      "goingToSleep",
    ]);
    expect(bench.value("setpointChangeSource")).toBe("schedule");
  });

  test("lowers to half the setback an hour before sleep", () => {
    const bench = scheduled();
    bench.run(hours(22.5));
    expect(bench.device.values()).toMatchObject({ activePresetHandle: "goingToSleep", occupiedHeatingSetpoint: 18 });
    bench.run(hours(1));
    expect(bench.device.values()).toMatchObject({ activePresetHandle: "sleep", occupiedHeatingSetpoint: 16 });
  });

  test("does not mind who goes to bed, and keeps a hand's choice until the next page", () => {
    const bench = scheduled();
    bench.run(hours(12));
    bench.device.happen({ type: "bedtime", at: bench.now, person: 0, last: true });
    expect(bench.value("activePresetHandle")).toBe("unoccupied");
    bench.device.act("turn-dial", { delta: 3 });
    expect(bench.device.values()).toMatchObject({ activePresetHandle: null, occupiedHeatingSetpoint: 19 });
    bench.run(hours(6));
    expect(bench.device.values()).toMatchObject({ activePresetHandle: "occupied", occupiedHeatingSetpoint: 20 });
  });

  test("turns the page it missed without power when it starts again", () => {
    const bench = scheduled();
    bench.run(hours(6));
    bench.device.power(false);
    bench.run(hours(1));
    expect(bench.value("activePresetHandle")).toBe("sleep");
    bench.device.power(true);
    bench.run(minutes(2));
    expect(bench.value("activePresetHandle")).toBe("wake");
  });

  test("can be told to by a server, if it has one", () => {
    const bench = scheduled({ settings: { heating: "gas-furnace", heatingSetpoint: 20, setback: 4, schedule: "" } });
    expect(bench.value("activeScheduleHandle")).toBeNull();
    const request = (): unknown => bench.command("setActiveScheduleRequest", { scheduleHandle: "weekly" });
    expect(request()).toMatchObject({ ok: false, failure: "rejected" });
    bench.device.configure({ schedule: "daily at noon" });
    expect(request()).toMatchObject({ ok: false, failure: "rejected" });
    bench.device.configure({ schedule: week });
    expect(bench.value("activeScheduleHandle")).toBe("weekly");
    expect(request()).toMatchObject({ ok: true });
    expect(bench.eventsOf("activeScheduleChange")).toHaveLength(1);
  });
});
