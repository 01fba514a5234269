/** What is tried before a run is seen by nobody: it changes nothing, and sends nothing. */
import { describe, expect, test } from "vitest";
import { catalog } from "../../devices/catalog.ts";
import { firstNames } from "../../src/fleet/first-names.ts";
import { isWorthWarmUp, warmUp } from "../../src/library/warm-up.ts";
import { worldOf } from "../../src/library/world-of.ts";
import { fleetLayout } from "../../src/scenario/groups/fleet-layout.ts";
import type { Plan } from "../../src/scenario/plan.ts";
import { fleetRig, planOf, type Sketch } from "../fleet/fleet-rig.ts";

const homes = 60;
const everyKind: Sketch = {
  homes,
  fleet: catalog.map(({ name }) => ({ kind: name, perHome: 1 })),
};

function material(plan: Plan, range = { from: 0, to: plan.homes }) {
  const kinds = new Map(catalog.map((kind) => [kind.name, kind]));
  return { plan, layout: fleetLayout(plan), homes: range, kinds, world: worldOf(plan), firstNames };
}

describe("a warm-up", () => {
  test("lets a few devices of every kind live, and no more of a large fleet", () => {
    const lived = warmUp(material(planOf(everyKind)));
    expect(lived).toBeGreaterThanOrEqual(catalog.length);
    expect(lived).toBeLessThan(48 + catalog.length);
  });

  test("takes them from the homes of the shard", () => {
    expect(warmUp(material(planOf(everyKind), { from: homes - 1, to: homes }))).toBe(catalog.length);
  });

  test("changes nothing of what the same devices do afterwards in the same world", () => {
    const plan = planOf(everyKind);
    const { world } = material(plan);
    warmUp({ ...material(plan), world });
    const after = fleetRig(everyKind, { world: () => world });
    const cold = fleetRig(everyKind);
    after.pass("20s");
    cold.pass("20s");
    expect(cold.records.length).toBeGreaterThan(homes);
    expect(after.records).toEqual(cold.records);
  });

  test("reaches no server, whatever the target, and leaves nothing that waits", () => {
    const plan = planOf({
      ...everyKind,
      target: { url: "wss://nobody.invalid/{id}", headers: { "X-Key": "{serial}" }, auth: { bearer: "t-{id}" } },
    });
    expect(warmUp(material(plan))).toBeGreaterThanOrEqual(catalog.length);
  });

  test("does nothing that the user has said should be done", () => {
    // An expression could not even be compiled here.
    const plan = planOf({
      ...everyKind,
      fleet: [{ kind: "plug", perHome: 4, on: { boot: { where: "device.ready", do: { mark: "here" } } } }],
      timeline: [{ when: "run.ready > 0", mark: "there" }],
    });
    expect(warmUp(material(plan))).toBe(48);
  });

  test("is not for a small fleet", () => {
    const small = planOf({ homes: 10, fleet: [{ kind: "bulb", perHome: 10 }] });
    const large = planOf({ homes: 100, fleet: [{ kind: "bulb", perHome: 10 }] });
    expect([small, large].map((plan) => isWorthWarmUp(material(plan)))).toEqual([false, true]);
  });
});
