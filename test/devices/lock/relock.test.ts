import { describe, expect, test } from "vitest";
import { lock } from "../../../devices/lock/lock.ts";
import { hours, seconds } from "../../../src/kernel/time.ts";
import { Workbench } from "../../../src/testing/index.ts";

/** When it locked by itself, in seconds after `from`. */
function relockings(bench: Workbench, from: number): number[] {
  return bench
    .eventsOf("lockOperation")
    .filter(({ data }) => data.operationSource === "auto")
    .map(({ at }) => (at - from) / 1_000);
}

describe("auto-relock", () => {
  test.each([
    ["a key", (bench: Workbench) => bench.device.act("turn-key")],
    ["a code", (bench: Workbench) => bench.device.act("enter-pin", { code: "1234" })],
    ["a command", (bench: Workbench) => void bench.command("unlockDoor")],
  ])("locks autoRelockTime after %s unlocked", (_how, unlock) => {
    const bench = new Workbench({ kind: lock, settings: { autoRelockTime: 30 } });
    unlock(bench);
    bench.run(seconds(3));
    const unlocked = bench.eventsOf("lockOperation")[0]!.at;
    bench.run(seconds(40));
    const [after, ...more] = relockings(bench, unlocked);
    expect(after).toBeGreaterThanOrEqual(31);
    expect(after).toBeLessThanOrEqual(32.5);
    expect(more).toEqual([]);
  });

  test("has the schedule as its cause", () => {
    const bench = new Workbench({ kind: lock });
    bench.device.act("turn-key");
    bench.run(seconds(40));
    expect(bench.said.flatMap((said) => (said.type === "changed" ? [said.cause] : []))).toEqual(["human", "schedule"]);
  });

  test("is no later when a server wants the same time and mode once more", () => {
    const bench = new Workbench({ kind: lock, settings: { autoRelockTime: 30 } });
    bench.device.act("turn-key");
    const unlocked = bench.now;
    bench.run(seconds(20));
    bench.device.desire({ autoRelockTime: 30, operatingMode: "normal" });
    bench.run(seconds(13));
    expect(relockings(bench, unlocked)).toHaveLength(1);
  });

  test("of 0 seconds never locks", () => {
    const bench = new Workbench({ kind: lock, settings: { autoRelockTime: 0 } });
    bench.device.act("turn-key");
    bench.run(hours(24));
    expect(bench.value("lockState")).toBe("unlocked");
  });

  test("does not come when somebody has locked before", () => {
    const bench = new Workbench({ kind: lock });
    bench.device.act("turn-key");
    bench.run(seconds(10));
    bench.device.act("turn-key");
    bench.run(seconds(60));
    expect(relockings(bench, 0)).toEqual([]);
  });

  test("waits for an open door and comes soon after it is closed", () => {
    const bench = new Workbench({ kind: lock });
    bench.device.act("turn-key");
    bench.device.act("open-door");
    bench.run(hours(1));
    expect(bench.value("lockState")).toBe("unlocked");
    const closed = bench.now;
    bench.device.act("close-door");
    bench.run(seconds(10));
    expect(relockings(bench, closed)).toHaveLength(1);
    expect(bench.value("lockState")).toBe("locked");
  });

  test("keeps its time when the door is closed before it", () => {
    const bench = new Workbench({ kind: lock });
    const unlocked = bench.now;
    bench.device.act("turn-key");
    bench.device.act("open-door");
    bench.run(seconds(10));
    bench.device.act("close-door");
    bench.run(seconds(60));
    expect(relockings(bench, unlocked)[0]).toBeGreaterThan(31);
  });

  test("is replaced once by unlockWithTimeout, also while unlocked", () => {
    const bench = new Workbench({ kind: lock });
    bench.command("unlockWithTimeout", { timeout: 300 });
    bench.run(seconds(250));
    expect(bench.value("lockState")).toBe("unlocked");
    bench.command("unlockWithTimeout", { timeout: 100 });
    bench.run(seconds(90));
    expect(bench.value("lockState")).toBe("unlocked");
    bench.run(seconds(15));
    expect(bench.value("lockState")).toBe("locked");
    bench.command("unlockDoor");
    bench.run(seconds(40));
    expect(bench.value("lockState")).toBe("locked");
    expect(bench.eventsOf("lockOperation")).toHaveLength(4);
  });

  test("follows a new autoRelockTime from the moment it is desired", () => {
    const bench = new Workbench({ kind: lock });
    bench.device.act("turn-key");
    bench.run(seconds(20));
    bench.device.desire({ autoRelockTime: 100 });
    bench.run(seconds(99));
    expect(bench.value("lockState")).toBe("unlocked");
    bench.run(seconds(5));
    expect(bench.value("lockState")).toBe("locked");
  });

  test("rests in passage mode", () => {
    const bench = new Workbench({ kind: lock });
    bench.device.desire({ operatingMode: "passage" });
    bench.device.act("turn-key");
    bench.run(hours(1));
    expect(bench.value("lockState")).toBe("unlocked");
    bench.device.desire({ operatingMode: "normal" });
    bench.run(seconds(33));
    expect(bench.value("lockState")).toBe("locked");
  });
});
