import { describe, expect, test } from "vitest";
import { millis, seconds } from "../../src/kernel/time.ts";
import type { CommandOutcome } from "../../src/server/hub.ts";
import { outcomes, ScriptedDevice, virtualHub } from "./scripted-device.ts";

describe("what is no JSON-RPC", () => {
  test("is answered a few times, then the connection is closed", () => {
    const { hub } = virtualHub({ limits: { malformed: 3 } });
    const device = ScriptedDevice.connected(hub);
    for (const text of ["garbage", '{"id":5}', "[]"]) device.sayText(text);
    expect(device.heard).toMatchObject([
      { id: null, error: { code: -32700 } },
      { id: 5, error: { code: -32600 } },
      { id: null, error: { code: -32600 } },
    ]);
    expect(device.end).toBeUndefined();
    device.sayText("{");
    expect(device.heard).toHaveLength(3);
    expect(device.end).toMatchObject({ code: 1002 });
    expect(hub.stats().counters.malformed).toBe(4);
  });

  test("in a batch ends it: nothing is sent on a connection that is closing", () => {
    const { hub } = virtualHub({ limits: { malformed: 1 } });
    const device = ScriptedDevice.connected(hub);
    device.say([1, 2, { jsonrpc: "2.0", id: 3, method: "telemetry.report", params: { values: { rssi: 1 } } }]);
    expect(device.end).toMatchObject({ code: 1002 });
    expect(device.heard).toEqual([]);
    expect(hub.device("lock-1")!.telemetry.values).toEqual({});
  });

  test("is answered before hello too, and a device that finds its way is welcome", () => {
    const { hub } = virtualHub();
    const device = new ScriptedDevice(hub);
    device.sayText("hello?");
    device.say([]);
    expect(device.request(1, "device.hello", { device: "lock-1" })).toMatchObject({ result: {} });
  });

  test("is never answered when it looks like an answer: two programs must not keep each other busy", () => {
    const { hub } = virtualHub();
    const device = ScriptedDevice.connected(hub);
    for (const id of ["c-1", 1, null]) {
      device.answer(id, {});
      device.fail(id, { code: -32601, message: "" });
      device.fail(id, "broken");
    }
    expect(device.heard).toEqual([]);
    expect(device.end).toBeUndefined();
    expect(hub.stats().counters.unexpectedAnswers).toBe(9);
  });

  test("an echo of everything we say ends each command once and comes to rest", () => {
    const { hub } = virtualHub();
    const device = ScriptedDevice.connected(hub);
    const { all, done } = outcomes<CommandOutcome>();
    hub.command("lock-1", "lockDoor", {}, seconds(1), done);
    for (let index = 0; index < device.heard.length && index < 100; index++) device.say(device.heard[index]);
    expect(all).toMatchObject([{ type: "error", error: { code: -32601 } }]);
    expect(device.heard).toHaveLength(2);
  });
});

describe("batches", () => {
  test("are answered in one list, notifications left out", () => {
    const { hub } = virtualHub();
    const device = ScriptedDevice.connected(hub);
    device.say([
      { jsonrpc: "2.0", id: "a", method: "telemetry.report", params: { seq: 1, values: {} } },
      { jsonrpc: "2.0", method: "telemetry.report", params: { seq: 2, values: {} } },
      { jsonrpc: "2.0", id: "b", method: "no.such" },
      7,
    ]);
    expect(device.heard).toMatchObject([
      [
        { id: "a", result: {} },
        { id: "b", error: { code: -32601 } },
        { id: null, error: { code: -32600 } },
      ],
    ]);
  });

  test("of notifications only are not answered", () => {
    const { hub } = virtualHub();
    const device = ScriptedDevice.connected(hub);
    device.say([{ jsonrpc: "2.0", method: "telemetry.report", params: { seq: 1, values: {} } }]);
    expect(device.heard).toEqual([]);
  });

  test("that are too long are refused as a whole", () => {
    const { hub } = virtualHub();
    const device = ScriptedDevice.connected(hub);
    device.say(Array.from({ length: 33 }, () => ({ jsonrpc: "2.0", id: 1, method: "device.bye", params: {} })));
    expect(device.heard).toMatchObject([{ id: null, error: { code: -32600 } }]);
    expect(hub.stats().counters.byes).toBe(0);
  });

  test("may hold the hello and what comes after it", () => {
    const { hub } = virtualHub();
    const device = new ScriptedDevice(hub);
    device.say([
      { jsonrpc: "2.0", id: 1, method: "device.hello", params: { device: "lock-1" } },
      { jsonrpc: "2.0", id: 2, method: "telemetry.report", params: { seq: 1, values: { rssi: -50 } } },
    ]);
    expect(device.heard).toMatchObject([[{ id: 1 }, { id: 2 }]]);
    expect(hub.device("lock-1")!.telemetry.values).toEqual({ rssi: -50 });
  });
});

describe("limits", () => {
  test("a message too big closes the connection with 1009", () => {
    const { hub } = virtualHub({ limits: { messageBytes: 1_000 } });
    const device = ScriptedDevice.connected(hub);
    device.sayText("x".repeat(1_001));
    expect(device.end).toMatchObject({ code: 1009 });
  });

  test("a binary frame closes the connection with 1003", () => {
    const { hub } = virtualHub();
    const device = ScriptedDevice.connected(hub);
    device.sayBinary();
    expect(device.end).toMatchObject({ code: 1003 });
    expect(hub.device("lock-1")!.presence).toMatchObject({ type: "gone", code: 1003 });
  });

  test("a flood closes the connection with 4029, a steady stream does not", () => {
    const { hub, pass } = virtualHub({ limits: { messagesPerSecond: 100, messageBurst: 200 } });
    const steady = ScriptedDevice.connected(hub, "steady");
    for (let second = 0; second < 100; second++) {
      for (let message = 0; message < 100; message++) steady.notify("telemetry.report", { values: { second } });
      pass(seconds(1));
    }
    expect(steady.end).toBeUndefined();
    const flood = ScriptedDevice.connected(hub, "flood");
    // However long it was quiet: it may send one burst.
    pass(seconds(60));
    for (let message = 0; message < 200; message++) flood.notify("telemetry.report", { values: {} });
    expect(flood.end).toBeUndefined();
    flood.notify("telemetry.report", { values: {} });
    expect(flood.end).toMatchObject({ code: 4029 });
    expect(steady.end).toBeUndefined();
  });

  test("a device that does not read what it asks for is cut off, and nobody waits for it", () => {
    const { hub } = virtualHub();
    const device = ScriptedDevice.connected(hub);
    const { all, done } = outcomes<CommandOutcome>();
    device.reads = false;
    hub.command("lock-1", "lockDoor", {}, seconds(10), done);
    expect(device.end).toBe("terminated");
    expect(all).toEqual([{ type: "no-answer", why: "disconnected" }]);
    expect(hub.device("lock-1")!.presence).toMatchObject({ type: "gone", code: 1006 });
  });

  test("a device cannot make the server keep ever more attributes", () => {
    const { hub } = virtualHub({ limits: { values: 10 } });
    const device = ScriptedDevice.connected(hub);
    const errors = Array.from({ length: 30 }, (_, number) => {
      const telemetry = device.request(1, "telemetry.report", { values: { [`t${number}`]: 1 } });
      const state = device.request(2, "state.report", { version: number + 1, patch: { [`s${number}`]: 1 } });
      return [telemetry, state].filter(({ error }) => error?.code === -32602).length;
    });
    expect(errors).toEqual([...Array.from({ length: 10 }, () => 0), ...Array.from({ length: 20 }, () => 2)]);
    const { telemetry, reported } = hub.device("lock-1")!;
    expect(Object.keys(telemetry.values)).toHaveLength(10);
    expect(Object.keys(reported.values)).toHaveLength(10);
    expect(device.request(3, "telemetry.report", { values: { t0: 2 } })).toMatchObject({ result: {} });
  });

  test("__proto__ is no attribute, and changes nothing of ours", () => {
    const { hub } = virtualHub();
    const device = ScriptedDevice.connected(hub);
    const evil = '{"__proto__":{"polluted":true},"constructor":"ok"}';
    device.sayText(`{"jsonrpc":"2.0","id":1,"method":"telemetry.report","params":{"seq":1,"values":${evil}}}`);
    device.sayText(`{"jsonrpc":"2.0","id":2,"method":"state.report","params":{"version":1,"patch":${evil}}}`);
    device.sayText(`{"jsonrpc":"2.0","id":3,"method":"event.report","params":{"name":"x","data":${evil}}}`);
    device.sayText(`{"jsonrpc":"2.0","id":4,"method":"toString","__proto__":{"id":9}}`);
    device.sayText(`{"jsonrpc":"2.0","id":5,"method":"telemetry.report","params":{"values":{"__proto__":5}}}`);
    expect(device.heard).toMatchObject([
      { id: 1, error: { code: -32602 } },
      { id: 2, error: { code: -32602 } },
      { id: 3, result: {} },
      { id: 4, error: { code: -32601 } },
      { id: 5, error: { code: -32602 } },
    ]);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
    expect(hub.device("lock-1")!.telemetry.values).toEqual({});
  });

  test("ids of devices may be anything, names of Object's own members included", () => {
    const { hub } = virtualHub();
    for (const id of ["__proto__", "constructor", "toString", "../../etc", "\u0000", "💡"]) {
      ScriptedDevice.connected(hub, id, { type: id });
      expect(hub.device(id)).toMatchObject({ id, kind: id });
    }
    const { devices, connected, byKind } = hub.stats();
    expect([devices, connected]).toEqual([6, 6]);
    expect(Object.entries(byKind)).toHaveLength(6);
    for (const [, count] of Object.entries(byKind)) expect(count).toBe(1);
  });

  test("ten thousand levels of nesting are refused without a crash", () => {
    const { hub } = virtualHub();
    const device = ScriptedDevice.connected(hub);
    const deep = `${"[".repeat(10_000)}${"]".repeat(10_000)}`;
    device.sayText(`{"jsonrpc":"2.0","id":1,"method":"telemetry.report","params":{"values":{"a":${deep}}}}`);
    device.sayText(`{"jsonrpc":"2.0","id":2,"method":"event.report","params":{"name":"x","data":{"a":${deep}}}}`);
    expect(device.heard).toMatchObject([
      { id: 1, error: { code: -32602 } },
      { id: 2, error: { code: -32602 } },
    ]);
    const { all, done } = outcomes<CommandOutcome>();
    hub.command("lock-1", "a", {}, seconds(1), done);
    hub.command("lock-1", "b", {}, seconds(1), done);
    device.sayText(`{"jsonrpc":"2.0","id":"${device.heard[2].id}","result":${deep}}`);
    device.sayText(`{"jsonrpc":"2.0","id":"${device.heard[3].id}","error":{"code":1,"message":"m","data":${deep}}}`);
    expect(all).toMatchObject([{ type: "error" }, { type: "error", error: { code: 1, message: "m" } }]);
    expect(() => JSON.stringify(all)).not.toThrow();
  });

  test("one device's trouble is not another's", () => {
    const { hub, pass } = virtualHub();
    const good = ScriptedDevice.connected(hub, "good");
    const bad = ScriptedDevice.connected(hub, "bad");
    for (let number = 0; number < 100; number++) bad.sayText("}{");
    pass(millis(1));
    expect(bad.end).toBeDefined();
    expect(good.request(1, "telemetry.report", { seq: 1, values: {} })).toMatchObject({ result: {} });
  });
});
