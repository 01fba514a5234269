import { describe, expect, test } from "vitest";
import { bulb } from "../../devices/bulb/bulb.ts";
import { lock } from "../../devices/lock/lock.ts";
import type { Identity } from "../../src/device/identity.ts";
import type { Kind } from "../../src/device/kind.ts";
import { firstNames } from "../../src/fleet/first-names.ts";
import { Identities } from "../../src/fleet/identities.ts";
import { fleetLayout } from "../../src/scenario/groups/fleet-layout.ts";
import type { Plan } from "../../src/scenario/plan.ts";
import { planOf } from "./fleet-rig.ts";

const kinds: ReadonlyMap<string, Kind> = new Map([lock, bulb].map((kind) => [kind.name, kind]));

function everybody(plan: Plan): Identity[] {
  const layout = fleetLayout(plan);
  const identities = new Identities(plan.seed, firstNames);
  return Array.from({ length: layout.total }, (_, index) => {
    const place = layout.deviceAt(index);
    const group = plan.fleet[place.group]!;
    return identities.identity(group, kinds.get(group.kind)!, place);
  });
}

const homes = (seed: number): Plan =>
  planOf({ seed, homes: 2_500, fleet: [{ kind: "lock" }, { kind: "bulb", perHome: 3 }] });

describe("the identities of 10,000 devices", () => {
  const all = everybody(homes(42));

  test.each(["id", "serial", "mac"] as const)("have each a %s of its own", (name) => {
    expect(all).toHaveLength(10_000);
    expect(new Set(all.map((identity) => identity[name])).size).toBe(10_000);
  });

  test("have MAC addresses that are unicast and locally administered", () => {
    for (const { mac } of all) {
      expect(mac).toMatch(/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/);
      const first = Number.parseInt(mac.slice(0, 2), 16);
      expect([first & 1, first & 2]).toEqual([0, 2]);
    }
  });

  test("have serials of the kind's first letters and ten hexadecimal digits", () => {
    for (const { kind, serial } of all)
      expect(serial).toMatch(kind === "lock" ? /^LO[0-9A-F]{10}$/ : /^BU[0-9A-F]{10}$/);
  });

  test("have names after one person in each home", () => {
    const ownerOf = ({ name }: Identity): string => name.split("'s ")[0]!;
    const owners = new Map(all.map((one) => [one.home, ownerOf(one)]));
    for (const one of all) expect(ownerOf(one)).toBe(owners.get(one.home));
    expect(new Set(owners.values()).size).toBeGreaterThan(100);
  });

  test("are in rooms where the kind is found", () => {
    const found = (kind: Kind): string[] => [
      ...new Set(all.filter((one) => one.kind === kind.name).map(({ room }) => room)),
    ];
    for (const kind of [lock, bulb]) expect(found(kind).toSorted()).toEqual(Object.keys(kind.rooms).toSorted());
  });

  test("are the same again for the same seed, whoever is asked first", () => {
    const plan = homes(42);
    const layout = fleetLayout(plan);
    const place = layout.deviceAt(4_711);
    const group = plan.fleet[place.group]!;
    expect(new Identities(42, firstNames).identity(group, kinds.get(group.kind)!, place)).toEqual(all[4_711]);
  });

  test("are the same where they last with their device, and are worked out when they are asked for", () => {
    const plan = homes(42);
    const place = fleetLayout(plan).deviceAt(4_711);
    const group = plan.fleet[place.group]!;
    const lasting = new Identities(42, firstNames).lasting(group, kinds.get(group.kind)!, place);
    for (const name of Object.keys(all[4_711]!) as (keyof Identity)[]) {
      expect(lasting[name], name).toEqual(all[4_711]![name]);
    }
    expect(Object.keys(lasting)).toEqual(["index", "home", "room"]);
  });

  test("are others for another seed, but for the ids", () => {
    const others = everybody(homes(43));
    expect(others.map(({ id }) => id)).toEqual(all.map(({ id }) => id));
    const same = others.filter((other, index) => other.mac === all[index]!.mac || other.serial === all[index]!.serial);
    expect(same.length).toBeLessThan(3);
  });
});

test("the first identity of seed 1 stays what it is", () => {
  expect(everybody(planOf({ seed: 1, fleet: [{ kind: "lock" }] }))).toEqual([
    {
      index: 0,
      id: "lock-0001",
      kind: "lock",
      home: 0,
      room: "hall",
      name: "Dell's hall lock",
      serial: "LOD9138855E3",
      mac: "02:9b:ce:88:55:e3",
      model: "SIM-LOCK-2",
      firmware: "1.0.0",
      hardware: "B",
      labels: {},
    },
  ]);
});

describe("an id", () => {
  const idsOf = (id: string): string[] =>
    everybody(planOf({ homes: 2, fleet: [{ kind: "lock" }, { kind: "bulb", name: "lamp", perHome: 2, id }] }))
      .filter(({ kind }) => kind === "bulb")
      .map((identity) => identity.id);

  test("is made from its group's template", () => {
    expect(idsOf("{group}-{number}")).toEqual(["lamp-0001", "lamp-0002", "lamp-0003", "lamp-0004"]);
    expect(idsOf("h{home}/{kind}/{index}")).toEqual(["h0000/bulb/1", "h0000/bulb/2", "h0001/bulb/4", "h0001/bulb/5"]);
  });
});

describe("firmware", () => {
  test("comes in the shares that the group says", () => {
    const plan = planOf({ fleet: [{ kind: "lock", count: 5_000, firmware: { "1.4.2": "80%", "1.5.0": "20%" } }] });
    const newer = everybody(plan).filter(({ firmware }) => firmware === "1.5.0").length;
    expect(newer).toBeGreaterThan(900);
    expect(newer).toBeLessThan(1_100);
  });

  test("and labels are the group's", () => {
    const plan = planOf({ fleet: [{ kind: "lock", firmware: "2.0.0", labels: { floor: "1" } }] });
    expect(everybody(plan)[0]).toMatchObject({ firmware: "2.0.0", labels: { floor: "1" } });
  });
});

test("a kind that is at home in no room is just at home", () => {
  const plan = planOf({ fleet: [{ kind: "lock" }] });
  const place = fleetLayout(plan).deviceAt(0);
  expect(new Identities(1, firstNames).identity(plan.fleet[0]!, { ...lock, rooms: {} }, place).room).toBe("home");
});
