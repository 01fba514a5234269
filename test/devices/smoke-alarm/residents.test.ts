import { describe, expect, test } from "vitest";
import { nuisanceShare, type SmokeSensor, usualDistance } from "../../../devices/smoke-alarm/smoke-alarm-physics.ts";
import { smokeAlarm } from "../../../devices/smoke-alarm/smoke-alarm.ts";
import { days, hours, minutes } from "../../../src/kernel/time.ts";
import { Workbench } from "../../../src/testing/index.ts";

const foot = 0.3048;

function cook(bench: Workbench): void {
  bench.device.happen({ type: "began", at: bench.now, person: 0, activity: "cooking", room: "kitchen" });
}

/** Share of cooking events in which an alarm goes off that is two years old, unless told otherwise. */
function nuisances(settings: Record<string, string | number>, times: number): number {
  const bench = new Workbench({ kind: smokeAlarm, settings: { ageAtStart: 2, ...settings } });
  let alarms = 0;
  for (let i = 0; i < times; i++) {
    const before = bench.eventsOf("smokeAlarm").length;
    cook(bench);
    bench.run(hours(2));
    if (bench.eventsOf("smokeAlarm").length > before) alarms++;
    bench.said.length = 0;
  }
  return alarms / times;
}

describe("cooking", () => {
  // CPSC 2008: share of cooking events with a nuisance alarm, by sensor and distance.
  test.each<[SmokeSensor, number, number]>([
    ["ionization", 5, 0.087],
    ["ionization", 10, 0.049],
    ["ionization", 20, 0.011],
    ["photoelectric", 5, 0.03],
    ["photoelectric", 10, 0.06],
    ["photoelectric", 20, 0.009],
    ["dual", 5, 0.113],
    ["dual", 10, 0.087],
    ["dual", 20, 0.011],
  ])("sets off a clean %s alarm %d feet away in a share of %d", (sensor, feet, share) => {
    expect(nuisanceShare(sensor, feet * foot)).toBeCloseTo(share, 9);
    const times = 6_000;
    const three = 3 * Math.sqrt((share * (1 - share)) / times);
    expect(Math.abs(nuisances({ sensor, distance: feet * foot }, times) - share)).toBeLessThan(three);
  });

  test("sets off a sensitive alarm more often, and one far away never", () => {
    const distance = 3;
    const standard = nuisances({ distance }, 2_000);
    expect(nuisances({ distance, smokeSensitivityLevel: "high" }, 2_000)).toBeGreaterThan(1.3 * standard);
    expect(nuisances({ distance: 15 }, 500)).toBe(0);
  });

  test("is as far away as rooms usually are", () => {
    expect(usualDistance("kitchen")).toBeLessThan(usualDistance("hall"));
    expect(usualDistance("hall")).toBeLessThan(usualDistance("bedroom"));
  });

  test("does not reach an alarm that has been taken down", () => {
    const bench = new Workbench({ kind: smokeAlarm, settings: { sensor: "dual", distance: 1 } });
    bench.device.act("take-down");
    for (let i = 0; i < 200; i++) {
      cook(bench);
      bench.run(hours(1));
    }
    expect(bench.eventsOf("smokeAlarm")).toEqual([]);
  });
});

describe("a nuisance alarm", () => {
  test("in a home where people cook is silenced within a minute, and over within half an hour", () => {
    let alarms = 0;
    let silenced = 0;
    for (let seed = 1; seed <= 8; seed++) {
      const settings = { sensor: "dual", distance: 1.5, ageAtStart: 2 };
      const bench = new Workbench({ kind: smokeAlarm, seed, people: true, settings });
      bench.run(days(40));
      bench.device.configure({ usedByResidents: false });
      bench.run(hours(2));
      expect(bench.value("smokeState")).toBe("normal");
      expect(bench.value("deviceMuted")).toBe("notMuted");
      const clears = bench.eventsOf("allClear");
      for (const { at, data } of bench.eventsOf("smokeAlarm")) {
        if (data.alarmSeverityLevel === "critical") continue;
        alarms++;
        expect(clears.find((clear) => clear.at > at)!.at - at).toBeLessThan(minutes(30));
        const muted = bench.eventsOf("alarmMuted").find((mute) => mute.at > at && mute.at < at + minutes(1));
        if (muted === undefined) continue;
        silenced++;
        expect(muted.at - at).toBeGreaterThanOrEqual(8_000);
      }
    }
    expect(alarms).toBeGreaterThan(20);
    expect(silenced / alarms).toBeGreaterThan(0.6);
  });
});

describe("residents", () => {
  test("test it monthly or weekly in one home of four", () => {
    let testers = 0;
    for (let index = 0; index < 200; index++) {
      const bench = new Workbench({ kind: smokeAlarm, index, settings: { ageAtStart: 1 } });
      bench.run(days(40));
      const count = bench.eventsOf("selfTestComplete").length;
      if (count > 0) testers++;
      expect(count).toBeLessThanOrEqual(7);
    }
    expect(testers / 200).toBeGreaterThan(0.15);
    expect(testers / 200).toBeLessThan(0.35);
  });

  test("leave it alone where the scenario says so", () => {
    for (let index = 0; index < 40; index++) {
      const bench = new Workbench({ kind: smokeAlarm, index, settings: { ageAtStart: 1, usedByResidents: false } });
      cook(bench);
      bench.run(days(40));
      expect(bench.eventsOf("selfTestComplete")).toEqual([]);
    }
  });
});
