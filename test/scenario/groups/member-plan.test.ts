import { describe, expect, test } from "vitest";
import { fleetLayout } from "../../../src/scenario/groups/fleet-layout.ts";
import { type MemberPlan, memberPlan, memberPlans } from "../../../src/scenario/groups/member-plan.ts";
import type { Plan } from "../../../src/scenario/plan.ts";
import { fleetRig, planOf, type Sketch } from "../../fleet/fleet-rig.ts";

const bulbs: Sketch["fleet"][number] = {
  kind: "bulb",
  count: 4_000,
  labels: { region: "north", light: "white" },
  telemetry: { every: "30s", ack: true },
  firmware: "1.4.2",
  reconnect: "fixed",
  variants: [
    { name: "white", weight: 3 },
    {
      name: "colour",
      labels: { light: "colour" },
      telemetry: { every: "10s" },
      firmware: { "2.0.0": "50%", "2.1.0": "50%" },
      reconnect: { policy: "exponential", base: "2s", cap: "1m" },
    },
    { name: "never", weight: 0 },
  ],
};
const others: Sketch["fleet"][number] = { kind: "lock", count: 10 };

const membersOf = (plan: Plan): MemberPlan[] => {
  const layout = fleetLayout(plan);
  return Array.from({ length: layout.total }, (_, index) => memberPlan(plan, layout.deviceAt(index)));
};

describe("a device of a group with variants", () => {
  test("is one of them by their weights", () => {
    const names = membersOf(planOf({ fleet: [bulbs] })).map(({ variant }) => variant);
    const white = names.filter((name) => name === "white").length;
    expect(new Set(names)).toEqual(new Set(["white", "colour"]));
    // Three standard deviations of a fair draw.
    expect(Math.abs(white - 3_000)).toBeLessThan(3 * Math.sqrt(4_000 * 0.75 * 0.25));
  });

  test("is what its variant says, and what its group says where that says nothing", () => {
    const [white, colour] = memberPlans(planOf({ fleet: [bulbs] }), 0);
    expect(white).toMatchObject({
      variant: "white",
      labels: { region: "north", light: "white" },
      telemetry: { every: 30_000, acknowledge: true },
      firmware: [["1.4.2", 1]],
      reconnect: { policy: "fixed" },
    });
    expect(colour).toMatchObject({
      variant: "colour",
      name: "bulb",
      labels: { region: "north", light: "colour" },
      telemetry: { every: 10_000, acknowledge: true },
      firmware: [
        ["2.0.0", 0.5],
        ["2.1.0", 0.5],
      ],
      reconnect: { policy: "exponential", base: 2_000, cap: 60_000 },
    });
  });

  test("is the same one whoever else is in the fleet behind it, and another with another seed", () => {
    const alone = membersOf(planOf({ fleet: [bulbs], homes: 1 })).map(({ variant }) => variant);
    const among = membersOf(planOf({ fleet: [bulbs, others], homes: 1 }))
      .filter(({ kind }) => kind === "bulb")
      .map(({ variant }) => variant);
    expect(among).toEqual(alone);
    expect(membersOf(planOf({ seed: 2, fleet: [bulbs], homes: 1 })).map(({ variant }) => variant)).not.toEqual(alone);
  });

  test("shares its plan with all others of its variant", () => {
    expect(new Set(membersOf(planOf({ fleet: [bulbs] }))).size).toBe(2);
  });

  test("lives as its variant: labels, version, pace and policy", () => {
    const rig = fleetRig({ fleet: [{ ...bulbs, count: 40 }] });
    rig.pass("10m");
    const units = [...rig.shard.units.values()];
    const ofVariant = (name: string): typeof units => units.filter(({ member }) => member.variant === name);
    expect(ofVariant("colour").length).toBeGreaterThan(0);
    for (const { identity, device } of ofVariant("colour")) {
      expect(identity.labels).toEqual({ region: "north", light: "colour" });
      expect(["2.0.0", "2.1.0"]).toContain(identity.firmware);
      const samples = rig.records.filter(
        (record) => record.type === "telemetry" && record.device === identity.id,
      ).length;
      // Its pace, and what it says once an hour by itself.
      expect(samples).toBeGreaterThanOrEqual(59);
      expect(device.phase).toBe("running");
    }
    for (const { identity } of ofVariant("white")) {
      expect(identity).toMatchObject({ firmware: "1.4.2", labels: { light: "white" } });
      const samples = rig.records.filter(
        (record) => record.type === "telemetry" && record.device === identity.id,
      ).length;
      expect(samples).toBeLessThan(30);
    }
  });
});

test("a device of a group without variants is its group", () => {
  const plan = planOf({ fleet: [others] });
  expect(membersOf(plan)[3]).toEqual({ ...plan.fleet[0], variant: "" });
});
