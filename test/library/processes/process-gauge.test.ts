import { closeSync, openSync } from "node:fs";
import { describe, expect, onTestFinished, test } from "vitest";
import {
  beatFor,
  clockSteps,
  ProcessGauge,
  type ProcessGaugeOptions,
} from "../../../src/library/processes/process-gauge.ts";

function gaugeOf(options: Partial<ProcessGaugeOptions> = {}): ProcessGauge {
  const gauge = new ProcessGauge({ watchLoop: false, ...options });
  onTestFinished(() => gauge.stop());
  return gauge;
}

function started(options: Partial<ProcessGaugeOptions> = {}): ProcessGauge {
  const gauge = gaugeOf(options);
  gauge.start();
  return gauge;
}

/** Keeps the processor busy for so long. */
function work(millis: number): void {
  const until = performance.now() + millis;
  while (performance.now() < until);
}

function cpuOf(gauge: ProcessGauge): number {
  const { cpuUserMillis, cpuSystemMillis } = gauge.figures();
  return cpuUserMillis + cpuSystemMillis;
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

describe("the process's own figures", () => {
  test("count CPU time from the start to the stop", () => {
    const gauge = gaugeOf();
    work(30);
    gauge.start();
    gauge.look();
    expect(cpuOf(gauge)).toBeLessThan(25);
    work(30);
    gauge.stop();
    const spent = cpuOf(gauge);
    expect(spent).toBeGreaterThan(5);
    work(30);
    gauge.look();
    expect(cpuOf(gauge)).toBe(spent);
  });

  test("notice that the event loop was blocked, by every beat that it missed", async () => {
    const gauge = started({ watchLoop: true });
    // Blocked again and again until the watch has seen it, which it does from one of its beats to the next.
    while (gauge.loopDelay.percentile(100) < 200) {
      work(300);
      await nextTurn();
    }
    gauge.look();
    expect(gauge.loopDelay.count).toBeGreaterThanOrEqual(5);
    expect(gauge.figures().longestStallMillis).toBeGreaterThan(200);
  });

  test("do not watch the event loop when nobody is late by it", async () => {
    const gauge = started();
    work(60);
    await nextTurn();
    gauge.look();
    expect(gauge.loopDelay.count).toBe(0);
    expect(gauge.figures()).toMatchObject({ longestStallMillis: 0, sleptMillis: 0 });
  });

  test("count what is late between the start and the stop, and seconds in which too much was", () => {
    const gauge = gaugeOf();
    gauge.late(500);
    gauge.start();
    for (let action = 0; action < 100; action++) gauge.late(action === 0 ? 500 : 1);
    gauge.look();
    expect(gauge.figures().behindMillis).toBe(0);
    gauge.late(500);
    work(5);
    gauge.look();
    const { behindMillis } = gauge.figures();
    expect(behindMillis).toBeGreaterThanOrEqual(5);
    gauge.late(1);
    gauge.stop();
    gauge.late(500);
    expect(gauge.lateness.count).toBe(102);
    expect(gauge.figures().behindMillis).toBe(behindMillis);
  });

  test("know the memory, and what of it was there when it was empty", () => {
    const gauge = started();
    const ballast = Buffer.alloc(60e6, 1);
    gauge.look();
    const { rssBytes, peakRssBytes, emptyRssBytes } = gauge.figures();
    expect(emptyRssBytes).toBeGreaterThan(10e6);
    expect(rssBytes).toBeGreaterThan(emptyRssBytes);
    expect(peakRssBytes).toBeGreaterThanOrEqual(rssBytes);
    expect(ballast.length).toBe(60e6);
  });

  test("have what others know of connections, and its peak", () => {
    let unsent = 5_000;
    const gauge = started({ unsentBytes: () => unsent, portsLeft: () => 12 });
    gauge.look();
    unsent = 7;
    gauge.look();
    expect(gauge.figures()).toMatchObject({ unsentBytes: 7, peakUnsentBytes: 5_000, portsLeft: 12 });
  });

  test.runIf(process.platform === "linux")("know the open files and their limit", () => {
    const gauge = started();
    gauge.look();
    const before = gauge.figures().openFiles!;
    const file = openSync("/dev/null", "r");
    gauge.look();
    closeSync(file);
    gauge.look();
    const { openFiles, peakOpenFiles, openFilesLimit } = gauge.figures();
    expect([openFiles, peakOpenFiles]).toEqual([before, before + 1]);
    expect(openFilesLimit).toBeGreaterThan(before);
  });

  test.runIf(process.platform === "linux")("know at the end what of the memory is their own", () => {
    const gauge = started();
    expect(gauge.figures().pssBytes).toBeNull();
    gauge.stop();
    const { pssBytes, rssBytes } = gauge.figures();
    expect(pssBytes).toBeGreaterThan(0);
    expect(pssBytes).toBeLessThan(2 * rssBytes);
  });
});

describe("the machine's clocks", () => {
  const before = { awake: 1_000, up: 50_000, wall: 1_700_000_000_000 };
  const after = (awake: number, up: number, wall: number) => ({
    awake: before.awake + awake,
    up: before.up + up,
    wall: before.wall + wall,
  });

  test("that go on together say nothing", () => {
    expect(clockSteps(before, after(1_000, 1_010, 995))).toEqual({ slept: 0, set: 0 });
  });

  test("tell sleep from a clock that was set", () => {
    expect(clockSteps(before, after(1_000, 61_000, 61_000))).toEqual({ slept: 60_000, set: 0 });
    expect(clockSteps(before, after(1_000, 1_000, 3_601_000))).toEqual({ slept: 0, set: 3_600_000 });
    expect(clockSteps(before, after(1_000, 1_000, -9_000))).toEqual({ slept: 0, set: -10_000 });
  });
});

test("many processes look at their event loops less often", () => {
  expect([1, 4, 5, 11, 56].map(beatFor)).toEqual([50, 50, 100, 150, 200]);
});
