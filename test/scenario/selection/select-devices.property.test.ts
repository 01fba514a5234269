import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { selectDevices } from "../../../src/scenario/selection/select-devices.ts";
import { fleetLayout } from "../../../src/scenario/groups/fleet-layout.ts";
import type { Plan, Selection } from "../../../src/scenario/plan.ts";
import { planOf } from "../../fleet/fleet-rig.ts";
import { evenly } from "../../support/evenly.ts";
import { sliceOf } from "../../../src/shards/slice.ts";

const plans = fc
  .record({
    seed: fc.nat(),
    homes: fc.integer({ min: 1, max: 60 }),
    lights: fc.integer({ min: 0, max: 5 }),
    locks: fc.integer({ min: 1, max: 100 }),
  })
  .map(({ seed, homes, lights, locks }): Plan =>
    planOf({
      seed,
      homes,
      fleet: [
        { kind: "lock", count: locks },
        { kind: "bulb", perHome: { uniform: [0, Math.max(1, lights)] } },
      ],
    }),
  );

const part = evenly(0, 1);
const selections: fc.Arbitrary<Selection> = fc.oneof(
  fc.record({ share: fc.record({ of: fc.constantFrom("devices" as const, "homes" as const), part }) }),
  fc.record({ kind: fc.constantFrom("lock", "bulb"), count: fc.nat(120) }),
  fc.record({ kind: fc.constantFrom("lock", "bulb") }),
);

const sizeOf = (plan: Plan, selection: Selection): number =>
  selectDevices(plan, fleetLayout(plan), selection, "step").length;

describe("a selection, whatever it is,", () => {
  test("names devices of the fleet, each once, in order", () => {
    fc.assert(
      fc.property(plans, selections, (plan, selection) => {
        const layout = fleetLayout(plan);
        const chosen = selectDevices(plan, layout, selection, "step");
        expect(chosen).toEqual([...new Set(chosen)].toSorted((a, b) => a - b));
        for (const index of chosen) expect(index >= 0 && index < layout.total).toBe(true);
      }),
    );
  });

  test("is the union of what each shard finds among its own", () => {
    fc.assert(
      fc.property(plans, selections, fc.integer({ min: 1, max: 9 }), (plan, selection, shards) => {
        const layout = fleetLayout(plan);
        const whole = selectDevices(plan, layout, selection, "step");
        const parts = Array.from({ length: shards }, (_, shard) => {
          const { from, to } = layout.homeDevices(sliceOf(plan.homes, shard, shards));
          return selectDevices(plan, fleetLayout(plan), selection, "step").filter(
            (index) => index >= from && index < to,
          );
        });
        expect(parts.flat()).toEqual(whole);
      }),
    );
  });

  test("has exactly its share or number of the devices", () => {
    fc.assert(
      fc.property(plans, part, fc.nat(200), (plan, share, count) => {
        const { total } = fleetLayout(plan);
        const devices = { share: { of: "devices", part: share } } as const;
        expect(sizeOf(plan, devices)).toBe(Math.round(share * total));
        expect(sizeOf(plan, { count })).toBe(Math.min(count, total));
      }),
    );
  });

  test("takes all matching devices of a chosen home, and exactly its share of the homes", () => {
    fc.assert(
      fc.property(plans, part, (plan, share) => {
        const layout = fleetLayout(plan);
        const homeOf = (index: number): number => layout.deviceAt(index).home;
        const all = Array.from({ length: layout.total }, (_, index) => index);
        const chosen = selectDevices(plan, layout, { share: { of: "homes", part: share } }, "step");
        const homes = new Set(chosen.map(homeOf));
        expect(homes.size).toBe(Math.round(share * new Set(all.map(homeOf)).size));
        expect(chosen).toEqual(all.filter((index) => homes.has(homeOf(index))));
      }),
    );
  });
});
