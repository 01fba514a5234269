import { describe, expect, test } from "vitest";
import { catalog } from "../../../devices/catalog.ts";
import type { DeviceRecord } from "../../../src/fleet/run-events.ts";
import { days, hours, minutes } from "../../../src/kernel/time.ts";
import { Simulation, type SimulationOptions } from "../../../src/library/simulation/simulate.ts";
import { simulationNeeds } from "../../../src/library/simulation/simulation-needs.ts";
import { planOf, type Sketch } from "../../fleet/fleet-rig.ts";
import { witness } from "../../fleet/witness.ts";

const kinds = [...catalog, witness];

const sketch: Sketch = {
  seed: 5,
  homes: 4,
  fleet: [{ kind: "lock" }, { kind: "bulb", perHome: 3 }],
  load: [{ hold: "5h" }],
};

interface Outcome {
  readonly simulation: Simulation;
  readonly records: readonly DeviceRecord[];
  readonly notices: readonly string[];
}

async function simulated(changes: Partial<Sketch> = {}, options: Partial<SimulationOptions> = {}): Promise<Outcome> {
  const records: DeviceRecord[] = [];
  const notices: string[] = [];
  const simulation = new Simulation(planOf({ ...sketch, ...changes }, kinds), {
    ...simulationNeeds(kinds),
    record: (record) => records.push(record),
    notice: (level, text) => notices.push(`${level}: ${text}`),
    ...options,
  });
  await simulation.run();
  return { simulation, records, notices };
}

describe("a simulation", () => {
  test("has all devices from the first moment to the last, whatever the load says", async () => {
    const load = [{ ramp: "50%", over: "30m" }, { hold: "1h" }, { ramp: "0%", over: "30m" }];
    const { simulation, records } = await simulated({ load });
    expect(simulation).toMatchObject({ devices: 16, homes: 4, elapsed: hours(2) });
    const boots = records.filter(({ type }) => type === "boot");
    expect(boots).toHaveLength(16);
    expect(new Set(boots.map(({ at }) => at))).toEqual(new Set([simulation.start]));
    const last = new Map(records.map(({ device, at }) => [device, at]));
    for (const at of last.values()) expect(at).toBeGreaterThan(simulation.end - hours(1.1));
    expect(Math.max(...last.values())).toBeLessThan(simulation.end);
  });

  test("says the same every time for a seed, and something else for another", async () => {
    const one = await simulated({}, { length: days(1) });
    const two = await simulated({}, { length: days(1) });
    const other = await simulated({ seed: 6 }, { length: days(1) });
    expect(one.records.length).toBeGreaterThan(1_000);
    expect(two.records).toEqual(one.records);
    expect(other.records).not.toEqual(one.records);
  });

  test("of one home says what that home says among all others, timeline and all", async () => {
    const timeline = [
      { at: "1h", world: "power-cut", for: "5m", select: { share: "50% of homes" } },
      { at: "2h", command: "lockDoor", select: { kind: "lock", share: "50%" } },
      { at: "3h", act: "press", select: { kind: "bulb" } },
    ] as const;
    const all = await simulated({ timeline: [...timeline] }, { length: days(1) });
    for (const home of [0, 3]) {
      const alone = await simulated({ timeline: [...timeline] }, { length: days(1), home });
      expect(alone.simulation).toMatchObject({ devices: 4, homes: 1 });
      expect(alone.records).toEqual(all.records.filter((record) => record.home === home));
    }
  });

  test("says the same in whatever groups homes live, and each home in its order", async () => {
    const timeline = [
      { at: "1h", world: "power-cut", for: "5m", select: { share: "50% of homes" } },
      { at: "2h", every: "30m", command: "lockDoor", select: { kind: "lock", share: "50%" } },
      { at: "3h", act: "press", select: { kind: "bulb", count: 5 } },
    ] as const;
    const inHomes = (records: readonly DeviceRecord[]): DeviceRecord[] => records.toSorted((a, b) => a.home - b.home);
    const all = await simulated({ homes: 10, timeline: [...timeline] }, { length: days(1) });
    for (const homesTogether of [1, 3, 7]) {
      const ends: number[] = [];
      let latest = Number.NEGATIVE_INFINITY;
      const groups = await simulated(
        { homes: 10, timeline: [...timeline] },
        { length: days(1), homesTogether, passed: (until) => ends.push(until) },
      );
      expect(inHomes(groups.records)).toEqual(inHomes(all.records));
      expect(groups.simulation).toMatchObject({ devices: 40, homes: 10, elapsed: days(1) });
      expect(ends).toEqual(ends.toSorted((a, b) => a - b));
      expect(ends.at(-1)).toBe(groups.simulation.end);
      // What has passed stays passed.
      for (const { at } of groups.records) latest = Math.max(latest, at);
      expect(latest).toBeLessThan(groups.simulation.end);
    }
  });

  test("says the same in whatever groups homes live when conditions of devices and homes decide", async () => {
    const timeline: Sketch["timeline"] = [
      {
        when: "device.lockState == 'unlocked'",
        for: "5s",
        name: "forgotten",
        command: "lockDoor",
        select: { kind: "lock" },
      },
      { after: "forgotten", wait: { uniform: ["1m", "10m"] }, act: "press", select: { kind: "bulb", share: "50%" } },
      {
        when: "home.present == 0",
        name: "away",
        do: [{ wait: "5m" }, { mark: "empty" }, { act: "press" }],
        select: { kind: "bulb" },
      },
      {
        between: ["1h", "5h"],
        every: "6h",
        world: "power-cut",
        for: { uniform: ["1m", "1h"] },
        select: { share: "50% of homes" },
      },
      {
        at: "8h",
        fault: "dead-radio",
        for: { uniform: ["1m", "5m"] },
        select: { where: "home.outdoorTemperature < 12.0", share: "40%" },
      },
    ];
    const inHomes = (records: readonly DeviceRecord[]): DeviceRecord[] => records.toSorted((a, b) => a.home - b.home);
    const town: Partial<Sketch> = { homes: 10, timeline, load: [{ hold: "48h" }] };
    const all = await simulated(town);
    const told = (text: string): boolean => all.notices.some((notice) => notice.includes(text));
    for (const step of ["forgotten", "mark empty", "without power"]) expect([step, told(step)]).toEqual([step, true]);
    for (const homesTogether of [1, 4]) {
      const groups = await simulated(town, { homesTogether });
      expect(inHomes(groups.records)).toEqual(inHomes(all.records));
    }
    const alone = await simulated(town, { home: 7 });
    expect(alone.records).toEqual(all.records.filter(({ home }) => home === 7));
  });

  test("has all homes live together when something is about all of them", async () => {
    const timeline: Sketch["timeline"] = [
      { when: "run.elapsed >= 600.0", mark: "late" },
      { at: "20m", act: "press", select: { kind: "bulb", where: "home.index > 2", count: 3 } },
    ];
    const all = await simulated({ homes: 10, timeline });
    const groups = await simulated({ homes: 10, timeline }, { homesTogether: 1 });
    expect(groups.records).toEqual(all.records);
    expect(groups.notices).toEqual(["info: mark late", "info: press: 3 devices"]);
  });

  test("ends when a step ends it, at that moment", async () => {
    const timeline: Sketch["timeline"] = [{ at: "90m", stop: { fail: "enough" } }];
    const { simulation, records } = await simulated({ homes: 50, timeline }, { homesTogether: 1 });
    expect(simulation.elapsed).toBe(minutes(90));
    expect(simulation.endedBy).toEqual({ fail: true, why: "enough" });
    expect(Math.max(...records.map(({ at }) => at))).toBeLessThanOrEqual(simulation.start + minutes(90));
  });

  test("brings all records of a time before it says that the time has passed", async () => {
    let passed = Number.NEGATIVE_INFINITY;
    let late = 0;
    await simulated(
      { homes: 10 },
      {
        length: hours(6),
        homesTogether: 4,
        record: ({ at }) => void (at < passed && late++),
        passed: (until) => void (passed = until),
      },
    );
    expect(passed).toBeGreaterThan(0);
    expect(late).toBe(0);
  });

  test("tells once of what concerns several groups", async () => {
    const timeline: Sketch["timeline"] = [
      { at: "10m", world: "power-cut", for: "5m" },
      { at: "12m", command: "echo", args: { text: "hello" }, select: { kind: "witness" } },
      { at: "20m", act: "die", select: { kind: "witness" } },
    ];
    const { notices, simulation } = await simulated(
      { homes: 20, fleet: [{ kind: "witness", perHome: 1 }], timeline },
      { homesTogether: 1 },
    );
    expect(notices.filter((text) => text.includes("not connected (witness-0001"))).toHaveLength(1);
    expect(notices.filter((text) => text.startsWith("warning: device "))).toHaveLength(5);
    expect(notices.filter((text) => text.startsWith("info"))).toEqual([
      "info: power-cut: 20 homes without power",
      "info: echo: 20 devices",
      "info: power-cut: power is back",
      "info: die: 20 devices",
    ]);
    expect(simulation.crashes).toBe(20);
  });

  test("of two halves of a time is the beginning of the whole", async () => {
    const short = await simulated({}, { length: hours(5) });
    const long = await simulated({}, { length: hours(10) });
    expect(long.records.slice(0, short.records.length)).toEqual(short.records);
  });

  test("gives commands of the timeline straight to their devices, and they answer", async () => {
    const timeline = [{ at: "10m", command: "ponder", select: { kind: "witness" } }];
    const { records, simulation } = await simulated({ fleet: [{ kind: "witness", count: 2 }], timeline });
    const results = records.filter(({ type }) => type === "result");
    expect(results.map(({ at, device }) => [at - simulation.start, device])).toEqual([
      [minutes(10) + 10_000, "witness-0001"],
      [minutes(10) + 10_000, "witness-0002"],
    ]);
  });

  test("tells when a command finds its device without power", async () => {
    const timeline: Sketch["timeline"] = [
      { at: "10m", world: "power-cut", for: "5m" },
      { at: "12m", command: "echo", args: { text: "hello" }, select: { kind: "witness" } },
    ];
    const { records, notices } = await simulated({ fleet: [{ kind: "witness", count: 1 }], timeline });
    expect(records.some(({ type }) => type === "result")).toBe(false);
    expect(notices.join("\n")).toContain("not connected (witness-0001");
    expect(records.filter(({ type }) => type === "down" || type === "boot").map(({ type }) => type)).toEqual([
      "boot",
      "down",
      "boot",
    ]);
  });

  test("waits for who takes its records, and rejects when that fails", async () => {
    let bursts = 0;
    const full = new Error("full");
    const ready = async (): Promise<void> => {
      if (++bursts === 2) throw full;
    };
    await expect(simulated({ homes: 50 }, { length: days(3), ready })).rejects.toBe(full);
    expect(bursts).toBe(2);
  });

  test("that is stopped ends where it is", async () => {
    const simulation: Simulation = new Simulation(planOf({ ...sketch, homes: 50 }, kinds), {
      ...simulationNeeds(kinds),
      length: days(30),
      record: () => {},
      notice: () => {},
      ready: async () => simulation.stop(),
    });
    await simulation.run();
    expect(simulation.elapsed).toBeGreaterThan(0);
    expect(simulation.elapsed).toBeLessThan(days(30));
  });

  test("counts devices whose kind fails, and goes on with the others", async () => {
    const timeline = [{ at: "1m", act: "die", select: { id: "witness-0001" } }];
    const { simulation, notices } = await simulated({ fleet: [{ kind: "witness", count: 2 }], timeline });
    expect(simulation.crashes).toBe(1);
    expect(notices.some((text) => text.startsWith("warning: device witness-0001"))).toBe(true);
  });

  test("of a home that is none is refused", async () => {
    await expect(simulated({}, { home: 4 })).rejects.toThrow("expected a home of the fleet, 0..3, found 4");
    await expect(simulated({}, { home: 1.5 })).rejects.toThrow("found 1.5");
  });
});
