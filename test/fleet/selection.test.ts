import { describe, expect, test } from "vitest";
import { selectDevices } from "../../src/fleet/selection.ts";
import { deviceId } from "../../src/scenario/device-id.ts";
import { fleetLayout } from "../../src/scenario/fleet-layout.ts";
import type { Plan, Selection } from "../../src/scenario/plan.ts";
import { planOf } from "./fleet-rig.ts";

const plan = planOf({
  homes: 100,
  fleet: [
    { kind: "lock", labels: { floor: "ground" } },
    { kind: "bulb", perHome: 3 },
    { kind: "bulb", name: "garden", count: 40, id: "out/{number}", labels: { floor: "ground", place: "garden" } },
  ],
});
const layout = fleetLayout(plan);

function idsOf(selection: Selection, purpose = "step", of: Plan = plan): string[] {
  const where = fleetLayout(of);
  return selectDevices(of, where, selection, purpose).map((index) => {
    const place = where.deviceAt(index);
    return deviceId(of.fleet[place.group]!, place);
  });
}

describe("a selection", () => {
  test("of nothing in particular is everybody, in order", () => {
    expect(selectDevices(plan, layout, {}, "step")).toEqual(Array.from({ length: 440 }, (_, index) => index));
  });

  test("of a kind takes all its groups, of a group that group", () => {
    expect(idsOf({ kind: "bulb" })).toHaveLength(340);
    expect(idsOf({ group: "garden" })).toHaveLength(40);
  });

  test("of labels takes those that have all of them", () => {
    expect(idsOf({ labels: { floor: "ground" } })).toHaveLength(140);
    expect(idsOf({ labels: { floor: "ground", place: "garden" } })).toHaveLength(40);
    expect(idsOf({ labels: { floor: "top" } })).toEqual([]);
    expect(idsOf({ labels: { constructor: "x" } })).toEqual([]);
  });

  test("of a home takes what is in it", () => {
    expect(idsOf({ home: 0 })).toEqual(["lock-0001", "bulb-0001", "bulb-0002", "bulb-0003", "out/0001"]);
  });

  test("of an id takes that device; a star stands for anything, a dot only for itself", () => {
    expect(idsOf({ id: "lock-0007" })).toEqual(["lock-0007"]);
    expect(idsOf({ id: "lock-00*1" })).toHaveLength(10);
    expect(idsOf({ id: "out/*" })).toHaveLength(40);
    expect(idsOf({ id: "l.ck-0007" })).toEqual([]);
    expect(idsOf({ id: "ock-0007" })).toEqual([]);
  });

  test("takes what meets all conditions together", () => {
    expect(idsOf({ kind: "bulb", home: 1, labels: { place: "garden" } })).toEqual([]);
    expect(idsOf({ kind: "bulb", home: 2 })).toHaveLength(4);
  });
});

describe("a share", () => {
  test("of devices is exact", () => {
    expect(idsOf({ kind: "lock", share: { of: "devices", part: 0.2 } })).toHaveLength(20);
    expect(idsOf({ share: { of: "devices", part: 1 } })).toHaveLength(440);
    expect(idsOf({ share: { of: "devices", part: 0.001 } })).toHaveLength(0);
  });

  test("of homes is exact, and takes every matching device in them", () => {
    const chosen = selectDevices(
      plan,
      layout,
      { kind: "bulb", group: "bulb", share: { of: "homes", part: 0.2 } },
      "step",
    );
    const homes = new Set(chosen.map((index) => layout.deviceAt(index).home));
    expect(homes.size).toBe(20);
    expect(chosen).toHaveLength(60);
  });

  test("of homes counts those that have a matching device", () => {
    const chosen = selectDevices(plan, layout, { group: "garden", share: { of: "homes", part: 0.5 } }, "step");
    expect(chosen).toHaveLength(20);
  });

  test("is drawn, and spread over the fleet", () => {
    const chosen = selectDevices(plan, layout, { kind: "lock", share: { of: "devices", part: 0.5 } }, "step");
    expect(chosen.filter((index) => index < layout.total / 2).length).toBeGreaterThan(15);
    expect(chosen.filter((index) => index >= layout.total / 2).length).toBeGreaterThan(15);
  });

  test("is the same every time for a step, and another for another step or seed", () => {
    const half: Selection = { kind: "lock", share: { of: "devices", part: 0.5 } };
    expect(idsOf(half)).toEqual(idsOf(half));
    expect(idsOf(half, "other")).not.toEqual(idsOf(half));
    expect(idsOf(half, "step", { ...plan, seed: 2 })).not.toEqual(idsOf(half));
  });

  test("grows with its part: who is of a small share is of a larger one too", () => {
    const some = idsOf({ share: { of: "devices", part: 0.1 } });
    expect(idsOf({ share: { of: "devices", part: 0.3 } })).toEqual(expect.arrayContaining(some));
  });
});

describe("a count", () => {
  test("is exact, and everybody when there are not so many", () => {
    expect(idsOf({ kind: "bulb", count: 7 })).toHaveLength(7);
    expect(idsOf({ kind: "lock", count: 1_000 })).toHaveLength(100);
    expect(idsOf({ kind: "lock", count: 0 })).toEqual([]);
  });
});
