/** Rows 1-10 and 38: houses and their thermostats. */
import { thermostat } from "../../../devices/thermostat/thermostat.ts";
import type { ThermostatState } from "../../../devices/thermostat/thermostat.ts";
import { minutes } from "../../../src/kernel/time.ts";
import { Workbench } from "../../../src/testing/index.ts";
import { around, none, type Row } from "../row.ts";
import { deviation, explained, mean, median, share } from "../statistics.ts";
import type { HvacKind, Window } from "../studies/heating.ts";
import type { Study } from "../study.ts";

export const heatingRows: readonly Row[] = [
  {
    number: 1,
    statistic: "heating and cooling cycles an hour at 40-60 % duty, medians",
    target: "gas 3-5; heat pump and cooler 2-3.5; electric <= 9",
    source: "Honeywell T6 Pro defaults",
    basis: "published",
    async measure(study) {
      const { windows } = await study.hvac;
      const at = (kind: HvacKind): number => cyclesAt(windows[kind], 0.4, 0.6);
      return [
        { name: "gas", value: at("gas-furnace"), low: 3, high: 5 },
        { name: "heat pump", value: at("heat-pump"), low: 2, high: 3.5 },
        { name: "central cooling", value: at("central"), low: 2, high: 3.5 },
        { name: "electric", value: at("electric"), low: 1, high: 9 },
      ];
    },
  },
  {
    number: 2,
    statistic: "cycles an hour over duty against 4 Nmax X (1 - X): R²; cycles at 20 % over those at 50 %",
    target: ">= .85; .45-.8",
    source: "two-node house with a lagging sensor",
    basis: "published",
    async measure(study) {
      const { windows } = await study.hvac;
      const bins = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9].flatMap((duty) => {
        const inBin = windows["gas-furnace"].filter((window) => Math.abs(window.duty - duty) <= 0.05);
        return inBin.length < 20 ? [] : [{ duty, cycles: mean(inBin.map(({ cyclesPerHour }) => cyclesPerHour)) }];
      });
      const shape = bins.map(({ duty }) => 4 * duty * (1 - duty));
      const cycles = bins.map((bin) => bin.cycles);
      const most = sumOfProducts(shape, cycles) / sumOfProducts(shape, shape);
      const of = (duty: number): number => bins.find((bin) => bin.duty === duty)?.cycles ?? Number.NaN;
      return [
        {
          name: "R²",
          value: explained(
            cycles,
            shape.map((value) => most * value),
          ),
          low: 0.85,
          high: 1,
        },
        { name: "20 % over 50 %", value: of(0.2) / of(0.5), low: 0.45, high: 0.8 },
        { name: "classes of duty", value: bins.length, low: 5, high: 9 },
      ];
    },
  },
  {
    number: 3,
    statistic: "runs and rests shorter than the 300 s a compressor and a burner must have",
    target: "0 violations",
    source: "ecobee, Trane",
    basis: "published",
    async measure(study) {
      const { violations, cycles } = await study.hvac;
      return [
        { name: "cycles", value: cycles, low: 1, high: Number.POSITIVE_INFINITY, exact: true },
        { name: "too short", value: violations, ...none },
      ];
    },
  },
  {
    number: 4,
    statistic: "share of homes whose time constant in winter is 15-55 h, heating off",
    target: ">= .60",
    source: "ecobee, over 10,000 thermostats (John et al.)",
    basis: "published",
    async measure(study) {
      const { winter } = (await study.hvac).timeConstants;
      return [
        { name: "15-55 h", value: share(winter, (tau) => tau >= 15 && tau <= 55), low: 0.6, high: 1 },
        { name: "median h", value: median(winter), low: 15, high: 55 },
      ];
    },
  },
  {
    number: 5,
    statistic: "share of homes whose time constant in summer, people airing, is under 18 h",
    target: "most",
    source: "ecobee, over 10,000 thermostats (John et al.)",
    basis: "published",
    async measure(study) {
      const { summer } = (await study.hvac).timeConstants;
      return [
        { name: "under 18 h", value: share(summer, (tau) => tau > 0 && tau < 18), low: 0.5, high: 1 },
        { name: "median h", value: median(summer), low: 1, high: 18 },
      ];
    },
  },
  {
    number: 6,
    statistic: "heating setpoint while somebody is up: mean and deviation across homes (°C, K), share at 68-72 °F",
    target: "20.9±.7; 1.3-2.0; .75±.08",
    source: "RECS 2020 by way of ResStock",
    basis: "published",
    async measure(study) {
      const { heatingSetpoints: set } = await study.hvac;
      return [
        { name: "mean °C", value: mean(set), ...around(20.9, 0.7) },
        { name: "deviation K", value: deviation(set), low: 1.3, high: 2 },
        { name: "68-72 °F", value: share(set, (value) => value > 19.7 && value < 22.5), ...around(0.75, 0.08) },
      ];
    },
  },
  {
    number: 7,
    statistic: "share of homes with a cooling setback; of those, share with 2 °F",
    target: ".32-.42; .62-.69",
    source: "ResStock, RECS",
    basis: "published",
    async measure(study) {
      const { coolingSetbacks } = await study.hvac;
      const some = coolingSetbacks.filter((setback) => setback > 0.05);
      return [
        { name: "any", value: some.length / coolingSetbacks.length, low: 0.32, high: 0.42 },
        { name: "2 °F", value: share(some, (setback) => setback < 2), low: 0.62, high: 0.69 },
      ];
    },
  },
  {
    number: 8,
    statistic:
      "temperature off the setpoint at a steady setpoint while it heats on and off: share shown within .7 K, air within 1.1 K",
    target: ">= .95; all of the air (>= .95)",
    source: "two-node house with a lagging sensor",
    basis: "published",
    measure(study) {
      const samples = steadySamples(study);
      return [
        { name: "shown within .7 K", value: share(samples, ({ shown }) => Math.abs(shown) <= 0.7), low: 0.95, high: 1 },
        { name: "air within 1.1 K", value: share(samples, ({ air }) => Math.abs(air) <= 1.1), low: 0.95, high: 1 },
      ];
    },
  },
  {
    number: 9,
    statistic: "daily duty over outdoor temperature, by home: R² of a line; temperature at which heating ends (°C)",
    target: ">= .9; 13-18",
    source: "energy balance",
    basis: "design target",
    async measure(study) {
      const { duty } = await study.hvac;
      return [
        { name: "median R²", value: median(duty.map(({ line }) => line.r2)), low: 0.9, high: 1 },
        { name: "median °C", value: median(duty.map(({ line }) => -line.intercept / line.slope)), low: 13, high: 18 },
      ];
    },
  },
  {
    number: 10,
    statistic: "share of the time heating runs at the design temperature, median of homes",
    target: ".60-.85",
    source: "sizing rules",
    basis: "design target",
    async measure(study) {
      const { duty } = await study.hvac;
      const atDesign = duty.map(({ line, designTemperature }) => line.intercept + line.slope * designTemperature);
      return [{ name: "median", value: median(atDesign), low: 0.6, high: 0.85 }];
    },
  },
  {
    number: 38,
    statistic: "temperature messages against the way the temperature went, in steps of .1 °C: slope",
    target: "1±.15 while the longest interval does not matter",
    source: "(min, max, change) rule",
    basis: "published",
    measure(study) {
      const { messages, way } = messagesAndWay(study);
      const slope = sumOfProducts(messages, way) / sumOfProducts(way, way);
      return [{ name: "slope", value: slope, ...around(1, 0.15) }];
    },
  },
];

function cyclesAt(windows: readonly Window[], from: number, to: number): number {
  return median(windows.filter(({ duty }) => duty >= from && duty <= to).map(({ cyclesPerHour }) => cyclesPerHour));
}

function sumOfProducts(left: readonly number[], right: readonly number[]): number {
  return left.reduce((sum, value, i) => sum + value * right[i]!, 0);
}

/** A thermostat on a gas furnace nobody touches, in January; each on a house of its own. */
function gasBench({ seed }: Study, index: number): Workbench {
  const settings = { heating: "gas-furnace", cooling: "none", usedByResidents: false, setback: 0, schedule: "" };
  return new Workbench({ kind: thermostat, seed: seed + index, settings });
}

/** K above the setpoint, every seven minutes of two days, once the house has settled. */
function steadySamples(study: Study): { readonly shown: number; readonly air: number }[] {
  const samples: { shown: number; air: number }[] = [];
  for (let index = 0; index < Math.min(200, study.homes); index++) {
    const bench = gasBench(study, index);
    bench.run(minutes(12 * 60));
    for (let i = 0; i < 412; i++) {
      bench.run(minutes(7));
      const setpoint = bench.value("occupiedHeatingSetpoint") as number;
      // Nobody lives here; hearing of somebody only moves the house on to this moment.
      bench.device.happen({ type: "windows", at: bench.now, open: false });
      const { house } = bench.device.state as ThermostatState;
      if (isWarm(bench, setpoint)) continue;
      samples.push({ shown: (bench.value("localTemperature") as number) - setpoint, air: house.air - setpoint });
    }
  }
  return samples;
}

/** The sun, not the furnace, keeps the house: it has not heated for three hours. */
function isWarm(bench: Workbench, setpoint: number): boolean {
  const heats = bench.reportsOf("thermostatRunningState").findLast(({ value }) => value === "heat");
  const idle = heats === undefined || bench.now - heats.at > minutes(180);
  return idle && (bench.value("localTemperature") as number) > setpoint;
}

/** By hour: reports of the temperature, and the tenths of a degree it went up and down. */
function messagesAndWay(study: Study): { readonly messages: number[]; readonly way: number[] } {
  const messages: number[] = [];
  const way: number[] = [];
  for (let index = 0; index < Math.min(60, study.homes); index++) {
    const bench = gasBench(study, index);
    bench.run(minutes(12 * 60));
    let before = bench.value("localTemperature") as number;
    for (let hour = 0; hour < 24; hour++) {
      let tenths = 0;
      const reported = bench.reportsOf("localTemperature").length;
      for (let minute = 0; minute < 60; minute++) {
        bench.run(minutes(1));
        const now = bench.value("localTemperature") as number;
        tenths += Math.abs(now - before) / 0.1;
        before = now;
      }
      // In a still hour the longest interval reports, not the temperature.
      if (tenths < 10) continue;
      messages.push(bench.reportsOf("localTemperature").length - reported);
      way.push(tenths);
    }
  }
  return { messages, way };
}
