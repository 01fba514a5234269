import { describe, expect, test } from "vitest";
import { Watchers, type UnitWatcher } from "../../src/fleet/watchers.ts";
import type { Unit } from "../../src/fleet/unit.ts";
import { seconds } from "../../src/kernel/time.ts";
import { fleetRig, type FleetRig } from "./fleet-rig.ts";
import { witness } from "./witness.ts";

/** Writes down all that it is told of one device. */
function witnessed(rig: FleetRig, id: string): string[] {
  const told: string[] = [];
  const watcher: UnitWatcher = {
    changed: (_, values) => void told.push(`changed ${Object.keys(values).join()}`),
    raised: (_, name, data) => void told.push(`raised ${name} ${JSON.stringify(data)}`),
    linkChanged: (_, phase, before) => void told.push(`${before} -> ${phase}`),
    booted: (unit) => void told.push(`booted ${unit.boots}`),
    commanded: (_, name, args) => void told.push(`commanded ${name} ${JSON.stringify(args)}`),
    gone: () => void told.push("gone"),
  };
  rig.shard.watchers.add((unit) => (unit.identity.id === id ? watcher : undefined));
  return told;
}

const rigWith = (): FleetRig =>
  fleetRig({ homes: 2, fleet: [{ kind: "witness" }] }, { kinds: [witness], start: false });

describe("who looks at a device", () => {
  test("is told what it says, what it is told and how its connection is, until it leaves", () => {
    const rig = rigWith();
    const told = witnessed(rig, "witness-0001");
    rig.shard.start(rig.scheduler.now);
    rig.pass("1s");
    expect(told).toEqual(["idle -> dialing", "booted 1", "dialing -> opening", "opening -> ready"]);
    told.length = 0;
    rig.hub.desire("witness-0001", { mood: "odd" }, seconds(30), () => {});
    rig.pass("1s");
    rig.hub.command("witness-0001", "echo", { text: "hi" }, seconds(30), () => {});
    rig.pass("1s");
    rig.unit("witness-0001").breakDown("sulking");
    // The firmware's own measurements come when they do.
    expect(told.filter((line) => !line.includes("upTime"))).toEqual([
      "changed mood",
      'commanded echo {"text":"hi"}',
      'raised fault {"active":true}',
    ]);
    told.length = 0;
    rig.unit("witness-0001").leave();
    rig.pass("1s");
    expect(told).toEqual(["gone"]);
  });

  test("looks at nobody else, and nobody looks at those", () => {
    const rig = rigWith();
    witnessed(rig, "witness-0001");
    rig.shard.start(rig.scheduler.now);
    rig.pass("1s");
    expect(rig.unit("witness-0001").watcher).toBeDefined();
    expect(rig.unit("witness-0002").watcher).toBeUndefined();
  });

  test("is one of several, each told the same in turn", () => {
    const told: string[] = [];
    const watchers = new Watchers();
    watchers.add(() => ({ raised: () => void told.push("first"), gone: () => void told.push("first gone") }));
    watchers.add(() => undefined);
    watchers.add(() => ({ raised: () => void told.push("second") }));
    watchers.add(() => ({ raised: () => void told.push("third"), booted: () => void told.push("third booted") }));
    const unit = {} as Unit;
    const watcher = watchers.of(unit)!;
    watcher.raised?.(unit, "alarm", {});
    watcher.booted?.(unit);
    watcher.changed?.(unit, {});
    watcher.commanded?.(unit, "lock", {});
    watcher.linkChanged?.(unit, "ready", "opening");
    watcher.gone?.(unit);
    expect(told).toEqual(["first", "second", "third", "third booted", "first gone"]);
    expect(new Watchers().of(unit)).toBeUndefined();
  });
});
