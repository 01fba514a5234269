import { describe, expect, test } from "vitest";
import { catalog } from "../../devices/catalog.ts";
import type { Recovery } from "../../src/fleet/run-events.ts";
import { instant, later, seconds } from "../../src/kernel/time.ts";
import { wantedDevices } from "../../src/scenario/load/load-stays.ts";
import { HandClock } from "../kernel/hand-clock.ts";
import { fleetRig, type FleetRig, type Sketch } from "./fleet-rig.ts";
import { witness } from "./witness.ts";

const kinds = [...catalog, witness];
const ramp = (share: string, over = "0s"): { ramp: string; over: string } => ({ ramp: share, over });

const idsUp = (rig: FleetRig): string[] => [...rig.shard.units.values()].map(({ identity }) => identity.id);
const ledger = (rig: FleetRig): Record<string, number> => ({ ...rig.shard.tally.commands });

describe("the load", () => {
  test("decides how many devices are there, at any time", () => {
    const load = [ramp("100%", "10s"), { hold: "5s" }, ramp("30%", "7s"), ramp("80%", "5s"), { hold: "10s" }];
    const rig = fleetRig({ homes: 50, fleet: [{ kind: "lock" }, { kind: "bulb", perHome: 2 }], load });
    for (let second = 1; second <= 37; second++) {
      rig.pass("1s");
      const wanted = wantedDevices(rig.plan, rig.shard.layout, seconds(second));
      const staying = [...rig.shard.units.values()].filter((unit) => !unit.leaving).length;
      expect([second, staying]).toEqual([second, wanted]);
    }
    rig.pass("5s");
    expect(rig.shard.phases.ready).toBe(120);
    expect(rig.hub.stats().connected).toBe(120);
    expect(rig.shard.peak).toBeGreaterThan(140);
  });

  test("is that of the whole fleet in every slice of it", () => {
    const load = [ramp("40%", "10s"), { hold: "1h" }];
    const sketch = { homes: 30, fleet: [{ kind: "bulb", perHome: 3 }], load };
    const whole = fleetRig(sketch);
    const slices = [
      { from: 0, to: 7 },
      { from: 7, to: 7 },
      { from: 7, to: 30 },
    ].map((homes) => fleetRig(sketch, { homes }));
    for (const rig of [whole, ...slices]) rig.pass("15s");
    expect(slices.flatMap(idsUp).toSorted()).toEqual(idsUp(whole).toSorted());
    expect(idsUp(whole)).toHaveLength(36);
  });

  test("brings a device back that was still saying goodbye when it was wanted again", () => {
    const load = [ramp("100%"), { hold: "10s" }, ramp("0%"), ramp("100%"), { hold: "1h" }];
    const rig = fleetRig({ fleet: [{ kind: "lock", count: 5 }], load });
    rig.pass("20s");
    expect(rig.shard.phases.ready).toBe(5);
    expect(rig.hub.stats()).toMatchObject({ devices: 5, connected: 5 });
    expect(rig.shard.tally.connections).toMatchObject({ ready: 10, lost: 0 });
    expect(rig.shard.recoveries.summaries()).toEqual([]);
  });

  test("does not bring back a device that is unwanted again before its goodbye is over", () => {
    const load = [ramp("100%"), { hold: "10s" }, ramp("0%"), ramp("100%", "1ms"), ramp("0%", "1ms"), { hold: "1h" }];
    const rig = fleetRig({ fleet: [{ kind: "lock", count: 5 }], load });
    rig.pass("20s");
    expect(rig.shard.units.size).toBe(0);
    expect(rig.hub.stats()).toMatchObject({ devices: 5, connected: 0 });
    expect(Object.values(rig.shard.phases).every((count) => count === 0)).toBe(true);
  });
});

describe("stopping", () => {
  test("says goodbye for every device, whatever it is doing, and is done when the last is gone", async () => {
    const rig = fleetRig({ homes: 10, fleet: [{ kind: "lock" }, { kind: "bulb" }], load: [ramp("100%", "1m")] });
    rig.pass("30s");
    rig.shard.household(2)?.cutPower();
    rig.unit(idsUp(rig)[0]!).reboot("softwareReset");
    rig.unit(idsUp(rig).at(-1)!).disconnect();
    const stopped = rig.shard.stop();
    rig.pass("1s");
    await stopped;
    expect(rig.shard.units.size).toBe(0);
    expect(rig.hub.stats().connected).toBe(0);
    rig.pass("1m");
    expect(rig.shard.units.size).toBe(0);
  });

  test("twice is stopping once", async () => {
    const rig = fleetRig({ fleet: [{ kind: "lock", count: 3 }] });
    rig.pass("1s");
    const both = Promise.all([rig.shard.stop(), rig.shard.stop()]);
    rig.pass("1s");
    await both;
    await rig.shard.stop();
    expect(rig.shard.tally.closeCodes).toEqual(new Map([[1000, 3]]));
  });

  test("of nobody is done at once", async () => {
    const rig = fleetRig({ fleet: [{ kind: "lock" }], load: [ramp("0%", "10s"), ramp("100%")] });
    await rig.shard.stop();
    rig.pass("20s");
    expect(rig.shard.units.size).toBe(0);
  });

  test("cuts those whose server does not answer their goodbye, in the end", async () => {
    const rig = fleetRig({ fleet: [{ kind: "lock", count: 3 }] });
    rig.pass("1s");
    rig.freezeServer();
    const stopped = rig.shard.stop();
    rig.pass("2s");
    expect(rig.shard.phases.closing).toBe(3);
    rig.pass("2s");
    await stopped;
    expect(rig.shard.units.size).toBe(0);
  });

  test("gives them as long when it is told in the middle of what it should have done long ago", async () => {
    const rig = fleetRig({ fleet: [{ kind: "lock", count: 3, telemetry: { every: "1s" } }] });
    rig.pass("5s");
    rig.freezeServer();
    const told = later(rig.scheduler.now, seconds(8));
    rig.scheduler.clock.advanceTo(told);
    expect(rig.scheduler.now).toBeLessThan(told);
    const stopped = rig.shard.stop();
    rig.scheduler.runUntil(later(told, seconds(2)));
    expect(rig.shard.phases.closing).toBe(3);
    rig.scheduler.runUntil(later(told, seconds(4)));
    await stopped;
    expect(rig.shard.units.size).toBe(0);
  });

  test("a large fleet takes its time: some hundreds at once, and grace for the last as for the first", async () => {
    const rig = fleetRig({ fleet: [{ kind: "lock", count: 500 }] });
    rig.pass("5s");
    rig.freezeServer();
    const stopped = rig.shard.stop();
    expect(rig.shard.phases).toMatchObject({ closing: 200, ready: 300 });
    rig.pass("10ms");
    expect(rig.shard.phases).toMatchObject({ closing: 400, ready: 100 });
    rig.pass("10ms");
    expect(rig.shard.phases).toMatchObject({ closing: 500, ready: 0 });
    rig.pass("3.09s");
    expect(rig.shard.phases.closing).toBe(500);
    rig.pass("10ms");
    await stopped;
    expect(rig.shard.units.size).toBe(0);
  });

  test("does not make those who are on their way back look as if they never came", async () => {
    const rig = fleetRig({ fleet: [{ kind: "lock", count: 3 }] });
    rig.pass("10s");
    rig.killServer();
    rig.pass("10s");
    const stopped = rig.shard.stop();
    rig.pass("5s");
    await stopped;
    expect(rig.shard.recoveries.summaries()).toMatchObject([{ disturbed: 0, recovered: 0, left: 3 }]);
  });

  test("does not hide those who never came back", async () => {
    const rig = fleetRig({ fleet: [{ kind: "lock", count: 3 }] });
    rig.pass("10s");
    rig.killServer();
    rig.pass("2m");
    const stopped = rig.shard.stop();
    rig.pass("5s");
    await stopped;
    expect(rig.shard.recoveries.summaries()).toMatchObject([{ disturbed: 3, recovered: 0, left: 0 }]);
  });

  test("at once cuts everybody", async () => {
    const rig = fleetRig({ fleet: [{ kind: "lock", count: 3 }] });
    rig.pass("1s");
    rig.shard.abandon();
    rig.shard.abandon();
    expect(rig.shard.units.size).toBe(0);
    rig.pass("1s");
    expect(rig.hub.stats().connected).toBe(0);
    await rig.shard.stop();
  });
});

describe("a server that goes away and comes back", () => {
  test("finds every device again, and the time it took is told as one disturbance", () => {
    const rig = fleetRig({ fleet: [{ kind: "lock", count: 50 }] });
    rig.pass("10s");
    rig.killServer();
    rig.pass("5s");
    rig.startServer();
    rig.pass("3m");
    expect(rig.shard.phases.ready).toBe(50);
    expect(rig.shard.recoveries.summaries()).toMatchObject([
      { cause: "connection lost", disturbed: 50, recovered: 50, all: expect.any(Number) },
    ]);
    expect(rig.shard.tally.connections).toMatchObject({ lost: 50, reconnects: 50 });
  });
});

describe("a server that loses everybody every few seconds", () => {
  test("disturbs each device once, for as long as the device itself was away", () => {
    const fleet = [{ kind: "bulb", count: 20, reconnect: { policy: "fixed", delay: "100ms" } }] as const;
    const rig = fleetRig({ fleet });
    rig.pass("10s");
    for (let round = 0; round < 10; round++) {
      rig.killServer();
      rig.startServer();
      rig.pass("2s");
    }
    expect(rig.shard.phases.ready).toBe(20);
    expect(rig.shard.tally.connections.lost).toBe(200);
    const [recovery, ...others] = rig.shard.recoveries.summaries();
    expect(others).toEqual([]);
    expect(recovery).toMatchObject({ cause: "connection lost", beganAtMillis: 10_005, disturbed: 20, recovered: 20 });
    expect(recovery!.all).toBeGreaterThanOrEqual(100);
    expect(recovery!.all).toBeLessThan(300);
  });
});

describe("recoveries", () => {
  test("are of simulated time: the same at every speed", () => {
    const sketch: Sketch = {
      fleet: [{ kind: "bulb", count: 10 }],
      timeline: [{ at: "2m", world: "power-cut", for: "3m" }],
    };
    const recoveryAt = (speed: number): Recovery | undefined => {
      const clock = new HandClock(instant(Date.UTC(2026, 0, 15, 16)), speed);
      const rig = fleetRig(sketch, { clock });
      for (let elapsed = 0; elapsed < 600_000; elapsed += speed) {
        clock.spend(1);
        while (clock.turn());
      }
      return rig.shard.recoveries.summaries()[0];
    };
    const [slow, fast] = [recoveryAt(5), recoveryAt(50)];
    expect(slow).toMatchObject({ beganAtMillis: 120_000, atMillis: 300_000, disturbed: 10, recovered: 10 });
    expect(fast).toMatchObject({ beganAtMillis: 120_000, atMillis: 300_000, disturbed: 10, recovered: 10 });
    // Only the way over the network, which is real, takes more simulated time.
    expect(Math.abs(fast!.all! - slow!.all!)).toBeLessThan(2_000);
  });
});

describe("commands", () => {
  const pondering = (rig: FleetRig, answers: string[]): void => {
    rig.hub.command("witness-0001", "ponder", {}, seconds(60), (outcome) =>
      answers.push(outcome.type === "error" ? `error ${outcome.error.code}` : outcome.type),
    );
  };
  const rigWithOne = (): { readonly rig: FleetRig; readonly answers: string[] } => {
    const rig = fleetRig({ fleet: [{ kind: "witness" }] }, { kinds });
    const answers: string[] = [];
    rig.pass("1s");
    pondering(rig, answers);
    rig.pass("1s");
    return { rig, answers };
  };

  test("are answered once, and counted", () => {
    const { rig, answers } = rigWithOne();
    rig.pass("20s");
    expect(answers).toEqual(["result"]);
    expect(ledger(rig)).toMatchObject({ received: 1, answered: 1, failed: 0, late: 0 });
    expect(rig.shard.tally.latency.commandHandling.summary()).toMatchObject({
      count: 1,
      max: expect.closeTo(10_000, -2),
    });
    expect(rig.records.filter(({ type }) => type === "command" || type === "result")).toMatchObject([
      { type: "command", name: "ponder", args: {} },
      { type: "result", name: "ponder", ok: true },
    ]);
  });

  test("that nobody knows are answered so", () => {
    const rig = fleetRig({ fleet: [{ kind: "witness" }] }, { kinds });
    rig.pass("1s");
    const answers: string[] = [];
    rig.hub.command("witness-0001", "fly", {}, seconds(60), ({ type }) => answers.push(type));
    rig.hub.command("witness-0001", "echo", { text: 7 }, seconds(60), ({ type }) => answers.push(type));
    rig.pass("1s");
    expect(answers).toEqual(["error", "error"]);
    expect(ledger(rig)).toMatchObject({ received: 2, unknown: 1, failed: 1 });
  });

  test("in progress when the device restarts are answered before it goes", () => {
    const { rig, answers } = rigWithOne();
    rig.unit("witness-0001").reboot("softwareReset");
    rig.pass("1s");
    expect(answers).toEqual(["error -32014"]);
    rig.pass("1m");
    expect(ledger(rig)).toMatchObject({ received: 1, failed: 1, answered: 0, late: 0 });
    expect(rig.shard.phases.ready).toBe(1);
  });

  test("in progress when the device leaves are answered by its goodbye", () => {
    const { rig, answers } = rigWithOne();
    rig.unit("witness-0001").leave();
    rig.pass("20s");
    expect(answers).toHaveLength(1);
    expect(answers[0]).toMatch(/^error/);
    expect(ledger(rig)).toMatchObject({ received: 1, failed: 1, late: 0 });
    expect(rig.shard.tally.messages.dropped).toBe(0);
  });

  test("in progress when the power fails are late", () => {
    const { rig } = rigWithOne();
    rig.shard.household(0)!.cutPower();
    rig.pass("20s");
    expect(ledger(rig)).toMatchObject({ received: 1, failed: 0, late: 1 });
  });
});

describe("desired state", () => {
  test("that waited for the device is taken when it comes", () => {
    const load = [ramp("100%"), { hold: "10s" }, ramp("0%"), { hold: "10s" }, ramp("100%"), { hold: "1h" }];
    const rig = fleetRig({ fleet: [{ kind: "witness" }], load }, { kinds });
    rig.pass("15s");
    rig.hub.desire("witness-0001", { mood: "odd" }, seconds(10), () => {});
    rig.pass("15s");
    expect(rig.unit("witness-0001").device.values()["mood"]).toBe("odd");
    expect(rig.hub.device("witness-0001")!.reported.values["mood"]).toBe("odd");
    expect(rig.hub.device("witness-0001")!.desired.status.type).toBe("applied");
  });

  test("that the device cannot have is refused", () => {
    const rig = fleetRig({ fleet: [{ kind: "witness" }] }, { kinds });
    rig.pass("1s");
    const deliveries: string[] = [];
    rig.hub.desire("witness-0001", { mood: "furious" }, seconds(10), (outcome) =>
      deliveries.push(outcome.type === "changed" ? outcome.delivery.type : outcome.type),
    );
    rig.pass("1s");
    expect(deliveries).toEqual(["refused"]);
    expect(rig.unit("witness-0001").device.values()["mood"]).toBe("calm");
  });
});

describe("a kind that breaks the contract", () => {
  test("takes down its own device only, and is no loss of the server's", () => {
    const rig = fleetRig({ fleet: [{ kind: "witness", count: 3 }] }, { kinds });
    rig.pass("1s");
    rig.unit("witness-0002").device.act("die");
    rig.pass("1m");
    expect(rig.shard.crashes).toBe(1);
    expect(rig.shard.phases).toMatchObject({ ready: 2, idle: 1 });
    expect(rig.shard.recoveries.summaries()).toEqual([]);
    expect(rig.notices).toEqual(['warning: device witness-0002: its kind "witness" failed: broke the contract']);
  });

  test("while it carries out a command, has answered it", () => {
    const rig = fleetRig({ fleet: [{ kind: "witness" }] }, { kinds });
    rig.pass("1s");
    const answers: string[] = [];
    rig.hub.command("witness-0001", "explode", {}, seconds(60), ({ type }) => answers.push(type));
    rig.pass("2m");
    expect(answers).toHaveLength(1);
    expect(ledger(rig)).toMatchObject({ received: 1, failed: 1 });
    expect(rig.shard.phases).toMatchObject({ idle: 1 });
  });

  test("while it boots is dead, and boots no more", () => {
    const rig = fleetRig({ fleet: [{ kind: "witness" }] }, { kinds });
    rig.pass("1s");
    rig.unit("witness-0001").reboot("softwareReset");
    rig.unit("witness-0001").device.act("die");
    expect(rig.shard.phases).toMatchObject({ booting: 0, idle: 1 });
    rig.pass("2m");
    expect(rig.shard.phases).toMatchObject({ booting: 0, idle: 1 });
    expect(rig.unit("witness-0001").boots).toBe(1);
  });

  test("from its start never connects, leaves like any other, and is told a few times only", async () => {
    const rig = fleetRig(
      { fleet: [{ kind: "witness", count: 20, settings: { stillborn: true } }, { kind: "lock" }] },
      { kinds },
    );
    rig.pass("10s");
    expect(rig.shard.crashes).toBe(20);
    expect(rig.shard.phases).toMatchObject({ idle: 20, ready: 1 });
    expect(rig.notices).toHaveLength(5);
    const stopped = rig.shard.stop();
    rig.pass("1s");
    await stopped;
    expect(rig.shard.units.size).toBe(0);
  });
});
