import { describe, expect, test } from "vitest";
import { catalog } from "../../devices/catalog.ts";
import { FleetRun } from "../../src/fleet/fleet-run.ts";
import type { Notice, Progress, RunOutput, Summary } from "../../src/fleet/run-events.ts";
import { days, instant, minutes, seconds } from "../../src/kernel/time.ts";
import { assemble, type Assembly } from "../../src/library/assemble.ts";
import { HandClock } from "../kernel/hand-clock.ts";
import { fleetRig, type FleetRig, planOf, type Sketch } from "./fleet-rig.ts";
import { type StillGauge, stillGauge } from "./still-gauge.ts";
import { witness } from "./witness.ts";

const sketch: Sketch = {
  homes: 5,
  fleet: [{ kind: "lock" }, { kind: "bulb", perHome: 2 }],
  load: [{ ramp: "100%", over: "10s" }, { hold: "50s" }],
};

/** A run in virtual time on the server in memory. */
async function runOf(changes: Partial<Sketch> = {}, ...outputs: RunOutput[]): Promise<Assembly> {
  const kinds = [...catalog, witness];
  return assemble(planOf({ ...sketch, ...changes }, kinds), { kinds, folder: ".", virtual: true, outputs });
}

/** Counts how often it is told the end. */
class Ends implements RunOutput {
  readonly summaries: Summary[] = [];
  readonly notices: string[] = [];
  noticed({ text }: Notice): void {
    this.notices.push(text);
  }
  finished(summary: Summary): void {
    this.summaries.push(summary);
  }
}

describe("a run", () => {
  test("ends at its planned end, once, with a summary for every output", async () => {
    const [first, second] = [new Ends(), new Ends()];
    const { run, shard, close } = await runOf({}, first, second);
    run.begin();
    run.begin();
    await run.advance(days(1));
    const summary = await run.ended;
    expect(run.over).toBe(true);
    expect(summary).toMatchObject({
      verdict: "pass",
      run: { durationSeconds: 60, interrupted: false, speed: "max" },
      devices: { peakConnected: 15, connectedAtEnd: 15 },
    });
    expect(shard.size).toBe(0);
    expect(await run.stop(true)).toBe(summary);
    run.abort();
    expect(run.summary()).toBe(summary);
    expect(first.summaries).toEqual([summary]);
    expect(second.summaries).toEqual([summary]);
    await close();
  });

  test("that ends on the way of an advance is seen through to its summary", async () => {
    const { run } = await runOf();
    run.begin();
    await run.advance(seconds(60));
    expect(run.over).toBe(true);
  });

  test("does not run ahead of what was asked for", async () => {
    const { run, scheduler } = await runOf();
    const start = scheduler.now;
    run.begin();
    await run.advance(seconds(12.5));
    expect(scheduler.now - start).toBe(12_500);
    expect(run.summary().devices.connectedAtEnd).toBe(15);
    let looks = 0;
    await run.advance(seconds(30), () => ++looks === 5);
    expect(looks).toBe(5);
    expect(run.over).toBe(false);
    await run.stop(true);
  });

  test("that is stopped says goodbye and is marked as interrupted", async () => {
    const ends = new Ends();
    const { run, hub } = await runOf({}, ends);
    run.begin();
    await run.advance(seconds(30));
    const both = await Promise.all([run.stop(true), run.stop(true)]);
    expect(both[0]).toBe(both[1]);
    expect(both[0].run).toMatchObject({ interrupted: true, durationSeconds: 30 });
    expect(both[0].devices.connectedAtEnd).toBe(15);
    expect(both[0].connections.closeCodes).toEqual({ "1000": 15 });
    expect(hub!.stats().connected).toBe(0);
    expect(ends.summaries).toHaveLength(1);
  });

  test("that is stopped while it is stopping ends all the same", async () => {
    const { run } = await runOf();
    run.begin();
    await run.advance(minutes(2), () => run.summary().run.durationSeconds === 60);
    const summary = await run.stop(true);
    expect(summary.run.interrupted).toBe(false);
  });

  test("that is stopped from within a step of its own ends", async () => {
    let stopped: Promise<Summary> | undefined;
    const output: RunOutput = { noticed: () => void (stopped = assembly.run.stop(true)) };
    const assembly: Assembly = await runOf({ timeline: [{ at: "20s", mark: "enough" }] }, output);
    assembly.run.begin();
    await assembly.run.advance(seconds(59));
    expect((await stopped!).run.durationSeconds).toBe(20);
  });

  test("that is stopped before it began has a summary of nothing", async () => {
    const { run } = await runOf();
    const summary = await run.stop(true);
    expect(summary).toMatchObject({ run: { durationSeconds: 0 }, connections: { attempts: 0 } });
    run.begin();
    expect(run.over).toBe(true);
  });

  test("that is aborted cuts every connection without a goodbye", async () => {
    const { run, shard } = await runOf();
    run.begin();
    await run.advance(seconds(30));
    run.abort();
    expect(shard.size).toBe(0);
    expect(await run.ended).toMatchObject({
      run: { interrupted: true, durationSeconds: 30 },
      devices: { connectedAtEnd: 15 },
      connections: { closeCodes: { "1006": 15 } },
    });
  });

  test("that is aborted while it is stopping ends at once", async () => {
    const { run, shard } = await runOf();
    run.begin();
    await run.advance(seconds(30));
    const stopped = run.stop(true);
    expect(shard.phases.closing).toBe(15);
    run.abort();
    expect(shard.size).toBe(0);
    expect((await stopped).run.interrupted).toBe(true);
  });

  test("that is closed in the middle ends and leaves nothing", async () => {
    const ends = new Ends();
    const { run, shard, close } = await runOf({}, ends);
    run.begin();
    await run.advance(seconds(30));
    await close();
    await close();
    expect(run.over).toBe(true);
    expect(shard.size).toBe(0);
    expect(ends.summaries).toHaveLength(1);
  });
});

describe("outputs", () => {
  const fail = (): never => {
    throw new Error("disk full");
  };

  test("that fail whenever they can change nothing of the run", async () => {
    const ends = new Ends();
    const broken: RunOutput = { started: fail, progressed: fail, noticed: fail, recorded: fail, finished: fail };
    const plain = await runOf({ timeline: [{ at: "20s", mark: "half" }] });
    const troubled = await runOf({ timeline: [{ at: "20s", mark: "half" }] }, broken, ends);
    for (const { run } of [plain, troubled]) {
      run.begin();
      await run.advance(days(1));
    }
    const figures = ({ devices, connections, messages, verdict }: Summary): unknown => [
      devices,
      connections,
      messages,
      verdict,
    ];
    expect(figures(await troubled.run.ended)).toEqual(figures(await plain.run.ended));
    expect(ends.notices.filter((text) => text.includes("disk full"))).toHaveLength(4);
    expect(ends.summaries).toHaveLength(1);
    expect(troubled.shard.crashes).toBe(0);
  });

  test("hear of the progress of a long virtual run", async () => {
    const heard: Progress[] = [];
    const { run } = await runOf(
      { fleet: [{ kind: "bulb", perHome: 10, telemetry: { every: "1s" } }], load: [{ hold: "10m" }] },
      { progressed: (progress) => void heard.push(progress) },
    );
    run.begin();
    await run.advance(days(1));
    expect(heard.length).toBeGreaterThan(1);
    for (const progress of heard) {
      expect(progress).toMatchObject({ wanted: 50, byKind: { bulb: { planned: 50, ready: 50 } } });
      expect(Object.values(progress.phases).reduce((sum, count) => sum + count)).toBe(50);
    }
    const bytes = heard.map(({ totals }) => totals.messages.bytesSent);
    expect(bytes).toEqual(bytes.toSorted((a, b) => a - b));
    expect(bytes[0]).toBeGreaterThan(0);
  });
});

describe("counts", () => {
  test("of bytes are those of open connections too", async () => {
    const { run } = await runOf();
    run.begin();
    await run.advance(seconds(15));
    const { messages } = run.summary();
    expect(messages.bytesSent).toBeGreaterThan(15 * 100);
    expect(messages.bytesReceived).toBeGreaterThan(15 * 50);
    await run.stop(true);
  });

  test("of commands add up at the end", async () => {
    const { run } = await runOf({
      fleet: [{ kind: "witness", count: 20 }],
      timeline: [
        { at: "12s", command: "ponder" },
        { at: "15s", reboot: true, select: { count: 5 } },
        { at: "16s", world: "power-cut", for: "5s", select: { share: "20% of homes" } },
        { at: "30s", command: "echo", args: { text: "hi" } },
        { at: "55s", command: "ponder" },
      ],
    });
    run.begin();
    await run.advance(days(1));
    const { commands } = await run.ended;
    const { received, answered, failed, unknown, duplicate, late } = commands;
    expect(answered + failed + unknown + duplicate + late).toBe(received);
    expect(received + commands.lost).toBe(commands.sent);
    expect(commands.sent).toBe(60);
    for (const count of [answered, failed, late]) expect(count).toBeGreaterThan(0);
  });
});

describe("on a clock like the real one", () => {
  const start = instant(Date.UTC(2026, 0, 15, 16));
  const info = {
    id: "run-1",
    scenario: "test",
    description: "",
    seed: 1,
    startedAt: "",
    shards: 1,
    durationMillis: 60_000,
    timeZoneOffsetMillis: 0,
    target: "ws://hub.test/",
    devices: 15,
    homes: 5,
    byKind: { lock: 5, bulb: 10 },
    steps: [],
  };

  interface Live {
    readonly rig: FleetRig;
    readonly run: FleetRun;
    readonly heard: Progress[];
    readonly ends: Ends;
    readonly gauge: StillGauge;
    /** Lets real time pass, a millisecond a turn. */
    pass(seconds: number): void;
  }

  function live(speed: number, gauge = stillGauge({ figures: { peakOpenFiles: 100, openFilesLimit: 100 } })): Live {
    const clock = new HandClock(start, speed);
    const rig = fleetRig(sketch, { clock, start: false });
    const heard: Progress[] = [];
    const ends = new Ends();
    const run = new FleetRun({
      info: { ...info, speed },
      shard: rig.shard,
      scheduler: rig.scheduler,
      gauge,
      outputs: [{ progressed: (progress) => void heard.push(progress) }, ends],
      version: "9.9.9",
      giveUpAfter: seconds(5),
    });
    const pass = (length: number): void => {
      for (let millis = 0; millis < length * 1_000; millis++) {
        clock.spend(1);
        while (clock.turn());
      }
    };
    return { rig, run, heard, ends, gauge, pass };
  }

  test("progress is told every real second, with rates of real seconds", async () => {
    const { run, heard, pass } = live(10);
    run.begin();
    pass(3.5);
    expect(heard.map(({ elapsedMillis, realMillis }) => [elapsedMillis, realMillis])).toEqual([
      [10_000, 1_000],
      [20_000, 2_000],
      [30_000, 3_000],
    ]);
    expect(heard[0]!.rates.connects).toBeCloseTo(15, -1);
    expect(heard[2]).toMatchObject({
      wanted: 15,
      phases: { ready: 15 },
      rates: { connects: 0 },
      generator: { cpuShare: 0 },
    });
    run.abort();
    expect((await run.ended).generator).toMatchObject({ openFilesPeak: 100, openFilesLimit: 100 });
  });

  test("what the goodbyes cost is no part of the verdict", async () => {
    const goodbyes: number[] = [];
    const { rig, run, gauge, pass } = live(1);
    const stop = gauge.stop.bind(gauge);
    gauge.stop = () => {
      goodbyes.push(rig.shard.phases.closing);
      stop();
    };
    run.begin();
    pass(15);
    gauge.late(1);
    const stopped = run.stop(true);
    expect(rig.shard.phases.closing).toBe(15);
    gauge.late(5_000);
    pass(1);
    const summary = await stopped;
    expect(summary).toMatchObject({ verdict: "pass", generator: { latenessMs: { count: 1, max: 1 } } });
    expect(goodbyes).toEqual([0]);
  });

  test("a target that nobody answers at is given up", async () => {
    const { rig, run, ends, pass } = live(1);
    rig.killServer();
    run.begin();
    pass(8);
    const summary = await run.ended;
    expect(summary).toMatchObject({ verdict: "fail", run: { interrupted: true, durationSeconds: 6 } });
    expect(ends.notices).toEqual(["no connection to ws://hub.test/ in 5 s, giving up"]);
  });

  test("a target that answered once is not", async () => {
    const { rig, run, pass } = live(1);
    run.begin();
    pass(2);
    rig.killServer();
    pass(10);
    expect(run.over).toBe(false);
    run.abort();
    await run.ended;
  });

  test("time is not moved by hand", async () => {
    const { rig, run } = live(1);
    run.begin();
    await run.advance(days(1));
    expect(rig.scheduler.now).toBe(start);
    run.abort();
    await run.ended;
  });
});
