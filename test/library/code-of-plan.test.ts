/** Which plans need the language of expressions in the process of a shard: it is as large as half of all the rest. */
import { describe, expect, test } from "vitest";
import { catalog } from "../../devices/catalog.ts";
import { codeOfPlan } from "../../src/library/code-of-plan.ts";
import { planOf, type Sketch } from "../fleet/fleet-rig.ts";

const target = { url: "ws://127.0.0.1:9" };

async function hasLanguage(
  sketch: Omit<Sketch, "fleet">,
  on?: NonNullable<Sketch["fleet"]>[number]["on"],
): Promise<boolean> {
  const fleet: Sketch["fleet"] = [{ kind: "lock", ...(on === undefined ? {} : { on }) }];
  const plan = planOf({ target, fleet, ...sketch });
  const { expressions } = await codeOfPlan(plan, new Map(catalog.map((kind) => [kind.name, kind])));
  return expressions !== undefined;
}

describe("the language of expressions is loaded", () => {
  test.each<[string, Omit<Sketch, "fleet">]>([
    ["a step that waits for a condition", { timeline: [{ when: "device.lockState == 'locked'", act: "turn-key" }] }],
    [
      "a step for those for which a condition holds",
      { timeline: [{ at: "1m", act: "turn-key", select: { where: "device.lockState == 'locked'" } }] },
    ],
    ["a line among the run's events", { timeline: [{ at: "1m", log: "at ${run.elapsed}" }] }],
    ["a request", { timeline: [{ at: "1m", http: { post: "http://127.0.0.1:9/" } }] }],
    ["an expectation about devices", { expect: [{ always: "device.ready" }] }],
  ])("for %s", async (_, sketch) => {
    expect(await hasLanguage(sketch)).toBe(true);
  });

  test("for a script that does its work only sometimes", async () => {
    expect(await hasLanguage({}, { ready: { where: "device.ready", act: "turn-key" } })).toBe(true);
  });
});

describe("the language of expressions is not loaded", () => {
  test.each<[string, Omit<Sketch, "fleet">]>([
    ["an empty timeline", {}],
    [
      "marks and what happens to homes",
      {
        timeline: [
          { at: "1m", mark: "steady" },
          { at: "2m", world: "power-cut", for: "1m" },
        ],
      },
    ],
    [
      "acts with plain arguments",
      {
        timeline: [
          { at: "1m", act: "turn-key" },
          { at: "2m", reboot: true },
        ],
      },
    ],
    ["thresholds", { expect: ["connections.failed == 0"] }],
  ])("for %s", async (_, sketch) => {
    expect(await hasLanguage(sketch)).toBe(false);
  });
});
