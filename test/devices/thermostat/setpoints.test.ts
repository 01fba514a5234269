import { describe, expect, test } from "vitest";
import { thermostat } from "../../../devices/thermostat/thermostat.ts";
import { type Duration, hours, minutes, seconds } from "../../../src/kernel/time.ts";
import { Workbench, type WorkbenchOptions } from "../../../src/testing/index.ts";
import type { Happening } from "../../../src/world/happening.ts";
import { stillHome } from "../../support/still-home.ts";

const furnace = { heating: "gas-furnace", cooling: "none", schedule: "" };

/** A home that likes 20 °C and 17 °C, in which nothing happens by itself. */
function home(options: Partial<WorkbenchOptions> = {}): Workbench {
  return new Workbench({
    kind: thermostat,
    home: stillHome(),
    settings: { ...furnace, heatingSetpoint: 20, setback: 3 },
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

  test("notice who comes in as they pass: in the hall within half a minute, elsewhere once they are there or have settled in", () => {
    let people = 1;
    const empty = { ...stillHome(), presence: () => ({ home: 0, awake: 0 }), peopleIn: () => people };
    const hall = home({ home: empty, room: "hall" });
    happen(hall, "entry");
    hall.run(seconds(4));
    expect(hall.value("occupancy")).toBe(false);
    hall.run(seconds(27));
    expect(hall.value("occupancy")).toBe(true);
    const lounge = home({ home: empty, room: "living-room" });
    happen(lounge, "entry");
    lounge.run(seconds(91));
    expect(lounge.value("occupancy")).toBe(true);
    people = 0;
    const passed = home({ home: empty, room: "living-room" });
    happen(passed, "entry");
    passed.run(seconds(91));
    expect(passed.value("occupancy")).toBe(false);
    happen(passed, "settled");
    expect(passed.value("occupancy")).toBe(true);
  });

  test("do not notice that all were gone when one is back within five minutes", () => {
    const bench = home();
    happen(bench, "departure");
    bench.run(minutes(4));
    happen(bench, "entry");
    bench.run(hours(1));
    expect(bench.value("occupancy")).toBe(true);
    expect(bench.eventsOf("occupancyChange")).toEqual([]);
  });

  test("begin an absence in an empty home: a day and a half later it is on vacation", () => {
    const away = home({ home: { ...stillHome(), presence: () => ({ home: 0, awake: 0 }) } });
    away.run(hours(37));
    expect(away.value("activePresetHandle")).toBe("vacation");
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
    bench.run((minutes(5) - 1) as Duration);
    expect(bench.value("occupancy")).toBe(true);
    bench.run(minutes(10.1));
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
    const bench = home({ settings: { ...furnace, heatingSetpoint: 20, setback: 0 } });
    happen(bench, "bedtime");
    expect(setpoints(bench)).toEqual([true, 20, 20, "occupied"]);
  });

  test("mean nothing to a thermostat that is not used by residents", () => {
    const bench = home({ settings: { ...furnace, heatingSetpoint: 20, setback: 3, usedByResidents: false } });
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
    bench.run(minutes(16));
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
    bench.run(hours(30));
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

describe("heat and cold", () => {
  const both = (): Workbench =>
    home({
      settings: {
        ...furnace,
        cooling: "central",
        heatingSetpoint: 20,
        setback: 3,
        coolingSetpoint: 24,
        coolingSetback: 2,
      },
    });
  const pair = (bench: Workbench): unknown[] => [
    bench.value("occupiedHeatingSetpoint"),
    bench.value("occupiedCoolingSetpoint"),
  ];

  test("keep two kelvins apart: who moves one setpoint pushes the other", () => {
    const bench = both();
    expect(pair(bench)).toEqual([20, 24]);
    bench.device.desire({ occupiedHeatingSetpoint: 23.5 });
    expect(pair(bench)).toEqual([23.5, 25.5]);
    bench.device.desire({ occupiedCoolingSetpoint: 21 });
    expect(pair(bench)).toEqual([19, 21]);
    bench.device.desire({ unoccupiedCoolingSetpoint: 16 });
    expect(bench.value("unoccupiedHeatingSetpoint")).toBe(14);
    bench.device.desire({ occupiedHeatingSetpoint: 30 });
    expect(pair(bench)).toEqual([30, 32]);
    expect(bench.device.desire({ minSetpointDeadBand: 1 })).toMatchObject({ ok: false });
    expect(bench.device.values()).toMatchObject({ minSetpointDeadBand: 2, absMaxCoolSetpointLimit: 32 });
  });

  test("are raised and lowered apart or together", () => {
    const bench = both();
    bench.command("setpointRaiseLower", { mode: "cool", amount: 1 });
    expect(pair(bench)).toEqual([20, 25]);
    bench.command("setpointRaiseLower", { mode: "both", amount: 1.5 });
    expect(pair(bench)).toEqual([21.5, 26.5]);
    expect(bench.device.values()).toMatchObject({ setpointChangeAmount: 1.5, setpointChangeSource: "external" });
    bench.command("setpointRaiseLower", { mode: "both", amount: -3 });
    expect(pair(bench)).toEqual([18.5, 23.5]);
  });

  test("have presets: less of both in sleep, half of that before, hardly any on vacation", () => {
    const bench = both();
    const take = (presetHandle: string): unknown[] => {
      bench.command("setActivePresetRequest", { presetHandle });
      return pair(bench);
    };
    expect(take("sleep")).toEqual([17, 26]);
    expect(take("goingToSleep")).toEqual([18.5, 25]);
    expect(take("wake")).toEqual([20, 24]);
    expect(take("vacation")).toEqual([13, 29.5]);
    expect(bench.value("unoccupiedHeatingSetpoint")).toBe(13);
    expect(take("unoccupied")).toEqual([17, 26]);
    expect(take("occupied")).toEqual([20, 24]);
    expect(bench.eventsOf("activePresetChange")).toHaveLength(6);
  });

  test("follow the dial as the mode is", () => {
    const bench = both();
    bench.device.desire({ systemMode: "cool" });
    bench.device.act("turn-dial", { delta: 1 });
    expect(pair(bench)).toEqual([20, 25]);
    bench.device.desire({ systemMode: "auto" });
    bench.device.act("turn-dial", { delta: -1 });
    expect(pair(bench)).toEqual([19, 24]);
  });
});

describe("the same setpoint once more", () => {
  test("leaves the preset what it is; another ends it", () => {
    const bench = home();
    bench.device.desire({ occupiedHeatingSetpoint: 20 });
    expect(bench.value("activePresetHandle")).toBe("occupied");
    bench.device.desire({ occupiedHeatingSetpoint: 20.5 });
    expect(bench.value("activePresetHandle")).toBe(null);
  });
});

describe("a long absence", () => {
  test("is a vacation after a day and a half, and ends when somebody has settled in", () => {
    const bench = home();
    happen(bench, "departure");
    bench.run(hours(35));
    expect(setpoints(bench)).toEqual([false, 20, 17, "occupied"]);
    bench.run(hours(2));
    expect(setpoints(bench)).toEqual([false, 13, 13, "vacation"]);
    bench.run(hours(60));
    expect(bench.value("localTemperature")).toBeLessThan(15);
    happen(bench, "settled");
    expect(setpoints(bench)).toEqual([true, 20, 17, "occupied"]);
  });

  test("is none in a home without a setback", () => {
    const bench = home({ settings: { ...furnace, heatingSetpoint: 20, setback: 0 } });
    happen(bench, "departure");
    bench.run(hours(72));
    expect(setpoints(bench)).toEqual([false, 20, 20, "occupied"]);
  });
});

describe("what changes", () => {
  test("is told once as an event, and what does not is not", () => {
    const bench = home();
    bench.device.desire({ systemMode: "off", occupiedHeatingSetpoint: 22 });
    bench.device.desire({ systemMode: "off", occupiedHeatingSetpoint: 22 });
    happen(bench, "departure");
    happen(bench, "departure");
    bench.run(minutes(16));
    expect(bench.eventsOf("systemModeChange").map(({ data }) => data)).toEqual([
      { previousSystemMode: "heat", currentSystemMode: "off" },
    ]);
    expect(bench.eventsOf("setpointChange").map(({ data }) => data)).toEqual([
      { systemMode: "off", occupancy: true, previousSetpoint: 20, currentSetpoint: 22 },
    ]);
    expect(bench.eventsOf("occupancyChange").map(({ data }) => data)).toEqual([
      { previousOccupancy: true, currentOccupancy: false },
    ]);
  });

  test("outlives a power cut: setpoints, mode and a hold with its end", () => {
    const bench = home();
    bench.device.desire({
      systemMode: "off",
      occupiedHeatingSetpoint: 23,
      temperatureSetpointHoldDuration: 120,
      temperatureSetpointHold: "setpointHoldOn",
    });
    const ends = Math.round(bench.now / 1_000) + 7_200;
    expect(bench.value("setpointHoldExpiryTimestamp")).toBe(ends);
    bench.device.power(false);
    bench.run(minutes(30));
    expect(bench.device.state).toMatchObject({ powered: false });
    bench.device.power(true);
    bench.run(minutes(5));
    expect(bench.device.values()).toMatchObject({
      systemMode: "off",
      occupiedHeatingSetpoint: 23,
      temperatureSetpointHold: "setpointHoldOn",
      setpointHoldExpiryTimestamp: ends,
    });
    bench.run(minutes(90));
    expect(bench.device.values()).toMatchObject({
      occupiedHeatingSetpoint: 20,
      setpointHoldExpiryTimestamp: null,
    });
  });

  test("is caught up with after a power cut: who has gone, and who sleeps", () => {
    let presence = { home: 1, awake: 1 };
    const bench = home({ home: { ...stillHome(), presence: () => presence } });
    bench.device.power(false);
    presence = { home: 1, awake: 0 };
    happen(bench, "bedtime");
    expect(bench.value("activePresetHandle")).toBe("occupied");
    bench.device.power(true);
    bench.run(minutes(2));
    expect(bench.value("activePresetHandle")).toBe("sleep");
  });

  test("is caught up with after a power cut in which all have gone: a day and a half later it is on vacation", () => {
    let presence = { home: 1, awake: 1 };
    const bench = home({ home: { ...stillHome(), presence: () => presence } });
    bench.device.power(false);
    presence = { home: 0, awake: 0 };
    bench.device.power(true);
    bench.run(hours(1));
    expect(bench.value("occupancy")).toBe(false);
    expect(bench.value("activePresetHandle")).toBe("occupied");
    bench.run(hours(36));
    expect(bench.value("activePresetHandle")).toBe("vacation");
  });

  test("is let go by who lets it go: a hand, a server, or the time", () => {
    const why = (letGo: (bench: Workbench) => void): unknown => {
      const bench = home();
      bench.device.desire({ temperatureSetpointHoldDuration: 60, temperatureSetpointHold: "setpointHoldOn" });
      bench.run(minutes(1));
      letGo(bench);
      bench.run(hours(2));
      return bench.said.findLast((said) => said.type === "changed" && "temperatureSetpointHold" in said.values);
    };
    const off = { values: { temperatureSetpointHold: "setpointHoldOff" } };
    expect(why((bench) => bench.device.act("press-hold"))).toMatchObject({ ...off, cause: "human" });
    expect(why((bench) => bench.device.desire({ temperatureSetpointHold: "setpointHoldOff" }))).toMatchObject({
      ...off,
      cause: "desired",
    });
    expect(why(() => undefined)).toMatchObject({ ...off, cause: "schedule" });
  });

  test("lasts no longer when a server wants it once more, and anew when it wants another duration", () => {
    const bench = home();
    const held = { temperatureSetpointHoldDuration: 60, temperatureSetpointHold: "setpointHoldOn" };
    bench.device.desire(held);
    const ends = bench.value("setpointHoldExpiryTimestamp") as number;
    bench.run(minutes(30));
    bench.device.desire(held);
    expect(bench.value("setpointHoldExpiryTimestamp")).toBe(ends);
    bench.device.desire({ temperatureSetpointHoldDuration: 40 });
    expect(bench.value("setpointHoldExpiryTimestamp")).toBe(ends + 600);
    bench.run(minutes(41));
    expect(bench.value("temperatureSetpointHold")).toBe("setpointHoldOff");
  });

  test("is why heat comes on when its time is over", () => {
    const bench = home();
    bench.device.desire({
      occupiedHeatingSetpoint: 16,
      temperatureSetpointHoldDuration: 90,
      temperatureSetpointHold: "setpointHoldOn",
    });
    bench.run(hours(2));
    const heats = bench.said.find((said) => said.type === "changed" && said.values.thermostatRunningState === "heat");
    expect(heats).toMatchObject({ values: { temperatureSetpointHold: "setpointHoldOff" }, cause: "schedule" });
  });

  test("is nothing to the source of the occupied setpoint when an unoccupied one is chosen", () => {
    const bench = home();
    bench.device.act("turn-dial", { delta: 1 });
    bench.device.desire({ unoccupiedHeatingSetpoint: 15 });
    expect(bench.value("unoccupiedHeatingSetpoint")).toBe(15);
    expect(bench.value("setpointChangeSource")).toBe("manual");
  });

  test("pressing hold keeps the setpoint, pressing it again lets it go", () => {
    const bench = home();
    bench.device.act("press-hold");
    happen(bench, "bedtime");
    expect(bench.value("occupiedHeatingSetpoint")).toBe(20);
    bench.device.act("press-hold");
    expect(bench.value("occupiedHeatingSetpoint")).toBe(17);
  });
});
