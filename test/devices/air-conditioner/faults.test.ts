import { describe, expect, test } from "vitest";
import { days, hours, minutes, seconds } from "../../../src/kernel/time.ts";
import type { Workbench } from "../../../src/testing/index.ts";
import { mean, numberOf, runsAndRests, sampled, stateOf, steady, type Steady } from "./summer.ts";

/** A room that has been cooled for a day. */
function cooled(options: Steady = {}): Workbench {
  const bench = steady({ outdoor: 34, index: 1, ...options });
  bench.command("on");
  bench.run(hours(24));
  bench.said.length = 0;
  return bench;
}

describe.each(["fixed", "inverter"] as const)("a unit (%s)", (compressor) => {
  test("whose compressor fails blows, warms the room, says so, and cools again when it is mended", () => {
    const bench = cooled({ compressor });
    bench.device.fault("compressor-fail", true);
    bench.run(hours(6));
    expect(bench.value("acErrorCode")).toBe("compressorFail");
    expect(bench.value("thermostatRunningState")).toBe("fan");
    expect(numberOf(bench, "localTemperature")).toBeGreaterThan(24.5);
    expect(numberOf(bench, "activePower")).toBeLessThan(60);
    bench.device.fault("compressor-fail", false);
    bench.run(hours(12));
    expect(bench.value("acErrorCode")).toBe("none");
    expect(numberOf(bench, "localTemperature")).toBeLessThan(24);
  });

  test("that is off does not know that its compressor is broken until it is to start", () => {
    const bench = steady({ compressor, outdoor: 34 });
    bench.device.fault("compressor-fail", true);
    bench.run(hours(1));
    expect(bench.value("acErrorCode")).toBe("none");
    bench.command("on");
    bench.run(minutes(10));
    expect(bench.value("acErrorCode")).toBe("compressorFail");
  });

  test("that leaks works harder from day to day, until it cannot hold the room", () => {
    const bench = cooled({ compressor });
    const well = { energy: dailyEnergy(bench), coil: coldest(bench) };
    bench.device.fault("refrigerant-leak", true);
    bench.run(days(4));
    expect(dailyEnergy(bench)).toBeGreaterThan(well.energy * 1.1);
    expect(coldest(bench)).toBeLessThan(well.coil - 3);
    bench.run(days(6));
    expect(numberOf(bench, "localTemperature")).toBeGreaterThan(25);
    bench.device.fault("refrigerant-leak", false);
    bench.run(days(2));
    expect(Math.abs(numberOf(bench, "localTemperature") - 23)).toBeLessThan(1);
  });

  test("whose fan stands freezes, is cut out, and says so", () => {
    const bench = cooled({ compressor });
    bench.device.fault("fan-fail", true);
    const coil = sampled(bench, "acCoilTemperature", hours(3), seconds(5));
    expect(Math.min(...coil)).toBeLessThan(-3);
    expect(bench.value("acErrorCode")).toBe("fanFail");
    expect(bench.value("thermostatRunningMode")).toBe("off");
    expect(bench.value("speedCurrent")).toBe(0);
    bench.run(hours(4));
    expect(numberOf(bench, "localTemperature")).toBeGreaterThan(24);
    bench.device.fault("fan-fail", false);
    bench.run(hours(12));
    expect(bench.value("acErrorCode")).toBe("none");
    expect(numberOf(bench, "localTemperature")).toBeLessThan(24.5);
  });

  test("whose sensor is stuck too warm cools for ever, stuck too cold never", () => {
    const [warm, cold] = [steady({ compressor, outdoor: 30 }), cooled({ compressor, outdoor: 30, index: 0 })];
    warm.device.fault("stuck-sensor", true);
    warm.command("on");
    warm.run(hours(30));
    expect(stateOf(warm).room.house.air).toBeLessThan(22);
    const shown = cold.value("localTemperature");
    cold.device.desire({ occupiedCoolingSetpoint: 26 });
    cold.device.fault("stuck-sensor", true);
    cold.run(hours(30));
    expect(cold.value("localTemperature")).toBe(shown);
    expect(stateOf(cold).room.house.air).toBeGreaterThan(26.5);
    expect(cold.value("thermostatRunningMode")).toBe("off");
  });

  test("whose sensor drifts shows the setpoint in a room that gets colder", () => {
    const bench = cooled({ compressor });
    bench.device.fault("drifting-sensor", true);
    bench.run(hours(15));
    expect(Math.abs(mean(sampled(bench, "localTemperature", hours(2))) - 23)).toBeLessThan(1);
    expect(stateOf(bench).room.house.air).toBeLessThan(21.5);
  });
});

describe("a unit with a clogged filter", () => {
  test("freezes again and again, cools less, and is well when it is cleaned", () => {
    const bench = cooled({ compressor: "fixed", outdoor: 40 });
    bench.device.fault("blocked-filter", true);
    expect(Math.min(...sampled(bench, "acCoilTemperature", hours(12), seconds(5)))).toBeLessThan(-3);
    expect(numberOf(bench, "localTemperature")).toBeGreaterThan(24);
    expect(runsAndRests(bench).runs.length).toBeGreaterThan(10);
    bench.device.act("clean-filter");
    expect(bench.value("condition")).toBe(100);
    expect(bench.value("changeIndication")).toBe("ok");
    bench.run(hours(24));
    expect(numberOf(bench, "localTemperature")).toBeLessThan(23.8);
  });

  test("says when its filter wants cleaning, by the hours its fan has run", () => {
    const bench = steady({ outdoor: 20 });
    bench.device.act("clean-filter");
    bench.device.desire({ systemMode: "fanOnly" });
    bench.run(hours(250));
    expect(Math.abs(numberOf(bench, "condition") - 50)).toBeLessThanOrEqual(1);
    bench.run(hours(205));
    expect(bench.value("changeIndication")).toBe("warning");
    bench.run(hours(50));
    expect(bench.value("changeIndication")).toBe("critical");
    expect(bench.command("resetCondition")).toEqual({ ok: true, result: {} });
    expect(bench.value("changeIndication")).toBe("ok");
  });
});

function dailyEnergy(bench: Workbench): number {
  const before = numberOf(bench, "cumulativeEnergyImported");
  bench.run(days(1));
  return numberOf(bench, "cumulativeEnergyImported") - before;
}

function coldest(bench: Workbench): number {
  return Math.min(...sampled(bench, "acCoilTemperature", hours(6)));
}
