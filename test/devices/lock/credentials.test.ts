import { describe, expect, test } from "vitest";
import { lock } from "../../../devices/lock/lock.ts";
import { seconds } from "../../../src/kernel/time.ts";
import { Workbench } from "../../../src/testing/index.ts";

const unhurried = { autoRelockTime: 0 };

function alarms(bench: Workbench): unknown[] {
  return bench.eventsOf("doorLockAlarm").map(({ data }) => data.alarmCode);
}

describe("wrong codes", () => {
  test("five in a row lock everybody out for 60 s, with one alarm", () => {
    const bench = new Workbench({ kind: lock, settings: unhurried });
    for (let i = 0; i < 4; i++) bench.device.act("enter-pin", { code: "9999" });
    expect(alarms(bench)).toEqual([]);
    bench.device.act("enter-pin", { code: "9999" });
    expect(alarms(bench)).toEqual(["wrongCodeEntryLimit"]);
    expect(bench.eventsOf("lockOperationError")).toHaveLength(5);

    bench.run(seconds(59));
    bench.device.act("enter-pin", { code: "1234" });
    expect(bench.command("unlockDoor", { pinCode: "1234" })).toMatchObject({ ok: false, failure: "unauthorized" });
    expect(bench.command("unlockDoor")).toMatchObject({ ok: false, failure: "unauthorized" });
    bench.run(seconds(1));
    bench.device.act("enter-pin", { code: "1234" });
    bench.run(seconds(3));
    expect(bench.value("lockState")).toBe("unlocked");
    expect(alarms(bench)).toEqual(["wrongCodeEntryLimit"]);
  });

  test("are forgotten at a right one", () => {
    const bench = new Workbench({ kind: lock, settings: unhurried });
    for (let round = 0; round < 3; round++) {
      for (let i = 0; i < 4; i++) bench.device.act("enter-pin", { code: "0" });
      bench.device.act("enter-pin", { code: "1234" });
    }
    expect(alarms(bench)).toEqual([]);
  });

  test("count alike whether typed or sent, also when no code was required", () => {
    const bench = new Workbench({ kind: lock, settings: unhurried });
    for (let i = 0; i < 2; i++) bench.device.act("enter-pin", { code: "0" });
    for (let i = 0; i < 3; i++) {
      expect(bench.command("lockDoor", { pinCode: "0" })).toMatchObject({ ok: false, failure: "unauthorized" });
    }
    expect(alarms(bench)).toEqual(["wrongCodeEntryLimit"]);
  });

  test("during the lock-out count for nothing: alarms equal lock-outs", () => {
    const bench = new Workbench({ kind: lock, settings: unhurried });
    for (let i = 0; i < 100; i++) {
      bench.device.act("enter-pin", { code: "0" });
      bench.run(seconds(1));
    }
    // Five codes, at 0-4 s; a minute of silence until 64 s; five at 64-68 s; then until 128 s.
    expect(alarms(bench)).toHaveLength(2);
    expect(bench.eventsOf("lockOperationError")).toHaveLength(10);
  });

  test("obey the limit and the time a server desires", () => {
    const bench = new Workbench({ kind: lock, settings: unhurried });
    bench.device.desire({ wrongCodeEntryLimit: 2, userCodeTemporaryDisableTime: 10 });
    bench.device.act("enter-pin", { code: "0" });
    bench.device.act("enter-pin", { code: "0" });
    expect(alarms(bench)).toEqual(["wrongCodeEntryLimit"]);
    bench.run(seconds(10));
    bench.device.act("enter-pin", { code: "1234" });
    bench.run(seconds(3));
    expect(bench.value("lockState")).toBe("unlocked");
  });
});

describe("remote operation", () => {
  test("needs the code where the owner requires it, and says whose code it was", () => {
    const bench = new Workbench({ kind: lock, settings: { ...unhurried, requirePinForRemoteOperation: true } });
    expect(bench.command("unlockDoor")).toMatchObject({ ok: false, failure: "unauthorized" });
    bench.command("unlockDoor", { pinCode: "1234" });
    bench.run(seconds(3));
    expect(bench.outcomeOf()).toMatchObject({ ok: true });
    expect(bench.eventsOf("lockOperation").map(({ data }) => data)).toEqual([
      { lockOperationType: "unlock", operationSource: "remote", userIndex: 1 },
    ]);
  });

  test("says of a code that is right but opens nothing why it does not", () => {
    const bench = new Workbench({ kind: lock, settings: unhurried });
    const add = (userIndex: number, code: string, more: Record<string, unknown>): void => {
      bench.command("setUser", { operationType: "add", userIndex, ...more });
      expect(bench.outcomeOf()).toMatchObject({ ok: true });
      const credential = { operationType: "add", credentialIndex: userIndex, credentialData: code };
      bench.command("setCredential", { ...credential, credentialType: "pin" });
      expect(bench.outcomeOf()).toMatchObject({ ok: true });
    };
    add(5, "5555", { userType: "nonAccessUser" });
    add(6, "6666", { userStatus: "occupiedDisabled" });
    const refused = (pinCode: string): unknown => bench.command("unlockDoor", { pinCode });
    expect(refused("5555")).toMatchObject({
      failure: "unauthorized",
      message: "user 5 is known, but may not move the bolt",
    });
    expect(refused("6666")).toMatchObject({ failure: "unauthorized", message: "user 6 is disabled" });
    expect(refused("7777")).toMatchObject({ failure: "unauthorized", message: "wrong PIN code" });
    expect(bench.value("lockState")).toBe("locked");
  });

  test("finds no code right when there is none", () => {
    const bench = new Workbench({ kind: lock, settings: { pinCode: "" } });
    expect(bench.command("unlockDoor", { pinCode: "" })).toMatchObject({ ok: false, failure: "unauthorized" });
  });

  test.each(["privacy", "noRemoteLockUnlock"])("is rejected in operating mode %s", (operatingMode) => {
    const bench = new Workbench({ kind: lock, settings: unhurried });
    bench.device.desire({ operatingMode });
    expect(bench.command("unlockDoor")).toMatchObject({ ok: false, failure: "rejected" });
    expect(bench.eventsOf("lockOperationError")[0]?.data).toMatchObject({ operationError: "restricted" });
  });
});

describe("operating modes", () => {
  test.each(["privacy", "vacation"])("%s turns the keypad off", (operatingMode) => {
    const bench = new Workbench({ kind: lock, settings: unhurried });
    bench.device.desire({ operatingMode });
    bench.device.act("enter-pin", { code: "1234" });
    bench.run(seconds(3));
    expect(bench.value("lockState")).toBe("locked");
  });

  test("privacy needs a locked door and ends when somebody unlocks from inside", () => {
    const bench = new Workbench({ kind: lock, settings: unhurried });
    bench.device.act("turn-key");
    bench.device.desire({ operatingMode: "privacy" });
    expect(bench.value("operatingMode")).toBe("normal");
    bench.device.act("turn-key");
    bench.device.desire({ operatingMode: "privacy" });
    expect(bench.value("operatingMode")).toBe("privacy");
    bench.device.act("turn-key");
    expect(bench.value("operatingMode")).toBe("normal");
  });
});
