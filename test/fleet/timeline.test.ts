import { describe, expect, test } from "vitest";
import { catalog } from "../../devices/catalog.ts";
import type { CommandGateway } from "../../src/fleet/command-gateway.ts";
import type { DeviceRecord } from "../../src/fleet/run-events.ts";
import { later, seconds } from "../../src/kernel/time.ts";
import type { StepInput } from "../../src/scenario/scenario-input.ts";
import { fleetRig, type FleetRig, type RigOptions, type Sketch } from "./fleet-rig.ts";
import { witness } from "./witness.ts";

const kinds = [...catalog, witness];

function rigWith(
  timeline: StepInput | readonly StepInput[],
  sketch: Partial<Sketch> = {},
  options: RigOptions = {},
): FleetRig {
  const steps = Array.isArray(timeline) ? timeline : [timeline];
  return fleetRig({ homes: 10, fleet: [{ kind: "witness" }], timeline: steps, ...sketch }, { kinds, ...options });
}

/** Commands go this way, and nothing else goes anywhere. */
function gatewayOf(send: CommandGateway["send"]): CommandGateway {
  return { outside: false, send, request: (_, done) => done({ type: "failed", why: "nobody is there" }) };
}

/** Seconds from the start of the run. */
const at = (rig: FleetRig, { at: time }: DeviceRecord): number => (time - rig.plan.clock.start) / 1_000;

function eventsOf(rig: FleetRig, name: string): Extract<DeviceRecord, { type: "event" }>[] {
  return rig.records.filter((record) => record.type === "event").filter((event) => event.name === name);
}

describe("a step", () => {
  test("happens at its time, to the devices of its selection that are there", () => {
    const rig = rigWith({ at: "1m", act: "die", select: { share: "40%" } });
    rig.pass("59.9s");
    expect(rig.shard.crashes).toBe(0);
    rig.pass("0.2s");
    expect(rig.shard.crashes).toBe(4);
    expect(rig.notices[0]).toBe("info: die: 4 devices");
  });

  test("with every happens again and again until the run ends, to others each time", () => {
    const rig = rigWith(
      { at: "10s", every: "1m", command: "echo", args: { text: "hi" }, select: { count: 1 } },
      { load: [{ ramp: "100%", over: "0s" }, { hold: "250s" }] },
    );
    rig.pass("10m");
    const received = rig.records.filter(({ type }) => type === "command");
    expect(received.map((record) => Math.round(at(rig, record)))).toEqual([10, 70, 130, 190]);
    expect(new Set(received.map(({ device }) => device)).size).toBeGreaterThan(1);
  });

  test("passes by devices that are not there yet, or not any more", () => {
    const load = [
      { ramp: "0%", over: "10s" },
      { ramp: "100%", over: "0s" },
      { hold: "10s" },
      { ramp: "0%", over: "0s" },
      { hold: "1m" },
    ];
    const times = ["5s", "15s", "25s"];
    const rig = rigWith(
      times.map((time, number) => ({ at: time, command: "echo", args: { text: "hi" }, name: `echo-${number}` })),
      { load },
    );
    rig.pass("1m");
    expect(rig.notices.filter((notice) => notice.includes("echo"))).toEqual([
      "info: echo-0: 0 devices",
      "info: echo-1: 10 devices",
      "info: echo-2: 0 devices",
    ]);
    expect(rig.shard.commandLedger).toEqual({ sent: 10, lost: 0 });
  });

  test("is for the same devices in all shards together as in one", () => {
    const step: StepInput = { at: "10s", act: "die", select: { share: "30% of homes" } };
    const dead = (options: RigOptions): string[] => {
      const rig = rigWith(step, { homes: 20 }, options);
      rig.pass("20s");
      return [...rig.shard.units.values()]
        .filter(({ device }) => device.phase === "dead")
        .map(({ identity }) => identity.id);
    };
    const slices = [0, 5, 10, 15].map((from) => dead({ homes: { from, to: from + 5 } }));
    expect(slices.flat()).toEqual(dead({}));
    expect(slices.flat()).toHaveLength(6);
  });
});

describe("a mark", () => {
  test("is a named moment", () => {
    const rig = rigWith({ at: "5s", mark: "peak" });
    rig.pass("10s");
    expect(rig.notices).toEqual(["info: mark peak"]);
  });
});

describe("a command", () => {
  const echo: StepInput = { at: "10s", command: "echo", args: { text: "hi" } };

  test("reaches its devices through the server and is answered", () => {
    const rig = rigWith(echo);
    rig.pass("20s");
    expect(rig.shard.commandLedger).toEqual({ sent: 10, lost: 0 });
    expect(rig.shard.tally.commands).toMatchObject({ received: 10, answered: 10 });
  });

  test("counts as lost until its device receives it", () => {
    const rig = rigWith([{ at: "5s", disconnect: "clean", for: "1m", select: { count: 3 } }, echo]);
    rig.pass("20s");
    expect(rig.shard.commandLedger).toEqual({ sent: 10, lost: 3 });
    expect(rig.notices.filter((notice) => notice.startsWith("warning"))).toEqual([
      expect.stringMatching(/^warning: echo: not-connected \(witness-\d+, perhaps others\)$/),
    ]);
  });

  test("stays lost when its device leaves without it", () => {
    const hold = [{ ramp: "100%", over: "0s" }, { hold: "20s" }, { ramp: "0%", over: "0s" }, { hold: "1m" }];
    const rig = rigWith([{ at: "5s", disconnect: "clean", for: "1m" }, echo], { load: hold });
    rig.pass("1m");
    expect(rig.shard.units.size).toBe(0);
    expect(rig.shard.commandLedger).toEqual({ sent: 10, lost: 10 });
  });

  test("whose way fails in many ways is told of a few times", () => {
    const gateway = gatewayOf((device, _, done) => done(`HTTP 500 for ${device.id}`));
    const rig = rigWith(echo, {}, { gateway });
    rig.pass("20s");
    expect(rig.notices.filter((notice) => notice.startsWith("warning"))).toHaveLength(3);
    expect(rig.shard.commandLedger).toEqual({ sent: 10, lost: 10 });
  });

  test("of another name does not make up for one that was lost", () => {
    const gateway = gatewayOf(() => {});
    const rig = rigWith(echo, { homes: 1 }, { gateway });
    rig.pass("20s");
    rig.hub.command("witness-0001", "ponder", {}, seconds(30), () => {});
    rig.pass("1s");
    expect(rig.shard.commandLedger).toEqual({ sent: 1, lost: 1 });
  });
});

describe("an act", () => {
  test("is done to the device itself", () => {
    const rig = fleetRig({
      fleet: [{ kind: "lock", settings: { usedByResidents: false } }],
      timeline: [{ at: "10s", act: "turn-key" }],
    });
    rig.pass("30s");
    expect(rig.hub.device("lock-0001")!.reported.values["lockState"]).toBe("unlocked");
    expect(rig.notices).toEqual(["info: turn-key: 1 device"]);
  });
});

describe("a fault", () => {
  const changes = (rig: FleetRig): unknown[] =>
    eventsOf(rig, "fault").map((event) => [at(rig, event), event.data["active"]]);
  const sulk = (time: string, length?: string): StepInput => ({
    at: time,
    fault: "sulking",
    ...(length === undefined ? {} : { for: length }),
  });

  test("comes, and goes after its time", () => {
    const rig = rigWith(sulk("10s", "20s"), { homes: 1 });
    rig.pass("1m");
    expect(changes(rig)).toEqual([
      [10, true],
      [30, false],
    ]);
  });

  test("without a time stays", () => {
    const rig = rigWith([sulk("10s"), sulk("20s", "5s")], { homes: 1 });
    rig.pass("1m");
    expect(changes(rig)).toEqual([[10, true]]);
  });

  test("that overlaps another goes when both are over", () => {
    const rig = rigWith([sulk("10s", "20s"), sulk("20s", "30s")], { homes: 1 });
    rig.pass("2m");
    expect(changes(rig)).toEqual([
      [10, true],
      [50, false],
    ]);
  });

  test("goes for nobody who has left meanwhile", () => {
    const hold = [{ ramp: "100%", over: "0s" }, { hold: "20s" }, { ramp: "0%", over: "0s" }, { hold: "1m" }];
    const rig = rigWith(sulk("10s", "20s"), { homes: 1, load: hold });
    rig.pass("1m");
    expect(changes(rig)).toEqual([[10, true]]);
  });
});

describe("a power cut", () => {
  const cut: StepInput = { at: "30s", world: "power-cut", for: "20s", select: { share: "30% of homes" } };

  test("takes the power of the chosen homes, and everything in them comes back", () => {
    const rig = rigWith(cut, { fleet: [{ kind: "lock" }, { kind: "bulb", perHome: 2 }] });
    rig.pass("40s");
    expect(rig.shard.phases).toMatchObject({ ready: 21, unpowered: 6, waiting: 3 });
    rig.pass("3m");
    expect(rig.shard.phases.ready).toBe(30);
    expect(rig.shard.recoveries.summaries()).toMatchObject([
      {
        cause: "power-cut",
        beganAtMillis: 30_000,
        atMillis: 50_000,
        disturbed: 9,
        recovered: 9,
        all: expect.any(Number),
      },
    ]);
    expect(rig.notices).toEqual(["info: power-cut: 3 homes without power", "info: power-cut: power is back"]);
  });

  test("of some devices is one of their homes", () => {
    const rig = rigWith({ ...cut, select: { kind: "lock", home: 4 } }, { fleet: [{ kind: "lock" }, { kind: "bulb" }] });
    rig.pass("40s");
    expect(rig.unit("bulb-0005").phase).toBe("unpowered");
    expect(rig.shard.phases.ready).toBe(18);
  });

  test("that repeats faster than it ends leaves no home dark for ever", () => {
    const rig = rigWith(
      { ...cut, at: "10s", every: "15s" },
      { load: [{ ramp: "100%", over: "0s" }, { hold: "100s" }] },
    );
    rig.pass("4m");
    expect(rig.shard.phases.ready).toBe(10);
  });
});

describe("a disconnection", () => {
  const phasesAt = (rig: FleetRig, length: string): Readonly<Record<string, number>> => {
    rig.pass(length);
    return rig.shard.phases;
  };
  const fixed = { fleet: [{ kind: "witness", reconnect: { policy: "fixed", delay: "5s" } }] } as const;

  test("clean: says goodbye, stays away, and comes back by the device's own policy", () => {
    const rig = rigWith({ at: "30s", disconnect: "clean", for: "20s" }, fixed);
    expect(phasesAt(rig, "31s")).toMatchObject({ idle: 10 });
    expect(rig.hub.device("witness-0001")!.presence).toMatchObject({ type: "gone", code: 1000, goodbye: "disconnect" });
    expect(phasesAt(rig, "23.9s")).toMatchObject({ idle: 10 });
    expect(phasesAt(rig, "1s")).toMatchObject({ ready: 10 });
    expect(rig.shard.recoveries.summaries()).toMatchObject([
      { cause: "disconnect", atMillis: 50_000, disturbed: 10, recovered: 10, half: expect.closeTo(5_020, -2) },
    ]);
    expect(rig.shard.tally.connections.lost).toBe(0);
  });

  test("clean, of many devices with jitter, does not bring them back all at once", () => {
    const rig = rigWith({ at: "30s", disconnect: "clean", for: "10s" }, { homes: 200 });
    rig.pass("3m");
    const [recovery] = rig.shard.recoveries.summaries();
    expect(recovery).toMatchObject({ recovered: 200 });
    expect(recovery!.all! - recovery!.half!).toBeGreaterThan(300);
  });

  test("abrupt: loses the connection, tries in vain, and comes back by its own policy", () => {
    const rig = rigWith({ at: "30s", disconnect: "abrupt", for: "12s" }, fixed);
    expect(phasesAt(rig, "31s")).toMatchObject({ waiting: 10 });
    expect(rig.hub.device("witness-0001")!.presence).toMatchObject({ type: "gone", code: 1006 });
    expect(phasesAt(rig, "13.9s")).toMatchObject({ waiting: 10 });
    expect(phasesAt(rig, "1s")).toMatchObject({ ready: 10 });
    expect(rig.shard.tally.connections).toMatchObject({ lost: 10, failed: 20, reconnects: 10 });
    expect(rig.shard.recoveries.summaries()).toMatchObject([{ cause: "disconnect", disturbed: 10, recovered: 10 }]);
  });

  test("without a length is a short break", () => {
    const rig = rigWith([
      { at: "10s", disconnect: "clean" },
      { at: "2m", disconnect: "abrupt" },
    ]);
    rig.pass("1m");
    expect(rig.shard.phases.ready).toBe(10);
    rig.pass("2m");
    expect(rig.shard.phases.ready).toBe(10);
    expect(rig.shard.recoveries.summaries().map(({ recovered }) => recovered)).toEqual([10, 10]);
  });

  test("that overlaps another is over when both are", () => {
    const rig = rigWith(
      (["clean", "abrupt"] as const).flatMap((disconnect) => [
        { at: "10s", disconnect, for: "20s", name: `${disconnect}-1` },
        { at: "20s", disconnect, for: "60s", name: `${disconnect}-2` },
      ]),
    );
    rig.pass("79s");
    expect(rig.shard.phases.ready).toBe(0);
    rig.pass("2m");
    expect(rig.shard.phases.ready).toBe(10);
  });

  test("holds a device that restarts in the middle of it", () => {
    const rig = rigWith([
      { at: "10s", disconnect: "clean", for: "2m" },
      { at: "20s", reboot: true },
    ]);
    rig.pass("129s");
    expect(rig.shard.phases).toMatchObject({ idle: 10 });
    expect(rig.unit("witness-0001").boots).toBe(2);
    rig.pass("10s");
    expect(rig.shard.phases.ready).toBe(10);
  });

  test("is over for a device that has left", () => {
    const hold = [{ ramp: "100%", over: "0s" }, { hold: "20s" }, { ramp: "0%", over: "0s" }, { hold: "2m" }];
    const rig = rigWith({ at: "10s", disconnect: "clean", for: "1m" }, { load: hold });
    rig.pass("2m");
    expect(rig.shard.units.size).toBe(0);
    expect(rig.hub.stats().connected).toBe(0);
  });
});

describe("a reboot", () => {
  test("takes the device away while it boots", () => {
    const rig = rigWith({ at: "30s", reboot: true, select: { count: 4 } });
    rig.pass("30.1s");
    expect(rig.shard.phases).toMatchObject({ ready: 6, booting: 4 });
    rig.pass("2m");
    expect(rig.shard.phases.ready).toBe(10);
    expect(rig.records.filter((record) => record.type === "boot" && record.boots === 2)).toHaveLength(4);
    expect(rig.shard.recoveries.summaries()).toMatchObject([
      { cause: "reboot", atMillis: 30_000, disturbed: 4, recovered: 4 },
    ]);
  });

  test("of a device without power is none", () => {
    const rig = rigWith([
      { at: "10s", world: "power-cut", for: "1m" },
      { at: "20s", reboot: true },
    ]);
    rig.pass("3m");
    expect(rig.unit("witness-0001").boots).toBe(2);
    expect(rig.shard.recoveries.summaries()).toMatchObject([{ cause: "power-cut", recovered: 10 }]);
  });
});

test("what is left of a step when the run stops does nothing", async () => {
  const rig = rigWith([
    { at: "10s", world: "power-cut", for: "1m" },
    { at: "11s", fault: "sulking", for: "1m" },
    { at: "12s", disconnect: "clean", for: "1m" },
    { at: "50s", command: "echo", args: { text: "hi" } },
  ]);
  rig.pass("20s");
  const stopped = rig.shard.stop();
  rig.pass("1s");
  await stopped;
  rig.scheduler.runUntil(later(rig.scheduler.now, seconds(600)));
  expect(rig.shard.units.size).toBe(0);
  expect(rig.shard.commandLedger).toEqual({ sent: 0, lost: 0 });
});
