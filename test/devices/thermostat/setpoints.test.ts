import { describe, expect, test } from "vitest";
import { thermostat } from "../../../devices/thermostat/thermostat.ts";
import { hours, minutes } from "../../../src/kernel/time.ts";
import { Workbench, type WorkbenchOptions } from "../../../src/testing/index.ts";
import type { Happening } from "../../../src/world/happening.ts";
import { stillHome } from "../../support/still-home.ts";

/** A home that likes 20 °C and 17 °C, in which nothing happens by itself. */
function home(options: Partial<WorkbenchOptions> = {}): Workbench {
  return new Workbench({
    kind: thermostat,
    home: stillHome(),
    settings: { heatingSetpoint: 20, setback: 3 },
    ...options,
  });
}

function happen(bench: Workbench, type: Happening["type"], all = true): void {
  const who = { at: bench.now, person: 0 };
  bench.device.happen(
    (type === "departure" || type === "bedtime"
      ? { type, ...who, last: all }
      : { type, ...who, first: all }) as Happening,
  );
}

function setpoints(bench: Workbench): unknown {
  const { occupancy, occupiedHeatingSetpoint, unoccupiedHeatingSetpoint, activePresetHandle } = bench.device.values();
  return [occupancy, occupiedHeatingSetpoint, unoccupiedHeatingSetpoint, activePresetHandle];
}

describe("the habits of a home", () => {
  test("begin with what the people are doing", () => {
    expect(setpoints(home())).toEqual([true, 20, 17, "occupied"]);
    const asleep = home({ home: { ...stillHome(), presence: () => ({ home: 2, awake: 0 }) } });
    expect(setpoints(asleep)).toEqual([true, 17, 17, "sleep"]);
    const away = home({ home: { ...stillHome(), presence: () => ({ home: 0, awake: 0 }) } });
    expect(setpoints(away)).toEqual([false, 20, 17, "occupied"]);
  });

  test("lower the setpoint when the last go to bed, and raise it when the first get up", () => {
    const bench = home();
    happen(bench, "bedtime", false);
    expect(bench.value("activePresetHandle")).toBe("occupied");
    happen(bench, "bedtime");
    expect(setpoints(bench)).toEqual([true, 17, 17, "sleep"]);
    happen(bench, "wake");
    expect(setpoints(bench)).toEqual([true, 20, 17, "occupied"]);
    expect(bench.value("setpointChangeSource")).toBe("schedule");
  });

  test("let the house cool while nobody is there, and warm it when they have settled in", () => {
    const bench = home();
    bench.run(hours(1));
    happen(bench, "departure", false);
    expect(bench.value("occupancy")).toBe(true);
    happen(bench, "departure");
    expect(bench.value("occupancy")).toBe(false);
    bench.run(hours(8));
    expect(bench.value("localTemperature")).toBeLessThan(19.5);
    happen(bench, "arrival");
    expect(bench.value("occupancy")).toBe(false);
    happen(bench, "settled");
    bench.run(minutes(10));
    expect(bench.value("thermostatRunningState")).toBe("heat");
  });

  test("have one page only in a home without a setback", () => {
    const bench = home({ settings: { heatingSetpoint: 20, setback: 0 } });
    happen(bench, "bedtime");
    expect(setpoints(bench)).toEqual([true, 20, 20, "occupied"]);
  });

  test("mean nothing to a thermostat that is not used by residents", () => {
    const bench = home({ settings: { heatingSetpoint: 20, setback: 3, usedByResidents: false } });
    happen(bench, "bedtime");
    happen(bench, "departure");
    expect(setpoints(bench)).toEqual([true, 20, 17, "occupied"]);
  });

  test("follow new settings at once", () => {
    const bench = home();
    bench.device.configure({ heatingSetpoint: 22, setback: 2 });
    expect(setpoints(bench)).toEqual([true, 22, 20, "occupied"]);
  });
});

describe("a hand on the dial", () => {
  test("changes the setpoint in force, until habit has its next say", () => {
    const bench = home();
    bench.device.act("turn-dial", { delta: 1.5 });
    expect(setpoints(bench)).toEqual([true, 21.5, 17, null]);
    expect(bench.value("setpointChangeSource")).toBe("manual");
    bench.run(hours(1));
    expect(
      bench.said.find((said) => said.type === "changed" && "occupiedHeatingSetpoint" in said.values),
    ).toMatchObject({
      cause: "human",
    });
    happen(bench, "wake");
    expect(setpoints(bench)).toEqual([true, 20, 17, "occupied"]);
  });

  test("goes no further than 7 and 30 °C, and is not felt without power", () => {
    const bench = home();
    for (let i = 0; i < 5; i++) bench.device.act("turn-dial", { delta: 10 });
    expect(bench.value("occupiedHeatingSetpoint")).toBe(30);
    for (let i = 0; i < 5; i++) bench.device.act("turn-dial", { delta: -10 });
    expect(bench.value("occupiedHeatingSetpoint")).toBe(7);
    bench.device.power(false);
    bench.device.act("turn-dial", { delta: 10 });
    expect(bench.value("occupiedHeatingSetpoint")).toBe(7);
  });

  test("changes the unoccupied setpoint in an empty home", () => {
    const bench = home();
    happen(bench, "departure");
    bench.device.act("turn-dial", { delta: 1 });
    expect(setpoints(bench)).toEqual([false, 20, 18, "occupied"]);
  });
});

describe("a server", () => {
  test("raises and lowers the setpoint in force", () => {
    const bench = home();
    expect(bench.command("setpointRaiseLower", { mode: "heat", amount: 1.5 })).toEqual({ ok: true, result: {} });
    expect(bench.command("setpointRaiseLower", { mode: "both", amount: -0.5 })).toMatchObject({ ok: true });
    expect(bench.value("occupiedHeatingSetpoint")).toBe(21);
    expect(bench.value("setpointChangeSource")).toBe("external");
    expect(bench.command("setpointRaiseLower", { mode: "cool", amount: 1 })).toMatchObject({ failure: "rejected" });
  });

  test("chooses presets, and may let go of them", () => {
    const bench = home();
    bench.command("setActivePresetRequest", { presetHandle: "sleep" });
    expect(setpoints(bench)).toEqual([true, 17, 17, "sleep"]);
    bench.command("setActivePresetRequest", { presetHandle: null });
    expect(setpoints(bench)).toEqual([true, 17, 17, null]);
  });

  test("desires setpoints and modes", () => {
    const bench = home();
    bench.device.desire({ occupiedHeatingSetpoint: 23, unoccupiedHeatingSetpoint: 12, systemMode: "off" });
    expect(setpoints(bench)).toEqual([true, 23, 12, null]);
    expect(bench.value("systemMode")).toBe("off");
    expect(bench.device.desire({ occupiedHeatingSetpoint: 31 })).toMatchObject({ ok: false, failure: "invalid" });
    expect(bench.device.desire({ localTemperature: 20 })).toMatchObject({ ok: false, failure: "invalid" });
  });
});

describe("a hold", () => {
  test("keeps the setpoint against habit and empty homes until it is taken off", () => {
    const bench = home();
    bench.device.desire({ occupiedHeatingSetpoint: 23, temperatureSetpointHold: "setpointHoldOn" });
    happen(bench, "bedtime");
    happen(bench, "departure");
    bench.run(hours(48));
    expect(bench.value("occupiedHeatingSetpoint")).toBe(23);
    expect(bench.value("localTemperature")).toBeGreaterThan(22);
    bench.device.desire({ temperatureSetpointHold: "setpointHoldOff" });
    expect(setpoints(bench)).toEqual([false, 17, 17, "sleep"]);
  });

  test("ends after its duration", () => {
    const bench = home();
    bench.device.desire({
      occupiedHeatingSetpoint: 23,
      temperatureSetpointHold: "setpointHoldOn",
      temperatureSetpointHoldDuration: 90,
    });
    bench.run(minutes(89));
    expect(bench.value("occupiedHeatingSetpoint")).toBe(23);
    bench.run(minutes(1));
    expect(bench.device.values()).toMatchObject({
      temperatureSetpointHold: "setpointHoldOff",
      occupiedHeatingSetpoint: 20,
    });
  });
});
