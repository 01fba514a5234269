import { describe, expect, test } from "vitest";
import { airConditioner } from "../../../devices/air-conditioner/air-conditioner.ts";
import { days, hours, instant, later, minutes } from "../../../src/kernel/time.ts";
import { Workbench } from "../../../src/testing/index.ts";
import type { HomeView } from "../../../src/world/home.ts";
import { mean, stateOf, steady } from "./summer.ts";

const somebody: Partial<HomeView> = { peopleIn: () => 1 };
const nobody: Partial<HomeView> = { peopleIn: () => 0, presence: () => ({ home: 0, awake: 0 }) };
const used = { usedByResidents: true };

/** Somebody walks in. */
function walkIn(bench: Workbench): void {
  bench.device.happen({ type: "moved", at: bench.now, person: 0, from: "hall", to: "living-room" });
}

describe("people who come into a hot room", () => {
  test("switch it on, within minutes, to a temperature they like", () => {
    const switched = Array.from({ length: 20 }, (_, index) => {
      const bench = steady({ outdoor: 36, index, settings: used, home: somebody });
      for (let visit = 0; visit < 5; visit++) {
        walkIn(bench);
        bench.run(minutes(10));
      }
      if (bench.value("onOff") !== true) return false;
      expect(Math.abs((bench.value("occupiedCoolingSetpoint") as number) - 23)).toBeLessThanOrEqual(1);
      return bench.value("systemMode") === "cool";
    });
    expect(switched.filter(Boolean).length).toBeGreaterThan(16);
  });

  test("are why it runs: what follows at once from their hand has their cause", () => {
    const causes = Array.from({ length: 20 }, (_, index) => {
      const bench = steady({ outdoor: 36, index, settings: used, home: somebody });
      for (let visit = 0; visit < 5; visit++) {
        walkIn(bench);
        bench.run(minutes(10));
      }
      const on = bench.said.find((said) => said.type === "changed" && said.values.onOff === true);
      return on?.type === "changed" ? on.cause : undefined;
    });
    expect(new Set(causes.filter((cause) => cause !== undefined))).toEqual(new Set(["human"]));
  });

  test("give it up while there is no power, and want it again later", () => {
    const benches = Array.from({ length: 20 }, (_, index) => {
      const bench = steady({ outdoor: 36, index, settings: used, home: somebody });
      for (let visit = 0; visit < 5; visit++) walkIn(bench);
      bench.device.power(false);
      bench.run(minutes(30));
      bench.device.power(true);
      bench.run(minutes(1));
      for (let visit = 0; visit < 5; visit++) {
        walkIn(bench);
        bench.run(minutes(10));
      }
      return bench;
    });
    expect(benches.filter((bench) => bench.value("onOff") === true).length).toBeGreaterThan(16);
  });

  test("do nothing where the room is cool, or where a server is to do it", () => {
    for (const options of [
      { outdoor: 18, settings: used },
      { outdoor: 36, settings: { usedByResidents: false } },
    ]) {
      const bench = steady({ ...options, home: somebody });
      for (let visit = 0; visit < 5; visit++) {
        walkIn(bench);
        bench.run(minutes(10));
      }
      expect(bench.value("onOff")).toBe(false);
    }
  });

  test("leave it off in the cold season, unless the room is really hot", () => {
    const switched = (outdoor: number, air: number): number =>
      Array.from({ length: 20 }, (_, index) => {
        const bench = steady({ outdoor, index, settings: { ...used, coolingSetpoint: 20 }, home: somebody });
        const { house } = stateOf(bench).room;
        for (let visit = 0; visit < 5; visit++) {
          Object.assign(house, { air, mass: air, sensor: air });
          walkIn(bench);
          bench.run(minutes(5));
        }
        return bench.reportsOf("onOff").some(({ value }) => value === true);
      }).filter(Boolean).length;
    expect(switched(2, 25)).toBe(0);
    expect(switched(23, 25)).toBeGreaterThan(10);
    expect(switched(2, 32)).toBeGreaterThan(10);
  });

  test("let it be for half an hour once they have switched it off, unless somebody has come home", () => {
    for (let index = 0; index < 20; index++) {
      const bench = steady({ outdoor: 36, index, settings: used, home: somebody });
      const visits = (length: number): void => {
        for (let visit = 0; visit < length; visit += 4) {
          walkIn(bench);
          bench.run(minutes(4));
        }
      };
      visits(60);
      expect(bench.value("onOff")).toBe(true);
      bench.device.happen({ type: "bedtime", at: bench.now, person: 0, last: true });
      expect(bench.value("onOff")).toBe(false);
      visits(28);
      expect(bench.value("onOff")).toBe(false);
      bench.device.happen({ type: "settled", at: bench.now, person: 1, first: false });
      visits(40);
      expect(bench.value("onOff")).toBe(true);
    }
  });

  test("are missing where nobody is: a hot, empty room stays hot", () => {
    const bench = steady({ outdoor: 38, settings: used, home: nobody });
    bench.run(days(3));
    expect(bench.value("onOff")).toBe(false);
  });
});

describe("the last to leave", () => {
  test("switch it off in most homes; in some it stays on, warmer where they have a setback", () => {
    const benches = Array.from({ length: 60 }, (_, index) => {
      const bench = steady({ outdoor: 33, index, settings: used, home: somebody });
      bench.command("on");
      bench.device.happen({ type: "leaving", at: bench.now, person: 0, last: true });
      return bench;
    });
    const off = benches.filter((bench) => bench.value("onOff") === false);
    expect(off.length / benches.length).toBeGreaterThan(0.65);
    expect(off.length / benches.length).toBeLessThan(0.95);
    for (const bench of benches) {
      if (bench.value("onOff") === false) continue;
      const { setback } = stateOf(bench).habits;
      expect(bench.value("occupiedCoolingSetpoint")).toBeCloseTo(23 + setback, 1);
      bench.device.happen({ type: "settled", at: bench.now, person: 0, first: true });
      expect(bench.value("occupiedCoolingSetpoint")).toBe(23);
    }
  });
});

describe("a bedroom", () => {
  test("is cooled by who goes to bed in a warm night, and left by who gets up", () => {
    const { home } = steady({ outdoor: 28 }).device;
    const view: HomeView = { ...home, presence: () => ({ home: 2, awake: 0 }) };
    const night = Array.from({ length: 20 }, (_, index) => {
      const bench = new Workbench({
        kind: airConditioner,
        index,
        room: "bedroom",
        home: view,
        settings: { coolingSetpoint: 22 },
      });
      bench.device.happen({ type: "bedtime", at: bench.now, person: 0, last: true });
      bench.run(minutes(5));
      return bench;
    });
    const modes = night.map((bench) => bench.value("systemMode"));
    expect(modes.filter((mode) => mode === "cool").length).toBeGreaterThan(5);
    expect(modes.filter((mode) => mode === "sleep").length).toBeGreaterThan(3);
    for (const bench of night) {
      bench.run(hours(8));
      bench.device.happen({ type: "wake", at: bench.now, person: 0, first: true });
      bench.run(minutes(15));
    }
    expect(night.filter((bench) => bench.value("onOff") === false).length).toBeGreaterThan(12);
  });
});

describe("the homes of a world", () => {
  test("set it to 22.6 °C in the mean, and 32 to 42 of 100 have a setback", () => {
    const habits = Array.from(
      { length: 600 },
      (_, index) => stateOf(new Workbench({ kind: airConditioner, index })).habits,
    );
    expect(mean(habits.map(({ comfort }) => comfort))).toBeGreaterThan(22.2);
    expect(mean(habits.map(({ comfort }) => comfort))).toBeLessThan(23);
    expect(Math.min(...habits.map(({ comfort }) => comfort))).toBeGreaterThanOrEqual(20);
    expect(Math.max(...habits.map(({ comfort }) => comfort))).toBeLessThanOrEqual(26);
    const share = habits.filter(({ setback }) => setback > 0).length / habits.length;
    expect(share).toBeGreaterThan(0.32);
    expect(share).toBeLessThan(0.42);
  });

  test("use it in a hot week, and not in winter", () => {
    const use = (start: number): number =>
      mean(
        Array.from({ length: 12 }, (_, seed) => {
          const bench = new Workbench({ kind: airConditioner, people: true, seed: seed + 1, start: instant(start) });
          bench.run(days(7));
          expect(bench.now).toBe(later(instant(start), days(7)));
          return bench.value("cumulativeEnergyImported") as number;
        }),
      );
    const summer = use(Date.UTC(2026, 6, 10, 4));
    const winter = use(Date.UTC(2026, 0, 10, 4));
    expect(summer).toBeGreaterThan(3);
    expect(winter).toBeLessThan(1);
  });
});
