import { describe, expect, test } from "vitest";
import { occupancySensor, type OccupancyState } from "../../../devices/occupancy-sensor/occupancy-sensor.ts";
import { days, hours, type Instant, later, minutes, seconds } from "../../../src/kernel/time.ts";
import { Workbench, type WorkbenchOptions } from "../../../src/testing/index.ts";
import type { HomeView } from "../../../src/world/home.ts";
import { World } from "../../../src/world/world.ts";

/** A home in which people are where the test puts them. */
function homeWith(people: { in: number; asleep?: number }): HomeView {
  const home = new World({ seed: 1, climate: "continental", timeZoneOffset: hours(1) }).home(0);
  return {
    traits: home.traits,
    outdoorTemperature: () => 10,
    outdoorHumidity: () => 50,
    irradiance: () => 400,
    windowsOpen: () => false,
    peopleIn: () => people.in,
    presence: () => ({ home: people.in + (people.asleep ?? 0), awake: people.in }),
  };
}

function sensor(options: Omit<Partial<WorkbenchOptions>, "kind"> = {}): Workbench {
  return new Workbench({ kind: occupancySensor, home: homeWith({ in: 0 }), ...options });
}

function moved(bench: Workbench): void {
  bench.device.happen({ type: "moved", at: bench.now, person: 0, from: "hall", to: "kitchen" });
}

/** Each occupied period: when it began and when it ended. */
function pulses(bench: Workbench): { readonly from: Instant; readonly to: Instant }[] {
  const found: { from: Instant; to: Instant }[] = [];
  let from: Instant | undefined;
  for (const { at, data } of bench.eventsOf("occupancyChanged")) {
    expect(data.occupancy).toBe(from === undefined);
    if (from === undefined) from = at;
    else {
      found.push({ from, to: at });
      from = undefined;
    }
  }
  return found;
}

function occupiedShare(bench: Workbench, duration: number): number {
  return pulses(bench).reduce((sum, { from, to }) => sum + to - from, 0) / duration;
}

describe("an occupancy sensor", () => {
  test("is occupied when somebody passes, and no longer when the hold time is over", () => {
    const bench = sensor();
    bench.device.act("walk-by");
    expect(bench.value("occupancy")).toBe(true);
    bench.run(seconds(59.9));
    expect(bench.value("occupancy")).toBe(true);
    bench.run(seconds(0.2));
    expect(bench.value("occupancy")).toBe(false);
    expect(bench.eventsOf("occupancyChanged").map(({ data }) => data.occupancy)).toEqual([true, false]);
  });

  test("stays occupied until the hold time after the last who passed", () => {
    const bench = sensor();
    for (let i = 0; i < 5; i++) {
      bench.device.act("walk-by");
      bench.run(seconds(50));
    }
    expect(pulses(bench)).toEqual([]);
    bench.run(seconds(11));
    const [pulse, ...more] = pulses(bench);
    expect(pulse!.to - pulse!.from).toBe(seconds(4 * 50 + 60));
    expect(more).toEqual([]);
  });

  test("notices whoever walks in or out of its room, nearly always", () => {
    let noticed = 0;
    for (let index = 0; index < 500; index++) {
      const bench = sensor({ index, room: "hall" });
      moved(bench);
      if (bench.value("occupancy") === true) noticed++;
    }
    expect(noticed / 500).toBeGreaterThan(0.94);
    expect(noticed).toBeLessThan(500);
  });

  test("in an empty room nothing is ever due but what its cells and its reports need", () => {
    const bench = sensor({ settings: { radio: "thread" } });
    bench.run(days(30));
    expect(bench.eventsOf("occupancyChanged")).toEqual([]);
    expect(bench.scheduler.size).toBeLessThanOrEqual(2);
  });

  test("misses who sits still, where a radar sees them breathe", () => {
    const share = (technology: string): number => {
      const bench = sensor({ home: homeWith({ in: 1 }), room: "office", settings: { technology } });
      bench.run(hours(24));
      bench.device.fault("blinded", true);
      bench.run(minutes(2));
      return occupiedShare(bench, hours(24));
    };
    expect(share("pir")).toBeGreaterThan(0.04);
    expect(share("pir")).toBeLessThan(0.35);
    expect(share("radar")).toBeGreaterThan(0.99);
  });

  test("is occupied for the share of time theory has for its rate of triggers, whatever else it is told", () => {
    const bench = sensor({ home: homeWith({ in: 1 }), room: "living-room" });
    for (let hour = 0; hour < 1_000; hour++) {
      bench.run(hours(1));
      // Nothing of it concerns the rate, but it makes the sensor look up.
      bench.device.desire({ holdTime: 60 });
    }
    const { rate } = bench.device.state as OccupancyState;
    expect(occupiedShare(bench, hours(1_000)) / -Math.expm1(-rate * seconds(60))).toBeCloseTo(1, 1);
  });

  test("sees more of who cooks than of who watches television", () => {
    const share = (activity: "cooking" | "television", room: string): number => {
      const bench = sensor({ home: homeWith({ in: 1 }), room });
      bench.device.happen({ type: "began", at: bench.now, person: 0, activity, room });
      bench.run(hours(24));
      return occupiedShare(bench, hours(24));
    };
    const television = share("television", "living-room");
    expect(television).toBeGreaterThan(0);
    expect(share("cooking", "kitchen")).toBeGreaterThan(3 * television);
  });

  test("in a bedroom sees those who sleep turn over now and then", () => {
    const bench = sensor({ home: homeWith({ in: 0, asleep: 2 }), room: "bedroom" });
    bench.run(hours(100));
    expect(pulses(bench).length).toBeGreaterThan(60);
    expect(pulses(bench).length).toBeLessThan(600);
    const hall = sensor({ home: homeWith({ in: 0, asleep: 2 }), room: "hall" });
    hall.run(hours(100));
    expect(pulses(hall)).toEqual([]);
  });

  test("is not told of what happens in other rooms, nor of doors and windows", () => {
    expect(occupancySensor.hears).not.toContain("front-door");
    const bench = sensor({ room: "kitchen" });
    bench.device.happen({ type: "moved", at: bench.now, person: 0, from: "hall", to: "bedroom" });
    bench.device.happen({ type: "entry", at: bench.now, person: 0, first: true });
    expect(bench.value("occupancy")).toBe(false);
  });

  test("measures the daylight when somebody is noticed, if it can", () => {
    const bench = sensor();
    expect(bench.value("illuminance")).toBeNull();
    bench.device.act("walk-by");
    expect(bench.value("illuminance")).toBeGreaterThan(10);
    bench.device.configure({ lightSensor: false });
    expect(bench.value("illuminance")).toBeNull();
  });
});

describe("holdTime", () => {
  test("is within Matter's limits: what is beyond them is refused", () => {
    const bench = sensor();
    const least = bench.value("holdTimeMin") as number;
    const most = bench.value("holdTimeMax") as number;
    expect(bench.device.desire({ holdTime: least })).toMatchObject({ ok: true });
    expect(bench.device.desire({ holdTime: most })).toMatchObject({ ok: true });
    expect(bench.device.desire({ holdTime: least - 1 })).toMatchObject({ ok: false, failure: "invalid" });
    expect(bench.device.desire({ holdTime: most + 1 })).toMatchObject({ ok: false, failure: "invalid" });
  });

  test("may be changed while occupied: shorter ends it at once if it is over by then", () => {
    const bench = sensor();
    bench.device.act("walk-by");
    bench.run(seconds(30));
    bench.device.desire({ holdTime: 40 });
    expect(bench.value("occupancy")).toBe(true);
    bench.run(seconds(10));
    expect(bench.value("occupancy")).toBe(false);
    bench.device.act("walk-by");
    bench.run(seconds(30));
    bench.device.desire({ holdTime: 20 });
    expect(bench.value("occupancy")).toBe(false);
  });

  test("may be made longer while occupied", () => {
    const bench = sensor();
    bench.device.act("walk-by");
    bench.run(seconds(30));
    bench.device.desire({ holdTime: 120 });
    bench.run(seconds(89));
    expect(bench.value("occupancy")).toBe(true);
    bench.run(seconds(2));
    expect(bench.value("occupancy")).toBe(false);
  });

  test("is kept through a restart, and so is who was noticed; without power nobody was", () => {
    const bench = sensor({ settings: { holdTime: 300 } });
    bench.device.desire({ holdTime: 100 });
    bench.device.act("walk-by");
    bench.device.reboot("softwareWatchdogReset");
    bench.run(seconds(40));
    expect(bench.value("holdTime")).toBe(100);
    expect(bench.value("occupancy")).toBe(true);
    bench.device.act("replace-battery");
    bench.run(seconds(60));
    expect(bench.value("occupancy")).toBe(false);
    expect(bench.device.values()).toMatchObject({ rebootCount: 2, bootReason: "powerOnReboot" });
  });
});

describe("what goes wrong with it", () => {
  test("a stuck sensor says occupied until it is mended, and the hold time after that", () => {
    const bench = sensor();
    bench.device.fault("stuck-sensor", true);
    bench.run(days(2));
    expect(bench.value("occupancy")).toBe(true);
    bench.device.fault("stuck-sensor", false);
    bench.run(seconds(59));
    expect(bench.value("occupancy")).toBe(true);
    bench.run(seconds(2));
    expect(pulses(bench)).toHaveLength(1);
    expect(pulses(bench)[0]!.to - pulses(bench)[0]!.from).toBe(days(2) + seconds(60));
  });

  test("a blinded sensor notices nobody", () => {
    const bench = sensor({ home: homeWith({ in: 4 }), room: "kitchen" });
    bench.device.fault("blinded", true);
    bench.device.act("walk-by");
    moved(bench);
    bench.run(days(1));
    expect(bench.eventsOf("occupancyChanged")).toEqual([]);
  });

  test("false triggers come some ten times an hour with nobody there, and say so", () => {
    const bench = sensor();
    bench.device.fault("false-trigger", true);
    bench.run(hours(100));
    const count = pulses(bench).length;
    expect(count).toBeGreaterThan(700);
    expect(count).toBeLessThan(1_000);
    const causes = new Set(
      bench.said.flatMap((said) =>
        said.type === "changed" && said.values.occupancy === true && Object.keys(said.values).length === 1
          ? [said.cause]
          : [],
      ),
    );
    expect([...causes]).toEqual(["fault"]);
  });

  test("people are noticed as people, a pet as physics", () => {
    const causeOf = (options: Partial<WorkbenchOptions>): unknown => {
      const bench = sensor(options);
      bench.run(hours(6));
      return bench.said.find((said) => said.type === "changed" && said.values.occupancy === true);
    };
    expect(causeOf({ home: homeWith({ in: 1 }), room: "kitchen" })).toMatchObject({ cause: "human" });
    expect(causeOf({ settings: { pets: true } })).toMatchObject({ cause: "physics" });
  });

  test("low cells warn, and empty ones leave it dark until they are changed", () => {
    const bench = sensor({ settings: { radio: "wifi", usedByResidents: false } });
    bench.device.fault("low-battery", true);
    expect(bench.value("batChargeLevel")).toBe("warning");
    bench.run(days(3 * 365));
    expect(bench.value("batChargeLevel")).toBe("critical");
    expect(bench.device.phase).toBe("unpowered");
    bench.said.length = 0;
    bench.device.act("walk-by");
    bench.run(days(10));
    expect(bench.value("occupancy")).toBe(false);
    expect(bench.said).toEqual([]);
    bench.device.act("replace-battery");
    bench.run(seconds(60));
    bench.device.act("walk-by");
    expect(bench.value("batChargeLevel")).toBe("ok");
    expect(bench.value("occupancy")).toBe(true);
  });

  test("cells of a Thread sensor last for years, those of a radar shorter", () => {
    const daysToWarning = (settings: Record<string, string>): number => {
      const bench = sensor({ settings });
      bench.device.act("replace-battery");
      let day = 0;
      for (; bench.value("batChargeLevel") === "ok"; day++) bench.run(days(1));
      return day;
    };
    const thread = daysToWarning({ radio: "thread" });
    expect(thread).toBeGreaterThan(500);
    expect(daysToWarning({ radio: "thread", technology: "radar" })).toBeLessThan(thread / 2);
  });
});

describe("in homes where people live", () => {
  test("no occupied time is shorter than the hold time, and changes alternate", () => {
    let count = 0;
    for (const room of Object.keys(occupancySensor.rooms)) {
      for (let seed = 1; seed <= 5; seed++) {
        const bench = new Workbench({ kind: occupancySensor, seed, room, people: true });
        bench.run(days(3));
        for (const { from, to } of pulses(bench)) {
          expect(to - from).toBeGreaterThanOrEqual(seconds(60) - 1e-6);
          count++;
        }
      }
    }
    expect(count).toBeGreaterThan(500);
  });

  test("an empty home is quiet: nothing is noticed while everybody is out", () => {
    const world = new World({ seed: 3, climate: "continental", timeZoneOffset: hours(1) });
    const home = world.home(0);
    const bench = new Workbench({ kind: occupancySensor, seed: 3, room: "living-room", people: true });
    bench.run(days(5));
    for (const { at, data } of bench.eventsOf("occupancyChanged")) {
      if (data.occupancy === true) expect(home.presence(at).home).toBeGreaterThan(0);
    }
    expect(pulses(bench).length).toBeGreaterThan(20);
  });

  test("sees less than there are people, in the evening about half of the time they are up (realism.md §4.1)", () => {
    const bins = { seen: 0, up: 0 };
    const bin = minutes(5);
    for (let seed = 1; seed <= 12; seed++) {
      const home = new World({ seed, climate: "continental", timeZoneOffset: hours(1) }).home(0);
      const room = seed % 5 < 2 ? "hall" : "living-room";
      const bench = new Workbench({ kind: occupancySensor, seed, room, people: true });
      const { now } = bench;
      bench.run(days(7));
      const seen = new Set<number>();
      for (const { from, to } of pulses(bench)) {
        for (let index = Math.floor((from - now) / bin); index <= (to - now) / bin; index++) seen.add(index);
      }
      for (let index = 0; index < days(7) / bin; index++) {
        const middle = later(now, (index + 0.5) * bin);
        const hour = ((middle + hours(1)) / hours(1)) % 24;
        if (hour < 17 || hour >= 21 || home.presence(middle).awake === 0) continue;
        bins.up++;
        if (seen.has(index)) bins.seen++;
      }
    }
    // Thermostats with motion sensors: .31 to .40 of all homes at 17 to 20 h, of .79 to .87 that are occupied.
    expect(bins.seen / bins.up).toBeGreaterThan(0.35);
    expect(bins.seen / bins.up).toBeLessThan(0.62);
  });
});
