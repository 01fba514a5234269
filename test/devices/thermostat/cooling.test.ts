import { describe, expect, test } from "vitest";
import { thermostat } from "../../../devices/thermostat/thermostat.ts";
import { days, hours, instant, minutes } from "../../../src/kernel/time.ts";
import { Workbench, type WorkbenchOptions } from "../../../src/testing/index.ts";
import type { HomeView } from "../../../src/world/home.ts";
import { World } from "../../../src/world/world.ts";
import { stillHome } from "../../support/still-home.ts";
import { runsAndRests } from "./runs-and-rests.ts";

const july = instant(Date.UTC(2026, 6, 6));
const cooled = { heating: "gas-furnace", cooling: "central", schedule: "", setback: 0, coolingSetback: 0 };

/** A house with somebody up, always the same weather, and a cooler. */
function under(outdoor: number, options: Partial<WorkbenchOptions> = {}): Workbench {
  const home: HomeView = { ...stillHome(), outdoorTemperature: () => outdoor };
  const settings = { ...cooled, heatingSetpoint: 20, coolingSetpoint: 24 };
  return new Workbench({ kind: thermostat, home, start: july, settings, ...options });
}

const reading = (bench: Workbench): number => bench.value("localTemperature") as number;

describe("cooling", () => {
  test("keeps a hot house near its setpoint, and says so", () => {
    const bench = under(33);
    bench.device.desire({ systemMode: "cool" });
    bench.run(hours(12));
    for (let minute = 0; minute < 300; minute++) {
      bench.run(minutes(1));
      expect(Math.abs(reading(bench) - 24)).toBeLessThan(0.8);
    }
    const states = bench.reportsOf("thermostatRunningState").map(({ value }) => value);
    expect(states.join(" ")).toContain("cool fan idle cool fan idle");
    expect(bench.value("controlSequenceOfOperation")).toBe("coolingAndHeating");
    expect(bench.value("coolingRunTime")).toBeGreaterThan(2);
    expect(bench.value("cumulativeEnergyImported")).toBeGreaterThan(2);
  });

  test("cycles 2 to 3.5 times an hour at half load in the median home, and never for less than five minutes", () => {
    const world = new World({ seed: 2, climate: "continental", timeZoneOffset: hours(1) });
    const rates: number[] = [];
    for (let index = 0; index < 15; index++) {
      const { traits } = world.home(index);
      for (let outdoor = 26; outdoor <= 42; outdoor += 4) {
        const home: HomeView = { ...stillHome(), traits, outdoorTemperature: () => outdoor };
        const bench = under(outdoor, { index, home, every: days(1) });
        bench.device.desire({ systemMode: "cool" });
        bench.run(hours(24));
        const { runs, rests, duty, perHour } = runsAndRests(bench, "cool");
        if (runs.length > 0 && rests.length > 0) {
          expect(Math.min(...runs, ...rests)).toBeGreaterThanOrEqual(minutes(5));
        }
        if (duty > 0.4 && duty < 0.6) rates.push(perHour);
      }
    }
    expect(rates.length).toBeGreaterThan(8);
    const median = rates.toSorted((a, b) => a - b)[Math.floor(rates.length / 2)];
    expect(median).toBeGreaterThanOrEqual(2);
    expect(median).toBeLessThanOrEqual(3.5);
  });

  test("lets the house float between the two setpoints in auto, and keeps it between them", () => {
    for (const [outdoor, runs, edge] of [
      [-5, "heat", 20],
      [34, "cool", 24],
    ] as const) {
      const bench = under(outdoor);
      bench.device.desire({ systemMode: "auto" });
      bench.run(hours(30));
      expect(Math.abs(reading(bench) - edge)).toBeLessThan(0.8);
      expect(bench.reportsOf("thermostatRunningMode").map(({ value }) => value)).toContain(runs);
    }
    const mild = under(18);
    mild.device.desire({ systemMode: "auto" });
    mild.run(hours(40));
    expect(mild.eventsOf("runningModeChange").filter(({ at }) => at > july + hours(30))).toEqual([]);
    expect(reading(mild)).toBeGreaterThan(19.5);
    expect(reading(mild)).toBeLessThan(24.5);
  });

  test("is not done where there is nothing that cools", () => {
    const bench = under(34, { settings: { ...cooled, cooling: "none" } });
    bench.device.desire({ systemMode: "cool" });
    // Off for the summer, and it stays off.
    expect(bench.value("systemMode")).toBe("off");
    expect(bench.value("controlSequenceOfOperation")).toBe("heatingOnly");
    bench.device.desire({ systemMode: "auto" });
    expect(bench.value("systemMode")).toBe("off");
  });

  test("alone is what a thermostat without heating is wired to", () => {
    const bench = under(-5, { settings: { ...cooled, heating: "none" } });
    expect(bench.value("controlSequenceOfOperation")).toBe("coolingOnly");
    expect(bench.value("systemMode")).toBe("cool");
    bench.run(hours(48));
    expect(reading(bench)).toBeLessThan(12);
    expect(bench.command("setpointRaiseLower", { mode: "heat", amount: 1 })).toMatchObject({ failure: "rejected" });
  });

  test("whose compressor fails calls for cold in a house that gets hot, and draws what its fan does", () => {
    const bench = under(34);
    bench.device.desire({ systemMode: "cool" });
    bench.run(hours(12));
    bench.device.fault("compressor-fail", true);
    bench.run(hours(12));
    expect(bench.value("thermostatRunningState")).toBe("cool");
    expect(reading(bench)).toBeGreaterThan(27);
    expect(bench.value("activePower")).toBeLessThan(600);
    bench.device.fault("compressor-fail", false);
    bench.run(minutes(20));
    expect(bench.value("activePower")).toBeGreaterThan(1_000);
    bench.run(hours(24));
    expect(Math.abs(reading(bench) - 24)).toBeLessThan(1);
  });

  test("works against open windows in vain, and gets its way once they are closed", () => {
    let windowsOpen = false;
    const home: HomeView = { ...stillHome(), outdoorTemperature: () => 36, windowsOpen: () => windowsOpen };
    const bench = under(36, { home });
    const turn = (open: boolean): void => {
      windowsOpen = open;
      bench.device.happen({ type: "windows", at: bench.now, open });
    };
    bench.device.desire({ systemMode: "cool" });
    bench.run(hours(12));
    turn(true);
    bench.run(hours(6));
    expect(reading(bench)).toBeGreaterThan(26);
    turn(false);
    bench.run(hours(20));
    expect(reading(bench)).toBeLessThan(25);
  });
});

describe("the fan alone", () => {
  test("runs for as long as fan only is the mode, and neither heats nor cools", () => {
    const bench = under(-5);
    bench.device.desire({ systemMode: "fanOnly" });
    bench.run(hours(24));
    expect(bench.value("thermostatRunningState")).toBe("fan");
    expect(bench.value("thermostatRunningMode")).toBe("off");
    expect(reading(bench)).toBeLessThan(17);
    bench.device.desire({ systemMode: "off" });
    expect(bench.value("thermostatRunningState")).toBe("idle");
  });
});

describe("the seasons", () => {
  test("are followed by people who switch from heat to cool when it gets too warm, and back", () => {
    let outdoor = 5;
    const home: HomeView = { ...stillHome(), outdoorTemperature: () => outdoor };
    const homes = Array.from({ length: 12 }, (_, index) => under(5, { index, home }));
    const modes = (): unknown[] => homes.map((bench) => bench.value("systemMode"));
    expect(new Set(modes())).toEqual(new Set(["auto", "heat"]));
    outdoor = 34;
    for (const bench of homes) bench.run(days(4));
    expect(new Set(modes())).toEqual(new Set(["auto", "cool"]));
    outdoor = -2;
    for (const bench of homes) bench.run(days(4));
    expect(new Set(modes())).toEqual(new Set(["auto", "heat"]));
    const switching = homes.find((bench) => bench.value("systemMode") === "heat")!;
    expect(switching.eventsOf("systemModeChange").map(({ data }) => data["currentSystemMode"])).toEqual([
      "cool",
      "heat",
    ]);
  });
});
