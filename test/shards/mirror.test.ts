import { expect, test } from "vitest";
import { type ConditionState, nothingSeen } from "../../src/fleet/expectations/condition-state.ts";
import { noFigures } from "../../src/metrics/process-figures.ts";
import { Mirror } from "../../src/shards/mirror.ts";
import { ReportMaker } from "../../src/shards/report-maker.ts";
import type { ShardReport } from "../../src/shards/shard-report.ts";
import { fleetRig } from "../fleet/fleet-rig.ts";

const rig = fleetRig({ fleet: [{ kind: "lock", count: 1 }] }, { start: false });
const report: ShardReport = new ReportMaker(rig.shard, { generator: () => ({ figures: noFigures }) }).make();

function seenOf(mirror: Mirror): ConditionState {
  return mirror.condition(0).known();
}

test("of a shard that died what is known of conditions stays, and its next life adds nothing it may have seen before", () => {
  const mirror = new Mirror();
  const early = { key: 3, at: 10, seen: "boots 2" };
  mirror.add({
    ...report,
    conditions: [{ came: true, seen: 9, failed: 2, broken: true, first: [3, 4], earliest: early }],
  });
  mirror.lost();
  expect(seenOf(mirror)).toMatchObject({ seen: 9, failed: 2, broken: true });
  mirror.add({
    ...report,
    conditions: [
      { ...nothingSeen, came: true, seen: 5, failed: 1, first: [7], earliest: { key: 7, at: 50, seen: "" } },
    ],
  });
  expect(seenOf(mirror)).toEqual({ came: true, seen: 9, failed: 2, broken: true, first: [3, 4], earliest: early });
  mirror.lost();
  mirror.lost();
  mirror.add({ ...report, conditions: [{ ...nothingSeen, came: true, seen: 12, failed: 3, first: [1, 3, 4] }] });
  expect(seenOf(mirror)).toMatchObject({ seen: 12, failed: 3, first: [1, 3, 4], earliest: early });
});

test("devices whose kind failed are counted over all lives", () => {
  const mirror = new Mirror();
  mirror.add({ ...report, crashes: 2, size: 4 });
  mirror.lost();
  expect(mirror).toMatchObject({ crashes: 2, size: 0 });
  mirror.add({ ...report, crashes: 1, size: 3 });
  expect(mirror).toMatchObject({ crashes: 3, size: 3 });
});
