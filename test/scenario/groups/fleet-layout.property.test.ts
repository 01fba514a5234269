import fc from "fast-check";
import { expect, test } from "vitest";
import { fleetLayout, type FleetShape } from "../../../src/scenario/groups/fleet-layout.ts";
import { sliceOf } from "../../../src/shards/slice.ts";
import { evenly } from "../../support/evenly.ts";

const count = fc.oneof(
  fc.record({ total: fc.nat(300) }),
  fc.record({ perHome: fc.nat(6) }),
  fc.record({ perHome: fc.record({ poisson: fc.record({ mean: evenly(0, 8) }) }) }),
  fc.record({ perHome: fc.record({ normal: fc.constant({ mean: 1, sd: 3 }) }) }),
);

const shape: fc.Arbitrary<FleetShape> = fc.record({
  seed: fc.nat(),
  homes: fc.integer({ min: 1, max: 120 }),
  fleet: fc
    .array(count, { minLength: 1, maxLength: 5 })
    .map((counts) =>
      counts.map((each, position) => ({ name: `group-${position}`, kind: `kind-${position % 2}`, count: each })),
    ),
});

test("every index is one device, and every device has one index", () => {
  fc.assert(
    fc.property(shape, (fleet) => {
      const layout = fleetLayout(fleet);
      const seen = fleet.fleet.map(() => 0);
      let home = 0;
      for (let index = 0; index < layout.total; index++) {
        const place = layout.deviceAt(index);
        expect(place.index).toBe(index);
        // Within a group devices are numbered in the order of their indexes; homes never go back.
        expect(place.numberInGroup).toBe(seen[place.group]!++);
        expect(place.home).toBeGreaterThanOrEqual(home);
        home = place.home;
        const { from, to } = layout.homeDevices(place.home);
        expect(index >= from && index < to).toBe(true);
      }
      expect(seen).toEqual(fleet.fleet.map((_, group) => layout.inGroup(group)));
    }),
  );
});

test("counts add up: over homes, over groups, over kinds", () => {
  fc.assert(
    fc.property(shape, (fleet) => {
      const layout = fleetLayout(fleet);
      let total = 0;
      for (const [group, { count: wanted }] of fleet.fleet.entries()) {
        let inGroup = 0;
        for (let home = 0; home < fleet.homes; home++) inGroup += layout.inGroup(group, home);
        expect(inGroup).toBe(layout.inGroup(group));
        if ("total" in wanted) expect(inGroup).toBe(wanted.total);
        total += inGroup;
      }
      expect(total).toBe(layout.total);
      expect(Object.values(layout.byKind()).reduce((sum, kind) => sum + kind, 0)).toBe(total);
    }),
  );
});

test("a total is spread so evenly that no two homes differ by more than one", () => {
  fc.assert(
    fc.property(fc.nat(5_000), fc.integer({ min: 1, max: 400 }), (total, homes) => {
      const layout = fleetLayout({ seed: 1, homes, fleet: [{ name: "a", kind: "a", count: { total } }] });
      const counts = Array.from({ length: homes }, (_, home) => layout.inGroup(0, home));
      expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
    }),
  );
});

test("slices of shards are disjoint and together all homes and all devices", () => {
  fc.assert(
    fc.property(shape, fc.integer({ min: 1, max: 40 }), (fleet, shards) => {
      const layout = fleetLayout(fleet);
      let home = 0;
      let device = 0;
      for (let shard = 0; shard < shards; shard++) {
        const slice = sliceOf(fleet.homes, shard, shards);
        expect(slice.from).toBe(home);
        const devices = layout.homeDevices(slice);
        expect(devices.from).toBe(device);
        ({ to: home } = slice);
        ({ to: device } = devices);
      }
      expect(home).toBe(fleet.homes);
      expect(device).toBe(layout.total);
    }),
  );
});

test("a million homes are laid out exactly", () => {
  const layout = fleetLayout({
    seed: 3,
    homes: 1_000_000,
    fleet: [
      { name: "lock", kind: "lock", count: { perHome: 1 } },
      { name: "bulb", kind: "bulb", count: { total: 9_999_991 } },
    ],
  });
  expect(layout.total).toBe(10_999_991);
  expect(layout.deviceAt(10_999_990)).toEqual({ index: 10_999_990, group: 1, home: 999_999, numberInGroup: 9_999_990 });
});
