import { describe, expect, test } from "vitest";
import { type Duration, millis, minutes, seconds } from "../../src/kernel/time.ts";
import type { CommandOutcome, DesireOutcome } from "../../src/server/hub.ts";
import { outcomes, ScriptedDevice, start, virtualHub } from "./scripted-device.ts";

const fullHello = {
  device: "lock-1",
  type: "lock",
  model: "SIM-L1",
  fw: "1.4.2",
  hw: "B",
  serial: "L1-0001",
  mac: "02:5b:26:a8:dc:12",
  name: "Front door",
  room: "hall",
  boot: 3,
  reason: "powerOnReboot",
  ts: 1_795_362_608_250,
  caps: ["lockDoor", "unlockDoor"],
  labels: { floor: "1" },
  state: { version: 12, reported: { lockState: "locked", doorState: null } },
  somethingNew: true,
};

describe("hello", () => {
  test("is answered with session, time, ping interval, what is desired and whether to ask for acknowledgement", () => {
    const { hub, pass } = virtualHub({ hello: { heartbeat: seconds(45), acknowledge: true } });
    pass(millis(250));
    const device = new ScriptedDevice(hub);
    expect(device.request(1, "device.hello", fullHello)).toEqual({
      jsonrpc: "2.0",
      id: 1,
      result: {
        session: expect.any(String),
        time: start + 250,
        heartbeatSec: 45,
        desired: { version: 0, patch: {} },
        telemetry: { ack: true },
      },
    });
  });

  test("leaves to the device what the server has no opinion on", () => {
    const { hub } = virtualHub();
    const { result } = new ScriptedDevice(hub).request(1, "device.hello", fullHello);
    expect(result).not.toHaveProperty("heartbeatSec");
    expect(result).not.toHaveProperty("telemetry");
  });

  test("makes the device known, with all that it said", () => {
    const { hub } = virtualHub();
    ScriptedDevice.connected(hub, "lock-1", fullHello);
    expect(hub.device("lock-1")).toMatchObject({
      id: "lock-1",
      kind: "lock",
      model: "SIM-L1",
      firmware: "1.4.2",
      hardware: "B",
      serial: "L1-0001",
      mac: "02:5b:26:a8:dc:12",
      name: "Front door",
      room: "hall",
      boot: 3,
      bootReason: "powerOnReboot",
      commands: ["lockDoor", "unlockDoor"],
      labels: { floor: "1" },
      presence: { type: "connected", since: start },
      reported: { version: 12, values: { lockState: "locked", doorState: null } },
    });
  });

  test("needs nothing but the device's id", () => {
    const { hub } = virtualHub();
    expect(new ScriptedDevice(hub).request(0, "device.hello", { device: "x" })).toMatchObject({ id: 0, result: {} });
    expect(hub.device("x")).toMatchObject({ kind: "", boot: 0, reported: { values: {} } });
  });

  test("may be a notification, for devices that do not wait for an answer", () => {
    const { hub } = virtualHub();
    const device = new ScriptedDevice(hub);
    device.notify("device.hello", fullHello);
    device.notify("telemetry.report", { ts: 1, seq: 1, values: { rssi: -60 } });
    expect(device.heard).toEqual([]);
    expect(hub.device("lock-1")).toMatchObject({
      presence: { type: "connected" },
      telemetry: { values: { rssi: -60 } },
    });
  });

  test("that cannot be read is refused with the place of the fault", () => {
    const { hub } = virtualHub();
    const faults = {
      "/params/device": [{}, { device: "" }, { device: 5 }, { device: "x".repeat(129) }],
      "/params/boot": [
        { device: "x", boot: -1 },
        { device: "x", boot: "3" },
      ],
      "/params/type": [{ device: "x", type: {} }],
      "/params/caps": [
        { device: "x", caps: "lockDoor" },
        { device: "x", caps: [1] },
      ],
      "/params/labels": [{ device: "x", labels: { a: 1 } }],
      "/params/state": [
        { device: "x", state: { version: 1 } },
        { device: "x", state: [] },
      ],
      "/params/state/reported/a~1b": [{ device: "x", state: { version: 1, reported: { "a/b": {} } } }],
    };
    for (const [path, hellos] of Object.entries(faults)) {
      for (const hello of hellos) {
        const answer = new ScriptedDevice(hub).request(1, "device.hello", hello);
        expect(answer.error).toMatchObject({ code: -32602, data: { path } });
      }
    }
    expect(hub.stats()).toMatchObject({ devices: 0, connected: 0 });
  });

  test("as an unreadable notification ends the connection, because nothing else can say so", () => {
    const { hub } = virtualHub();
    const device = new ScriptedDevice(hub);
    device.notify("device.hello", { device: "" });
    expect(device.end).toMatchObject({ code: 1008 });
  });

  test("that does not come in time ends the connection, and the device may come back", () => {
    const { hub, pass } = virtualHub({ limits: { helloTimeout: seconds(10) } });
    const slow = new ScriptedDevice(hub);
    const quick = new ScriptedDevice(hub);
    pass(millis(9_999));
    expect(slow.end).toBeUndefined();
    quick.notify("device.hello", fullHello);
    pass(millis(1));
    expect(slow.end).toEqual({ code: 1008, reason: "expected device.hello within 10 s, retry=5000" });
    pass(minutes(1));
    expect(quick.end).toBeUndefined();
    slow.notify("device.hello", { device: "too-late" });
    expect(hub.device("too-late")).toBeUndefined();
  });

  test("has to come first", () => {
    const { hub } = virtualHub();
    const device = new ScriptedDevice(hub);
    expect(device.request(1, "telemetry.report", { values: {} })).toMatchObject({ id: 1, error: { code: -32012 } });
    device.notify("telemetry.report", { values: {} });
    expect(device.heard).toHaveLength(1);
    expect(device.end).toBeUndefined();
  });

  test("again on the same connection brings the device up to date", () => {
    const { hub } = virtualHub();
    const device = ScriptedDevice.connected(hub, "lock-1", fullHello);
    expect(device.request(2, "device.hello", { ...fullHello, fw: "1.5.0" })).toMatchObject({ id: 2, result: {} });
    expect(hub.device("lock-1")).toMatchObject({ firmware: "1.5.0", presence: { type: "connected" } });
    expect(hub.stats().counters).toMatchObject({ connections: 1, replaced: 0 });
    expect(device.end).toBeUndefined();
  });

  test("of another device on the same connection is refused", () => {
    const { hub } = virtualHub();
    const device = ScriptedDevice.connected(hub);
    expect(device.request(2, "device.hello", { device: "lock-2" })).toMatchObject({ error: { code: -32012 } });
    expect(hub.device("lock-2")).toBeUndefined();
  });

  test("beyond the number of devices the server keeps is told to come back later", () => {
    const { hub } = virtualHub({ limits: { devices: 1 } });
    ScriptedDevice.connected(hub, "lock-1");
    const answer = new ScriptedDevice(hub).request(1, "device.hello", { device: "lock-2" });
    expect(answer.error).toMatchObject({ code: -32003, data: { retryAfterMs: 60_000 } });
    const silent = new ScriptedDevice(hub);
    silent.notify("device.hello", { device: "lock-2" });
    expect(silent.end).toMatchObject({ code: 1013, reason: expect.stringContaining("retry=") });
    expect(ScriptedDevice.connected(hub, "lock-1").end).toBeUndefined();
  });
});

describe("connections", () => {
  test("a newer connection of a device replaces the older, which is told not to come back", () => {
    const { hub } = virtualHub();
    const older = ScriptedDevice.connected(hub);
    const newer = ScriptedDevice.connected(hub);
    expect(older.end).toMatchObject({ code: 4009 });
    older.leave(4009);
    older.notify("telemetry.report", { values: { rssi: -1 } });
    newer.notify("telemetry.report", { values: { rssi: -60 } });
    expect(hub.device("lock-1")).toMatchObject({
      presence: { type: "connected" },
      telemetry: { values: { rssi: -60 } },
      counters: { connections: 2, replaced: 1 },
    });
    expect(hub.stats()).toMatchObject({ connections: 1, connected: 1 });
  });

  test("a device that is lost stays known, with when and how", () => {
    const { hub, pass } = virtualHub();
    const device = ScriptedDevice.connected(hub, "lock-1", fullHello);
    pass(seconds(5));
    device.leave(1006);
    expect(hub.device("lock-1")).toMatchObject({
      presence: { type: "gone", since: start + 5_000, code: 1006 },
      lastSeenAt: start,
      reported: { values: { lockState: "locked" } },
    });
    expect(hub.device("lock-1")!.presence).not.toHaveProperty("goodbye");
  });

  test("a device that says goodbye is told from one that is lost", () => {
    const { hub } = virtualHub();
    const device = ScriptedDevice.connected(hub);
    device.notify("device.bye", { reason: "sleep", ts: 1 });
    device.leave(1000);
    expect(hub.device("lock-1")!.presence).toMatchObject({ type: "gone", code: 1000, goodbye: "sleep" });
    expect(hub.stats().counters.byes).toBe(1);
  });

  test("one too many is sent away, to come back later", () => {
    const { hub } = virtualHub({ limits: { connections: 1 } });
    const [first, second] = [new ScriptedDevice(hub), new ScriptedDevice(hub)];
    expect(first.end).toBeUndefined();
    expect(second.end).toMatchObject({ code: 1013, reason: expect.stringContaining("retry=") });
    expect(hub.stats().connections).toBe(1);
  });

  test("closing the hub tells every device that the server is going away, and leaves no timer", () => {
    const { hub, scheduler } = virtualHub();
    const devices = [ScriptedDevice.connected(hub, "a"), ScriptedDevice.connected(hub, "b"), new ScriptedDevice(hub)];
    const { all, done } = outcomes<CommandOutcome>();
    hub.command("a", "lockDoor", {}, seconds(10), done);
    hub.close();
    expect(devices.map(({ end }) => end)).toEqual(devices.map(() => ({ code: 1001, reason: expect.any(String) })));
    expect(all).toEqual([{ type: "no-answer", why: "disconnected" }]);
    expect(hub.stats()).toMatchObject({ connections: 0, connected: 0, devices: 2 });
    expect(scheduler.size).toBe(0);
  });
});

describe("telemetry", () => {
  test("is kept, the latest value of each attribute", () => {
    const { hub } = virtualHub();
    const device = ScriptedDevice.connected(hub);
    device.notify("telemetry.report", { ts: 1_000, seq: 1, values: { rssi: -61, batPercentRemaining: 90 } });
    device.notify("telemetry.report", { ts: 2_000, seq: 2, values: { rssi: null } });
    expect(hub.device("lock-1")!.telemetry).toEqual({
      seq: 2,
      time: 2_000,
      values: { rssi: null, batPercentRemaining: 90 },
    });
    expect(device.heard).toEqual([]);
  });

  test("as a request is acknowledged, also when it comes twice", () => {
    const { hub } = virtualHub();
    const device = ScriptedDevice.connected(hub);
    const sample = { ts: 1_000, seq: 1, values: { rssi: -61 } };
    expect(device.request(7, "telemetry.report", sample)).toEqual({ jsonrpc: "2.0", id: 7, result: {} });
    expect(device.request(7, "telemetry.report", { ...sample, dup: true })).toEqual({
      jsonrpc: "2.0",
      id: 7,
      result: {},
    });
    expect(device.heard).toHaveLength(2);
    expect(hub.device("lock-1")!.counters).toMatchObject({ samples: 1, duplicates: 1, missing: 0 });
  });

  test("sent again after a reconnect counts once, whatever came in between", () => {
    const { hub } = virtualHub();
    const device = ScriptedDevice.connected(hub);
    for (const seq of [1, 2, 4]) device.notify("telemetry.report", { ts: seq, seq, values: {} });
    expect(hub.stats().counters.missing).toBe(1);
    device.leave();
    const again = ScriptedDevice.connected(hub);
    again.request(1, "telemetry.report", { ts: 2, seq: 2, values: {}, dup: true });
    again.request(2, "telemetry.report", { ts: 3, seq: 3, values: {}, dup: true });
    again.request(3, "telemetry.report", { ts: 5, seq: 5, values: {} });
    expect(hub.stats().counters).toMatchObject({ samples: 5, duplicates: 1, missing: 0 });
  });

  test("starts counting anew with each boot, and what an earlier boot lost stays counted", () => {
    const { hub } = virtualHub();
    const first = ScriptedDevice.connected(hub, "lock-1", { boot: 1 });
    for (const seq of [1, 2, 5]) first.notify("telemetry.report", { seq, values: {} });
    const second = ScriptedDevice.connected(hub, "lock-1", { boot: 2 });
    for (const seq of [8, 9]) second.notify("telemetry.report", { seq, values: { rssi: seq } });
    expect(hub.device("lock-1")).toMatchObject({
      telemetry: { seq: 9, values: { rssi: 9 } },
      counters: { samples: 5, duplicates: 0, missing: 2 },
    });
  });

  test("of a device that lives again from the start, as in the next run, is not taken for repetitions", () => {
    const { hub } = virtualHub();
    const yesterday = ScriptedDevice.connected(hub, "lock-1", { boot: 1, state: { version: 1, reported: {} } });
    for (const seq of [1, 2, 5]) yesterday.notify("telemetry.report", { seq, values: { rssi: -50 } });
    yesterday.leave(1000);
    const today = ScriptedDevice.connected(hub, "lock-1", { boot: 1, state: { version: 1, reported: {} } });
    for (const seq of [1, 2]) today.notify("telemetry.report", { seq, values: { rssi: -70 } });
    expect(hub.device("lock-1")).toMatchObject({
      telemetry: { seq: 2, values: { rssi: -70 } },
      counters: { samples: 5, duplicates: 0, missing: 2 },
    });
  });

  test("in a batch is taken sample by sample, and acknowledged as a whole", () => {
    const { hub } = virtualHub();
    const device = ScriptedDevice.connected(hub);
    const samples = [1, 2, 3].map((seq) => ({ ts: seq * 1_000, seq, values: { rssi: -seq } }));
    expect(device.request(8, "telemetry.batch", { samples })).toEqual({ jsonrpc: "2.0", id: 8, result: {} });
    expect(device.request(9, "telemetry.batch", { samples, dup: true })).toEqual({ jsonrpc: "2.0", id: 9, result: {} });
    expect(hub.device("lock-1")).toMatchObject({
      telemetry: { seq: 3, time: 3_000, values: { rssi: -3 } },
      counters: { samples: 3, duplicates: 3 },
    });
  });

  test("from before what is known is counted, but does not overwrite it", () => {
    const { hub } = virtualHub();
    const device = ScriptedDevice.connected(hub);
    device.notify("telemetry.report", { ts: 9_000, seq: 9, values: { rssi: -9 } });
    device.notify("telemetry.batch", { samples: [{ ts: 8_000, seq: 8, values: { rssi: -8 } }] });
    expect(hub.device("lock-1")).toMatchObject({
      telemetry: { seq: 9, time: 9_000, values: { rssi: -9 } },
      counters: { samples: 2 },
    });
  });

  test("that does not fit is refused with the place of the fault, and the rest of its batch is taken", () => {
    const { hub } = virtualHub();
    const device = ScriptedDevice.connected(hub);
    const faults = {
      "/params/values": [{}, { values: 3 }, { values: [1] }],
      "/params/values/rssi": [
        { values: { rssi: {} } },
        { values: { rssi: [1] } },
        { values: { rssi: "x".repeat(1_025) } },
      ],
      "/params/seq": [
        { values: {}, seq: -1 },
        { values: {}, seq: 1.5 },
        { values: {}, seq: "1" },
      ],
      "/params/ts": [
        { values: {}, ts: "now" },
        { values: {}, ts: 9e15 },
      ],
    };
    for (const [path, all] of Object.entries(faults)) {
      for (const params of all) {
        expect(device.request(1, "telemetry.report", params).error).toMatchObject({ code: -32602, data: { path } });
      }
    }
    const samples = [{ seq: 1, values: {} }, 5, { seq: 2, values: {} }];
    expect(device.request(2, "telemetry.batch", { samples }).error.data).toEqual({ path: "/params/samples/1" });
    expect(device.request(3, "telemetry.batch", {}).error.data).toEqual({ path: "/params/samples" });
    expect(hub.stats().counters).toMatchObject({ samples: 2 });
  });
});

describe("state", () => {
  const hello = { state: { version: 12, reported: { lockState: "locked", autoRelockTime: 20 } } };

  test("patches are laid over what hello said, null meaning unknown", () => {
    const { hub } = virtualHub();
    const device = ScriptedDevice.connected(hub, "lock-1", hello);
    device.notify("state.report", { version: 13, patch: { lockState: null }, cause: "human", ts: 1 });
    expect(hub.device("lock-1")!.reported).toEqual({ version: 13, values: { lockState: null, autoRelockTime: 20 } });
    expect(hub.stats().counters).toMatchObject({ patches: 1, missedPatches: 0, stalePatches: 0 });
  });

  test("a patch older than what is known is ignored", () => {
    const { hub } = virtualHub();
    const device = ScriptedDevice.connected(hub, "lock-1", hello);
    device.notify("state.report", { version: 12, patch: { lockState: "unlocked" } });
    expect(hub.device("lock-1")!.reported).toEqual({ version: 12, values: hello.state.reported });
    expect(hub.stats().counters).toMatchObject({ patches: 0, stalePatches: 1 });
  });

  test("a gap in the versions is counted, and the server asks for the whole state, once", () => {
    const { hub } = virtualHub();
    const device = ScriptedDevice.connected(hub, "lock-1", hello);
    device.notify("state.report", { version: 15, patch: { lockState: "unlocked" } });
    device.notify("state.report", { version: 17, patch: { lockState: "locked" } });
    expect(hub.stats().counters).toMatchObject({ patches: 2, missedPatches: 3 });
    expect(device.heard).toEqual([{ jsonrpc: "2.0", id: expect.any(String), method: "state.get", params: {} }]);
    device.answer(device.heard[0].id, { version: 18, reported: { lockState: "locked", autoRelockTime: 99 } });
    expect(hub.device("lock-1")!.reported).toEqual({
      version: 18,
      values: { lockState: "locked", autoRelockTime: 99 },
    });
  });

  test("a snapshot older than what came since is ignored", () => {
    const { hub } = virtualHub();
    const device = ScriptedDevice.connected(hub, "lock-1", hello);
    device.notify("state.report", { version: 14, patch: { lockState: "unlocked" } });
    device.notify("state.report", { version: 15, patch: { lockState: "locked" } });
    device.answer(device.heard[0].id, { version: 14, reported: { lockState: "unlocked" } });
    expect(hub.device("lock-1")!.reported).toMatchObject({ version: 15, values: { lockState: "locked" } });
  });

  test("hello replaces everything, also when the device has started anew", () => {
    const { hub } = virtualHub();
    ScriptedDevice.connected(hub, "lock-1", hello).leave();
    ScriptedDevice.connected(hub, "lock-1", { state: { version: 1, reported: { lockState: "unlocked" } } });
    expect(hub.device("lock-1")!.reported).toEqual({ version: 1, values: { lockState: "unlocked" } });
  });

  test("a device that keeps no versions is taken at its word", () => {
    const { hub } = virtualHub();
    const device = ScriptedDevice.connected(hub);
    device.notify("state.report", { patch: { lockState: "locked" } });
    device.notify("state.report", { patch: { lockState: "unlocked" } });
    expect(hub.device("lock-1")!.reported).toEqual({ values: { lockState: "unlocked" } });
  });
});

describe("events", () => {
  test("are kept, the latest twenty", () => {
    const { hub } = virtualHub();
    const device = ScriptedDevice.connected(hub);
    for (let number = 1; number <= 25; number++) {
      device.notify("event.report", {
        id: `e-${number}`,
        ts: number,
        name: "doorLockAlarm",
        severity: "error",
        data: { alarmCode: "lockJammed" },
      });
    }
    const { events, counters } = hub.device("lock-1")!;
    expect(events.map(({ id }) => id)).toEqual(Array.from({ length: 20 }, (_, index) => `e-${index + 6}`));
    expect(events.at(-1)).toEqual({
      id: "e-25",
      name: "doorLockAlarm",
      severity: "error",
      time: 25,
      receivedAt: start,
      data: { alarmCode: "lockJammed" },
    });
    expect(counters.events).toBe(25);
  });

  test("that cannot be kept are refused", () => {
    const { hub } = virtualHub();
    const device = ScriptedDevice.connected(hub);
    const deep = JSON.parse(`${'{"a":'.repeat(100)}1${"}".repeat(100)}`) as unknown;
    for (const params of [{}, { name: "" }, { name: 1 }, { name: "x", data: [] }, { name: "x", data: deep }]) {
      expect(device.request(1, "event.report", params).error).toMatchObject({ code: -32602 });
    }
    expect(hub.device("lock-1")!.events).toEqual([]);
  });
});

describe("commands", () => {
  test("go to the device with their arguments and a deadline, and its result comes back as it is", () => {
    const { hub } = virtualHub();
    const device = ScriptedDevice.connected(hub);
    const { all, done } = outcomes<CommandOutcome>();
    hub.command("lock-1", "unlockDoor", { pinCode: "4711" }, seconds(10), done);
    const [request] = device.heard;
    expect(request).toEqual({
      jsonrpc: "2.0",
      id: expect.any(String),
      method: "command.unlockDoor",
      params: { args: { pinCode: "4711" }, deadline: start + 10_000 },
    });
    expect(all).toEqual([]);
    device.answer(request.id, { status: "done", extra: [1, null] });
    device.answer(request.id, { status: "again" });
    expect(all).toEqual([{ type: "result", result: { status: "done", extra: [1, null] } }]);
    expect(hub.stats().counters).toMatchObject({ commandsSent: 1, commandsDone: 1, unexpectedAnswers: 1 });
  });

  test("that fail bring the device's own error back", () => {
    const { hub } = virtualHub();
    const device = ScriptedDevice.connected(hub);
    const { all, done } = outcomes<CommandOutcome>();
    hub.command("lock-1", "lockDoor", {}, seconds(10), done);
    const error = { code: -32010, message: "the bolt is jammed", data: { failure: "hardware" } };
    device.fail(device.heard[0].id, error);
    expect(all).toEqual([{ type: "error", error }]);
    expect(hub.stats().counters).toMatchObject({ commandsFailed: 1 });
  });

  test("to nobody, and to a device that is gone, are told apart", () => {
    const { hub } = virtualHub();
    const { all, done } = outcomes<CommandOutcome>();
    ScriptedDevice.connected(hub).leave();
    hub.command("nobody", "lockDoor", {}, seconds(10), done);
    hub.command("lock-1", "lockDoor", {}, seconds(10), done);
    expect(all).toEqual([{ type: "unknown-device" }, { type: "not-connected" }]);
  });

  test("that are not answered in time are given up, and a late answer is counted", () => {
    const { hub, pass } = virtualHub();
    const device = ScriptedDevice.connected(hub);
    const { all, done } = outcomes<CommandOutcome>();
    hub.command("lock-1", "lockDoor", {}, millis(500), done);
    pass(millis(499));
    expect(all).toEqual([]);
    pass(millis(1));
    expect(all).toEqual([{ type: "no-answer", why: "timeout" }]);
    device.answer(device.heard[0].id, {});
    expect(all).toHaveLength(1);
    expect(hub.stats().counters).toMatchObject({ commandsUnanswered: 1, unexpectedAnswers: 1 });
  });

  test("in progress when the device is lost or replaced end without an answer", () => {
    const { hub, scheduler } = virtualHub();
    const { all, done } = outcomes<CommandOutcome>();
    const first = ScriptedDevice.connected(hub);
    hub.command("lock-1", "lockDoor", {}, seconds(10), done);
    ScriptedDevice.connected(hub);
    hub.command("lock-1", "lockDoor", {}, seconds(10), done);
    expect(all).toEqual([{ type: "no-answer", why: "disconnected" }]);
    first.leave(4009);
    ScriptedDevice.connected(hub).leave(1006);
    expect(all).toEqual([
      { type: "no-answer", why: "disconnected" },
      { type: "no-answer", why: "disconnected" },
    ]);
    expect(scheduler.size).toBe(0);
  });

  test("many at once keep apart, whatever the order of the answers", () => {
    const { hub } = virtualHub();
    const device = ScriptedDevice.connected(hub);
    const results: unknown[] = [];
    for (let number = 0; number < 50; number++) {
      hub.command("lock-1", "lockDoor", { number }, seconds(10), (outcome) => {
        results[number] = outcome.type === "result" ? outcome.result : outcome;
      });
    }
    expect(new Set(device.heard.map(({ id }) => id)).size).toBe(50);
    for (const { id, params } of device.heard.toReversed()) device.answer(id, params.args.number);
    expect(results).toEqual(Array.from({ length: 50 }, (_, number) => number));
  });

  test("beyond what a device may have in progress are refused", () => {
    const { hub } = virtualHub({ limits: { requestsInFlight: 2 } });
    const device = ScriptedDevice.connected(hub);
    const { all, done } = outcomes<CommandOutcome>();
    for (let number = 0; number < 3; number++) hub.command("lock-1", "lockDoor", {}, seconds(10), done);
    expect(all).toEqual([{ type: "overloaded" }]);
    device.answer(device.heard[0].id, {});
    hub.command("lock-1", "lockDoor", {}, seconds(10), done);
    expect(device.heard).toHaveLength(3);
  });

  test("wait no longer than the server allows", () => {
    const { hub, pass } = virtualHub({ limits: { longestTimeout: seconds(30) } });
    ScriptedDevice.connected(hub);
    const { all, done } = outcomes<CommandOutcome>();
    hub.command("lock-1", "lockDoor", {}, minutes(10), done);
    pass(seconds(30));
    expect(all).toEqual([{ type: "no-answer", why: "timeout" }]);
  });

  test("have ids that a server started later does not use again", () => {
    const idsAt = (at: Duration): string[] => {
      const { hub } = virtualHub({}, at);
      const device = ScriptedDevice.connected(hub);
      for (let number = 0; number < 3; number++) hub.command("lock-1", "lockDoor", {}, seconds(1), () => {});
      return device.heard.map(({ id }) => id as string);
    };
    expect(new Set([...idsAt(seconds(0)), ...idsAt(seconds(5))]).size).toBe(6);
  });
});

describe("desired state", () => {
  const change = (hub: ReturnType<typeof virtualHub>["hub"], patch: Record<string, unknown>) => {
    const collected = outcomes<DesireOutcome>();
    hub.desire("lock-1", patch, seconds(10), collected.done);
    return collected.all;
  };

  test("is sent to the device, and its answer comes back", () => {
    const { hub } = virtualHub();
    const device = ScriptedDevice.connected(hub);
    const all = change(hub, { autoRelockTime: 60 });
    const [request] = device.heard;
    expect(request).toMatchObject({ method: "state.desired", params: { version: 1, patch: { autoRelockTime: 60 } } });
    device.answer(request.id, { version: 1, applied: true });
    expect(all).toEqual([
      { type: "changed", version: 1, values: { autoRelockTime: 60 }, delivery: { type: "applied" } },
    ]);
    expect(hub.device("lock-1")!.desired).toEqual({
      version: 1,
      values: { autoRelockTime: 60 },
      status: { type: "applied" },
    });
  });

  test("sends the change alone to a device that has the version before, so that nothing else is set back", () => {
    const { hub } = virtualHub();
    const device = ScriptedDevice.connected(hub);
    change(hub, { autoRelockTime: 60, soundVolume: 1 });
    device.answer(device.heard[0].id, { version: 1, applied: true });
    change(hub, { soundVolume: 2, autoRelockTime: null });
    expect(device.heard[1].params).toEqual({ version: 2, patch: { soundVolume: 2 } });
    expect(hub.device("lock-1")!.desired.values).toEqual({ soundVolume: 2 });
  });

  test("sends everything to a device that has not confirmed the version before", () => {
    const { hub } = virtualHub();
    const device = ScriptedDevice.connected(hub);
    change(hub, { autoRelockTime: 60 });
    change(hub, { soundVolume: 2 });
    expect(device.heard[1].params).toEqual({ version: 2, patch: { autoRelockTime: 60, soundVolume: 2 } });
  });

  test("waits for a device that is away, is in the answer to its next hello, and is then confirmed", () => {
    const { hub } = virtualHub();
    ScriptedDevice.connected(hub).leave();
    expect(change(hub, { autoRelockTime: 60 })).toMatchObject([{ version: 1, delivery: { type: "not-connected" } }]);
    expect(hub.device("lock-1")!.desired.status).toEqual({ type: "pending" });
    const device = new ScriptedDevice(hub);
    device.request(1, "device.hello", { device: "lock-1", type: "lock", boot: 1 });
    expect(device.heard[0].result.desired).toEqual({ version: 1, patch: { autoRelockTime: 60 } });
    // It has the version from hello, and says that this one is no news.
    device.answer(device.heard[1].id, { version: 1, applied: false });
    expect(hub.device("lock-1")!.desired.status).toEqual({ type: "applied" });
    device.leave();
    expect(ScriptedDevice.connected(hub).heard).toEqual([]);
  });

  test("that the device refuses is kept, with its error, until it is changed", () => {
    const { hub } = virtualHub();
    const device = ScriptedDevice.connected(hub);
    const error = { code: -32601, message: 'unknown attribute "warp"', data: { path: "/params/patch/warp" } };
    const all = change(hub, { warp: 9 });
    device.fail(device.heard[0].id, error);
    expect(all).toMatchObject([{ version: 1, delivery: { type: "refused", error } }]);
    expect(hub.device("lock-1")!.desired).toEqual({
      version: 1,
      values: { warp: 9 },
      status: { type: "refused", error },
    });
    change(hub, { warp: null, soundVolume: 1 });
    device.answer(device.heard[1].id, { version: 2, applied: true });
    expect(hub.device("lock-1")!.desired).toEqual({
      version: 2,
      values: { soundVolume: 1 },
      status: { type: "applied" },
    });
  });

  test("is pending until the device has the latest change, whatever earlier answers say", () => {
    const { hub } = virtualHub();
    const device = ScriptedDevice.connected(hub);
    change(hub, { soundVolume: 1 });
    change(hub, { soundVolume: 2 });
    device.answer(device.heard[0].id, { version: 1, applied: true });
    expect(hub.device("lock-1")!.desired.status).toEqual({ type: "pending" });
    device.answer(device.heard[1].id, { version: 2, applied: true });
    expect(hub.device("lock-1")!.desired.status).toEqual({ type: "applied" });
  });

  test("that was refused is tried again at the next hello, because the device may have learned", () => {
    const { hub } = virtualHub();
    const device = ScriptedDevice.connected(hub);
    change(hub, { soundVolume: 1 });
    device.fail(device.heard[0].id, { code: -32601, message: "unknown attribute" });
    device.leave();
    const updated = ScriptedDevice.connected(hub, "lock-1", { fw: "2.0.0" });
    updated.answer(updated.heard[0].id, { version: 1, applied: false });
    expect(hub.device("lock-1")!.desired.status).toEqual({ type: "applied" });
  });

  test("is sent as a whole to a device that has lost its memory", () => {
    const { hub } = virtualHub();
    const state = (version: number) => ({ state: { version, reported: {} } });
    const device = ScriptedDevice.connected(hub, "lock-1", state(9));
    change(hub, { autoRelockTime: 60 });
    device.answer(device.heard[0].id, { version: 1, applied: true });
    const replaced = ScriptedDevice.connected(hub, "lock-1", state(1));
    expect(hub.device("lock-1")!.desired.status).toEqual({ type: "pending" });
    change(hub, { soundVolume: 1 });
    expect(replaced.heard.at(-1).params).toEqual({ version: 2, patch: { autoRelockTime: 60, soundVolume: 1 } });
  });

  test("that is not answered may have been taken or not", () => {
    const { hub, pass } = virtualHub();
    ScriptedDevice.connected(hub);
    const all = change(hub, { soundVolume: 1 });
    pass(seconds(10));
    expect(all).toMatchObject([{ delivery: { type: "no-answer" } }]);
    expect(hub.device("lock-1")!.desired.status).toEqual({ type: "pending" });
  });

  test("overtakes a device that is ahead, from a time the server has forgotten", () => {
    const { hub } = virtualHub();
    const device = new ScriptedDevice(hub);
    device.notify("device.hello", { device: "lock-1" });
    const all = change(hub, { soundVolume: 1 });
    device.answer(device.heard[0].id, { version: 41, applied: false });
    expect(device.heard[1].params).toEqual({ version: 42, patch: { soundVolume: 1 } });
    device.answer(device.heard[1].id, { version: 42, applied: true });
    expect(all).toMatchObject([{ version: 42, delivery: { type: "applied" } }]);
  });

  test("does not race a device that is always ahead", () => {
    const { hub } = virtualHub();
    const device = ScriptedDevice.connected(hub);
    const all = change(hub, { soundVolume: 1 });
    device.answer(device.heard[0].id, { version: 41, applied: false });
    device.answer(device.heard[1].id, { version: 1_000, applied: false });
    expect(device.heard).toHaveLength(2);
    expect(all).toMatchObject([{ delivery: { type: "refused" } }]);
  });

  test("answered with something else is refused", () => {
    const { hub } = virtualHub();
    const device = ScriptedDevice.connected(hub);
    const all = change(hub, { soundVolume: 1 });
    device.answer(device.heard[0].id, "ok");
    expect(all).toMatchObject([{ delivery: { type: "refused" } }]);
  });

  test("of an unknown device, or too much of it, changes nothing", () => {
    const { hub } = virtualHub({ limits: { values: 3 } });
    const { all, done } = outcomes<DesireOutcome>();
    hub.desire("nobody", {}, seconds(1), done);
    ScriptedDevice.connected(hub).leave();
    hub.desire("lock-1", { a: 1, b: 2 }, seconds(1), done);
    hub.desire("lock-1", { c: 3, d: 4 }, seconds(1), done);
    expect(all.map(({ type }) => type)).toEqual(["unknown-device", "changed", "too-large"]);
    expect(hub.device("lock-1")!.desired).toMatchObject({ version: 1, values: { a: 1, b: 2 } });
  });
});

describe("the list of devices", () => {
  const populated = () => {
    const { hub } = virtualHub();
    for (let number = 1; number <= 6; number++) {
      const device = ScriptedDevice.connected(hub, `d-${number}`, { type: number % 2 === 0 ? "bulb" : "lock" });
      if (number > 4) device.leave();
    }
    return hub;
  };

  test("is in the order in which they first came, a page at a time", () => {
    const hub = populated();
    const first = hub.devices({ limit: 4 })!;
    expect(first.devices.map(({ id }) => id)).toEqual(["d-1", "d-2", "d-3", "d-4"]);
    expect(first).toMatchObject({ total: 6, next: "d-4" });
    const second = hub.devices({ limit: 4, after: first.next! })!;
    expect(second.devices.map(({ id }) => id)).toEqual(["d-5", "d-6"]);
    expect(second).not.toHaveProperty("next");
    expect(hub.devices({ limit: 4, after: "nobody" })).toBeUndefined();
  });

  test("a last page that is full has no next", () => {
    expect(populated().devices({ limit: 6 })).not.toHaveProperty("next");
  });

  test("can be narrowed to a kind, and to those that are connected or not", () => {
    const hub = populated();
    const ids = (query: object) => hub.devices({ limit: 10, ...query })!.devices.map(({ id }) => id);
    expect(ids({ kind: "bulb" })).toEqual(["d-2", "d-4", "d-6"]);
    expect(ids({ connected: false })).toEqual(["d-5", "d-6"]);
    expect(ids({ kind: "bulb", connected: true })).toEqual(["d-2", "d-4"]);
    expect(ids({ kind: "toaster" })).toEqual([]);
  });

  test("the counts say how many there are of each kind", () => {
    expect(populated().stats()).toMatchObject({
      devices: 6,
      connected: 4,
      byKind: { lock: 2, bulb: 2 },
      connections: 4,
    });
  });
});
