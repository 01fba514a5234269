/** What people and thermostats make of the seasons. */
import { describe, expect, test } from "vitest";
import { thermostat } from "../../../devices/thermostat/thermostat.ts";
import { days, hours, instant } from "../../../src/kernel/time.ts";
import { Workbench } from "../../../src/testing/index.ts";
import type { HomeView } from "../../../src/world/home.ts";
import { stillHome } from "../../support/still-home.ts";

const start = instant(Date.UTC(2026, 4, 4));

/** A house with somebody up, in weather that can be changed. */
function houseIn(outdoors: { now: number }, cooling: "none" | "central", index = 0): Workbench {
  const home: HomeView = { ...stillHome(), outdoorTemperature: () => outdoors.now };
  const settings = { heating: "gas-furnace", cooling, heatingSetpoint: 22, coolingSetpoint: 25, schedule: "" };
  return new Workbench({ kind: thermostat, start, index, home, settings });
}

describe("the warm season", () => {
  test("is when people switch a heating off, and the cold one when they switch it on again", () => {
    const outdoors = { now: 8 };
    const bench = houseIn(outdoors, "none");
    expect(bench.value("systemMode")).toBe("heat");
    outdoors.now = 22;
    bench.run(days(4));
    expect(bench.value("systemMode")).toBe("off");
    outdoors.now = 8;
    bench.run(days(4));
    expect(bench.value("systemMode")).toBe("heat");
    let mode: unknown = "heat";
    const causes: unknown[] = [];
    for (const said of bench.said) {
      if (said.type !== "changed" || !("systemMode" in said.values) || said.values["systemMode"] === mode) continue;
      mode = said.values["systemMode"];
      causes.push(said.cause);
    }
    expect(causes).toEqual(["human", "human"]);
  });

  test("does not have people undo what a server chose in it", () => {
    const bench = houseIn({ now: 22 }, "none");
    expect(bench.value("systemMode")).toBe("off");
    bench.device.desire({ systemMode: "heat" });
    bench.run(days(3));
    expect(bench.value("systemMode")).toBe("heat");
  });

  test("and its end leave off what a server switched off", () => {
    const outdoors = { now: 22 };
    const bench = houseIn(outdoors, "none");
    bench.device.desire({ systemMode: "off" });
    outdoors.now = 5;
    bench.run(days(4));
    expect(bench.value("systemMode")).toBe("off");
  });

  test("locks heat out in auto: a cool night in July is slept through, one in April is heated", () => {
    const nights = (usual: number): unknown[] => {
      const outdoors = { now: usual };
      const bench = houseIn(outdoors, "central");
      bench.device.desire({ systemMode: "auto" });
      bench.run(hours(12));
      outdoors.now = 2;
      bench.run(hours(8));
      return bench.reportsOf("thermostatRunningMode").map(({ value }) => value);
    };
    expect(nights(21)).not.toContain("heat");
    expect(nights(10)).toContain("heat");
  });
});

test("in July hardly a home heats, and next to none heats and cools on one day", () => {
  let [homeDays, heated, both] = [0, 0, 0];
  for (let seed = 1; seed <= 12; seed++) {
    const bench = new Workbench({ kind: thermostat, seed, start: instant(Date.UTC(2026, 6, 6)), people: true });
    bench.run(days(7));
    const modes = Array.from({ length: 7 }, () => new Set<unknown>());
    for (const { at, value } of bench.reportsOf("thermostatRunningMode")) {
      modes[Math.floor((at - Date.UTC(2026, 6, 6)) / days(1))]?.add(value);
    }
    homeDays += modes.length;
    heated += modes.filter((mode) => mode.has("heat")).length;
    both += modes.filter((mode) => mode.has("heat") && mode.has("cool")).length;
  }
  expect(heated / homeDays).toBeLessThan(0.1);
  expect(both / homeDays).toBeLessThan(0.02);
});
