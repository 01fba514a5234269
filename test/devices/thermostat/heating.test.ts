import { describe, expect, test } from "vitest";
import { thermostat } from "../../../devices/thermostat/thermostat.ts";
import { days, hours, instant, minutes, seconds } from "../../../src/kernel/time.ts";
import type { HouseState } from "../../../src/device/physics/two-node-house.ts";
import { Workbench, type WorkbenchOptions } from "../../../src/testing/index.ts";
import type { HomeView } from "../../../src/world/home.ts";
import { World } from "../../../src/world/world.ts";
import { stillHome } from "../../support/still-home.ts";
import { runsAndRests } from "./runs-and-rests.ts";

const monday = instant(Date.UTC(2026, 0, 12));

const furnace = { heating: "gas-furnace", cooling: "none", schedule: "" };

/** A house at night, with somebody up and always the same weather. */
function under(outdoor: number, options: Partial<WorkbenchOptions> = {}): Workbench {
  const home: HomeView = { ...stillHome(), outdoorTemperature: () => outdoor };
  return new Workbench({
    kind: thermostat,
    home,
    settings: { ...furnace, heatingSetpoint: 20, setback: 3 },
    ...options,
  });
}

function reading(bench: Workbench): number {
  return bench.value("localTemperature") as number;
}

describe("heating", () => {
  test("cycles 3 to 5 times an hour at half load", () => {
    const rates: number[] = [];
    for (let index = 0; index < 20; index++) {
      const { traits } = new World({ seed: 1, climate: "continental", timeZoneOffset: hours(0) }).home(index);
      for (let outdoor = -25; outdoor <= 10; outdoor += 5) {
        const home: HomeView = { ...stillHome(), traits, outdoorTemperature: () => outdoor };
        const bench = under(outdoor, { index, home, every: days(1) });
        bench.run(hours(24));
        const { duty, perHour } = runsAndRests(bench);
        if (duty > 0.4 && duty < 0.6) rates.push(perHour);
      }
    }
    const median = rates.toSorted((a, b) => a - b)[Math.floor(rates.length / 2)];
    expect(rates.length).toBeGreaterThan(10);
    expect(median).toBeGreaterThan(3);
    expect(median).toBeLessThan(5);
  });

  test("never runs and never rests for less than five minutes, whatever is wanted of it", () => {
    const bench = new Workbench({ kind: thermostat, start: monday, people: true });
    for (let i = 0; i < 3_000; i++) {
      bench.run(seconds(37 + ((i * 101) % 400)));
      if (i % 3 === 0) bench.device.act("turn-dial", { delta: i % 2 === 0 ? 3 : -3 });
      if (i % 7 === 0) bench.device.desire({ systemMode: i % 2 === 0 ? "off" : "heat" });
      if (i % 11 === 0) bench.device.fault("stuck-sensor", i % 2 === 0);
    }
    const { runs, rests } = runsAndRests(bench);
    expect(runs.length).toBeGreaterThan(100);
    expect(Math.min(...runs, ...rests)).toBeGreaterThanOrEqual(minutes(5));
  });

  test("keeps the reading within 0.7 K of the setpoint for 95 % of the time", () => {
    let near = 0;
    let all = 0;
    for (let index = 0; index < 20; index++) {
      const bench = under(-5, { index });
      bench.run(hours(4));
      for (let minute = 0; minute < 600; minute++) {
        bench.run(minutes(1));
        all++;
        if (Math.abs(reading(bench) - 20) <= 0.7) near++;
      }
    }
    expect(near / all).toBeGreaterThan(0.95);
  });

  test("runs on with the fan alone after the heat", () => {
    const bench = under(-5);
    bench.run(hours(6));
    const states = bench.reportsOf("thermostatRunningState").map(({ value }) => value);
    const order = states.filter((state, index) => state !== states[index - 1]).join(" ");
    expect(order).toContain("heat fan idle heat fan idle");
  });

  test("that is switched off lets the house cool", () => {
    const bench = under(-5);
    bench.run(hours(6));
    bench.device.desire({ systemMode: "off" });
    bench.run(hours(24));
    expect(bench.value("thermostatRunningState")).toBe("idle");
    expect(reading(bench)).toBeLessThan(16);
  });

  test("reports a tenth of a degree when it has changed by one, and no sooner", () => {
    const bench = under(-5);
    bench.run(hours(12));
    const reports = bench.reportsOf("localTemperature").slice(1);
    for (let i = 1; i < reports.length; i++) {
      const change = Math.abs((reports[i]!.value as number) - (reports[i - 1]!.value as number));
      const aged = reports[i]!.at - reports[i - 1]!.at >= hours(1);
      if (!aged) expect(change).toBeGreaterThan(0.09);
      expect(change).toBeLessThan(0.115);
    }
  });
});

describe("a house", () => {
  test("is the same whether somebody reads it every second or never", () => {
    const often = under(-5);
    const never = under(-5);
    for (let second = 0; second < 8_000; second++) {
      often.run(seconds(1));
      reading(often);
    }
    never.run(seconds(8_000));
    expect(often.device.state).toEqual(never.device.state);
    expect(often.reportsOf("localTemperature")).toEqual(never.reportsOf("localTemperature"));
  });

  test("moved on in a thousand steps is where one step takes it, to the ten-thousandth of a degree", () => {
    const often = under(-5, { settings: { ...furnace, heatingSetpoint: 7 } });
    const never = under(-5, { settings: { ...furnace, heatingSetpoint: 7 } });
    for (let second = 0; second < 8_000; second++) {
      often.run(seconds(1));
      // An input that changes nothing moves the house on.
      often.device.configure({ setback: 0 });
    }
    never.run(seconds(8_000));
    never.device.configure({ setback: 0 });
    const [one, other] = [often, never].map((bench) => (bench.device.state as { house: HouseState }).house);
    for (const node of ["air", "mass", "sensor"] as const) expect(one![node]).toBeCloseTo(other![node], 4);
  });

  test("follows the weather of the world, and says what it is outdoors", () => {
    const bench = new Workbench({ kind: thermostat, start: monday, people: true });
    const home = new World({ seed: 1, climate: "continental", timeZoneOffset: hours(1) }).home(0);
    for (let hour = 0; hour < 48; hour++) {
      bench.run(hours(1));
      const shown = bench.value("outdoorTemperature") as number;
      expect(Math.abs(shown - home.outdoorTemperature(bench.now))).toBeLessThan(1.5);
    }
  });

  test("cools through a power cut, at the pace of its own walls, and is warmed again afterwards", () => {
    const bench = under(-5);
    bench.run(hours(6));
    const before = reading(bench);
    bench.device.power(false);
    bench.run(hours(10));
    expect(bench.value("thermostatRunningState")).toBe("idle");
    const after = reading(bench);
    const { heatLoss, heatCapacity } = bench.device.home.traits;
    const hoursToEase = heatCapacity / heatLoss / 3_600;
    const left = (after + 5) / (before + 5);
    expect(-10 / Math.log(left)).toBeGreaterThan(hoursToEase * 0.5);
    expect(after).toBeLessThan(before - 1);
    bench.device.power(true);
    bench.run(hours(10));
    expect(reading(bench)).toBeGreaterThan(19);
  });

  test("is heated again once the thermostat has started, which then tells of it", () => {
    const bench = under(-10);
    bench.run(hours(1));
    bench.device.power(false);
    bench.run(hours(3));
    bench.said.length = 0;
    bench.device.power(true);
    expect(bench.value("thermostatRunningState")).toBe("idle");
    bench.run(minutes(2));
    expect(bench.value("thermostatRunningState")).toBe("heat");
    expect(bench.eventsOf("runningStateChange").map(({ data }) => data.currentRunningState)).toEqual(["heat"]);
  });

  test("in winter eases with a time constant of 15 to 55 hours in most homes, once its heating is off", () => {
    const slow = Array.from({ length: 60 }, (_, home) => {
      const traits = new World({ seed: 1, climate: "continental", timeZoneOffset: hours(0) }).home(home).traits;
      const view: HomeView = {
        ...stillHome(),
        traits,
        outdoorTemperature: () => 0,
        presence: () => ({ home: 0, awake: 0 }),
      };
      const bench = new Workbench({
        kind: thermostat,
        home: view,
        settings: { ...furnace, heatingSetpoint: 22, setback: 0 },
        every: days(1),
      });
      bench.run(hours(12));
      bench.device.desire({ systemMode: "off" });
      bench.run(hours(3));
      // The free house tends to a temperature above outdoors; three readings give both it and the pace.
      const [first, second, third] = [0, 6, 6].map((wait) => {
        bench.run(hours(wait));
        return reading(bench);
      });
      return -6 / Math.log((third! - second!) / (second! - first!));
    });
    const usual = slow.filter((constant) => constant >= 15 && constant <= 55);
    expect(usual.length / slow.length).toBeGreaterThanOrEqual(0.6);
  });

  test("does not boil in summer, for people open windows", () => {
    for (let seed = 1; seed <= 10; seed++) {
      const bench = new Workbench({
        kind: thermostat,
        seed,
        climate: "maritime",
        people: true,
        start: instant(Date.UTC(2026, 6, 6)),
      });
      bench.run(days(7));
      const warmest = Math.max(...bench.reportsOf("localTemperature").map(({ value }) => value as number));
      expect(warmest).toBeLessThan(32);
    }
  });
});

describe("a wrong sensor", () => {
  test("that sticks below the setpoint heats for ever, above it never again", () => {
    const cold = under(-5);
    cold.device.desire({ occupiedHeatingSetpoint: 25 });
    cold.run(minutes(10));
    cold.device.fault("stuck-sensor", true);
    const stuck = reading(cold);
    cold.run(hours(24));
    expect(reading(cold)).toBe(stuck);
    expect(cold.value("thermostatRunningState")).toBe("heat");
    cold.device.desire({ occupiedHeatingSetpoint: 10 });
    cold.run(hours(24));
    expect(cold.value("thermostatRunningState")).toBe("idle");
    cold.device.fault("stuck-sensor", false);
    cold.run(seconds(1));
    expect(Math.abs(reading(cold) - stuck)).toBeGreaterThan(1);
  });

  test("that drifts shows what is wanted while the room gets colder", () => {
    const bench = under(-5);
    bench.run(hours(6));
    bench.device.fault("drifting-sensor", true);
    bench.run(hours(20));
    expect(Math.abs(reading(bench) - 20)).toBeLessThan(0.8);
    bench.device.fault("drifting-sensor", false);
    expect(reading(bench)).toBeLessThan(17);
  });
});

test("a dead sensor shows nothing: the heat goes off, the house cools, and both are over with it", () => {
  const bench = under(-5);
  bench.run(hours(6));
  bench.device.fault("dead-sensor", true);
  bench.run(minutes(10));
  expect(bench.value("localTemperature")).toBeNull();
  expect(bench.reportsOf("localTemperature").at(-1)!.value).toBeNull();
  expect(bench.value("thermostatRunningState")).toBe("idle");
  bench.run(hours(12));
  expect((bench.device.state as { house: HouseState }).house.air).toBeLessThan(17);
  bench.device.fault("dead-sensor", false);
  bench.run(seconds(30));
  expect(bench.reportsOf("localTemperature").at(-1)!.value).toBeLessThan(17);
  expect(bench.value("thermostatRunningState")).toBe("heat");
  expect(bench.eventsOf("localTemperatureChange").map(({ data }) => data["currentLocalTemperature"] === null)).toEqual([
    true,
    false,
  ]);
});

test("a sensor that is back within a minute tells so as soon as the minute is over", () => {
  const bench = under(-5);
  bench.device.fault("dead-sensor", true);
  bench.run(seconds(20));
  bench.device.fault("dead-sensor", false);
  bench.run(minutes(5));
  const told = bench.eventsOf("localTemperatureChange");
  expect(told.map(({ data }) => data["currentLocalTemperature"] === null)).toEqual([true, false]);
  expect(told[1]!.at - told[0]!.at).toBe(minutes(1));
});

test("heating that fails calls for heat in a house that cools", () => {
  const bench = under(-5);
  bench.run(hours(6));
  bench.device.fault("heating-failure", true);
  bench.run(hours(12));
  expect(bench.value("thermostatRunningState")).toBe("heat");
  expect(reading(bench)).toBeLessThan(17);
});

describe("a fleet", () => {
  test("begins its quarters of an hour at different minutes", () => {
    const phases = new Set<number>();
    for (let index = 0; index < 50; index++) {
      const bench = new Workbench({ kind: thermostat, index });
      phases.add(Math.floor((bench.device.state as { quarterPhase: number }).quarterPhase / 60_000));
    }
    expect(phases.size).toBeGreaterThan(10);
  });
});
