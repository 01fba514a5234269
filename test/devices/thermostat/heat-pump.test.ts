import { describe, expect, test } from "vitest";
import { thermostat, type ThermostatState } from "../../../devices/thermostat/thermostat.ts";
import { hours, minutes } from "../../../src/kernel/time.ts";
import { Workbench } from "../../../src/testing/index.ts";
import type { HomeView } from "../../../src/world/home.ts";
import { stillHome } from "../../support/still-home.ts";

/** A house with a heat pump, built for cold winters, in always the same weather. */
function under(outdoor: number, humidity = 40): Workbench {
  const still = stillHome();
  const home: HomeView = {
    ...still,
    traits: { ...still.traits, heatingDesignTemperature: -18 },
    outdoorTemperature: () => outdoor,
    outdoorHumidity: () => humidity,
  };
  const settings = { heating: "heat-pump", cooling: "none", schedule: "", heatingSetpoint: 20, setback: 0 };
  return new Workbench({ kind: thermostat, home, settings });
}

const reading = (bench: Workbench): number => bench.value("localTemperature") as number;
const states = (bench: Workbench): unknown[] => bench.reportsOf("thermostatRunningState").map(({ value }) => value);

describe("a heat pump", () => {
  test("heats with its compressor alone when it is mild, and with its strips along in deep cold", () => {
    const mild = under(3);
    mild.run(hours(12));
    expect(states(mild)).toContain("heat");
    expect(states(mild)).not.toContain("heatStage2");
    const cold = under(-12);
    cold.run(hours(12));
    expect(states(cold)).toContain("heatStage2");
    expect(states(cold)).not.toContain("heat");
  });

  test("draws a third of the heat it gives when it is mild", () => {
    const bench = under(5);
    bench.run(hours(48));
    const before = bench.value("cumulativeEnergyImported") as number;
    bench.run(hours(24));
    const drawn = ((bench.value("cumulativeEnergyImported") as number) - before) / 24;
    const lost = (bench.device.home.traits.heatLoss * 15) / 1_000;
    expect(drawn).toBeGreaterThan(0.1 * lost);
    expect(drawn).toBeLessThan(0.45 * lost);
  });

  test("takes its strips to help when the room is far behind", () => {
    const bench = under(0);
    bench.run(hours(6));
    bench.device.desire({ occupiedHeatingSetpoint: 24 });
    bench.run(minutes(40));
    expect(bench.value("thermostatRunningState")).toBe("heatStage2");
    bench.run(hours(60));
    expect(states(bench).at(-2)).not.toBe("heatStage2");
    expect(Math.abs(reading(bench) - 24)).toBeLessThan(1);
  });

  test("is defrosted for four minutes in each hour it runs in damp cold, and never in dry cold", () => {
    const phases = (humidity: number): number => {
      const bench = under(-2, humidity);
      bench.run(hours(6));
      let defrosting = 0;
      for (let second = 0; second < 24 * 360; second++) {
        bench.run(minutes(1 / 6));
        if ((bench.device.state as ThermostatState).plant.phase === "defrosting") defrosting++;
      }
      return defrosting / 6;
    };
    expect(phases(90)).toBeGreaterThan(16);
    expect(phases(90)).toBeLessThan(96);
    expect(phases(40)).toBe(0);
  });

  test("heats with its strips alone in emergency heat", () => {
    const bench = under(-5);
    bench.run(hours(6));
    bench.device.desire({ systemMode: "emergencyHeat" });
    bench.run(hours(12));
    expect(Math.abs(reading(bench) - 20)).toBeLessThan(1);
    const { strips, standby } = { strips: 500, standby: 3 };
    const powers = new Set(
      bench
        .reportsOf("activePower")
        .filter(({ at }) => at > bench.now - hours(6))
        .map(({ value }) => value as number)
        .filter((power) => power > 1_000),
    );
    expect(powers.size).toBe(1);
    expect(([...powers][0]! - standby) % strips).toBe(0);
  });

  test("whose compressor fails keeps the house warm with its strips, at three times the price", () => {
    const healthy = under(0);
    const failing = under(0);
    failing.device.fault("compressor-fail", true);
    const used = [healthy, failing].map((bench) => {
      bench.run(hours(24));
      const before = bench.value("cumulativeEnergyImported") as number;
      bench.run(hours(48));
      expect(Math.abs(reading(bench) - 20)).toBeLessThan(1);
      return (bench.value("cumulativeEnergyImported") as number) - before;
    });
    expect(used[1]! / used[0]!).toBeGreaterThan(2);
    expect(used[1]! / used[0]!).toBeLessThan(5);
  });

  test("knows emergency heat, other heating does not", () => {
    const bench = under(0);
    bench.device.configure({ heating: "electric" });
    bench.device.desire({ systemMode: "emergencyHeat" });
    expect(bench.value("systemMode")).toBe("heat");
  });
});
