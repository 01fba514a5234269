import { describe, expect, test } from "vitest";
import { GeneratorBook } from "../../../src/fleet/generator/generator-book.ts";
import { judgedGenerator } from "../../../src/fleet/generator/generator-summary.ts";
import { ShardGenerator } from "../../../src/fleet/generator/shard-generator.ts";
import { instant } from "../../../src/kernel/time.ts";
import { HandClock } from "../../kernel/hand-clock.ts";
import { figuresOf, type StillGauge, stillGauge } from "../still-gauge.ts";

function bookOf(count: number, gauge: StillGauge = stillGauge()) {
  const clock = new HandClock(instant(0));
  const shards = Array.from(
    { length: count },
    (_, number) => new ShardGenerator({ number, homes: 10, devices: 100 + number }),
  );
  const book = new GeneratorBook({ gauge, shards, homes: 40, devices: 400, clock });
  book.start();
  for (const shard of shards) shard.began(clock.real());
  return { clock, shards, book };
}

const calm = { failures: {}, peakConnected: 100, virtual: false };

describe("the book of a run in one process", () => {
  test("has that process as its one shard", () => {
    const { book } = bookOf(
      0,
      stillGauge({ lateness: [1, 2, 3], figures: { cpuUserMillis: 3_000, cpuSystemMillis: 600 } }),
    );
    book.look();
    const { generator, faults } = judgedGenerator(book, calm);
    expect(faults).toEqual([]);
    expect(generator).toMatchObject({
      believe: "yes",
      notes: [],
      latenessMs: { count: 3 },
      cpuSeconds: 3.6,
      cpuUserSeconds: 3,
      cpuSystemSeconds: 0.6,
      cpuShare: 0.12,
      peakRssBytes: 50e6,
      bytesPerDevice: 100_000,
      deaths: 0,
      shards: [{ number: 0, homes: 40, devices: 400, latenessMs: { count: 3 }, cpuShare: 0.12 }],
    });
  });
});

describe("the book of several shards", () => {
  test("adds up memory at one moment, and takes what an empty process has off", () => {
    const { book, shards } = bookOf(2);
    // The main process has 50 MB, 10 of them grown.
    shards[0]!.told({ figures: figuresOf({ rssBytes: 150e6, emptyRssBytes: 45e6, peakRssBytes: 150e6 }) }, 1_000);
    shards[1]!.told({ figures: figuresOf({ rssBytes: 50e6, emptyRssBytes: 45e6, peakRssBytes: 50e6 }) }, 1_000);
    book.look();
    shards[0]!.told({ figures: figuresOf({ rssBytes: 60e6, emptyRssBytes: 45e6, peakRssBytes: 150e6 }) }, 2_000);
    shards[1]!.told({ figures: figuresOf({ rssBytes: 120e6, emptyRssBytes: 45e6, peakRssBytes: 120e6 }) }, 2_000);
    book.look();
    const { generator } = judgedGenerator(book, { failures: {}, peakConnected: 1_000, virtual: false });
    // Not the 320 MB of the shards' own peaks.
    expect(generator).toMatchObject({ peakRssBytes: 250e6, bytesPerDevice: 120_000 });
    expect(generator.shards.map(({ peakRssBytes }) => peakRssBytes)).toEqual([150e6, 120e6]);
  });

  test("merges all processes, and shows each shard by itself", () => {
    const { book, shards } = bookOf(3, stillGauge({ lateness: [1] }));
    shards[0]!.lateness.record(5);
    shards[2]!.lateness.record(300);
    shards[2]!.lateness.record(2);
    const { generator } = judgedGenerator(book, calm);
    expect(generator.latenessMs).toMatchObject({ count: 4, min: 1, max: 300 });
    expect(generator.shards.map(({ number, devices, latenessMs: { count } }) => [number, devices, count])).toEqual([
      [0, 100, 1],
      [1, 101, 0],
      [2, 102, 2],
    ]);
    expect(generator.believe).toBe("no");
  });

  test("has the open files of the process that is nearest to its limit, and the ports of the one with the fewest", () => {
    const { book, shards } = bookOf(2);
    shards[0]!.told({ figures: figuresOf({ peakOpenFiles: 900, openFilesLimit: 10_000, portsLeft: 7 }) }, 1_000);
    shards[1]!.told({ figures: figuresOf({ peakOpenFiles: 500, openFilesLimit: 1_000, portsLeft: 90 }) }, 1_000);
    expect(judgedGenerator(book, calm).generator).toMatchObject({
      openFilesPeak: 500,
      openFilesLimit: 1_000,
      portsLeft: 7,
    });
  });

  test("tells who looks on how each gets on", () => {
    const { book, shards, clock } = bookOf(2);
    shards[0]!.told({ figures: figuresOf({ cpuUserMillis: 100 }) }, clock.real());
    book.progress();
    clock.spend(1_000);
    shards[0]!.lateness.record(62);
    shards[0]!.told({ figures: figuresOf({ cpuUserMillis: 600, unsentBytes: 5 }) }, clock.real());
    shards[1]!.died("killed by SIGKILL");
    const { latenessP99Millis, cpuShare, unsentBytes, shards: each } = book.progress();
    expect(latenessP99Millis).toBeCloseTo(62, 0);
    expect(cpuShare).toBeCloseTo(0.5);
    expect(unsentBytes).toBe(5);
    expect(each).toMatchObject([
      { number: 0, state: "running", silentMillis: 0, cpuShare: 0.5, deaths: 0 },
      { number: 1, state: "dead", rssBytes: 0, cpuShare: 0, deaths: 1 },
    ]);
  });

  test("judges the silence up to the end of the run, and not what came after it", () => {
    const { book, shards, clock } = bookOf(2);
    clock.spend(7_000);
    shards[0]!.told({ figures: figuresOf() }, clock.real());
    book.stop();
    clock.spend(60_000);
    shards[1]!.told({ figures: figuresOf() }, clock.real());
    expect(judgedGenerator(book, calm).faults).toEqual([expect.stringMatching(/^shard 1 had said nothing for 7 s/)]);
  });
});
