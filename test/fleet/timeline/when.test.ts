import { describe, expect, test } from "vitest";
import { later } from "../../../src/kernel/time.ts";
import type { StepInput } from "../../../src/scenario/scenario-input.ts";
import { feel, received, rigWith } from "./stage-rig.ts";

const echo = { command: "echo", args: { text: "hi" } };
const floors = (times: readonly [number, string][]): [number, string][] =>
  times.map(([second, device]) => [Math.floor(second), device]);

describe("a condition of devices", () => {
  const odd: StepInput = { when: "device.mood == 'odd'", name: "odd", ...echo };

  test("happens to the device of which it becomes true", () => {
    const rig = rigWith(odd);
    rig.pass("1m");
    feel(rig, "witness-0004", "odd");
    rig.pass("1m");
    expect(floors(received(rig, "echo"))).toEqual([[60, "witness-0004"]]);
    expect(rig.notices).toEqual(["info: odd: 1 device"]);
  });

  test("happens again when it has been false in between, and only then", () => {
    const rig = rigWith(odd, { homes: 1 });
    for (const mood of ["odd", "odd", "calm", "odd"] as const) {
      rig.pass("1m");
      feel(rig, "witness-0001", mood);
    }
    rig.pass("1m");
    expect(floors(received(rig, "echo")).map(([second]) => second)).toEqual([60, 240]);
  });

  test("with once does so once for each device", () => {
    const rig = rigWith({ ...odd, once: true }, { homes: 2 });
    for (const mood of ["odd", "calm", "odd"] as const) {
      rig.pass("1m");
      feel(rig, "witness-0001", mood);
    }
    feel(rig, "witness-0002", "odd");
    rig.pass("1m");
    expect(floors(received(rig, "echo"))).toEqual([
      [60, "witness-0001"],
      [180, "witness-0002"],
    ]);
  });

  test("that is true from the beginning has become true when the device comes up", () => {
    const rig = rigWith({ when: "device.mood == 'calm'", mark: "calm" }, { homes: 1 });
    expect(rig.notices).toEqual([]);
    rig.pass("0s");
    expect(rig.notices).toEqual(["info: mark calm"]);
  });

  test("has to hold for as long as it says", () => {
    const rig = rigWith({ ...odd, for: "5m" }, { homes: 1 });
    rig.pass("1m");
    feel(rig, "witness-0001", "odd");
    rig.pass("299s");
    expect(received(rig, "echo")).toEqual([]);
    rig.pass("2s");
    expect(floors(received(rig, "echo"))).toEqual([[360, "witness-0001"]]);
  });

  test("that becomes false begins to hold anew", () => {
    const rig = rigWith({ ...odd, for: "5m" }, { homes: 1 });
    rig.pass("1m");
    feel(rig, "witness-0001", "odd");
    rig.pass("4m");
    feel(rig, "witness-0001", "calm");
    rig.pass("30s");
    feel(rig, "witness-0001", "odd");
    rig.pass("299s");
    expect(received(rig, "echo")).toEqual([]);
    rig.pass("2s");
    expect(floors(received(rig, "echo"))).toEqual([[630, "witness-0001"]]);
  });

  test("may be about the connection: lost and not back for a minute", () => {
    const lonely: StepInput = { when: "!device.ready", for: "1m", name: "lonely", log: "${device.id} is lonely" };
    const rig = rigWith([
      lonely,
      { at: "2m", disconnect: "clean", for: "30s", select: { id: "witness-0001" } },
      { at: "2m", disconnect: "clean", for: "90s", select: { id: "witness-0002" }, name: "long" },
    ]);
    rig.pass("10m");
    expect(rig.notices.filter((notice) => notice.includes("lonely"))).toEqual(["info: witness-0002 is lonely"]);
  });

  test("may be about how often it has booted", () => {
    const rig = rigWith([
      { when: "device.boots > 1", name: "booted", log: "${device.id}" },
      { at: "1m", reboot: true, select: { id: "witness-0007" } },
    ]);
    rig.pass("5m");
    expect(rig.notices).toContain("info: witness-0007");
    expect(rig.notices.filter((notice) => notice.startsWith("info: witness"))).toHaveLength(1);
  });

  test("is not looked at for devices that are not selected", () => {
    const rig = rigWith({ ...odd, select: { id: "witness-0002" } });
    const watched = [...rig.shard.units.values()].filter(({ watcher }) => watcher !== undefined);
    rig.pass("1m");
    for (const id of ["witness-0001", "witness-0002", "witness-0003"]) feel(rig, id, "odd");
    rig.pass("1m");
    expect(received(rig, "echo").map(([, device]) => device)).toEqual(["witness-0002"]);
    expect(watched).toEqual([]);
    expect([...rig.shard.units.values()].filter(({ watcher }) => watcher !== undefined)).toHaveLength(1);
  });

  test("that names the home too is looked at when something happens there, whatever the device says", () => {
    const rig = rigWith(
      [
        { when: "home.present == 0", for: "2m", name: "of-home", log: "home ${home.index} ${run.elapsed}" },
        {
          when: "home.present == 0 && device.boots == 1",
          for: "2m",
          name: "of-device",
          log: "device ${home.index} ${run.elapsed}",
        },
      ],
      {
        homes: 4,
        fleet: [{ kind: "bulb", telemetry: { every: "12h" } }],
        clock: { start: "2026-01-14T06:00:00Z" },
        load: [{ ramp: "100%", over: "0s" }, { hold: "12h" }],
      },
    );
    rig.pass("12h");
    const told = (of: string): string[] =>
      rig.notices.flatMap((notice) => (notice.startsWith(`info: ${of} `) ? [notice.slice(`info: ${of} `.length)] : []));
    expect(told("home").length).toBeGreaterThan(3);
    expect(told("device")).toEqual(told("home"));
  });

  test("is asked once more, with `where`, when it has held", () => {
    const rig = rigWith({ ...odd, select: { where: "home.index < 2" } });
    rig.pass("1m");
    for (const id of ["witness-0002", "witness-0003"]) feel(rig, id, "odd");
    rig.pass("1m");
    expect(received(rig, "echo").map(([, device]) => device)).toEqual(["witness-0002"]);
  });

  test("of a device that leaves holds no longer", () => {
    const load = [{ ramp: "100%", over: "0s" }, { hold: "2m" }, { ramp: "0%", over: "0s" }, { hold: "1h" }];
    const rig = rigWith({ when: "device.mood == 'calm'", for: "5m", mark: "calm" }, { load });
    rig.pass("30m");
    expect(rig.notices).toEqual([]);
    expect(rig.shard.size).toBe(0);
  });

  test("that cannot be worked out is not true, and that is told once", () => {
    const rig = rigWith({ when: "double(device.name) > 0.0", mark: "never" });
    rig.pass("5m");
    expect(rig.notices).toHaveLength(1);
    expect(rig.notices[0]).toMatch(/^warning: never: /);
  });
});

describe("a condition of homes", () => {
  const empty: StepInput = { when: "home.present == 0", name: "away", ...echo };

  test("happens to the selected devices of the home of which it becomes true", () => {
    const rig = rigWith(
      { ...empty, select: { kind: "witness" } },
      {
        homes: 3,
        fleet: [{ kind: "witness", perHome: 2 }, { kind: "lock" }],
        clock: { start: "2026-01-14T06:00:00Z" },
        load: [{ ramp: "100%", over: "0s" }, { hold: "12h" }],
      },
    );
    rig.pass("12h");
    const told = received(rig, "echo");
    expect(told.length).toBeGreaterThan(3);
    const alone = rig.records.filter(
      (record) => record.type === "command" && rig.shard.world.home(record.home).presence(record.at).home > 0,
    );
    expect(alone).toEqual([]);
    const homes = rig.records.flatMap((record) => (record.type === "command" ? [record.home] : []));
    for (const home of new Set(homes)) expect(homes.filter((one) => one === home).length % 2).toBe(0);
  });

  test("may be about its mains and its network, whoever takes them", () => {
    const rig = rigWith(
      [
        { when: "!home.mains", name: "dark", log: "dark ${home.index}" },
        { when: "home.network == 'down'", name: "cut", log: "cut ${home.index}" },
        { at: "1m", world: "power-cut", for: "1m", select: { home: 2 } },
        { at: "5m", world: "router-down", for: "1m", select: { home: 3 } },
      ],
      { fleet: [{ kind: "lock" }] },
    );
    rig.pass("10m");
    expect(rig.notices.filter((notice) => /(dark|cut) \d/.test(notice))).toEqual([
      "info: dark 2",
      "info: cut 2",
      "info: cut 3",
    ]);
  });

  test("about the weather is looked at when a device there reports", () => {
    const rig = rigWith(
      { when: "home.irradiance > 0.0", name: "sunrise", once: true, ...echo },
      {
        homes: 2,
        fleet: [{ kind: "witness", telemetry: { every: "10m" } }],
        clock: { start: "2026-06-14T00:00:00Z" },
        load: [{ ramp: "100%", over: "0s" }, { hold: "12h" }],
      },
    );
    const { start } = rig.plan.clock;
    let sunrise = 0;
    while (rig.shard.world.home(0).irradiance(later(start, sunrise * 1_000)) === 0) sunrise++;
    rig.pass("12h");
    const told = received(rig, "echo");
    expect(told.map(([, device]) => device).toSorted()).toEqual(["witness-0001", "witness-0002"]);
    expect(sunrise).toBeGreaterThan(3_600);
    for (const [second] of told) {
      expect(second).toBeGreaterThanOrEqual(sunrise);
      expect(second).toBeLessThan(sunrise + 601);
    }
    // Each device reports at times of its own.
    expect(new Set(told.map(([second]) => second)).size).toBe(2);
  });

  test("that is true from the beginning has become true when its first device comes", () => {
    const rig = rigWith({ when: "home.mains", name: "light", log: "light ${home.index}" }, { homes: 2 });
    rig.pass("0s");
    expect(rig.notices).toEqual(["info: light 0", "info: light 1"]);
  });

  test("does not look at homes without a selected device", () => {
    const rig = rigWith({ ...empty, select: { home: 1 } });
    expect([...rig.shard.units.values()].filter(({ watcher }) => watcher !== undefined)).toHaveLength(0);
    rig.pass("0s");
    const watched = [...rig.shard.units.values()].filter(({ watcher }) => watcher !== undefined);
    expect(watched.map(({ identity }) => identity.home)).toEqual([1]);
  });
});

describe("a condition of the run", () => {
  test("happens once, to all selected devices, within a second of becoming true", () => {
    const load = [{ ramp: "100%", over: "100s" }, { hold: "1h" }];
    const rig = rigWith({ when: "run.ready >= 5", name: "half", ...echo }, { load });
    rig.pass("5m");
    const told = received(rig, "echo");
    expect(told.length).toBeGreaterThanOrEqual(4);
    expect(new Set(told.map(([second]) => Math.floor(second))).size).toBe(1);
    expect(rig.notices).toEqual([`info: half: ${told.length} devices`]);
  });

  test("may be about what is counted", () => {
    const rig = rigWith([
      { when: "run.commands.received >= 20", mark: "twenty" },
      { every: "1m", ...echo },
    ]);
    rig.pass("10m");
    const marks = rig.notices.indexOf("info: mark twenty");
    expect(rig.notices.slice(0, marks).filter((notice) => notice.startsWith("info: echo"))).toHaveLength(2);
    expect(rig.notices.filter((notice) => notice === "info: mark twenty")).toHaveLength(1);
  });

  test("happens at whole seconds, however long it has to hold", () => {
    const rig = rigWith({ when: "run.elapsed > 30.2", for: "1500ms", command: "echo", args: { text: "late" } });
    rig.pass("1m");
    const began = received(rig, "echo").map(([second]) => second);
    // True from 31 s on, for long enough at 32.5 s.
    expect(began).toHaveLength(10);
    for (const second of began) expect(second).toBe(33);
  });
});
