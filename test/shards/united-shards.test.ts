import { describe, expect, test } from "vitest";
import { latenciesOf, totalsOf } from "../../src/fleet/summary.ts";
import { type LatencyHistograms, Tally } from "../../src/metrics/tally.ts";
import type { Cohort } from "../../src/metrics/threshold.ts";
import type { Sketch } from "../fleet/fleet-rig.ts";
import { type ShardSet, shardSet } from "./shard-set.ts";

/** Some of everything that is counted, lost, expected and drawn; the server dies in it besides. */
const busy: Sketch = {
  seed: 7,
  homes: 16,
  fleet: [
    { kind: "lock", perHome: 1, telemetry: { every: "5s", ack: true }, labels: { region: "north" } },
    { kind: "bulb", count: 23, telemetry: { every: "7s", ack: true } },
    { kind: "plug", count: 9 },
  ],
  load: [{ ramp: "100%", over: "10s" }, { hold: "2m" }, { ramp: "50%", over: "20s" }, { hold: "10m" }],
  timeline: [
    { at: "15s", mark: "quiet" },
    { at: "20.25s", world: "power-cut", for: { uniform: ["3s", "9s"] }, select: { share: "60% of homes" } },
    { at: "40s", name: "cut", disconnect: "abrupt", for: "4s", select: { kind: "bulb" } },
    { at: "45s", name: "orders", command: "lockDoor", select: { kind: "lock", share: "50%" } },
    { every: "13s", name: "kick", disconnect: "abrupt", for: { uniform: ["1s", "2s"] }, select: { count: 5 } },
    { at: "75s", name: "reboots", reboot: true, select: { share: "30%" } },
  ],
  expect: [
    "commands.lost == 0",
    "latency.ready p(99) < 500ms of kind lock",
    "latency.ack count > 3 between quiet and power-cut",
    "messages.telemetry > 4 of kind bulb between cut and reboots",
    "messages.bytesSent > 10 after quiet",
    "connections.lost < 6 of label region=north after power-cut",
    "reconnect.all < 3s after cut",
    'reconnect.half < 1s of kind bulb after "connection lost"',
    "devices.peakShare == 100% of kind lock",
    { that: "devices.connectedAtEnd >= 20", for: "3s" },
    { that: "latency.ready p(90) < 2s", over: "20s", for: "5s" },
    { always: "device.ready", select: { kind: "plug" } },
    { eventually: "device.ready", after: "power-cut", within: "40s" },
    { never: "device.boots > 1" },
  ],
};

const cohorts: readonly Cohort[] = [{ kind: "lock" }, { kind: "bulb" }, { labels: { region: "north" } }];

function live(set: ShardSet, reports?: (second: number, shard: number) => boolean): void {
  set.pass(30, reports);
  for (const rig of set.rigs) rig.killServer();
  set.pass(5, reports);
  for (const rig of set.rigs) rig.startServer();
  set.pass(115, reports);
}

const names = Object.keys(new Tally().latency) as (keyof LatencyHistograms)[];

/** All that a summary is made of. */
function seen({ port, judge, moments }: ShardSet): Record<string, unknown> {
  const figures = {
    ...totalsOf(port),
    latency: latenciesOf(port),
    devices: { planned: port.planned(), peakConnected: port.peak },
    recoveries: port.recovered(),
  };
  const edges = new Set(["quiet", "power-cut", "cut", "reboots"]);
  return {
    totals: totalsOf(port),
    latencies: latenciesOf(port),
    ofCohorts: cohorts.map((of) => {
      const { figures: counts, ready, peak } = port.counted(of);
      return {
        ...{ ready, peak, planned: port.planned(of) },
        messages: counts.messages,
        histograms: names.map((name) => counts.latency[name].state()),
      };
    }),
    recoveries: port.recovered(),
    bulbs: port.recovered({ kind: "bulb" }),
    conditions: port.conditions.map((condition) => condition.known()),
    moments: moments.filter(({ name }) => edges.has(name)),
    ...{ size: port.size, phases: port.phases, peak: port.peak, crashes: port.crashes },
    byKind: Array.from(port.readyByKind, ([kind, { ready, peak }]) => [kind, ready, peak]),
    expectations: judge.check(figures),
  };
}

describe("a plan in several shards", () => {
  test.each([1, 2, 3, 8])("has the figures of one shard: %i of them", async (count) => {
    const [one, several] = [shardSet(0, busy), shardSet(count, busy)];
    for (const set of [one, several]) live(set);
    expect(seen(several)).toEqual(seen(one));
    for (const set of [one, several]) await set.stop();
    expect(seen(several)).toEqual(seen(one));
  });

  test("has them however late and seldom reports come, but for what is looked at while it goes", () => {
    const [one, several] = [shardSet(0, busy), shardSet(3, busy)];
    live(one);
    live(several, (second, shard) => second % (shard + 3) === 0 || second === 150);
    const { expectations: _, ...figures } = seen(several);
    expect(seen(one)).toMatchObject(figures);
  });

  test("says its goodbyes, so many at a time, as one shard does, and counts what devices say while they wait", async () => {
    const chatty: Sketch = { homes: 50, fleet: [{ kind: "bulb", count: 700, telemetry: { every: "1s" } }] };
    const sets = [0, 1, 3].map((count) => shardSet(count, chatty));
    for (const set of sets) set.pass(3);
    const messages = ({ port }: ShardSet): ReturnType<typeof totalsOf>["messages"] => {
      port.settle();
      return totalsOf(port).messages;
    };
    const [one, ...others] = sets.map(messages);
    for (const set of sets) await set.stop();
    const [oneAtEnd, ...othersAtEnd] = sets.map(messages);
    expect(others).toEqual([one, one]);
    expect(othersAtEnd).toEqual([oneAtEnd, oneAtEnd]);
    expect(oneAtEnd!.telemetry).toBeGreaterThan(one!.telemetry);
  });

  test("knows in the end of what had all of the run to come true", async () => {
    const hopeful: Sketch = {
      homes: 6,
      fleet: [{ kind: "lock", perHome: 1 }],
      expect: [{ eventually: "device.boots > 3" }],
    };
    const sets = [shardSet(0, hopeful), shardSet(3, hopeful)];
    for (const set of sets) set.pass(5);
    expect(sets[1]!.port.conditions[0]!.known()).toMatchObject({ seen: 6, failed: 0 });
    for (const set of sets) await set.stop();
    const [one, several] = sets.map(({ port }) => port.conditions[0]!.state());
    expect(several).toEqual(one);
    expect(one).toMatchObject({ seen: 6, failed: 6, first: [0, 1, 2, 3, 4, 5] });
  });

  test("something of everything happens in it", () => {
    const set = shardSet(2, busy);
    live(set);
    const { connections, messages, commands } = totalsOf(set.port);
    expect(Math.min(connections.lost, messages.acked, commands.answered, messages.bytesSent)).toBeGreaterThan(0);
    expect(set.port.recovered().map(({ cause }) => cause)).toEqual(
      expect.arrayContaining(["power-cut", "cut", "kick", "reboots", "connection lost"]),
    );
    expect(set.port.conditions.every((condition) => condition.known().seen > 0)).toBe(true);
  });
});

describe("a shard that dies", () => {
  const three: Sketch = { seed: 1, homes: 6, fleet: [{ kind: "lock", perHome: 1, telemetry: { every: "1s" } }] };

  test("has no devices any more, and what it counted stays", () => {
    const set = shardSet(3, three);
    set.pass(10);
    const before = totalsOf(set.port);
    expect(set.port).toMatchObject({ size: 6, peak: 6, shards: 3 });
    set.lose(1);
    expect(set.port).toMatchObject({ size: 4, peak: 6, shards: 2 });
    expect(set.port.phases.ready).toBe(4);
    expect(set.port.readyByKind.get("lock")).toMatchObject({ ready: 4, peak: 6 });
    expect(totalsOf(set.port)).toEqual(before);
  });

  test("is counted on when it is there again, nothing twice", () => {
    const set = shardSet(3, three);
    set.pass(10);
    const { messages } = totalsOf(set.port);
    set.lose(1);
    set.pass(1, (_, shard) => shard !== 1);
    const between = totalsOf(set.port).messages.telemetry;
    expect(between).toBe(messages.telemetry + 4);
    set.revive(1);
    set.pass(9);
    expect(set.port).toMatchObject({ size: 6, peak: 6, shards: 3 });
    expect(set.port.readyByKind.get("lock")).toMatchObject({ ready: 6, peak: 6 });
    const { connections } = totalsOf(set.port);
    expect(connections.ready).toBe(8);
  });
});
