import { expect, test } from "vitest";
import { noFigures } from "../../src/metrics/process-figures.ts";
import { ReportMaker } from "../../src/shards/report-maker.ts";
import { SettlingRound } from "../../src/shards/settling-round.ts";
import type { ShardReport } from "../../src/shards/shard-report.ts";
import { fleetRig, type FleetRig, planOf, type Sketch } from "../fleet/fleet-rig.ts";
import { HandClock } from "../kernel/hand-clock.ts";

function reporting(sketch: Sketch, clock?: HandClock): { readonly rig: FleetRig; readonly maker: ReportMaker } {
  const rig = fleetRig(sketch, { start: false, ...(clock === undefined ? {} : { clock }) });
  const maker = new ReportMaker(rig.shard, { generator: () => ({ figures: noFigures }) });
  rig.shard.start(rig.scheduler.now);
  return { rig, maker };
}

const quiet: Sketch = { fleet: [{ kind: "lock", count: 3, telemetry: { every: "10s" } }] };

const isEmpty = ({ parts, ready, recoveries, said, crashes }: ShardReport): boolean =>
  parts.every(({ tallies }) => tallies.length === 0) &&
  ready.at.length + recoveries.at.length + said.length + crashes === 0;

test("a report has what came since the last one, and nothing of what did not change", () => {
  const { rig, maker } = reporting(quiet);
  rig.pass("2s");
  const first = maker.make();
  expect(first).toMatchObject({ until: 2_000, size: 3, phases: { ready: 3 } });
  expect(first.parts[0]!.tallies.map(({ latency }) => latency.map(([name]) => name))).toEqual([["connect", "ready"]]);
  expect(isEmpty(maker.make())).toBe(true);
  rig.pass("10s");
  const [part] = maker.make().parts;
  expect(part!.tallies).toHaveLength(1);
  expect(part!.tallies[0]).toMatchObject({ account: "", latency: [] });
});

test("a report is plain data: a copy of it is the same", () => {
  const { rig, maker } = reporting({ ...quiet, timeline: [{ at: "3s", reboot: true }] });
  rig.pass("10s");
  const report = maker.make();
  expect(structuredClone(report)).toEqual(report);
  expect(report.recoveries.causes).toMatchObject([{ type: "step", beganAt: 3_000 }]);
});

test("counts are cut at moments that a window names, and at no others", () => {
  const { rig, maker } = reporting({
    ...quiet,
    timeline: [
      { at: "5s", mark: "quiet" },
      { at: "6s", mark: "beside" },
      { every: "4s", name: "tick", reboot: true, select: { count: 1 } },
    ],
    expect: ["connections.lost < 9 between quiet and tick"],
  });
  rig.pass("9s");
  const { parts } = maker.make();
  expect(parts.map(({ moment }) => moment && `${moment.name} ${moment.at}`)).toEqual([
    "tick 4000",
    "quiet 5000",
    "tick 8000",
    undefined,
  ]);
});

test("the last report says that nothing follows", () => {
  const { rig, maker } = reporting(quiet);
  rig.pass("2s");
  expect(maker.last().until).toBe(Number.POSITIVE_INFINITY);
});

/** A large shard on a clock that does not wait for it, after a minute of pings. */
function large(
  count: number,
  expected: Pick<Sketch, "expect"> = {},
): { readonly rig: FleetRig; readonly maker: ReportMaker } {
  const clock = new HandClock(planOf(quiet).clock.start);
  const living = reporting({ fleet: [{ kind: "plug", count }], ...expected }, clock);
  for (let second = 0; second < 60; second++) {
    clock.spend(1_000);
    while (clock.turn());
  }
  return living;
}

const sent = ({ rig }: { readonly rig: FleetRig }): number => rig.shard.counted().figures.messages.bytesSent;

test("a large shard's connections are asked what they carried in turn", () => {
  const living = large(2_300);
  const seen = [sent(living)];
  for (let turn = 0; turn < 3; turn++) {
    living.maker.make();
    seen.push(sent(living));
  }
  expect(seen).toEqual([...new Set(seen)].toSorted((a, b) => a - b));
  living.rig.shard.settle();
  expect(sent(living)).toBe(seen.at(-1));
});

test("the last report has all that connections carried", () => {
  const living = large(1_100);
  living.maker.last();
  const told = sent(living);
  living.rig.shard.settle();
  expect(sent(living)).toBe(told);
});

test("where an expectation is about bytes they are up to date in every report", () => {
  const living = large(1_100, { expect: ["messages.bytesSent > 0"] });
  const before = sent(living);
  living.maker.make();
  const told = sent(living);
  living.rig.shard.settle();
  expect(told).toBeGreaterThan(before);
  expect(sent(living)).toBe(told);
});

test("who goes while connections are asked in turn is passed by, and nobody there is nobody to ask", () => {
  const { rig } = reporting(quiet);
  rig.pass("2s");
  const { units } = rig.shard;
  const round = new SettlingRound(units);
  round.settleSome();
  for (const unit of [...units.values()]) unit.abandon();
  round.settleSome();
  expect(units.size).toBe(0);
});
