import { describe, expect, test } from "vitest";
import { generatorFaults } from "../../src/fleet/generator-gauge.ts";
import { eventLoopDelayLimitMillis, latenessLimitMillis } from "../../src/metrics/generator-limits.ts";
import type { Summary } from "../../src/fleet/run-events.ts";
import { histogramOf } from "./still-gauge.ts";

/** 1,000 values: all but `late` of them 1 ms. */
function mostly(late: number, millis: number): number[] {
  return Array.from({ length: 1_000 }, (_, index) => (index < late ? millis : 1));
}

function generator(lateness: readonly number[], loopDelay: readonly number[]): Summary["generator"] {
  return {
    latenessMs: histogramOf(...lateness),
    eventLoopDelayMs: histogramOf(...loopDelay),
    cpuSeconds: 1,
    cpuShare: 0.1,
    peakRssBytes: 1,
    bytesPerDevice: 1,
    openFilesPeak: null,
    openFilesLimit: null,
  };
}

describe("a generator", () => {
  test("that kept up has no faults", () => {
    expect(generatorFaults(generator(mostly(5, 5_000), mostly(5, 5_000)))).toEqual([]);
  });

  test("that measured nothing has none either", () => {
    expect(generatorFaults(generator([], []))).toEqual([]);
  });

  test("whose schedule slipped is at fault", () => {
    const [fault, ...others] = generatorFaults(generator(mostly(20, latenessLimitMillis * 2), mostly(0, 0)));
    expect(fault).toMatch(/^the generator fell behind its own schedule: lateness p99 20\d(\.\d+)? ms, limit 100 ms$/);
    expect(others).toEqual([]);
  });

  test("whose event loop was blocked is at fault", () => {
    const [fault, ...others] = generatorFaults(generator(mostly(0, 0), mostly(20, eventLoopDelayLimitMillis * 2)));
    expect(fault).toMatch(/^the generator's event loop was blocked: delay p99 40\d(\.\d+)? ms, limit 200 ms$/);
    expect(others).toEqual([]);
  });

  test("may be at fault in both", () => {
    expect(generatorFaults(generator(mostly(20, 900), mostly(20, 900)))).toHaveLength(2);
  });
});
