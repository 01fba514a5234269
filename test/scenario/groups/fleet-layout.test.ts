import { describe, expect, test } from "vitest";
import { fleetLayout, mostPerHome, type FleetShape } from "../../../src/scenario/groups/fleet-layout.ts";

const group = (
  name: string,
  count: FleetShape["fleet"][number]["count"],
  kind = name,
): FleetShape["fleet"][number] => ({
  name,
  kind,
  count,
});

describe("the layout of a fleet", () => {
  test("numbers devices home by home, within a home group by group", () => {
    const layout = fleetLayout({
      seed: 1,
      homes: 2,
      fleet: [group("lock", { perHome: 1 }), group("bulb", { perHome: 2 })],
    });
    expect(layout.total).toBe(6);
    expect(Array.from({ length: 6 }, (_, index) => layout.deviceAt(index))).toEqual([
      { index: 0, group: 0, home: 0, numberInGroup: 0 },
      { index: 1, group: 1, home: 0, numberInGroup: 0 },
      { index: 2, group: 1, home: 0, numberInGroup: 1 },
      { index: 3, group: 0, home: 1, numberInGroup: 1 },
      { index: 4, group: 1, home: 1, numberInGroup: 2 },
      { index: 5, group: 1, home: 1, numberInGroup: 3 },
    ]);
    expect(layout.homeDevices(1)).toEqual({ from: 3, to: 6 });
    expect(layout.homeDevices({ from: 0, to: 2 })).toEqual({ from: 0, to: 6 });
  });

  test("spreads a total evenly over the homes", () => {
    const layout = fleetLayout({
      seed: 1,
      homes: 4,
      fleet: [group("lock", { total: 6 }), group("bulb", { total: 2 })],
    });
    const perHome = (position: number): number[] => [0, 1, 2, 3].map((home) => layout.inGroup(position, home));
    expect(perHome(0)).toEqual([2, 1, 2, 1]);
    expect(perHome(1)).toEqual([1, 0, 1, 0]);
  });

  test("draws each home's number by itself", () => {
    const shape: FleetShape = { seed: 7, homes: 1_000, fleet: [group("bulb", { perHome: { uniform: [3.5, 12.5] } })] };
    const layout = fleetLayout(shape);
    const counts = Array.from({ length: 1_000 }, (_, home) => layout.inGroup(0, home));
    expect(Math.min(...counts)).toBe(4);
    expect(Math.max(...counts)).toBe(12);
    expect(layout.total / 1_000).toBeGreaterThan(7.7);
    expect(layout.total / 1_000).toBeLessThan(8.3);
    const more = fleetLayout({ ...shape, homes: 2_000 });
    expect(counts.every((count, home) => more.inGroup(0, home) === count)).toBe(true);
  });

  test("gives two groups of one distribution different draws", () => {
    const perHome = { uniform: [0, 100] } as const;
    const layout = fleetLayout({ seed: 7, homes: 50, fleet: [group("a", { perHome }), group("b", { perHome })] });
    const same = Array.from({ length: 50 }, (_, home) => layout.inGroup(0, home) === layout.inGroup(1, home));
    expect(same.filter(Boolean).length).toBeLessThan(5);
  });

  test("keeps a home's number between nothing and the most it may have", () => {
    const low = fleetLayout({ seed: 1, homes: 20, fleet: [group("a", { perHome: { normal: { mean: -5, sd: 1 } } })] });
    expect(low.total).toBe(0);
    const high = fleetLayout({
      seed: 1,
      homes: 20,
      fleet: [group("a", { perHome: { normal: { mean: 1e9, sd: 1 } } })],
    });
    expect(high.total).toBe(20 * mostPerHome);
  });

  test("counts kinds over all their groups", () => {
    const fleet = [
      group("front", { perHome: 1 }, "lock"),
      group("bulb", { total: 3 }),
      group("back", { total: 2 }, "lock"),
    ];
    expect(fleetLayout({ seed: 1, homes: 5, fleet }).byKind()).toEqual({ lock: 7, bulb: 3 });
  });

  test("knows no device beyond the last", () => {
    const layout = fleetLayout({ seed: 1, homes: 2, fleet: [group("lock", { perHome: 1 })] });
    expect(() => layout.deviceAt(2)).toThrow("expected the index of a device, 0..1, found 2");
  });
});
