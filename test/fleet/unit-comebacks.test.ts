/** A device that leaves for a while is the same device when it comes back. */
import { describe, expect, test } from "vitest";
import { catalog } from "../../devices/catalog.ts";
import type { DeviceRecord } from "../../src/fleet/run-events.ts";
import { seconds } from "../../src/kernel/time.ts";
import { type FleetRig, fleetRig, type Sketch } from "./fleet-rig.ts";
import { thinkingTime, witness } from "./witness.ts";

const kinds = [...catalog, witness];

/** There for a minute, away for a minute, there again for an hour. */
const onceAway: Sketch["load"] = [
  { step: "100%" },
  { hold: "1m" },
  { step: "0%" },
  { hold: "1m" },
  { step: "100%" },
  { hold: "1h" },
];

function alone(kind: string, more: Partial<Sketch["fleet"][number]> = {}, load: Sketch["load"] = onceAway): FleetRig {
  return fleetRig({ fleet: [{ kind, count: 1, id: "one", ...more }], load }, { kinds });
}

const boots = (rig: FleetRig): unknown[] =>
  rig.records.flatMap((record) => (record.type === "boot" ? [[record.boots, record.reason]] : []));
const ofType = <T extends DeviceRecord["type"]>(rig: FleetRig, type: T): Extract<DeviceRecord, { type: T }>[] =>
  rig.records.filter((record): record is Extract<DeviceRecord, { type: T }> => record.type === type);

describe("a device that comes back", () => {
  test("says goodbye, is nowhere meanwhile, and boots as after a power cut", () => {
    const rig = alone("bulb");
    rig.pass("90s");
    expect(rig.shard.units.size).toBe(0);
    expect(rig.hub.stats()).toMatchObject({ devices: 1, connected: 0 });
    rig.pass("60s");
    expect(rig.unit("one").ready).toBe(true);
    expect(boots(rig)).toEqual([
      [1, "powerOnReboot"],
      [2, "powerOnReboot"],
    ]);
    expect(rig.shard.tally.connections).toMatchObject({ ready: 2, lost: 0 });
    expect(rig.unit("one").device.values()["upTime"]).toBeLessThanOrEqual(30);
    expect(rig.shard.recoveries.summaries()).toEqual([]);
  });

  test("goes on counting state versions and events", () => {
    const rig = alone("witness");
    rig.pass("30s");
    const unit = rig.unit("one");
    unit.device.fault("sulking", true);
    unit.device.desire({ mood: "odd" });
    rig.pass("1m");
    const before = unit.reported().version;
    rig.pass("1m");
    expect(rig.unit("one")).toBe(unit);
    unit.device.desire({ mood: "odd" });
    unit.device.fault("sulking", false);
    rig.pass("1s");
    expect(ofType(rig, "state").map(({ version }) => version)).toEqual(
      Array.from({ length: unit.reported().version }, (_, number) => number + 1),
    );
    expect(unit.reported().version).toBeGreaterThan(before);
    expect(ofType(rig, "event").map(({ id }) => id)).toEqual(["e-1-1", "e-2-2"]);
  });

  test("keeps what it is told for good, and forgets what it forgets without power", () => {
    const rig = alone("lock");
    rig.pass("30s");
    expect(rig.unit("one").device.configure({ autoRelockTime: 0 })).toMatchObject({ ok: true });
    rig.hub.command("one", "unlockDoor", {}, seconds(30), () => {});
    rig.pass("20s");
    expect(rig.unit("one").device.values()["lockState"]).toBe("unlocked");
    rig.pass("2m");
    const { device } = rig.unit("one");
    expect(device.settings).toMatchObject({ autoRelockTime: 0 });
    // Its bolt is where it was left; its computer has no idea of it.
    expect(device.state).toMatchObject({ bolt: { at: "unlocked" } });
    expect(device.values()).toMatchObject({ lockState: null, rebootCount: 1 });
  });

  test("has the hours of its life behind it", () => {
    const load: Sketch["load"] = [
      { step: "100%" },
      { hold: "5h" },
      { step: "0%" },
      { hold: "5h" },
      { step: "100%" },
      { hold: "2h" },
    ];
    const rig = alone("bulb", {}, load);
    rig.pass("11h30m");
    expect(rig.unit("one").device.values()).toMatchObject({ totalOperationalHours: 6 });
  });

  test("is in the dark when its home is", () => {
    const rig = alone("bulb");
    rig.pass("30s");
    const { household } = rig.unit("one");
    household.cutPower();
    rig.pass("45s");
    expect(rig.shard.units.size).toBe(0);
    rig.pass("60s");
    expect(rig.unit("one").phase).toBe("unpowered");
    expect(rig.hub.stats().connected).toBe(0);
    household.restorePower();
    rig.pass("2m");
    expect(rig.unit("one").ready).toBe(true);
    expect(boots(rig).at(-1)).toEqual([2, "powerOnReboot"]);
  });

  test("has the network back that its home has back", () => {
    const rig = alone("lock");
    rig.pass("30s");
    const { household } = rig.unit("one");
    household.cutNetwork();
    rig.pass("45s");
    household.restoreNetwork();
    rig.pass("60s");
    expect(rig.unit("one").ready).toBe(true);
    rig.unit("one").loseNetwork();
    rig.unit("one").restoreNetwork();
    rig.pass("2m");
    expect(rig.unit("one").ready).toBe(true);
  });

  test("has the fault still that it had", () => {
    const rig = alone("bulb");
    rig.pass("30s");
    rig.unit("one").breakDown("dead-radio");
    rig.pass("3m");
    expect(rig.unit("one").ready).toBe(false);
    rig.unit("one").mend("dead-radio");
    rig.pass("3m");
    expect(rig.unit("one").ready).toBe(true);
  });

  test("finishes what it waited for, late", () => {
    const rig = alone("witness");
    rig.pass("55s");
    rig.hub.command("one", "ponder", {}, seconds(30), () => {});
    rig.pass("10s");
    expect(rig.shard.units.size).toBe(0);
    const { commands } = rig.shard.tally;
    expect(commands).toMatchObject({ received: 1, answered: 0, failed: 1 });
    rig.pass("1m");
    expect(rig.unit("one").ready).toBe(true);
    rig.hub.command("one", "ponder", {}, seconds(30), () => {});
    rig.pass(`${thinkingTime}ms`);
    rig.pass("1s");
    expect(commands).toMatchObject({ received: 2, answered: 1, failed: 1 });
  });

  test("is dead still when its kind has failed", () => {
    const rig = alone("witness");
    rig.pass("30s");
    rig.unit("one").device.act("die");
    rig.pass("5m");
    expect(rig.shard.crashes).toBe(1);
  });

  test("costs nothing but its memory while it is away", () => {
    const rig = fleetRig({ fleet: [{ kind: "thermostat", count: 20 }], load: onceAway });
    rig.pass("90s");
    const left = rig.scheduler.size;
    // One coming each, and no more.
    expect(left).toBe(20);
  });
});

describe("a command", () => {
  test("that nobody received because its device went is lost only once", () => {
    const rig = fleetRig(
      {
        fleet: [{ kind: "bulb", count: 2 }],
        load: onceAway,
        timeline: [{ at: "59999ms", command: "toggle" }],
      },
      // Nothing arrives, and nobody is told.
      { kinds, gateway: { send: () => {}, outside: false, request: () => {} } },
    );
    rig.pass("90s");
    expect(rig.shard.commandLedger).toEqual({ sent: 2, lost: 2 });
    rig.pass("60s");
    expect(rig.shard.commandLedger).toEqual({ sent: 2, lost: 2 });
  });
});

describe("a device that does not come back", () => {
  test("is forgotten", () => {
    const rig = alone("bulb", {}, [{ step: "100%" }, { hold: "1m" }, { step: "0%" }, { hold: "1h" }]);
    rig.pass("30s");
    const unit = rig.unit("one");
    rig.pass("1m");
    expect(unit.device.phase).toBe("dead");
    expect(rig.scheduler.size).toBe(0);
  });
});

describe("churn", () => {
  const load: Sketch["load"] = [
    { ramp: "100%", over: "10s" },
    { hold: "30m", churn: { share: "20%", every: "1m", away: { uniform: ["10s", "90s"] } } },
  ];
  const sketch: Sketch = { homes: 25, fleet: [{ kind: "bulb", perHome: 2 }, { kind: "lock" }], load };

  test("has devices leave and come back all the time, and loses nothing", () => {
    const rig = fleetRig(sketch);
    rig.pass("40m");
    expect(rig.shard.phases.ready).toBe(75);
    const { connections, messages } = rig.shard.tally;
    // Some 14 of some 68 in every minute.
    expect(connections.ready).toBeGreaterThan(75 + 300);
    expect(connections.lost).toBe(0);
    expect(messages.dropped).toBe(0);
    const times = rig.records.filter(({ type }) => type === "boot").length;
    expect(times).toBe(connections.ready);
  });

  test("says the same bytes every time", () => {
    const [one, other] = [fleetRig(sketch), fleetRig(sketch)];
    for (const rig of [one, other]) rig.pass("10m");
    expect(JSON.stringify(one.records)).toBe(JSON.stringify(other.records));
  });

  test("is stopped as any other run", async () => {
    const rig = fleetRig(sketch);
    rig.pass("10m");
    const stopped = rig.shard.stop();
    rig.pass("1m");
    await stopped;
    expect(rig.shard.units.size).toBe(0);
    rig.pass("30m");
    expect(rig.shard.units.size).toBe(0);
  });
});
