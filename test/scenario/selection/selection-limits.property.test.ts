import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { keyed } from "../../../src/kernel/random.ts";
import { fleetLayout } from "../../../src/scenario/groups/fleet-layout.ts";
import type { Selection } from "../../../src/scenario/plan.ts";
import { isWithin, LimitSearch } from "../../../src/scenario/selection/draw-limit.ts";
import { matchingDevices } from "../../../src/scenario/selection/matching-devices.ts";
import { selectDevices } from "../../../src/scenario/selection/select-devices.ts";
import { SelectionSearch } from "../../../src/scenario/selection/selection-limits.ts";
import { planOf } from "../../fleet/fleet-rig.ts";

const part = fc.double({ min: 0, max: 1, noNaN: true });
const drawn: fc.Arbitrary<Selection> = fc.record(
  {
    kind: fc.constantFrom("lock", "bulb"),
    home: fc.nat(19),
    share: fc.record({ of: fc.constantFrom("devices", "homes"), part }),
    count: fc.nat(60),
  },
  { requiredKeys: [] },
);

describe("limits of a selection", () => {
  test("say who draws least: the members sorted by their draws, cut off, and nobody else", () => {
    fc.assert(
      fc.property(drawn, fc.integer(), fc.integer({ min: 1, max: 20 }), (selection, seed, slices) => {
        const plan = {
          ...planOf({ homes: 20, fleet: [{ kind: "lock" }, { kind: "bulb", perHome: { uniform: [0, 4] } }] }),
          seed,
        };
        const layout = fleetLayout(plan);
        const homeOf = (index: number): number => layout.deviceAt(index).home;
        const least = (members: readonly number[], count: number, purpose: string): readonly number[] =>
          members.toSorted((a, b) => keyed(seed, purpose, a) - keyed(seed, purpose, b)).slice(0, count);
        const matching = matchingDevices(plan, layout, selection);
        let wanted = matching.devices;
        const { share, count } = selection;
        if (share !== undefined) {
          const members = share.of === "homes" ? matching.homes : wanted;
          const lucky = new Set(least(members, Math.round(share.part * members.length), "select.step"));
          wanted = wanted.filter((index) => lucky.has(share.of === "homes" ? homeOf(index) : index));
        }
        if (count !== undefined) wanted = least(wanted, count, "select.step.count").toSorted((a, b) => a - b);
        expect(selectDevices(plan, layout, selection, "step")).toEqual(wanted);

        // Found piece by piece, and used slice by slice, they say the same.
        const search = new SelectionSearch(plan, layout, selection, "step");
        let limits = search.work(3);
        while (limits === undefined) limits = search.work(3);
        const told = structuredClone(limits);
        const ofSlices = Array.from({ length: slices }, (_, number) => ({
          from: Math.floor((20 * number) / slices),
          to: Math.floor((20 * (number + 1)) / slices),
        })).flatMap((homes) => selectDevices(plan, layout, selection, "step", homes, told));
        expect(ofSlices).toEqual(wanted);
      }),
    );
  });

  test("of equal draws the lower numbers win", () => {
    const search = new LimitSearch(8);
    const draws = [0.5, 0.25, 0.5, 0.5];
    for (const [member, draw] of draws.entries()) search.count(draw, member);
    search.narrow(3);
    for (const [member, draw] of draws.entries()) search.look(draw, member);
    expect(draws.map((draw, member) => isWithin(search.limit, draw, member))).toEqual([true, true, true, false]);
  });
});
