import { describe, expect, test } from "vitest";
import { selectDevices } from "../../../src/scenario/selection/select-devices.ts";
import { deviceId } from "../../../src/scenario/groups/device-id.ts";
import { fleetLayout } from "../../../src/scenario/groups/fleet-layout.ts";
import type { Plan, Selection } from "../../../src/scenario/plan.ts";
import { catalog } from "../../../devices/catalog.ts";
import type { Identity } from "../../../src/device/identity.ts";
import { firstNames } from "../../../src/fleet/first-names.ts";
import { Identities } from "../../../src/fleet/identities.ts";
import { memberPlan } from "../../../src/scenario/groups/member-plan.ts";
import { planOf } from "../../fleet/fleet-rig.ts";

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

describe("what differs within a group", () => {
  const mixed = planOf({
    homes: 200,
    fleet: [
      { kind: "lock", firmware: { "1.4.2": "70%", "1.5.0-rc.1": "20%", nightly: "10%" } },
      {
        kind: "bulb",
        labels: { batch: "autumn" },
        variants: [
          { name: "white", weight: 3 },
          { name: "colour", weight: 1, firmware: "2.0", labels: { shade: "rgb" } },
          { name: "never", weight: 0, labels: { shade: "none" } },
        ],
      },
      { kind: "thermostat", firmware: "v2.3.1" },
    ],
  });
  const place = fleetLayout(mixed);
  const identities = new Identities(mixed.seed, firstNames);
  const kinds = new Map(catalog.map((kind) => [kind.name, kind]));
  const told = (selection: Selection): Identity[] =>
    selectDevices(mixed, place, selection, "step").map((index) => {
      const at = place.deviceAt(index);
      const member = memberPlan(mixed, at);
      return { ...identities.identity(member, kinds.get(member.kind)!, at), labels: member.labels };
    });

  test("is looked at device by device: labels of a variant", () => {
    const rgb = told({ labels: { shade: "rgb" } });
    expect(rgb.length).toBeGreaterThan(30);
    expect(rgb.length).toBeLessThan(70);
    for (const { kind, labels } of rgb) {
      expect(kind).toBe("bulb");
      expect(labels).toEqual({ batch: "autumn", shade: "rgb" });
    }
    expect(told({ labels: { batch: "autumn" } })).toHaveLength(200);
    expect(told({ labels: { shade: "none" } })).toEqual([]);
  });

  test("is looked at device by device: versions, which are those that the devices have", () => {
    const versionsIn = (firmware: string): string[] =>
      [...new Set(told({ firmware }).map(({ kind, firmware: version }) => `${kind} ${version}`))].toSorted();
    expect(versionsIn("1.4.x")).toEqual(["lock 1.4.2"]);
    expect(versionsIn(">=1.4 <2")).toEqual(["lock 1.4.2", "lock 1.5.0-rc.1"]);
    expect(versionsIn("^2.0.0")).toEqual(["bulb 2.0", "thermostat v2.3.1"]);
    expect(versionsIn("*")).toEqual(["bulb 1.0.0", "bulb 2.0", "lock 1.4.2", "lock 1.5.0-rc.1", "thermostat v2.3.1"]);
    const all = told({ kind: "lock" });
    expect(told({ firmware: "1.4.x" })).toEqual(all.filter(({ firmware }) => firmware === "1.4.2"));
  });

  test("is not drawn from where a `where` is to be looked at first", () => {
    expect(told({ kind: "lock", where: "device.ready", count: 3 })).toHaveLength(200);
    expect(told({ kind: "lock", where: "device.ready", share: { of: "homes", part: 0.1 } })).toHaveLength(200);
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
