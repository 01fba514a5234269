import { describe, expect, test } from "vitest";
import { type Demand, decideShards } from "../../src/library/shard-count.ts";
import { planOf } from "../fleet/fleet-rig.ts";

const machine = { openFilesLimit: 20_000, openFilesOfItsOwn: 1_000, cores: 4 };

/** Of so many homes with a lock each, that say something every `every`. */
function decide(homes: number, every: string, more: Partial<Demand> = {}): ReturnType<typeof decideShards> {
  const plan = planOf({ homes, fleet: [{ kind: "lock", perHome: 1, telemetry: { every } }], load: [{ hold: "1h" }] });
  return decideShards({ plan, asked: "auto", machine, ...more });
}

describe("auto", () => {
  test("is this process for a fleet that it can carry", () => {
    expect(decide(5_000, "60s")).toEqual({ count: 1 });
  });

  test("is as many as open files allow", () => {
    expect(decide(76_000, "1h")).toEqual({ count: 4, why: "4 shards: open files allow 19,000 devices each" });
    expect(decide(76_001, "1h").count).toBe(5);
  });

  test("is as many as the plan's messages need, and no more than there are cores", () => {
    // 20,000 messages a second: a whole core.
    expect(decide(10_000, "500ms")).toEqual({
      count: 2,
      why: "2 shards: some 100 % of a core are needed, of 4 cores",
    });
    expect(decide(18_000, "100ms").count).toBe(4);
  });

  test("is never more than homes", () => {
    expect(decide(3, "1h", { machine: { ...machine, openFilesLimit: 1_001 } }).count).toBe(3);
  });

  test("is this process where only it can live the fleet", () => {
    expect(decide(76_000, "1h", { onlyOne: "a tape is written by one process" })).toEqual({ count: 1 });
  });

  test("does not mind a limit that nobody knows", () => {
    expect(decide(76_000, "1h", { machine: { ...machine, openFilesLimit: null } })).toEqual({ count: 1 });
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
