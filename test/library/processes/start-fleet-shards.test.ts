/** A fleet of code in processes of its own. They run from source here, as these tests do. */
import { describe, expect, test } from "vitest";
import { lock } from "../../../devices/lock/lock.ts";
import { startFleet } from "../../../src/index.ts";

const locks = { flotilla: 1, homes: 6, fleet: [{ kind: "lock", perHome: 1 }], load: [{ hold: "1h" }] } as const;

describe("a fleet in two processes", () => {
  test("is one, on the built-in server of this process", async () => {
    await using fleet = await startFleet(locks, { shards: 2 });
    await fleet.until(() => fleet.summary().connections.ready === 6, { within: "60s" });
    expect(fleet.summary()).toMatchObject({ run: { shards: 2 }, devices: { planned: 6, homes: 6 } });
    expect(() => fleet.devices()).toThrow("expected devices to be in this process, found them in several shards");
    const summary = await fleet.stop();
    expect(summary).toMatchObject({
      devices: { connectedAtEnd: 6, peakConnected: 6 },
      connections: { attempts: 6, closeCodes: { 1000: 6 } },
    });
  });

  test("needs kinds that others can have too", async () => {
    await expect(startFleet(locks, { shards: 2, kinds: [{ ...lock }] })).rejects.toMatchObject({
      code: "usage",
      message: "expected one shard, found 2: what the fleet is made of is in this process only",
    });
  });
});
