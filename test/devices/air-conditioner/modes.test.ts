import { describe, expect, test } from "vitest";
import { hours, minutes } from "../../../src/kernel/time.ts";
import { numberOf, steady } from "./summer.ts";

describe("on and off", () => {
  test("are the mode: on takes up the last one, a mode switches on, off switches off", () => {
    const bench = steady();
    expect([bench.value("onOff"), bench.value("systemMode")]).toEqual([false, "off"]);
    bench.command("on");
    expect([bench.value("onOff"), bench.value("systemMode")]).toEqual([true, "cool"]);
    bench.device.desire({ systemMode: "dry" });
    bench.command("toggle");
    expect([bench.value("onOff"), bench.value("systemMode")]).toEqual([false, "off"]);
    bench.command("toggle");
    expect([bench.value("onOff"), bench.value("systemMode")]).toEqual([true, "dry"]);
    bench.device.desire({ systemMode: "off" });
    expect(bench.value("onOff")).toBe(false);
    bench.device.desire({ onOff: true });
    expect(bench.value("systemMode")).toBe("dry");
  });

  test("move the louvre: closed while off, where it was chosen while on", () => {
    const bench = steady();
    bench.device.desire({ acLouverPosition: "threeQuarters" });
    expect(bench.value("acLouverPosition")).toBe("closed");
    bench.command("on");
    expect(bench.value("acLouverPosition")).toBe("threeQuarters");
    bench.command("off");
    expect(bench.value("acLouverPosition")).toBe("closed");
  });

  test("leave a compressor that has just started its shortest run", () => {
    const bench = steady({ outdoor: 36 });
    bench.command("on");
    bench.run(minutes(1));
    bench.command("off");
    expect([bench.value("onOff"), bench.value("thermostatRunningState")]).toEqual([false, "cool"]);
    bench.run(minutes(6));
    expect(bench.value("thermostatRunningState")).toBe("idle");
    expect(numberOf(bench, "activePower")).toBeLessThan(6);
  });
});

describe("setpoints", () => {
  test("are raised and lowered within their limits, and keep their distance", () => {
    const bench = steady({ settings: { function: "heat-pump" } });
    bench.command("setpointRaiseLower", { mode: "cool", amount: 1.5 });
    expect(bench.value("occupiedCoolingSetpoint")).toBe(24.5);
    bench.command("setpointRaiseLower", { mode: "heat", amount: 5 });
    expect(bench.value("occupiedHeatingSetpoint")).toBe(25);
    expect(bench.value("occupiedCoolingSetpoint")).toBe(27);
    bench.device.desire({ occupiedCoolingSetpoint: 16 });
    expect(bench.value("occupiedHeatingSetpoint")).toBe(14);
    bench.command("setpointRaiseLower", { mode: "both", amount: 12.7 });
    expect(bench.value("occupiedHeatingSetpoint")).toBeLessThanOrEqual(30);
    expect(bench.value("setpointChangeSource")).toBe("external");
  });

  test("of heating are refused by a unit that only cools, and its mode stays", () => {
    const bench = steady();
    expect(bench.command("setpointRaiseLower", { mode: "heat", amount: 1 })).toMatchObject({
      ok: false,
      failure: "rejected",
    });
    bench.device.desire({ systemMode: "heat" });
    expect(bench.value("systemMode")).toBe("off");
    expect(bench.value("controlSequenceOfOperation")).toBe("coolingOnly");
  });

  test("of the remote control go by one degree, and say that a hand chose them", () => {
    const bench = steady();
    bench.device.act("press", { button: "cooler" });
    expect(bench.value("occupiedCoolingSetpoint")).toBe(22);
    expect(bench.value("setpointChangeSource")).toBe("manual");
    bench.device.act("press", { button: "warmer" });
    expect(bench.value("occupiedCoolingSetpoint")).toBe(23);
  });

  test("in sleep mode are a degree warmer, with a slow fan", () => {
    const bench = steady({ compressor: "inverter", outdoor: 33 });
    bench.device.desire({ systemMode: "sleep" });
    bench.run(hours(36));
    expect(Math.abs(numberOf(bench, "localTemperature") - 24)).toBeLessThan(0.8);
    expect(numberOf(bench, "speedCurrent")).toBeLessThanOrEqual(2);
  });
});

describe("the fan", () => {
  test("has one speed, told as mode, percent and speed", () => {
    const bench = steady();
    const told = () => ["fanMode", "percentSetting", "speedSetting"].map((name) => bench.value(name));
    expect(told()).toEqual(["auto", null, null]);
    bench.device.desire({ fanMode: "medium" });
    expect(told()).toEqual(["medium", 60, 3]);
    bench.device.desire({ percentSetting: 21 });
    expect(told()).toEqual(["low", 21, 2]);
    bench.device.desire({ speedSetting: 5 });
    expect(told()).toEqual(["high", 100, 5]);
    expect([bench.value("onOff"), bench.value("speedCurrent")]).toEqual([false, 0]);
    bench.device.desire({ systemMode: "fanOnly" });
    expect([bench.value("speedCurrent"), bench.value("percentCurrent")]).toEqual([5, 100]);
    bench.device.desire({ percentSetting: 0 });
    expect(bench.value("onOff")).toBe(false);
    expect(told()).toEqual(["high", 100, 5]);
  });

  test("steps up and down, around if asked, and to off if asked", () => {
    const bench = steady({ outdoor: 20 });
    bench.device.desire({ systemMode: "fanOnly", speedSetting: 4 });
    const step = (args: object) => {
      bench.command("step", { ...args });
      return bench.value("speedCurrent");
    };
    expect(step({ direction: "increase" })).toBe(5);
    expect(step({ direction: "increase" })).toBe(5);
    expect(step({ direction: "increase", wrap: true })).toBe(1);
    expect(step({ direction: "decrease" })).toBe(1);
    expect(step({ direction: "decrease", wrap: true })).toBe(5);
    bench.device.desire({ speedSetting: 1 });
    expect(step({ direction: "decrease", lowestOff: true })).toBe(0);
    expect(bench.value("onOff")).toBe(false);
    expect(step({ direction: "increase" })).toBe(1);
    expect(bench.value("onOff")).toBe(true);
  });

  test("in auto turns faster the more an inverter has to do, and draws more the faster it turns", () => {
    const bench = steady({ compressor: "inverter", outdoor: 34, index: 1 });
    bench.command("on");
    bench.run(minutes(10));
    const busy = numberOf(bench, "percentCurrent");
    bench.run(hours(36));
    expect(numberOf(bench, "percentCurrent")).toBeLessThan(busy);
    bench.device.desire({ systemMode: "fanOnly", fanMode: "low" });
    bench.run(minutes(10));
    const slow = numberOf(bench, "activePower");
    bench.device.desire({ fanMode: "high" });
    expect(numberOf(bench, "activePower")).toBeGreaterThan(slow + 10);
    bench.device.desire({ windSetting: "sleepWind" });
    expect(numberOf(bench, "speedCurrent")).toBe(2);
  });
});

describe("the remote control", () => {
  test("goes round the modes and the fan, swings the louvre, and does nothing without mains", () => {
    const bench = steady({ settings: { function: "heat-pump" } });
    const press = (button: string) => bench.device.act("press", { button });
    press("power");
    const modes = [0, 1, 2, 3, 4].map(() => {
      press("mode");
      return bench.value("systemMode");
    });
    expect(modes).toEqual(["dry", "fanOnly", "heat", "auto", "cool"]);
    press("fan");
    expect(bench.value("fanMode")).toBe("low");
    press("swing");
    expect(bench.value("rockSetting")).toBe("upDown");
    bench.device.power(false);
    press("power");
    bench.device.power(true);
    bench.run(minutes(2));
    expect(bench.value("onOff")).toBe(true);
  });
});

describe("a unit that is configured", () => {
  test("becomes another machine, and rests before it starts", () => {
    const bench = steady({ outdoor: 36, settings: { capacity: 9_000 } });
    bench.command("on");
    bench.run(hours(1));
    expect([bench.value("acType"), bench.value("acCapacity")]).toEqual(["coolingFixed", 9_000]);
    bench.device.configure({ compressor: "inverter", function: "heat-pump", capacity: 12_000 });
    expect([bench.value("acType"), bench.value("acCapacity")]).toEqual(["heatPumpInverter", 12_000]);
    expect(bench.value("thermostatRunningMode")).toBe("off");
    bench.run(minutes(6));
    expect(bench.value("thermostatRunningMode")).toBe("cool");
  });
});
