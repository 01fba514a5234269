import { closeSync, openSync } from "node:fs";
import { describe, expect, onTestFinished, test } from "vitest";
import { ProcessGauge } from "../../src/library/process-gauge.ts";

function started(watchLoop: boolean): ProcessGauge {
  const gauge = new ProcessGauge(watchLoop);
  gauge.start();
  onTestFinished(() => gauge.stop());
  return gauge;
}

/** Keeps the processor busy for so long. */
function work(millis: number): void {
  const until = performance.now() + millis;
  while (performance.now() < until);
}

describe("the process's own figures", () => {
  test("count CPU time from the start to the stop", () => {
    const gauge = started(false);
    work(30);
    gauge.stop();
    const spent = gauge.cpuMillis();
    expect(spent).toBeGreaterThan(5);
    work(30);
    expect(gauge.cpuMillis()).toBe(spent);
  });

  test("notice that the event loop was blocked", async () => {
    const gauge = started(true);
    // Blocked again and again until the watch has seen it, which it does from one of its timers to the next.
    while (gauge.eventLoopDelay().max < 20) {
      work(60);
      await new Promise((resolve) => setImmediate(resolve));
    }
    const { count, p50, p99, max } = gauge.eventLoopDelay();
    expect(count).toBeGreaterThan(0);
    expect([p50, p99, max]).toEqual([p50, p99, max].toSorted((a, b) => a - b));
  });

  test("do not watch the event loop when nobody is late by it", async () => {
    const gauge = started(false);
    work(60);
    await new Promise((resolve) => setImmediate(resolve));
    expect(gauge.eventLoopDelay()).toMatchObject({ count: 0, max: 0 });
  });

  test("know the memory", () => {
    expect(started(false).rssBytes()).toBeGreaterThan(10e6);
  });

  test.runIf(process.platform === "linux")("know the open files and their limit", () => {
    const gauge = started(false);
    const before = gauge.openFiles()!;
    const file = openSync("/dev/null", "r");
    onTestFinished(() => closeSync(file));
    expect(gauge.openFiles()).toBe(before + 1);
    expect(gauge.openFilesLimit()).toBeGreaterThan(before);
  });
});
