/** The ledger of commands: every one received ends under exactly one heading, whatever becomes of its connection. */
import { expect, test } from "vitest";
import { seconds } from "../../src/kernel/time.ts";
import type { CommandOutcome } from "../../src/server/hub.ts";
import { type FleetRig, fleetRig } from "./fleet-rig.ts";

/** A lock that has been told to unlock, which takes it a second or more, and what the server hears of it. */
function unlocking(): { readonly rig: FleetRig; readonly outcomes: CommandOutcome[] } {
  const rig = fleetRig({ fleet: [{ kind: "lock", count: 1, id: "front-door" }] });
  rig.pass("1s");
  const outcomes: CommandOutcome[] = [];
  rig.hub.command("front-door", "unlockDoor", {}, seconds(30), (outcome) => outcomes.push(outcome));
  rig.pass("100ms");
  expect(outcomes).toEqual([]);
  return { rig, outcomes };
}

const none = { received: 1, answered: 0, failed: 0, unknown: 0, duplicate: 0, late: 0 };

test("a command that is finished in time is answered", () => {
  const { rig, outcomes } = unlocking();
  rig.pass("10s");
  expect(outcomes).toEqual([{ type: "result", result: { status: "done" } }]);
  expect(rig.shard.tally.commands).toEqual({ ...none, answered: 1 });
  expect(rig.shard.tally.latency.commandHandling.count).toBe(1);
});

test("a command whose connection is lost before it is finished is late, and not answered", () => {
  const { rig, outcomes } = unlocking();
  rig.unit("front-door").loseNetwork();
  rig.unit("front-door").restoreNetwork();
  rig.pass("10s");
  expect(outcomes).toEqual([{ type: "no-answer", why: "disconnected" }]);
  expect(rig.unit("front-door").device.values()["lockState"]).toBe("unlocked");
  expect(rig.shard.tally.commands).toEqual({ ...none, late: 1 });
  expect(rig.shard.tally.latency.commandHandling.count).toBe(0);
});

test.each(["disconnect", "leave"] as const)(
  "a command in progress when the device says goodbye to %s has failed",
  (how) => {
    const { rig, outcomes } = unlocking();
    rig.unit("front-door")[how]();
    rig.pass("10s");
    expect(outcomes).toMatchObject([{ type: "error", error: { code: -32015 } }]);
    expect(rig.shard.tally.commands).toEqual({ ...none, failed: 1 });
  },
);

test("a command in progress when the device restarts has failed", () => {
  const { rig, outcomes } = unlocking();
  rig.unit("front-door").reboot("softwareReset");
  rig.pass("30s");
  expect(outcomes).toMatchObject([{ type: "error", error: { code: -32014 } }]);
  expect(rig.shard.tally.commands).toEqual({ ...none, failed: 1 });
});
