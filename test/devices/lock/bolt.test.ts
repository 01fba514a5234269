import { describe, expect, test } from "vitest";
import { lock } from "../../../devices/lock/lock.ts";
import { minutes, seconds } from "../../../src/kernel/time.ts";
import { Workbench } from "../../../src/testing/index.ts";

const unhurried = { autoRelockTime: 0 };

describe("a lock's bolt", () => {
  test("takes 1 to 2.5 seconds, and the command is answered when it stands", () => {
    for (let index = 0; index < 50; index++) {
      const bench = new Workbench({ kind: lock, index, settings: unhurried });
      expect(bench.command("unlockDoor")).toBeUndefined();
      bench.run(seconds(0.99));
      expect(bench.outcomeOf()).toBeUndefined();
      expect(bench.value("lockState")).toBe("locked");
      bench.run(seconds(1.52));
      expect(bench.outcomeOf()).toEqual({ ok: true, result: {} });
      expect(bench.value("lockState")).toBe("unlocked");
      const answered = bench.said.find((said) => said.type === "outcome");
      expect(bench.reportsOf("lockState").map((report) => report.at)).toEqual([answered?.at]);
    }
  });

  test("is slower on weak cells than on fresh ones", () => {
    const timeToUnlock = (prepare: (bench: Workbench) => void): number => {
      const bench = new Workbench({ kind: lock, settings: unhurried });
      prepare(bench);
      const start = bench.now;
      bench.command("unlockDoor");
      bench.run(seconds(5));
      return bench.eventsOf("lockOperation")[0]!.at - start;
    };
    const fresh = timeToUnlock((bench) => {
      bench.device.act("replace-battery");
      bench.run(minutes(1));
    });
    const weak = timeToUnlock((bench) => bench.device.fault("low-battery", true));
    expect(weak).toBeGreaterThan(fresh);
  });

  test("that is locked already is done at once, and nothing is told", () => {
    const bench = new Workbench({ kind: lock });
    expect(bench.command("lockDoor")).toEqual({ ok: true, result: {} });
    bench.run(minutes(1));
    expect(bench.eventsOf("lockOperation")).toEqual([]);
  });

  test("locked twice is one LockOperation, and both commands are answered when it stands", () => {
    const bench = new Workbench({ kind: lock, settings: unhurried });
    bench.device.act("turn-key");
    bench.command("lockDoor");
    bench.run(seconds(0.5));
    bench.command("lockDoor");
    bench.run(seconds(3));
    expect([bench.outcomeOf(1), bench.outcomeOf(2)]).toEqual([
      { ok: true, result: {} },
      { ok: true, result: {} },
    ]);
    expect(bench.eventsOf("lockOperation").map(({ data }) => data.lockOperationType)).toEqual(["unlock", "lock"]);
  });

  test("refuses to turn round half way", () => {
    const bench = new Workbench({ kind: lock, settings: unhurried });
    bench.command("unlockDoor");
    expect(bench.command("lockDoor")).toMatchObject({ ok: false, failure: "busy" });
    bench.run(seconds(3));
    expect(bench.value("lockState")).toBe("unlocked");
  });

  test("keeps at most eight commands waiting and answers every one of a hundred", () => {
    const bench = new Workbench({ kind: lock, settings: unhurried });
    for (let i = 0; i < 100; i++) bench.command("unlockDoor");
    bench.run(seconds(3));
    const outcomes = bench.said.flatMap((said) => (said.type === "outcome" ? [said] : []));
    expect(new Set(outcomes.map(({ call }) => call)).size).toBe(100);
    expect(outcomes.filter(({ outcome }) => outcome.ok)).toHaveLength(8);
  });

  test("goes across at once by key", () => {
    const bench = new Workbench({ kind: lock, settings: unhurried });
    bench.device.act("turn-key");
    expect(bench.value("lockState")).toBe("unlocked");
    expect(bench.eventsOf("lockOperation").map(({ data }) => data)).toEqual([
      { lockOperationType: "unlock", operationSource: "manual", userIndex: null },
    ]);
    bench.device.act("turn-key");
    expect(bench.value("lockState")).toBe("locked");
  });

  test("is not thrown while the door is open, by nobody", () => {
    const bench = new Workbench({ kind: lock, settings: unhurried });
    bench.device.act("turn-key");
    bench.device.act("open-door");
    expect(bench.command("lockDoor")).toMatchObject({ ok: false, failure: "rejected" });
    bench.device.act("turn-key");
    bench.device.act("press");
    bench.run(seconds(3));
    expect(bench.value("lockState")).toBe("unlocked");
  });

  test("says what moved it as the cause of the change", () => {
    const causeOf = (does: (bench: Workbench) => void): unknown => {
      const bench = new Workbench({ kind: lock, settings: unhurried });
      does(bench);
      bench.run(seconds(3));
      return bench.said.find((said) => said.type === "changed")?.cause;
    };
    expect(causeOf((bench) => bench.command("unlockDoor"))).toBe("command");
    expect(causeOf((bench) => bench.device.act("turn-key"))).toBe("human");
    expect(causeOf((bench) => bench.device.act("enter-pin", { code: "1234" }))).toBe("human");
  });
});

describe("a jammed bolt", () => {
  test("stalls for 2 to 5 seconds, then fails the command and raises lockJammed", () => {
    for (let index = 0; index < 50; index++) {
      const bench = new Workbench({ kind: lock, index, settings: unhurried });
      bench.device.fault("jam", true);
      bench.command("unlockDoor");
      bench.run(seconds(2));
      expect(bench.outcomeOf()).toBeUndefined();
      bench.run(seconds(3.01));
      expect(bench.outcomeOf()).toMatchObject({ ok: false, failure: "hardware" });
      expect(bench.value("lockState")).toBe("notFullyLocked");
      expect(bench.eventsOf("doorLockAlarm").map(({ data }) => data)).toEqual([{ alarmCode: "lockJammed" }]);
      expect(bench.eventsOf("lockOperation")).toEqual([]);
      expect(bench.eventsOf("lockOperationError")).toHaveLength(1);
    }
  });

  test("moves neither by key, and moves again once it is freed", () => {
    const bench = new Workbench({ kind: lock, settings: unhurried });
    bench.device.fault("jam", true);
    bench.device.act("turn-key");
    expect(bench.value("lockState")).toBe("locked");
    bench.device.fault("jam", false);
    bench.command("unlockDoor");
    bench.run(seconds(3));
    expect(bench.value("lockState")).toBe("unlocked");
  });
});

describe("the door", () => {
  test("opens only when the bolt is back, and tells of every change once", () => {
    const bench = new Workbench({ kind: lock, settings: unhurried });
    bench.device.act("open-door");
    expect(bench.value("doorState")).toBe("doorClosed");
    bench.device.act("turn-key");
    bench.device.act("open-door");
    bench.device.act("open-door");
    bench.device.act("close-door");
    expect(bench.eventsOf("doorStateChange").map(({ data }) => data.doorState)).toEqual(["doorOpen", "doorClosed"]);
  });

  test("left open for doorAjarTime raises an alarm", () => {
    const bench = new Workbench({ kind: lock, settings: { ...unhurried, doorAjarTime: 60 } });
    bench.device.act("turn-key");
    bench.device.act("open-door");
    bench.run(seconds(59));
    expect(bench.eventsOf("doorLockAlarm")).toEqual([]);
    bench.run(seconds(1));
    expect(bench.eventsOf("doorLockAlarm").map(({ data }) => data)).toEqual([{ alarmCode: "doorAjar" }]);
    expect(bench.value("doorState")).toBe("doorAjar");
    bench.device.act("close-door");
    expect(bench.value("doorState")).toBe("doorClosed");
  });
});
