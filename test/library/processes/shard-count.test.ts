import { describe, expect, test } from "vitest";
import { deviceCost, shardCost } from "../../../src/library/machine/device-cost.ts";
import { type Demand, decideShards, type Machine } from "../../../src/library/processes/shard-count.ts";
import type { Plan } from "../../../src/scenario/plan.ts";
import { planOf } from "../../fleet/fleet-rig.ts";

const machine: Machine = {
  openFilesLimit: 20_000,
  openFilesOfItsOwn: 1_000,
  cores: 4,
  speed: 1,
  memoryBytes: 16e9,
  heapBytes: 4e9,
};
const target = { url: "ws://127.0.0.1:9" };

interface Wish extends Partial<Omit<Demand, "machine">> {
  readonly machine?: Partial<Machine>;
}

function plan(homes: number, every: string, more: object = {}): Plan {
  return planOf({
    homes,
    fleet: [{ kind: "lock", perHome: 1, telemetry: { every } }],
    load: [{ hold: "1h" }],
    target,
    ...more,
  });
}

/** Of so many homes with a lock each, that say something every `every`. */
function decide(
  homes: number,
  every: string,
  { machine: changes, ...more }: Wish = {},
): ReturnType<typeof decideShards> {
  return decideShards({ plan: plan(homes, every), asked: "auto", machine: { ...machine, ...changes }, ...more });
}

describe("auto", () => {
  test("is this process for a fleet that it can carry", () => {
    expect(decide(5_000, "60s")).toEqual({
      count: 1,
      why: "open files, memory and a core of one process are enough",
    });
  });

  test("is as many as open files allow", () => {
    expect(decide(76_000, "1h")).toEqual({ count: 4, why: "open files allow 19,000 devices each" });
    expect(decide(76_001, "1h").count).toBe(5);
  });

  test("is many for the 1,024 open files that some systems allow", () => {
    const few = { openFilesLimit: 1_024, openFilesOfItsOwn: 64 };
    expect(decide(960, "1h", { machine: few }).count).toBe(1);
    expect(decide(961, "1h", { machine: few }).count).toBe(2);
    expect(decide(10_000, "1h", { machine: { ...few, openFilesLimit: 10 } })).toEqual({
      count: 256,
      why: "open files allow 1 device each, but there are never more",
    });
  });

  test("has the built-in server's end of each connection in mind, which is in the run's own process", () => {
    const builtIn = plan(15_000, "1h", { target: undefined });
    expect(decide(1, "1h", { plan: builtIn })).toMatchObject({
      count: 2,
      why: expect.stringContaining("the built-in server takes one for each device, too"),
    });
    expect(decide(1, "1h", { plan: plan(9_000, "1h", { target: undefined }) }).count).toBe(1);
  });

  test("is as many as the heap of a process has room for", () => {
    const heapBytes = (10_000 * deviceCost.heapBytes) / 0.7 + 1;
    expect(decide(19_000, "1h", { machine: { heapBytes } })).toEqual({
      count: 2,
      why: "the heap of a process has room for 10,000 devices",
    });
  });

  test("is as many as the messages need, and no more than there are cores", () => {
    // 40,000 messages a second.
    expect(decide(10_000, "250ms")).toEqual({
      count: 2,
      why: "40,300 messages a second at their peak take 88 % of a core, and a process is to use 70 % of one at most",
    });
    expect(decide(18_000, "100ms")).toEqual({
      count: 4,
      why: "181,000 messages a second at their peak take 3.9 cores, and there are 4 cores",
      tooMuch: true,
    });
  });

  test("asks for less of a machine that is faster", () => {
    expect(decide(10_000, "250ms", { machine: { speed: 2 } }).count).toBe(1);
    expect(decide(10_000, "250ms", { machine: { speed: 0.5 } }).count).toBe(3);
  });

  test("is one on one core, and says that it is too much for it", () => {
    expect(decide(10_000, "250ms", { machine: { cores: 1 } })).toEqual({
      count: 1,
      why: "40,300 messages a second at their peak take 88 % of a core, and there is 1 core",
      tooMuch: true,
    });
    expect(decide(5_000, "60s", { machine: { cores: 1 } })).not.toHaveProperty("tooMuch");
  });

  test("takes what a quota leaves, and a process for the half of a core", () => {
    expect(decide(10_000, "100ms", { machine: { cores: 1.5 } })).toEqual({
      count: 2,
      why: "100,000 messages a second at their peak take 2.2 cores, and there are 1.5 cores",
      tooMuch: true,
    });
    expect(decide(10_000, "100ms", { machine: { cores: 0.5 } })).toMatchObject({ count: 1, tooMuch: true });
  });

  test("is no more than memory has room for, as far as cores ask for it", () => {
    const memoryBytes = 10_000 * deviceCost.memoryBytes + 1.5 * shardCost.memoryBytes;
    expect(decide(10_000, "100ms", { machine: { memoryBytes } })).toMatchObject({
      count: 1,
      why: expect.stringMatching(/, and memory has no room for more processes$/),
      tooMuch: true,
    });
    // Where open files ask for it, no other way is left.
    expect(decide(76_000, "1h", { machine: { memoryBytes: 1e6 } }).count).toBe(4);
  });

  test("believes a forecast rather than the plan", () => {
    const demand = { messagesPerSecond: 12_000, dialsPerSecond: 1_000 };
    expect(decide(5_000, "60s", { demand })).toEqual({
      count: 2,
      why: "12,000 messages and 1,000 connections a second at their peak take 80 % of a core, and a process is to use 70 % of one at most",
    });
  });

  test("is one for a plan whose devices are none", () => {
    const nobody = { ...plan(5, "1h"), fleet: [], load: [] };
    expect(decide(1, "1h", { plan: nobody })).toMatchObject({ count: 1 });
    expect(decide(1, "1h", { plan: nobody, machine: { openFilesLimit: 10, cores: 1 } })).toMatchObject({ count: 1 });
  });

  test("is never more than homes", () => {
    expect(decide(3, "1h", { machine: { openFilesLimit: 1_001 } }).count).toBe(3);
    const crowded = planOf({ homes: 2, fleet: [{ kind: "lock", perHome: 4_000 }], load: [{ hold: "1h" }], target });
    expect(decide(1, "1h", { plan: crowded, machine: { openFilesLimit: 2_000 } })).toEqual({
      count: 2,
      why: "open files allow 1,000 devices each, but a home lives in one process, and there are 2",
    });
  });

  test("is this process where only it can live the fleet", () => {
    const onlyOne = "a tape is written by one process";
    expect(decide(76_000, "1h", { onlyOne })).toEqual({ count: 1, why: onlyOne });
  });

  test("does not mind a limit that nobody knows", () => {
    expect(decide(76_000, "1h", { machine: { openFilesLimit: null } }).count).toBe(1);
  });
});

describe("a number", () => {
  test("is what it is, but for homes", () => {
    expect(decide(10, "1h", { asked: 3 })).toEqual({ count: 3 });
    expect(decide(2, "1h", { asked: 3 })).toEqual({ count: 2 });
  });

  test("is refused where it has to be one", () => {
    expect(() => decide(10, "1h", { asked: 3, onlyOne: "a tape is written by one process" })).toThrow(
      "expected one shard, found 3: a tape is written by one process",
    );
    expect(decide(10, "1h", { asked: 1, onlyOne: "a tape is written by one process" })).toEqual({ count: 1 });
  });
});
