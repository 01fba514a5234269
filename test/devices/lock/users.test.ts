import { beforeEach, describe, expect, test } from "vitest";
import { lock } from "../../../devices/lock/lock.ts";
import { minutes, seconds } from "../../../src/kernel/time.ts";
import { Workbench } from "../../../src/testing/index.ts";

let bench: Workbench;
beforeEach(() => {
  bench = new Workbench({ kind: lock, settings: { usedByResidents: false } });
  bench.command("clearUser", { userIndex: 65_534 });
  bench.said.length = 0;
});

function add(userIndex: number, code: string, more: Record<string, string> = {}): void {
  expect(bench.command("setUser", { operationType: "add", userIndex, ...more })).toMatchObject({ ok: true });
  const credential = { credentialType: "pin", credentialIndex: userIndex, credentialData: code };
  expect(bench.command("setCredential", { operationType: "add", ...credential })).toMatchObject({ ok: true });
}

function enter(code: string): void {
  bench.device.act("enter-pin", { code });
  bench.run(seconds(5));
}

describe("the users of a lock", () => {
  test("are added with a code, open with it, and are gone with their code when they are cleared", () => {
    add(4, "4711");
    enter("4711");
    expect(bench.eventsOf("lockOperation").at(-1)!.data).toMatchObject({ lockOperationType: "unlock", userIndex: 4 });
    expect(bench.command("clearUser", { userIndex: 4 })).toMatchObject({ ok: true });
    bench.run(minutes(2));
    enter("4711");
    expect(bench.eventsOf("lockOperationError").at(-1)!.data.operationError).toBe("invalidCredential");
    expect(bench.eventsOf("lockUserChange").map(({ data }) => [data.lockDataType, data.dataOperationType])).toEqual([
      ["userIndex", "add"],
      ["pin", "add"],
      ["userIndex", "clear"],
    ]);
  });

  test("have one code each: a second one is no addition, and one that is not there cannot be modified", () => {
    add(4, "4711");
    const give = (operationType: string, userIndex: number, credentialData: string): unknown =>
      bench.command("setCredential", {
        operationType,
        credentialType: "pin",
        credentialIndex: userIndex,
        credentialData,
      });
    expect(give("add", 4, "5822")).toMatchObject({ ok: false, failure: "rejected" });
    enter("5822");
    expect(bench.value("lockState")).toBe("locked");
    expect(give("modify", 4, "5822")).toMatchObject({ ok: true });
    bench.command("setUser", { operationType: "add", userIndex: 5 });
    expect(give("modify", 5, "6933")).toMatchObject({ ok: false, failure: "rejected" });
    enter("5822");
    expect(bench.value("lockState")).toBe("unlocked");
  });

  test("are told with everything but their code", () => {
    add(2, "1111", { userName: "Ana" });
    add(7, "2222", { userStatus: "occupiedDisabled" });
    expect(bench.command("getUser", { userIndex: 2 })).toEqual({
      ok: true,
      result: {
        userIndex: 2,
        userName: "Ana",
        userStatus: "occupiedEnabled",
        userType: "unrestrictedUser",
        nextUserIndex: 7,
      },
    });
    expect(bench.command("getUser", { userIndex: 3 })).toMatchObject({ result: { userStatus: "available" } });
    expect(bench.command("getCredentialStatus", { credentialType: "pin", credentialIndex: 2 })).toEqual({
      ok: true,
      result: { credentialExists: true, userIndex: 2, nextCredentialIndex: 7 },
    });
    expect(JSON.stringify(bench.said)).not.toMatch(/1111|2222/);
  });

  test("who are disabled are denied, and are counted like a wrong code", () => {
    add(2, "1111", { userStatus: "occupiedDisabled" });
    for (let time = 0; time < 5; time++) enter("1111");
    expect(bench.value("lockState")).toBe("locked");
    expect(bench.eventsOf("lockOperationError")[0]!.data).toMatchObject({
      operationError: "disabledUserDenied",
      userIndex: 2,
    });
    expect(bench.eventsOf("doorLockAlarm").map(({ data }) => data.alarmCode)).toEqual(["wrongCodeEntryLimit"]);
  });

  test("who are disposable open once", () => {
    add(5, "5555", { userType: "disposableUser" });
    enter("5555");
    expect(bench.value("lockState")).toBe("unlocked");
    bench.run(minutes(1));
    enter("5555");
    expect(bench.value("lockState")).toBe("locked");
  });

  test("who are forced open and raise an alarm", () => {
    add(5, "5555", { userType: "forcedUser" });
    enter("5555");
    expect(bench.value("lockState")).toBe("unlocked");
    expect(bench.eventsOf("doorLockAlarm").map(({ data }) => data.alarmCode)).toEqual(["forcedUser"]);
  });

  test("who have no access are known and open nothing", () => {
    add(5, "5555", { userType: "nonAccessUser" });
    enter("5555");
    expect(bench.value("lockState")).toBe("locked");
    expect(bench.eventsOf("lockOperation").map(({ data }) => data.lockOperationType)).toEqual(["nonAccessUserEvent"]);
  });

  test("keep their codes through a power cycle", () => {
    add(2, "1111");
    bench.device.act("replace-battery");
    bench.run(minutes(1));
    enter("1111");
    expect(bench.value("lockState")).toBe("unlocked");
  });

  test.each([
    ["a code somebody has", { operationType: "add", credentialIndex: 3, credentialData: "1111" }],
    ["a short code", { operationType: "add", credentialIndex: 3, credentialData: "12" }],
    ["letters", { operationType: "add", credentialIndex: 3, credentialData: "abcd" }],
    ["a code for nobody to modify", { operationType: "modify", credentialIndex: 3, credentialData: "9876" }],
  ])("are refused %s", (_what, args) => {
    add(2, "1111");
    expect(bench.command("setCredential", { credentialType: "pin", ...args })).toMatchObject({ ok: false });
    expect(bench.command("getUser", { userIndex: 3 })).toMatchObject({ result: { userStatus: "available" } });
  });

  test("are refused where there is one already, or none to modify", () => {
    add(2, "1111");
    expect(bench.command("setUser", { operationType: "add", userIndex: 2 })).toMatchObject({ ok: false });
    expect(bench.command("setUser", { operationType: "modify", userIndex: 3 })).toMatchObject({ ok: false });
  });
});

describe("faults of a lock", () => {
  test("a broken motor refuses commands, says so, and leaves the key", () => {
    bench.device.fault("motor-failure", true);
    expect(bench.command("unlockDoor")).toMatchObject({ ok: false, failure: "hardware" });
    expect(bench.value("actuatorEnabled")).toBe(false);
    bench.device.act("turn-key");
    expect(bench.value("lockState")).toBe("unlocked");
    bench.device.fault("motor-failure", false);
    expect(bench.value("actuatorEnabled")).toBe(true);
  });

  test("a stuck door sensor misses the door, and the bolt goes across in the air", () => {
    bench.device.fault("stuck-door-sensor", true);
    bench.command("unlockDoor");
    bench.run(seconds(5));
    bench.device.act("open-door");
    expect(bench.value("doorState")).toBe("doorClosed");
    bench.run(minutes(1));
    expect(bench.value("lockState")).toBe("locked");
  });

  test("a mended door sensor shows the door as it is, opened and closed behind its back", () => {
    bench.device.fault("stuck-door-sensor", true);
    bench.device.act("turn-key");
    bench.device.act("open-door");
    bench.device.fault("stuck-door-sensor", false);
    expect(bench.value("doorState")).toBe("doorOpen");
    bench.device.fault("stuck-door-sensor", true);
    bench.device.act("close-door");
    expect(bench.value("doorState")).toBe("doorOpen");
    bench.device.fault("stuck-door-sensor", false);
    expect(bench.value("doorState")).toBe("doorClosed");
    expect(bench.eventsOf("doorStateChange")).toHaveLength(2);
  });

  test("a door that is broken open is told, whatever the bolt says", () => {
    bench.device.act("force-door");
    expect(bench.value("doorState")).toBe("doorForcedOpen");
    expect(bench.value("lockState")).toBe("locked");
    expect(bench.eventsOf("doorLockAlarm").map(({ data }) => data.alarmCode)).toEqual(["doorForcedOpen"]);
    expect(bench.value("doorOpenEvents")).toBe(1);
  });
});
