import { describe, expect, test } from "vitest";
import { GeneratorReporter } from "../../../src/fleet/generator/generator-reporter.ts";
import { ShardGenerator } from "../../../src/fleet/generator/shard-generator.ts";
import { figuresOf, stillGauge } from "../still-gauge.ts";

function shardGenerator(): ShardGenerator {
  return new ShardGenerator({ number: 3, homes: 10, devices: 100 });
}

describe("what a shard reports of its process", () => {
  test("adds up to what it measured, whenever it was asked", () => {
    const gauge = stillGauge();
    const reporter = new GeneratorReporter(gauge);
    const shard = shardGenerator();
    for (let second = 1; second <= 5; second++) {
      for (let action = 0; action < 50 * second; action++) gauge.late((action * second) / 7);
      gauge.loopDelay.record(second);
      shard.told(structuredClone(reporter.report()), second * 1_000);
    }
    shard.told(structuredClone(reporter.report()), 6_000);
    expect(shard.lateness.summary()).toEqual(gauge.lateness.summary());
    expect(shard.loopDelay.summary()).toEqual(gauge.loopDelay.summary());
    expect(gauge.looks).toBe(6);
  });

  test("replaces what it is now", () => {
    const shard = shardGenerator();
    shard.told({ figures: figuresOf({ rssBytes: 90e6, cpuUserMillis: 10 }) }, 1_000);
    shard.told({ figures: figuresOf({ rssBytes: 80e6, cpuUserMillis: 20 }) }, 2_000);
    expect(shard.figures).toMatchObject({ rssBytes: 80e6, cpuUserMillis: 20 });
  });
});

describe("a shard that died and lives again", () => {
  test("keeps what it counted, and has nothing open or resident meanwhile", () => {
    const shard = shardGenerator();
    shard.lateness.record(7);
    shard.began(0);
    shard.told(
      {
        figures: figuresOf({
          cpuUserMillis: 500,
          peakOpenFiles: 40,
          openFiles: 30,
          unsentBytes: 9,
          peakUnsentBytes: 70,
          longestStallMillis: 80,
          longestStallCpuMillis: 60,
          cpuWaitMillis: 5,
        }),
      },
      1_000,
    );
    shard.died("killed by SIGKILL");
    expect(shard.figures).toMatchObject({
      rssBytes: 0,
      openFiles: null,
      unsentBytes: 0,
      cpuUserMillis: 500,
      peakOpenFiles: 40,
      peakUnsentBytes: 70,
    });
    shard.began(1_500);
    shard.told({ figures: figuresOf({ cpuUserMillis: 100, realMillis: 1_000, cpuWaitMillis: 2 }) }, 2_500);
    expect(shard.figures).toMatchObject({
      cpuUserMillis: 600,
      realMillis: 31_000,
      rssBytes: 50e6,
      longestStallMillis: 80,
      longestStallCpuMillis: 60,
      cpuWaitMillis: 7,
    });
    expect(shard.deaths).toEqual(["killed by SIGKILL"]);
    expect(shard.lateness.count).toBe(1);
  });

  test("is silent only while it should speak", () => {
    const shard = shardGenerator();
    expect(shard.silentMillis(9_000)).toBe(0);
    shard.began(10_000);
    expect(shard.silentMillis(13_000)).toBe(3_000);
    shard.told({ figures: figuresOf() }, 13_500);
    expect(shard.silentMillis(14_000)).toBe(500);
    shard.died("ended with 1");
    expect(shard.silentMillis(20_000)).toBe(0);
    shard.began(20_000);
    shard.gone();
    expect(shard.silentMillis(30_000)).toBe(0);
  });
});
