/** What a command of the timeline takes: to the device, and to the state that it causes. */
import { expect, test } from "vitest";
import type { CommandGateway } from "../../src/fleet/command-gateway.ts";
import { later, millis, seconds } from "../../src/kernel/time.ts";
import type { LatencyHistograms } from "../../src/metrics/tally.ts";
import type { StepInput } from "../../src/scenario/scenario-input.ts";
import { type FleetRig, fleetRig } from "./fleet-rig.ts";

/** One lock that nobody else touches, and that is locked. */
function lockWith(timeline: readonly StepInput[], gateway?: (rig: () => FleetRig) => CommandGateway): FleetRig {
  const rig: FleetRig = fleetRig(
    {
      fleet: [{ kind: "lock", count: 1, settings: { usedByResidents: false, autoRelockTime: 0 } }],
      timeline: [...timeline],
    },
    gateway === undefined ? {} : { gateway: gateway(() => rig) },
  );
  return rig;
}

function latencyOf(rig: FleetRig): LatencyHistograms {
  return rig.shard.counted().figures.latency;
}

/** A server that takes so long to pass a command on, or never does. */
function slow(delays: readonly (number | "never" | "refused")[]): (rig: () => FleetRig) => CommandGateway {
  let count = 0;
  return (rig) => ({
    outside: false,
    request: (_, done) => done({ type: "failed", why: "nobody is there" }),
    send(device, { name, args }, done) {
      const delay = delays[count++] ?? 0;
      if (delay === "refused") return done("refused");
      if (delay === "never") return done();
      const { scheduler, hub } = rig();
      scheduler.at(later(scheduler.now, millis(delay)), {
        onDue: () => hub.command(device.id, name, { ...args }, seconds(30), () => done()),
      });
    },
  });
}

const unlock: StepInput = { at: "1m", command: "unlockDoor" };

test("a command is measured from the step to the device, and to the state it causes", () => {
  const rig = lockWith([unlock], slow([250]));
  rig.pass("2m");
  const { commandDelivery, commandEffect } = latencyOf(rig);
  expect(commandDelivery.count).toBe(1);
  expect(commandDelivery.summary().max).toBeCloseTo(255, 0);
  expect(commandEffect.count).toBe(1);
  const unlocked = rig.records.find((record) => record.type === "state" && record.values["lockState"] !== "locked")!;
  const took = unlocked.at - (rig.plan.clock.start + 60_000);
  expect(commandEffect.summary().max).toBeGreaterThan(255);
  expect(commandEffect.summary().max).toBeCloseTo(took, -1);
});

test("a command that changes nothing has no effect, and does not take the next one's", () => {
  const rig = lockWith([
    { at: "1m", command: "lockDoor" },
    { at: "3m", command: "unlockDoor" },
  ]);
  rig.pass("2m");
  expect([latencyOf(rig).commandDelivery.count, latencyOf(rig).commandEffect.count]).toEqual([1, 0]);
  rig.pass("3m");
  expect([latencyOf(rig).commandDelivery.count, latencyOf(rig).commandEffect.count]).toEqual([2, 1]);
  expect(latencyOf(rig).commandEffect.summary().max).toBeLessThan(30_000);
});

test("a command that never comes is lost, and the one behind it is its own", () => {
  const rig = lockWith([unlock, { at: "2m", command: "unlockDoor", name: "again" }], slow(["refused", 0]));
  rig.pass("3m");
  expect(rig.shard.commandLedger).toEqual({ sent: 2, lost: 1 });
  expect(latencyOf(rig).commandDelivery.summary()).toMatchObject({ count: 1, max: 5 });
});

test("a command that somebody else sends is not one of the timeline's", () => {
  const rig = lockWith([unlock], slow(["never"]));
  rig.pass("30s");
  rig.hub.command("lock-0001", "lockDoor", {}, seconds(30), () => {});
  rig.pass("2m");
  expect(latencyOf(rig).commandDelivery.count).toBe(0);
  expect(rig.shard.commandLedger).toEqual({ sent: 1, lost: 1 });
});
