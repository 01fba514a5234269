import { describe, expect, test } from "vitest";
import { plug } from "../../../devices/plug/plug.ts";
import { applianceNames } from "../../../devices/plug/plug-schema.ts";
import { days, hours, instant, minutes, seconds } from "../../../src/kernel/time.ts";
import { Workbench } from "../../../src/testing/index.ts";
import type { HomeView } from "../../../src/world/home.ts";
import { stillHome } from "../../support/still-home.ts";

const monday = instant(Date.UTC(2026, 0, 12));

function plugIn(room: string, index: number, settings = {}, home: HomeView = stillHome()): Workbench {
  return new Workbench({ kind: plug, index, room, home, settings });
}

function applianceOf(bench: Workbench): string {
  return (bench.device.state as { load: { appliance: string } }).load.appliance;
}

describe("people and a plug", () => {
  test("plug in what belongs into the room", () => {
    const found = (room: string): Map<string, number> => {
      const counts = new Map<string, number>();
      for (let index = 0; index < 400; index++) {
        const appliance = applianceOf(plugIn(room, index));
        counts.set(appliance, (counts.get(appliance) ?? 0) + 1);
      }
      return counts;
    };
    const kitchen = found("kitchen");
    expect(kitchen.get("refrigerator")! / 400).toBeGreaterThan(0.23);
    expect(kitchen.get("refrigerator")! / 400).toBeLessThan(0.37);
    expect(kitchen.has("car")).toBe(false);
    expect(found("garage").get("car")! / 400).toBeGreaterThan(0.55);
    expect([...found("attic").keys()].toSorted()).toEqual(["lamp", "nothing"]);
  });

  test("who wants to watch television and finds it dead switches the plug on", () => {
    const bench = plugIn("living-room", 1, { appliance: "television" });
    bench.command("off");
    bench.run(seconds(1));
    bench.device.happen({ type: "began", at: bench.now, person: 0, activity: "television", room: "living-room" });
    bench.run(seconds(1));
    expect(bench.value("activePower")).toBeGreaterThan(15);
    const causes = bench.said.flatMap((said) =>
      said.type === "changed" && "onOff" in said.values ? [said.cause] : [],
    );
    expect(causes).toEqual(["command", "human"]);
  });

  test("a few cut off what idles, for the night or while all are away, and nobody cuts off a refrigerator", () => {
    const off = { night: 0, away: 0 };
    const plugs = 600;
    for (let index = 0; index < plugs; index++) {
      const bench = plugIn("living-room", index, { appliance: "television" });
      bench.device.happen({ type: "bedtime", at: bench.now, person: 0, last: true });
      if (bench.value("onOff") === false) off.night++;
      bench.device.happen({ type: "wake", at: bench.now, person: 0, first: true });
      expect(bench.value("onOff")).toBe(true);
      bench.device.happen({ type: "departure", at: bench.now, person: 0, last: true });
      if (bench.value("onOff") === false) off.away++;
      bench.device.happen({ type: "settled", at: bench.now, person: 0, first: true });
      expect(bench.value("onOff")).toBe(true);
      const cold = plugIn("kitchen", index, { appliance: "refrigerator" });
      cold.device.happen({ type: "bedtime", at: cold.now, person: 0, last: true });
      cold.device.happen({ type: "departure", at: cold.now, person: 0, last: true });
      expect(cold.value("onOff")).toBe(true);
    }
    expect(off.night / plugs).toBeGreaterThan(0.05);
    expect(off.night / plugs).toBeLessThan(0.12);
    expect(off.away / plugs).toBeGreaterThan(0.02);
    expect(off.away / plugs).toBeLessThan(0.08);
  });

  test("a lamp is switched at its plug: on in the dark by who comes in, off at bedtime and in daylight", () => {
    const dark = stillHome();
    const bright: HomeView = { ...dark, irradiance: () => 400 };
    let lit = 0;
    for (let index = 0; index < 200; index++) {
      const bench = plugIn("living-room", index, { appliance: "lamp" }, dark);
      expect(bench.value("onOff")).toBe(false);
      bench.device.happen({ type: "moved", at: bench.now, person: 0, from: "hall", to: "living-room" });
      if (bench.value("onOff") === true) {
        lit++;
        expect(bench.value("activePower")).toBeGreaterThan(1.9);
      }
      bench.device.happen({ type: "bedtime", at: bench.now, person: 0, last: true });
      expect(bench.value("onOff")).toBe(false);
      const day = plugIn("living-room", index, { appliance: "lamp" }, bright);
      day.device.happen({ type: "moved", at: day.now, person: 0, from: "hall", to: "living-room" });
      expect(day.value("onOff")).toBe(false);
      day.command("on");
      day.device.happen({ type: "moved", at: day.now, person: 0, from: "hall", to: "living-room" });
      expect(day.value("onOff")).toBe(false);
    }
    expect(lit).toBeGreaterThan(30);
    expect(lit).toBeLessThan(90);
  });

  test("a lamp is left alone by who settles in elsewhere", () => {
    const lit = (people: number): number => {
      const home: HomeView = { ...stillHome(), peopleIn: () => people };
      return Array.from({ length: 200 }, (_, index) => {
        const bench = plugIn("living-room", index, { appliance: "lamp" }, home);
        bench.device.happen({ type: "settled", at: bench.now, person: 0, first: true });
        return bench.value("onOff") === true;
      }).filter(Boolean).length;
    };
    expect(lit(0)).toBe(0);
    expect(lit(1)).toBeGreaterThan(20);
  });

  test("washing machines are found only where the home does its laundry", () => {
    const { traits } = stillHome();
    for (const laundryRoom of ["bathroom", "cellar"]) {
      const home: HomeView = { ...stillHome(), traits: { ...traits, laundryRoom } };
      const found = Array.from({ length: 60 }, (_, index) => applianceOf(plugIn("bathroom", index, {}, home)));
      expect(found.includes("washing-machine")).toBe(laundryRoom === "bathroom");
    }
  });

  test("without residents nothing is used, and without mains nothing is pressed", () => {
    for (const appliance of ["television", "washing-machine", "lamp"]) {
      const bench = new Workbench({
        kind: plug,
        start: monday,
        people: true,
        settings: { appliance, usedByResidents: false },
      });
      const idle = bench.value("activePower");
      bench.run(days(7));
      expect(bench.value("activePower")).toBe(idle);
      expect(new Set(bench.reportsOf("activePower").map(({ value }) => value)).size).toBe(1);
    }
    const dark = plugIn("living-room", 1, { appliance: "television" });
    dark.command("off");
    dark.device.power(false);
    dark.device.happen({ type: "began", at: dark.now, person: 0, activity: "television", room: "living-room" });
    dark.device.act("press");
    dark.device.power(true);
    dark.run(minutes(2));
    expect(dark.value("onOff")).toBe(false);
  });

  /** kWh a day: means over homes and days that are plausible in a year's first weeks (sources in the appliances' files). */
  const plausible: Readonly<Record<string, readonly [room: string, low: number, high: number]>> = {
    television: ["living-room", 0.08, 0.4],
    computer: ["office", 0.03, 0.4],
    kettle: ["kitchen", 0.08, 0.45],
    "coffee-machine": ["kitchen", 0.02, 0.2],
    refrigerator: ["kitchen", 0.4, 1],
    // Two homes of five do their laundry there.
    "washing-machine": ["bathroom", 0.05, 0.3],
    dishwasher: ["kitchen", 0.2, 0.8],
    lamp: ["living-room", 0.02, 0.25],
    heater: ["bedroom", 1, 6],
    router: ["hall", 0.15, 0.3],
    car: ["garage", 0.3, 4],
    nothing: ["hall", 0, 0],
  };

  test.each(applianceNames)("use a %s for a plausible amount of energy", (appliance) => {
    const [room, low, high] = plausible[appliance]!;
    const homes = 24;
    const length = 7;
    let energy = 0;
    for (let seed = 1; seed <= homes; seed++) {
      const bench = new Workbench({
        kind: plug,
        seed,
        room,
        start: monday,
        people: true,
        every: hours(24),
        settings: { appliance },
      });
      bench.run(days(length));
      energy += bench.value("cumulativeEnergyImported") as number;
    }
    expect(energy / homes / length).toBeGreaterThanOrEqual(low);
    expect(energy / homes / length).toBeLessThanOrEqual(high);
  });
});
