import { describe, expect, test } from "vitest";
import { airConditioner } from "../../../devices/air-conditioner/air-conditioner.ts";
import { moistureOf } from "../../../devices/air-conditioner/moist-air.ts";
import { days, hours, minutes, seconds } from "../../../src/kernel/time.ts";
import { Workbench } from "../../../src/testing/index.ts";
import { mean, numberOf, runsAndRests, sampled, second, stateOf, steady } from "./summer.ts";

describe("a unit of one speed", () => {
  test("cycles 2 to 3.5 times an hour at half load", () => {
    const rates: number[] = [];
    for (let index = 0; index < 16; index++) {
      for (const outdoor of [26, 28, 30, 32, 34]) {
        const bench = steady({ outdoor, index, every: days(1) });
        bench.command("on");
        bench.run(hours(24));
        bench.said.length = 0;
        bench.run(hours(24));
        const { runs, rests } = runsAndRests(bench);
        const on = runs.reduce((sum, run) => sum + run, 0);
        const all = on + rests.reduce((sum, rest) => sum + rest, 0);
        if (on / all > 0.4 && on / all < 0.6) rates.push(runs.length / (all / hours(1)));
      }
    }
    const median = rates.toSorted((a, b) => a - b)[Math.floor(rates.length / 2)]!;
    expect(rates.length).toBeGreaterThan(8);
    expect(median).toBeGreaterThan(2);
    expect(median).toBeLessThan(3.5);
  });

  test("draws a square wave: all of its power or next to nothing", () => {
    const bench = steady({ outdoor: 29, index: 1 });
    bench.command("on");
    bench.run(hours(24));
    const power = sampled(bench, "activePower", hours(4));
    const on = power.filter((watts) => watts > 100);
    const off = power.filter((watts) => watts <= 100);
    expect(on.length).toBeGreaterThan(30);
    expect(off.length).toBeGreaterThan(30);
    expect(Math.max(...on) / Math.min(...on)).toBeLessThan(1.1);
    expect(Math.min(...on) / Math.max(...off)).toBeGreaterThan(10);
  });
});

describe("an inverter", () => {
  test("runs through where a unit of one speed goes on and off, at a power that fits the load", () => {
    const [fixed, inverter] = (["fixed", "inverter"] as const).map((compressor) =>
      steady({ compressor, outdoor: 33, index: 1, settings: { capacity: 6_000 } }),
    );
    for (const bench of [fixed!, inverter!]) {
      bench.command("on");
      bench.run(hours(24));
      bench.said.length = 0;
      bench.run(hours(24));
    }
    expect(runsAndRests(inverter!).runs.length).toBeLessThan(runsAndRests(fixed!).runs.length / 5);
    const power = sampled(inverter!, "activePower", hours(6));
    const usual = mean(power);
    expect(power.every((watts) => watts > usual * 0.6 && watts < usual * 1.4)).toBe(true);
    expect(usual).toBeLessThan(numberOf(fixed!, "acCapacity") * 0.293 * 0.33);
  });

  test("has a power between standby and full for every weather", () => {
    const levels = [32, 35, 38].map((outdoor) => {
      const bench = steady({ compressor: "inverter", outdoor, index: 1, settings: { capacity: 6_000 } });
      bench.command("on");
      bench.run(hours(36));
      return mean(sampled(bench, "activePower", hours(4)));
    });
    expect(levels[0]! * 1.3).toBeLessThan(levels[1]!);
    expect(levels[1]! * 1.3).toBeLessThan(levels[2]!);
  });

  test("that is not needed at its slowest speed stops, and rests", () => {
    const bench = steady({ compressor: "inverter", outdoor: 24, index: 1 });
    bench.command("on");
    bench.run(hours(24));
    expect(runsAndRests(bench).rests.length).toBeGreaterThan(3);
    expect(Math.min(...sampled(bench, "activePower", hours(6)))).toBeLessThan(30);
  });
});

describe.each(["fixed", "inverter"] as const)("a unit (%s)", (compressor) => {
  test("keeps the room within a degree of its setpoint", () => {
    const bench = steady({ compressor, outdoor: 31, index: 1 });
    bench.command("on");
    bench.run(hours(24));
    const far = sampled(bench, "localTemperature", hours(12)).filter((celsius) => Math.abs(celsius - 23) > 1);
    expect(far).toEqual([]);
  });

  test("never runs and never rests for less than its shortest time, whoever presses what", () => {
    const bench = steady({ compressor, outdoor: 30, settings: { function: "heat-pump" } });
    bench.command("on");
    const buttons = ["power", "mode", "cooler", "warmer", "fan", "power"];
    for (let i = 0; i < 3_000; i++) {
      bench.run(seconds(31 + ((i * 101) % 300)));
      bench.device.act("press", { button: buttons[i % buttons.length] });
      if (i % 7 === 0) bench.device.desire({ systemMode: (["cool", "off", "heat", "dry", "auto"] as const)[i % 5] });
      if (i % 11 === 0) bench.device.desire({ occupiedCoolingSetpoint: 18 + (i % 9) });
    }
    const shortest = stateOf(bench).plate.rest * 1_000;
    const { runs, rests } = runsAndRests(bench);
    expect(shortest).toBeGreaterThanOrEqual(minutes(3));
    expect(runs.length).toBeGreaterThan(100);
    expect(Math.min(...runs, ...rests)).toBeGreaterThanOrEqual(shortest);
  });

  test("takes as much heat out of the room as comes in, at a plausible price, and a worse one when it is hotter", () => {
    const cops = [30, 40].map((outdoor) => {
      const bench = steady({ compressor, outdoor, index: 1, settings: { capacity: 18_000 } });
      bench.command("on");
      bench.run(hours(96));
      const { traits } = bench.device.home;
      const before = numberOf(bench, "cumulativeEnergyImported");
      const loss = traits.heatLoss * 0.25;
      const warm = sampled(bench, "localTemperature", hours(48), seconds(20));
      const entered = (loss * (outdoor - mean(warm)) + stateOf(bench).room.gains) * 48;
      const paid = (numberOf(bench, "cumulativeEnergyImported") - before) * 1_000;
      return entered / paid;
    });
    // Sensible heat alone; condensing takes a share besides.
    expect(cops[0]!).toBeGreaterThan(1.5);
    expect(cops[0]!).toBeLessThan(8);
    const [least, most] = compressor === "fixed" ? [1.2, 1.5] : [1.05, 1.8];
    expect(cops[0]! / cops[1]!).toBeGreaterThan(least);
    expect(cops[0]! / cops[1]!).toBeLessThan(most);
  });

  test("counts the energy its power adds up to", () => {
    const bench = steady({ compressor, outdoor: 30 });
    bench.command("on");
    let joules = 0;
    for (let i = 0; i < 20_000; i++) {
      const before = numberOf(bench, "activePower");
      bench.run(second);
      joules += (before + numberOf(bench, "activePower")) / 2;
    }
    expect(numberOf(bench, "cumulativeEnergyImported") * 3.6e6).toBeCloseTo(joules, -4);
  });

  test("is the same whether somebody reads it every second or never", () => {
    const [often, never] = [steady({ compressor, outdoor: 29 }), steady({ compressor, outdoor: 29 })];
    for (const bench of [often, never]) bench.command("on");
    for (let i = 0; i < 8_000; i++) {
      often.run(second);
      often.device.values();
    }
    never.run(seconds(8_000));
    expect(often.device.state).toEqual(never.device.state);
  });

  test("moved on in a thousand steps is where one step takes it, nearly", () => {
    const [often, never] = [steady({ compressor, outdoor: 29 }), steady({ compressor, outdoor: 29 })];
    for (let i = 0; i < 1_000; i++) {
      often.run(second);
      // An input that changes nothing moves the room on.
      often.device.configure({ usedByResidents: false });
    }
    never.run(seconds(1_000));
    never.device.configure({ usedByResidents: false });
    const [one, other] = [stateOf(often), stateOf(never)];
    for (const node of ["air", "mass", "sensor"] as const)
      expect(one.room.house[node]).toBeCloseTo(other.room.house[node], 3);
    expect(one.room.moisture).toBeCloseTo(other.room.moisture, 3);
    expect(one.energy).toBeCloseTo(other.energy, 3);
  });

  test("has a cold coil while it cools, and one as warm as the room when it is off", () => {
    const bench = steady({ compressor, outdoor: 38, settings: { coolingSetpoint: 16 } });
    expect(numberOf(bench, "acCoilTemperature")).toBeCloseTo(numberOf(bench, "localTemperature"), 0);
    bench.command("on");
    bench.run(minutes(40));
    expect(numberOf(bench, "acCoilTemperature")).toBeLessThan(numberOf(bench, "localTemperature") - 10);
    bench.command("off");
    bench.run(hours(2));
    expect(Math.abs(numberOf(bench, "acCoilTemperature") - numberOf(bench, "localTemperature"))).toBeLessThan(1);
  });

  test("dries the air in dry mode, with less power than it cools with", () => {
    const damp = { outdoorHumidity: () => 75 };
    const [dry, cool] = (["dry", "cool"] as const).map((systemMode) => {
      const bench = steady({ compressor, outdoor: 28, index: 1, home: damp });
      const before = stateOf(bench).room.moisture;
      bench.device.desire({ systemMode });
      bench.run(hours(12));
      expect(stateOf(bench).room.moisture).toBeLessThan(before - 1);
      return bench;
    });
    expect(numberOf(dry!, "percentCurrent")).toBe(20);
    expect(numberOf(dry!, "cumulativeEnergyImported")).toBeLessThan(numberOf(cool!, "cumulativeEnergyImported"));
    const shown = moistureOf(numberOf(dry!, "localTemperature"), numberOf(dry!, "relativeHumidity"));
    expect(Math.abs(shown - stateOf(dry!).room.moisture)).toBeLessThan(1);
  });
});

describe("a unit in winter", () => {
  test("hangs in a room that the house keeps at its temperature, and costs hardly an input a day", () => {
    let inputs = 0;
    const counted = {
      ...airConditioner,
      step(...step: Parameters<typeof airConditioner.step>) {
        inputs++;
        airConditioner.step(...step);
      },
    };
    const bench = steady({ kind: counted, outdoor: -5 });
    bench.run(days(3));
    inputs = 0;
    const celsius = sampled(bench, "localTemperature", days(14), hours(1));
    expect(Math.max(...celsius.map((value) => Math.abs(value - 20)))).toBeLessThan(0.3);
    expect(inputs).toBeLessThanOrEqual(14);
  });

  test("warms a room that the house does not, if it is a heat pump, and gets dearer the colder it is", () => {
    const prices = [5, -10].map((outdoor) => {
      const settings = { function: "heat-pump", houseHeating: 10, capacity: 9_000 };
      const bench = steady({ compressor: "inverter", outdoor, index: 1, settings });
      bench.device.desire({ systemMode: "heat", occupiedHeatingSetpoint: 21 });
      bench.run(hours(72));
      expect(Math.abs(numberOf(bench, "localTemperature") - 21)).toBeLessThan(1);
      expect(bench.value("acType")).toBe("heatPumpInverter");
      const paid = mean(sampled(bench, "activePower", hours(12)));
      return paid / (21 - outdoor);
    });
    expect(prices[1]!).toBeGreaterThan(prices[0]! * 1.2);
  });

  test("heats or cools in auto, whichever is needed", () => {
    const modes = [2, 36].map((outdoor) => {
      const settings = { function: "heat-pump", houseHeating: 10 };
      const bench = steady({ compressor: "inverter", outdoor, settings });
      bench.device.desire({ systemMode: "auto", occupiedHeatingSetpoint: 20, occupiedCoolingSetpoint: 24 });
      bench.run(hours(1));
      return bench.value("thermostatRunningMode");
    });
    expect(modes).toEqual(["heat", "cool"]);
  });
});

describe("a power cut", () => {
  test("stops it at once; afterwards it rests and then goes on as it was set", () => {
    const bench = steady({ compressor: "inverter", outdoor: 36 });
    bench.device.desire({ systemMode: "cool", occupiedCoolingSetpoint: 21, acLouverPosition: "quarter" });
    bench.run(minutes(30));
    expect(bench.value("thermostatRunningMode")).toBe("cool");
    const before = numberOf(bench, "cumulativeEnergyImported");
    bench.device.power(false);
    expect(numberOf(bench, "activePower")).toBe(0);
    bench.run(minutes(1));
    bench.device.power(true);
    bench.run(minutes(2));
    expect(bench.value("thermostatRunningMode")).toBe("off");
    expect(bench.value("onOff")).toBe(true);
    expect(bench.value("occupiedCoolingSetpoint")).toBe(21);
    expect(bench.value("acLouverPosition")).toBe("quarter");
    bench.run(minutes(6));
    expect(bench.value("thermostatRunningMode")).toBe("cool");
    expect(numberOf(bench, "cumulativeEnergyImported")).toBeGreaterThan(before);
  });

  test("lets the room warm", () => {
    const bench = new Workbench({ kind: airConditioner, settings: { usedByResidents: false } });
    bench.device.power(false);
    bench.run(hours(1));
    expect(numberOf(bench, "activePower")).toBe(0);
  });
});
