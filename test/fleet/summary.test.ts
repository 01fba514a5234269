import { describe, expect, test } from "vitest";
import { catalog } from "../../devices/catalog.ts";
import { Judge } from "../../src/fleet/expectations/judge.ts";
import { GeneratorBook } from "../../src/fleet/generator/generator-book.ts";
import type { RunInfo, Summary } from "../../src/fleet/run-events.ts";
import { makeSummary, type SummaryMaterial } from "../../src/fleet/summary.ts";
import { fleetRig, type FleetRig, type Sketch } from "./fleet-rig.ts";
import { stillGauge, type StillGaugeOptions } from "./still-gauge.ts";
import { witness } from "./witness.ts";

const kinds = [...catalog, witness];
const late = Array.from({ length: 100 }, () => 500);

function infoOf({ plan, shard }: FleetRig): RunInfo {
  return {
    id: "run-1",
    scenario: plan.name,
    description: "",
    seed: plan.seed,
    startedAt: "2026-01-15T16:00:00.000Z",
    speed: 1,
    shards: 1,
    durationMillis: plan.duration,
    timeZoneOffsetMillis: plan.clock.timeZoneOffset,
    target: null,
    devices: shard.layout.total,
    homes: plan.homes,
    byKind: shard.layout.byKind(),
    steps: [],
  };
}

function summaryOf(rig: FleetRig, more: Partial<SummaryMaterial> = {}): Summary {
  return makeSummary({
    info: infoOf(rig),
    shard: rig.shard,
    version: "9.9.9",
    interrupted: false,
    connectedAtEnd: rig.shard.phases.ready,
    elapsed: 60_000,
    generator: generatorOf(rig),
    judge: judgeOf(rig),
    failures: [],
    ...more,
  });
}

function generatorOf({ shard, plan, scheduler }: FleetRig, options: StillGaugeOptions = {}): GeneratorBook {
  const book = new GeneratorBook({
    gauge: stillGauge(options),
    shards: [],
    homes: plan.homes,
    devices: shard.layout.total,
    clock: scheduler.clock,
  });
  book.look();
  return book;
}

/** One that comes when the run is over: of thresholds on all of the run that is no difference. */
function judgeOf({ shard, scheduler }: FleetRig): Judge {
  return new Judge({ shard, scheduler, elapsed: () => 60_000, tell: () => {}, abort: () => {} }, shard.conditions);
}

function after(length: string, sketch: Partial<Sketch> = {}): FleetRig {
  const rig = fleetRig({ homes: 5, fleet: [{ kind: "lock" }, { kind: "bulb", perHome: 2 }], ...sketch }, { kinds });
  rig.pass(length);
  return rig;
}

describe("the summary", () => {
  test("says what the run was, and what came of it", () => {
    const summary = summaryOf(after("1m"));
    expect(summary).toMatchObject({
      flotilla: "9.9.9",
      schema: 1,
      run: { id: "run-1", scenario: "test", durationSeconds: 60, speed: 1, shards: 1, interrupted: false },
      verdict: "pass",
      reasons: [],
      devices: {
        planned: 15,
        homes: 5,
        peakConnected: 15,
        connectedAtEnd: 15,
        byKind: { lock: { planned: 5, peakConnected: 5 }, bulb: { planned: 10, peakConnected: 10 } },
      },
      connections: { attempts: 15, opened: 15, ready: 15, lost: 0 },
      commands: { sent: 0, received: 0, lost: 0 },
      latency: { connect: { count: 15 }, ready: { count: 15 }, reconnect: { count: 0 } },
      recoveries: [],
      thresholds: [],
    });
    expect(summary.messages.telemetry).toBeGreaterThan(0);
  });

  test("survives being written as JSON", () => {
    const summary = summaryOf(after("1m"));
    expect(JSON.parse(JSON.stringify(summary))).toEqual(summary);
  });

  test("divides memory and CPU", () => {
    const rig = after("1m");
    const figures = { cpuUserMillis: 4_000, cpuSystemMillis: 2_000, peakOpenFiles: 33, openFilesLimit: 1_024 };
    expect(summaryOf(rig, { generator: generatorOf(rig, { figures }) }).generator).toMatchObject({
      cpuSeconds: 6,
      cpuShare: 0.2,
      peakRssBytes: 50e6,
      bytesPerDevice: Math.round(10e6 / 15),
      openFilesPeak: 33,
      openFilesLimit: 1_024,
    });
  });

  test("of a run without devices or time divides by nothing", () => {
    const rig = after("1s", { load: [{ ramp: "0%", over: "1m" }] });
    const { generator } = summaryOf(rig, { generator: generatorOf(rig, { figures: { realMillis: 0 } }) });
    expect(generator).toMatchObject({ cpuShare: 0, bytesPerDevice: 0 });
  });

  test("of a smaller process than at its start takes nothing away", () => {
    const rig = after("1s");
    const generator = generatorOf(rig, { figures: { rssBytes: 30e6 } });
    expect(summaryOf(rig, { generator }).generator.bytesPerDevice).toBe(0);
  });

  test("lists what was counted by code in order", () => {
    const rig = after("1s");
    for (const code of [4009, 1000, 1006]) rig.shard.tally.closeCodes.set(code, 1);
    for (const reason of ["b", "A", "a"]) rig.shard.tally.failures.set(reason, 1);
    const { connections } = summaryOf(rig);
    expect(Object.keys(connections.closeCodes)).toEqual(["1000", "1006", "4009"]);
    expect(Object.keys(connections.failures)).toEqual(["A", "a", "b"]);
  });
});

describe("the verdict", () => {
  const missed = { expect: ["devices.connectedAtEnd >= 1000"] };

  test("is pass when every threshold holds", () => {
    const summary = summaryOf(after("1m", { expect: ["devices.connectedAtEnd == 15", "connections.lost == 0"] }));
    expect(summary.verdict).toBe("pass");
    expect(summary.thresholds.map(({ ok, observed }) => [ok, observed])).toEqual([
      [true, 15],
      [true, 0],
    ]);
  });

  test("is fail when one does not, and says which and what was seen", () => {
    const summary = summaryOf(after("1m", { expect: ["connections.lost == 0", ...missed.expect] }));
    expect(summary).toMatchObject({ verdict: "fail", reasons: ["devices.connectedAtEnd >= 1000: 15"] });
  });

  test("is invalid when the generator was the bottleneck, whatever the thresholds say", () => {
    const rig = after("1m");
    expect(summaryOf(rig, { generator: generatorOf(rig, { lateness: late }) }).verdict).toBe("invalid");
    const missing = after("1m", missed);
    const both = summaryOf(missing, { generator: generatorOf(missing, { lateness: late }) });
    expect(both.verdict).toBe("invalid");
    expect(both.reasons).toEqual([
      expect.stringContaining("fell behind its own schedule"),
      "devices.connectedAtEnd >= 1000: 15",
    ]);
  });

  test("is invalid when the event loop was blocked", () => {
    const rig = after("1m");
    const generator = generatorOf(rig, { loopDelay: late, figures: { heldUpMillis: 1_000 } });
    expect(summaryOf(rig, { generator }).verdict).toBe("invalid");
  });

  test("is fail when a device died of its kind", () => {
    const rig = after("1m", { fleet: [{ kind: "witness", count: 2 }, { kind: "lock" }] });
    rig.unit("witness-0001").device.act("die");
    expect(summaryOf(rig)).toMatchObject({ verdict: "fail", reasons: ["1 device died of a fault in their kind"] });
  });
});

describe("a server that accepted nobody", () => {
  test("is told with what became of the attempts", () => {
    const rig = fleetRig({ fleet: [{ kind: "lock", count: 3 }] });
    rig.killServer();
    rig.pass("30s");
    const { attempts } = rig.shard.tally.connections;
    expect(summaryOf(rig)).toMatchObject({
      verdict: "fail",
      reasons: [`no device was ever accepted by the server in ${attempts} attempts: ECONNREFUSED ${attempts} times`],
    });
  });

  test("is told when it opened connections and said nothing", () => {
    const rig = fleetRig({ fleet: [{ kind: "lock", count: 3 }] });
    rig.pass("11ms");
    rig.freezeServer();
    rig.pass("5s");
    expect(summaryOf(rig).reasons).toEqual([
      "no device was ever accepted by the server in 3 attempts: connections opened, but the server never accepted a device",
    ]);
  });

  test("is no reason when nobody tried", () => {
    const rig = fleetRig({ fleet: [{ kind: "lock" }], load: [{ ramp: "0%", over: "1m" }] });
    rig.pass("30s");
    expect(summaryOf(rig)).toMatchObject({ verdict: "pass", reasons: [] });
  });
});
