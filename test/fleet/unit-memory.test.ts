/** What a device has measured and not got rid of is in its memory: it is sent, kept, or counted as dropped. */
import { describe, expect, test } from "vitest";
import { seconds } from "../../src/kernel/time.ts";
import type { DesireOutcome } from "../../src/server/hub.ts";
import { type FleetRig, fleetRig } from "./fleet-rig.ts";

function lockRig(ack = false): FleetRig {
  const rig = fleetRig({ fleet: [{ kind: "lock", count: 1, id: "front-door", telemetry: { every: "10s", ack } }] });
  rig.pass("35s");
  return rig;
}

/** Samples and events that the device has made. */
const measured = ({ records }: FleetRig): number =>
  records.filter(({ type }) => type === "telemetry" || type === "event").length;

test("state that changes between hello and its answer reaches the server", () => {
  const rig = lockRig();
  const lock = rig.unit("front-door");
  lock.disconnect();
  rig.pass("1s");
  lock.reconnect();
  while (lock.phase !== "opening") rig.scheduler.runNext();
  expect(lock.device.desire({ autoRelockTime: 43 })).toMatchObject({ ok: true });
  rig.pass("1s");
  expect(rig.hub.device("front-door")?.reported).toMatchObject({
    version: lock.reported().version,
    values: { autoRelockTime: 43 },
  });
  expect(rig.hub.stats()).toMatchObject({ counters: { missedPatches: 0 } });
});

describe("samples measured without a network", () => {
  test("are gone after a reboot, and counted", () => {
    const rig = lockRig();
    const lock = rig.unit("front-door");
    lock.loseNetwork();
    const online = measured(rig);
    rig.pass("60s");
    const offline = measured(rig) - online;
    expect(offline).toBeGreaterThan(3);
    lock.reboot("softwareReset");
    const { messages } = rig.shard.tally;
    expect(messages.dropped).toBe(offline);
    lock.restoreNetwork();
    rig.pass("2m");
    expect(lock.ready).toBe(true);
    expect(messages.dropped).toBe(offline);
    expect(messages.telemetry + messages.events).toBe(measured(rig) - offline);
    expect(measured(rig)).toBeGreaterThan(online + offline);
  });

  test("are counted when the device leaves, by whatever way", () => {
    for (const how of ["leave", "abandon"] as const) {
      const rig = lockRig();
      rig.unit("front-door").loseNetwork();
      rig.pass("60s");
      rig.unit("front-door")[how]();
      rig.pass("30s");
      const { telemetry, events, dropped } = rig.shard.tally.messages;
      expect(dropped).toBeGreaterThan(0);
      expect(telemetry + events + dropped).toBe(measured(rig));
    }
  });
});

describe("samples that were sent and never acknowledged", () => {
  test.each(["leave", "abandon"] as const)("are counted when the device goes by %s", (how) => {
    const rig = lockRig(true);
    const { messages } = rig.shard.tally;
    rig.freezeServer();
    rig.pass("15s");
    rig.unit("front-door")[how]();
    rig.pass("30s");
    expect(messages.acked).toBeGreaterThan(0);
    expect(messages.unacknowledged).toBeGreaterThan(0);
    expect(messages.acked + messages.unacknowledged).toBe(messages.telemetry);
    expect(messages.dropped).toBe(0);
  });
});

test("desired state that the device refuses in the answer to hello is known to be refused", () => {
  const rig = lockRig();
  const lock = rig.unit("front-door");
  lock.disconnect();
  rig.pass("1s");
  const outcomes: DesireOutcome[] = [];
  rig.hub.desire("front-door", { autoRelockTime: "soon" }, seconds(10), (outcome) => outcomes.push(outcome));
  expect(rig.hub.device("front-door")?.desired.status).toEqual({ type: "pending" });
  lock.reconnect();
  rig.pass("5s");
  expect(lock.ready).toBe(true);
  expect(rig.hub.device("front-door")?.desired.status).toMatchObject({ type: "refused" });
});
