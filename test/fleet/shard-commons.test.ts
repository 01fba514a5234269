import { describe, expect, test } from "vitest";
import { selectDevices, selectionPurpose } from "../../src/scenario/selection/select-devices.ts";
import { ShardCommons } from "../../src/fleet/shard-commons.ts";
import { fleetLayout } from "../../src/scenario/groups/fleet-layout.ts";
import { planOf } from "./fleet-rig.ts";

const plan = planOf({
  homes: 40,
  fleet: [{ kind: "lock" }, { kind: "bulb", perHome: { uniform: [1, 4] } }],
  timeline: [
    { at: "1m", every: "1m", reboot: true, select: { share: "30%" } },
    { at: "2m", every: "1m", reboot: true, select: { kind: "lock" } },
  ],
});
const layout = fleetLayout(plan);

describe("what shards have in common", () => {
  test("is who a round of a step selects: together they find all, each round anew where luck decides", () => {
    const commons = new ShardCommons(plan, layout);
    for (const step of [0, 1]) {
      const { name, select } = plan.timeline[step]!;
      for (const round of [0, 1, 0]) {
        const found: number[] = [];
        for (let home = 0; home < plan.homes; home += 10)
          found.push(...commons.selected(step, round, layout.homeDevices({ from: home, to: home + 10 })));
        expect(found).toEqual(selectDevices(plan, layout, select, selectionPurpose(name, round)));
      }
    }
    const all = { from: 0, to: layout.total };
    expect(commons.selected(0, 1, all)).not.toEqual(commons.selected(0, 0, all));
  });
});
