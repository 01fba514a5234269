import { describe, expect, test } from "vitest";
import { leakSensor } from "../../../devices/leak-sensor/leak-sensor.ts";
import { days, hours, instant, minutes, seconds } from "../../../src/kernel/time.ts";
import { Workbench } from "../../../src/testing/index.ts";
import type { HomeView } from "../../../src/world/home.ts";
import { stillHome } from "../../support/still-home.ts";

const never = { leaksPerYear: 0 };
const empty: HomeView = { ...stillHome(), presence: () => ({ home: 0, awake: 0 }) };
const asleep: HomeView = { ...stillHome(), presence: () => ({ home: 2, awake: 0 }) };

function alone(index = 0): Workbench {
  return new Workbench({ kind: leakSensor, index, settings: { ...never, usedByResidents: false } });
}

function inHome(home: HomeView, index = 0): Workbench {
  return new Workbench({ kind: leakSensor, index, home, settings: never });
}

function isWet(bench: Workbench): boolean {
  return bench.value("stateValue") === true;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

describe("water at a leak sensor", () => {
  test("is told at once, and stays until its probe is dry, tens of minutes to hours after mopping up", () => {
    const waits: number[] = [];
    for (let index = 0; index < 100; index++) {
      const bench = alone(index);
      bench.device.act("leak");
      bench.run(days(3));
      expect(isWet(bench)).toBe(true);
      bench.device.act("dry");
      expect(isWet(bench)).toBe(true);
      const since = bench.now;
      bench.run(hours(7));
      expect(isWet(bench)).toBe(false);
      const [wet, dry] = bench.eventsOf("stateChange");
      expect(wet!.data).toEqual({ stateValue: true });
      expect(dry!.data).toEqual({ stateValue: false });
      waits.push(dry!.at - since);
    }
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(minutes(10));
    expect(Math.max(...waits)).toBeLessThanOrEqual(hours(6));
    expect(median(waits)).toBeGreaterThan(minutes(30));
    expect(median(waits)).toBeLessThan(minutes(65));
  });

  test("that comes for a time stops by itself, and comes again before it is dry", () => {
    const bench = alone();
    bench.device.act("leak", { for: 600 });
    bench.run(seconds(605));
    expect(bench.device.state).toMatchObject({ water: { is: "drying" } });
    bench.device.act("leak", { for: 60 });
    bench.run(seconds(61));
    bench.run(hours(7));
    expect(isWet(bench)).toBe(false);
    expect(bench.eventsOf("stateChange")).toHaveLength(2);
  });

  test("is dealt with by who is awake at home, hears the alarm in bed, or comes home", () => {
    const dealt = (bench: Workbench): number => {
      bench.device.act("leak");
      for (let at = 0; at < 24 * 60; at++) {
        bench.run(minutes(1));
        if ((bench.device.state as { water: { is: string } }).water.is !== "wet") return at;
      }
      return Number.POSITIVE_INFINITY;
    };
    const minutesOf = (home: HomeView, silent: boolean): number[] =>
      Array.from({ length: 60 }, (_, index) => {
        const bench = inHome(home, index);
        if (silent) bench.command("enableDisableAlarm", { alarmsToEnableDisable: "none" });
        return dealt(bench);
      });
    expect(median(minutesOf(stillHome(), false))).toBeLessThan(12);
    expect(median(minutesOf(stillHome(), true))).toBeGreaterThan(25);
    expect(median(minutesOf(asleep, false))).toBeLessThan(12);
    expect(Math.min(...minutesOf(asleep, true))).toBe(Number.POSITIVE_INFINITY);
    expect(Math.min(...minutesOf(empty, false))).toBe(Number.POSITIVE_INFINITY);

    let people = 0;
    const bench = inHome({ ...stillHome(), presence: () => ({ home: people, awake: people }) });
    expect(dealt(bench)).toBe(Number.POSITIVE_INFINITY);
    people = 1;
    bench.device.happen({ type: "settled", at: bench.now, person: 0, first: true });
    bench.run(hours(20));
    expect(isWet(bench)).toBe(false);
  });

  test("is splashed there by one shower in some hundreds, in its room, for minutes", () => {
    let splashes = 0;
    const showers = 6_000;
    for (let index = 0; index < 20; index++) {
      const bench = new Workbench({ kind: leakSensor, index, room: "bathroom", home: stillHome(), settings: never });
      for (let i = 0; i < showers / 20; i++) {
        bench.device.happen({ type: "ended", at: bench.now, person: 0, activity: "shower", room: "bathroom" });
        bench.device.happen({ type: "ended", at: bench.now, person: 0, activity: "dishes", room: "kitchen" });
        bench.run(hours(2));
      }
      const events = bench.eventsOf("stateChange");
      splashes += events.length / 2;
      for (let i = 0; i + 1 < events.length; i += 2) {
        expect(events[i + 1]!.at - events[i]!.at).toBeLessThanOrEqual(hours(1));
      }
    }
    expect(splashes / showers).toBeGreaterThan(0.001);
    expect(splashes / showers).toBeLessThan(0.0035);
  });

  test("comes by itself once in some years, more in bathrooms than elsewhere, or as often as the setting says", () => {
    const leaks = (room: string, settings: Record<string, number>): number => {
      let count = 0;
      for (let index = 0; index < 60; index++) {
        const bench = new Workbench({ kind: leakSensor, index, room, home: stillHome(), settings, every: days(365) });
        bench.run(days(365));
        count += bench.eventsOf("stateChange").filter(({ data }) => data["stateValue"] === true).length;
      }
      return count / 60;
    };
    expect(leaks("bathroom", {})).toBeLessThan(0.2);
    expect(leaks("bathroom", { leaksPerYear: 12 })).toBeGreaterThan(10);
    expect(leaks("bathroom", { leaksPerYear: 12 })).toBeLessThan(14);
    expect(leaks("bathroom", never)).toBe(0);
  });
});

describe("its alarm", () => {
  test("sounds with the water and ends with it", () => {
    const bench = alone();
    bench.device.act("leak", { for: 60 });
    expect(bench.value("alarmsActive")).toBe("audible");
    bench.run(hours(8));
    expect(bench.value("alarmsActive")).toBe("none");
    expect(bench.eventsOf("alarmsStateChanged").map(({ data }) => data["alarmsActive"])).toEqual(["audible", "none"]);
  });

  test("can be silenced while it sounds, until it is dry again", () => {
    const bench = alone();
    expect(bench.command("suppressAlarm", { alarmsToSuppress: "audible" })).toMatchObject({
      ok: false,
      failure: "rejected",
    });
    bench.device.act("leak", { for: 60 });
    expect(bench.command("suppressAlarm", { alarmsToSuppress: "audible" })?.ok).toBe(true);
    expect(bench.value("alarmsActive")).toBe("none");
    expect(bench.value("alarmsSuppressed")).toBe("audible");
    expect(isWet(bench)).toBe(true);
    bench.run(hours(8));
    expect(bench.value("alarmsSuppressed")).toBe("none");
    bench.device.act("leak", { for: 60 });
    expect(bench.value("alarmsActive")).toBe("audible");
  });

  test("disabled does not sound, also after a restart, and sounds again when enabled in the water", () => {
    const bench = alone();
    bench.command("enableDisableAlarm", { alarmsToEnableDisable: "none" });
    bench.device.reboot("softwareReset");
    bench.run(minutes(2));
    expect(bench.value("alarmsEnabled")).toBe("none");
    bench.device.act("leak");
    expect(bench.value("alarmsActive")).toBe("none");
    bench.command("enableDisableAlarm", { alarmsToEnableDisable: "audible" });
    expect(bench.value("alarmsActive")).toBe("audible");
    bench.command("enableDisableAlarm", { alarmsToEnableDisable: "none" });
    expect(bench.value("alarmsActive")).toBe("none");
  });

  test("takes more of the cells than years of sleep", () => {
    const used = (bench: Workbench): number => (bench.device.state as { battery: { used: number } }).battery.used;
    const [loud, quiet] = [alone(2), alone(2)];
    loud.device.act("leak");
    for (const bench of [loud, quiet]) bench.run(days(2));
    loud.command("suppressAlarm", { alarmsToSuppress: "audible" });
    expect(used(loud) - used(quiet)).toBeGreaterThan(100);
  });
});

describe("a broken leak sensor", () => {
  test("that is stuck shows what it showed, wet or dry, and afterwards how things are", () => {
    const bench = alone();
    bench.device.fault("stuck", true);
    bench.device.act("leak");
    expect(isWet(bench)).toBe(false);
    bench.device.fault("stuck", false);
    expect(isWet(bench)).toBe(true);
    bench.device.fault("stuck", true);
    bench.device.act("dry");
    bench.run(hours(8));
    expect(isWet(bench)).toBe(true);
    bench.device.fault("stuck", false);
    expect(isWet(bench)).toBe(false);
  });

  test("with condensation on its probe alarms for nothing", () => {
    const bench = alone();
    bench.device.fault("false-alarm", true);
    expect(isWet(bench)).toBe(true);
    expect(bench.value("alarmsActive")).toBe("audible");
    expect(bench.device.state).toMatchObject({ water: { is: "dry" } });
    bench.device.fault("false-alarm", false);
    expect(isWet(bench)).toBe(false);
  });

  test("gets weak, in the end is dark and dumb in water, and rings for it with fresh cells", () => {
    const bench = new Workbench({
      kind: leakSensor,
      every: days(30),
      settings: { ...never, usedByResidents: false },
    });
    bench.device.fault("low-battery", true);
    expect(bench.value("batChargeLevel")).toBe("warning");
    bench.run(days(365 * 8));
    expect(bench.value("batChargeLevel")).toBe("critical");
    expect(bench.value("batReplacementNeeded")).toBe(true);
    expect(bench.device.phase).toBe("unpowered");
    bench.said.length = 0;
    bench.device.act("leak");
    bench.run(hours(3));
    expect(isWet(bench)).toBe(false);
    expect(bench.said).toEqual([]);
    bench.device.act("replace-battery");
    bench.run(minutes(1));
    expect(isWet(bench)).toBe(true);
    expect(bench.value("alarmsActive")).toBe("audible");
    expect(bench.value("batPercentRemaining")).toBe(100);
  });

  test("that rings until its cells are empty falls silent, and rings again with fresh ones in the same water", () => {
    const bench = alone();
    bench.device.act("leak");
    bench.run(days(60));
    expect(bench.device.phase).toBe("unpowered");
    expect(bench.device.state).toMatchObject({ sounding: false, water: { is: "wet" } });
    bench.device.act("replace-battery");
    bench.run(minutes(1));
    expect(bench.value("alarmsActive")).toBe("audible");
    expect(bench.value("bootReason")).toBe("powerOnReboot");
  });
});

describe("a quiet leak sensor", () => {
  test("is heard of once an hour and does nothing in between", () => {
    const bench = new Workbench({
      kind: leakSensor,
      room: "bathroom",
      start: instant(Date.UTC(2026, 0, 12)),
      people: true,
      every: hours(24),
    });
    bench.run(days(2));
    const heartbeats = bench.said.filter((said) => said.type === "changed" && "stateValue" in said.values);
    expect(heartbeats.length).toBeGreaterThanOrEqual(47);
    expect(heartbeats.length).toBeLessThanOrEqual(49);
    const others = bench.said.filter((said) => said.type === "raised" || said.type === "outcome");
    expect(others).toEqual([]);
  });
});
