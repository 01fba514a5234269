import { describe, expect, test } from "vitest";
import { fleetRig } from "./fleet-rig.ts";

describe("a radio that is dead", () => {
  test("takes the network of its device alone, which comes back when it is mended", () => {
    const rig = fleetRig({ fleet: [{ kind: "lock", count: 2 }] });
    rig.pass("10s");
    const lock = rig.unit("lock-0001");
    lock.breakDown("dead-radio");
    expect(lock.phase).toBe("waiting");
    expect(rig.unit("lock-0002").phase).toBe("ready");
    rig.pass("5m");
    expect(lock.phase).toBe("waiting");
    lock.mend("dead-radio");
    rig.pass("3m");
    expect(lock.phase).toBe("ready");
    expect(rig.shard.recoveries.summaries()).toEqual([]);
  });
});

describe("a clock that is wrong", () => {
  test("is what the device stamps its messages with", () => {
    const rig = fleetRig({ fleet: [{ kind: "lock", count: 1, clock: { skew: "5m", drift: "none" } }] });
    rig.pass("1h");
    const lock = rig.unit("lock-0001");
    expect(Math.abs(lock.time() - rig.scheduler.now - 300_000)).toBeLessThan(1_000);
    expect(Number.isInteger(lock.time())).toBe(true);
  });
});
