/** What many thermostats in real homes have in common: realism rows 4 to 7, 9 and 38, on fewer homes with wider bounds. */
import { describe, expect, test } from "vitest";
import { modelOf } from "../../../devices/thermostat/installation.ts";
import { thermostat, type ThermostatState } from "../../../devices/thermostat/thermostat.ts";
import { days, hours, instant, minutes } from "../../../src/kernel/time.ts";
import { Workbench } from "../../../src/testing/index.ts";
import { World } from "../../../src/world/world.ts";
import { stillHome } from "../../support/still-home.ts";

const january = instant(Date.UTC(2026, 0, 5));
const world = new World({ seed: 4, climate: "continental", timeZoneOffset: hours(1) });
const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

interface Habits {
  readonly comfort: number;
  readonly coolSetback: number;
}

describe("the homes of a fleet", () => {
  const benches = Array.from(
    { length: 1_500 },
    (_, index) => new Workbench({ kind: thermostat, index, home: stillHome(), settings: { cooling: "central" } }),
  );
  const habits = benches.map((bench) => bench.device.state as unknown as Habits);

  test("heat to 20.9 °C while somebody is up, sd 1.3 to 2 K, three of four to 20 to 22.3 °C", () => {
    const set = habits.map(({ comfort }) => comfort);
    const mean = sum(set) / set.length;
    const sd = Math.sqrt(sum(set.map((value) => (value - mean) ** 2)) / set.length);
    expect(Math.abs(mean - 20.9)).toBeLessThan(0.7);
    expect(sd).toBeGreaterThan(1.3);
    expect(sd).toBeLessThan(2);
    const usual = set.filter((value) => value >= 19.9 && value <= 22.3).length / set.length;
    expect(Math.abs(usual - 0.75)).toBeLessThan(0.08);
  });

  test("cool less while nobody needs it in 32 to 42 % of cases, mostly by 2 °F", () => {
    const setbacks = habits.map(({ coolSetback }) => coolSetback).filter((setback) => setback > 0);
    expect(setbacks.length / habits.length).toBeGreaterThan(0.32);
    expect(setbacks.length / habits.length).toBeLessThan(0.42);
    const share = (kelvins: number): number =>
      setbacks.filter((setback) => setback === kelvins).length / setbacks.length;
    expect(Math.abs(share(1.1) - 0.655)).toBeLessThan(0.06);
    expect(Math.abs(share(2.8) - 0.245)).toBeLessThan(0.06);
    expect(Math.abs(share(5) - 0.1)).toBeLessThan(0.04);
  });

  test("go by a weekly schedule in one of six, each by its own", () => {
    const scheduled = benches.filter((bench) => bench.value("activeScheduleHandle") === "weekly");
    expect(scheduled.length / benches.length).toBeGreaterThan(0.1);
    expect(scheduled.length / benches.length).toBeLessThan(0.25);
  });

  test("ease over 15 to 55 hours with their windows closed, and most within 18 with them open", () => {
    const hoursOf = (rate: number): number => 1 / rate / 3_600;
    const houses = Array.from({ length: 300 }, (_, home) => {
      const { device } = new Workbench({ kind: thermostat, index: home, home: world.home(home) });
      const state = device.state as ThermostatState;
      const rates = [false, true].map((windowsOpen) => {
        state.windowsOpen = windowsOpen;
        return modelOf(state, device as never).slowRate;
      });
      return rates.map(hoursOf) as [number, number];
    });
    const winter = houses.filter(([closed]) => closed >= 15 && closed <= 55).length / houses.length;
    const summer = houses.filter(([, open]) => open < 18).length / houses.length;
    expect(winter).toBeGreaterThan(0.6);
    expect(summer).toBeGreaterThan(0.9);
  });
});

describe("two weeks of winter in forty homes", () => {
  const lives = Array.from({ length: 40 }, (_, index) => {
    const home = world.home(index);
    const bench = new Workbench({
      kind: thermostat,
      index,
      home,
      start: january,
      settings: { usedByResidents: false },
    });
    const dayDuty: number[] = [];
    const dayOutdoor: number[] = [];
    let ran = 0;
    let path = 0;
    let last = bench.value("localTemperature") as number;
    for (let day = 0; day < 14; day++) {
      let outdoor = 0;
      for (let minute = 0; minute < 1_440; minute++) {
        bench.run(minutes(1));
        const now = bench.value("localTemperature") as number;
        path += Math.abs(now - last);
        last = now;
        if (minute % 60 === 0) outdoor += home.outdoorTemperature(bench.now) / 24;
      }
      const total = bench.value("heatingRunTime") as number;
      dayDuty.push((total - ran) / 24);
      dayOutdoor.push(outdoor);
      ran = total;
    }
    return { bench, line: fitted(dayOutdoor.slice(1), dayDuty.slice(1)), path };
  });

  test("heating runs in proportion to the cold, from a balance point of 13 to 18 °C on", () => {
    expect(median(lives.map(({ line }) => line.explained))).toBeGreaterThan(0.9);
    const balance = median(lives.map(({ line }) => line.zero));
    expect(balance).toBeGreaterThan(13);
    expect(balance).toBeLessThan(18);
  });

  test("a temperature is told for each tenth of a degree it moves", () => {
    const slopes = lives.map(({ bench, path }) => bench.reportsOf("localTemperature").length / (path / 0.1));
    expect(Math.abs(median(slopes) - 1)).toBeLessThan(0.15);
  });

  test("energy is what the reported power adds up to", () => {
    const { bench } = lives[0]!;
    expect(bench.value("cumulativeEnergyImported")).toBeGreaterThan(1);
    let energy = 0;
    let power = bench.reportsOf("activePower")[0]!;
    for (const report of bench.reportsOf("activePower").slice(1)) {
      energy += ((power.value as number) * (report.at - power.at)) / days(1);
      power = report;
    }
    const told = (bench.value("cumulativeEnergyImported") as number) / 24;
    expect(Math.abs(energy / 1_000 / told - 1)).toBeLessThan(0.05);
  });
});

/** The line through duty over outdoor temperature: how much of the duty it explains, and where it is 0. */
function fitted(x: readonly number[], y: readonly number[]): { readonly explained: number; readonly zero: number } {
  const meanX = sum(x) / x.length;
  const meanY = sum(y) / y.length;
  const xy = sum(x.map((value, i) => (value - meanX) * (y[i]! - meanY)));
  const xx = sum(x.map((value) => (value - meanX) ** 2));
  const yy = sum(y.map((value) => (value - meanY) ** 2));
  return { explained: xy ** 2 / xx / yy, zero: meanX - (meanY * xx) / xy };
}
