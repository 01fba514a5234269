import { describe, expect, test } from "vitest";
import { chosenOf } from "../../src/fleet/selection.ts";
import { fleetLayout } from "../../src/scenario/groups/fleet-layout.ts";
import type { Selection } from "../../src/scenario/plan.ts";
import { selectDevices } from "../../src/scenario/selection/select-devices.ts";
import { planOf } from "./fleet-rig.ts";

const plan = planOf({ homes: 1_000, fleet: [{ kind: "lock" }, { kind: "bulb", perHome: 3 }] });
const layout = fleetLayout(plan);
const all = Array.from({ length: layout.total }, (_, index) => index);
const odd = all.filter((index) => index % 2 === 1);
const homeOf = (index: number): number => layout.deviceAt(index).home;

const chosen = (selection: Selection, members: readonly number[], range?: { from: number; to: number }) =>
  chosenOf(plan, layout, { where: "device.ready", ...selection }, "step", members, range);

describe("of the devices that a `where` holds for", () => {
  test("all are taken without a share or count", () => {
    expect(chosen({}, odd)).toEqual(odd);
  });

  test("a share takes about its part, each device by its own draw: whoever else is there", () => {
    const some = chosen({ share: { of: "devices", part: 0.2 } }, odd);
    expect(some.length / odd.length).toBeGreaterThan(0.17);
    expect(some.length / odd.length).toBeLessThan(0.23);
    const few = odd.filter((index) => index % 3 === 0);
    expect(chosen({ share: { of: "devices", part: 0.2 } }, few)).toEqual(some.filter((index) => few.includes(index)));
  });

  test("a share of homes takes all those in about its part of the homes", () => {
    const some = chosen({ share: { of: "homes", part: 0.2 } }, odd);
    const homes = new Set(some.map(homeOf));
    expect(homes.size).toBeGreaterThan(160);
    expect(homes.size).toBeLessThan(240);
    expect(some).toEqual(odd.filter((index) => homes.has(homeOf(index))));
  });

  test("a count takes exactly so many, or all that there are", () => {
    expect(chosen({ count: 7 }, odd)).toHaveLength(7);
    expect(chosen({ count: 7 }, [3, 5])).toEqual([3, 5]);
  });

  test("a count of a fleet in several shards is shared out: together never more, and all of it where nobody is missing", () => {
    const slices = [0, 1_000, 2_500, 4_000].map((from, place, starts) => ({ from, to: starts[place + 1] ?? from }));
    const together = slices.flatMap((slice) =>
      chosen(
        { count: 40 },
        all.filter((index) => index >= slice.from && index < slice.to),
        slice,
      ),
    );
    expect(together).toHaveLength(40);
    expect(together).toEqual(selectDevices(plan, layout, { count: 40 }, "step"));
    const oddTogether = slices.flatMap((slice) =>
      chosen(
        { count: 40 },
        odd.filter((index) => index >= slice.from && index < slice.to),
        slice,
      ),
    );
    expect(oddTogether).toHaveLength(40);
  });
});
