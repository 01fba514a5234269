import { expect, test } from "vitest";
import { Conductor } from "../../../src/fleet/run-wide/conductor.ts";
import { noFigures } from "../../../src/fleet/run-wide/run-figures.ts";
import { fleetLayout } from "../../../src/scenario/groups/fleet-layout.ts";
import { planOf } from "../fleet-rig.ts";

test("a shard that reports once a real second is waited for at any speed, one that died for three", () => {
  const plan = planOf({ homes: 2, fleet: [{ kind: "lock", perHome: 1 }], clock: { speed: 120 } });
  const told: string[] = [];
  const conductor = new Conductor({
    ensemble: {
      plan,
      layout: fleetLayout(plan),
      shards: 2,
      settle: () => {},
      figures: () => noFigures,
      second: () => {},
    },
    tell: (_, text) => told.push(text),
    endRun: () => {},
  });
  const homes = (key: string, count: number) =>
    ({ type: "count", key, before: `${key}: `, count, one: "home", many: "homes", at: 5_000 }) as const;
  conductor.said(0, homes("cut", 7));
  conductor.said(0, homes("storm", 3));
  // A real second later.
  conductor.passed(125_000);
  expect(told).toEqual([]);
  conductor.said(1, homes("cut", 5));
  conductor.passed(126_000);
  expect(told).toEqual(["cut: 12 homes"]);
  conductor.passed(5_000 + 360_000);
  expect(told).toHaveLength(1);
  conductor.passed(5_000 + 360_001);
  expect(told).toEqual(["cut: 12 homes", "storm: 3 homes"]);
});
