/** Against npm `json-rpc-2.0`, a JSON-RPC implementation that nobody here wrote, as the server. */
import { JSONRPCClient, JSONRPCErrorException, JSONRPCServer, JSONRPCServerAndClient } from "json-rpc-2.0";
import { describe, expect, test } from "vitest";
import { seconds } from "../../../../src/kernel/time.ts";
import { sample, SessionRig, type RigOptions } from "./session-rig.ts";

interface Peer {
  readonly rig: SessionRig;
  readonly server: JSONRPCServerAndClient;
  /** Methods the server was called with, and their parameters. */
  readonly calls: { readonly method: string; readonly params: unknown }[];
}

/** A session with the library on the other side of its connection. Ids of the server count up from `firstId`. */
function connect(firstId: number, options: RigOptions = {}, welcome: unknown = { session: "s-1" }): Peer {
  const rig = new SessionRig(options);
  let nextId = firstId;
  const server = new JSONRPCServerAndClient(
    new JSONRPCServer({ errorListener: () => {} }),
    new JSONRPCClient(
      (payload) => rig.receive(payload),
      () => nextId++,
    ),
    { errorListener: () => {} },
  );
  const calls: Peer["calls"] = [];
  const methods = ["device.hello", "telemetry.report", "telemetry.batch", "state.report", "event.report", "device.bye"];
  for (const method of methods) {
    server.addMethod(method, (params: unknown) => {
      calls.push({ method, params });
      return method === "device.hello" ? welcome : {};
    });
  }
  rig.onSend = (text) => void server.receiveAndSend(JSON.parse(text), undefined, undefined);
  rig.session.onOpen("flotilla.v1");
  return { rig, server, calls };
}

/** Lets the library's promises settle. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("what the device says is understood", () => {
  test("hello as a request, reports as notifications, bye", async () => {
    const { rig, calls } = connect(0);
    await settled();
    expect(rig.of("ready")).toHaveLength(1);
    rig.session.telemetry(sample(1), false);
    rig.session.backlog([sample(2), sample(3)], false);
    rig.session.state({ time: 1, version: 13, values: { lockState: "unlocked" }, cause: "human" });
    rig.session.event({ id: "e-1", time: 2, name: "doorLockAlarm", severity: "error", data: {} });
    rig.session.goodbye("shutdown");
    await settled();
    expect(calls.map(({ method }) => method)).toEqual([
      "device.hello",
      "telemetry.report",
      "telemetry.batch",
      "state.report",
      "event.report",
      "device.bye",
    ]);
    expect(calls[1]?.params).toEqual({ ts: 1795362608001, seq: 1, values: { rssi: -61 } });
    expect(rig.of("unhandled")).toEqual([]);
    expect(rig.of("violation")).toEqual([]);
  });

  test("hello as a notification gets no answer, and none is missed", async () => {
    const { rig, calls } = connect(0, { options: { hello: "notify" } });
    await settled();
    expect(calls.map(({ method }) => method)).toEqual(["device.hello"]);
    expect(rig.ups).toEqual([{ type: "ready" }]);
  });

  test("an error thrown by the hello method ends the connection as it says", async () => {
    const rig = new SessionRig();
    const server = new JSONRPCServer({ errorListener: () => {} });
    server.addMethod("device.hello", () => {
      throw new JSONRPCErrorException("unknown device", -32002);
    });
    rig.session.onOpen("");
    rig.receive(await server.receiveJSON(rig.sent[0]!));
    expect(rig.closed).toEqual([{ code: 1000, reason: "hello refused" }]);
    expect(rig.end()).toMatchObject({ act: "stop" });
  });

  test("a server without device.hello answers that it has no such method, which ends the device's attempts", async () => {
    const rig = new SessionRig();
    rig.session.onOpen("");
    rig.receive(await new JSONRPCServer().receiveJSON(rig.sent[0]!));
    expect(rig.end()).toMatchObject({ act: "stop", why: expect.stringContaining("hello: notify") as string });
  });

  test("acknowledged telemetry is answered; what got lost is sent again and answered", async () => {
    const { rig, calls } = connect(0);
    await settled();
    rig.session.telemetry(sample(7), true);
    await settled();
    expect(rig.of("acknowledged")).toEqual([{ type: "acknowledged", seq: 7 }]);
    const deliver = rig.onSend;
    rig.onSend = undefined;
    rig.session.telemetry(sample(8), true);
    rig.onSend = deliver;
    rig.pass(seconds(10));
    await settled();
    expect(calls.at(-1)?.params).toEqual({ ts: 1795362608008, seq: 8, values: { rssi: -61 }, dup: true });
    expect(rig.of("acknowledged").map(({ seq }) => seq)).toEqual([7, 8]);
  });
});

describe("what the server asks is understood", () => {
  test.each([0, 2])("with ids from %i; both sides may use one at the same time", async (firstId) => {
    const { rig, server } = connect(firstId);
    await settled();
    rig.session.telemetry(sample(1), true);
    const first = server.request("command.lockDoor", { args: {} });
    rig.session.telemetry(sample(2), true);
    const second = server.request("command.unlockDoor", { args: { pinCode: "4711" } });
    await settled();
    expect(rig.of("acknowledged").map(({ seq }) => seq)).toEqual([1, 2]);
    const [lock, unlock] = rig.of("command");
    // The later one is answered first.
    rig.answer({ ok: true, result: { state: "unlocked" } }, unlock?.ref);
    rig.answer({ ok: true, result: {} }, lock?.ref);
    await expect(first).resolves.toEqual({ status: "done" });
    await expect(second).resolves.toEqual({ status: "done", state: "unlocked" });
  });

  test("failures reach the caller with code, message and data", async () => {
    const { rig, server } = connect(0);
    await settled();
    const jammed = server.request("command.lockDoor", { args: {} });
    await settled();
    rig.answer({ ok: false, failure: "hardware", message: "the bolt is jammed" });
    await expect(jammed).rejects.toMatchObject({
      code: -32010,
      message: "the bolt is jammed",
      data: { failure: "hardware" },
    });
    await expect(server.request("lock.explode", {})).rejects.toMatchObject({ code: -32601 });
    await expect(server.request("state.desired", { version: "6" })).rejects.toMatchObject({
      code: -32602,
      data: { path: "/params/version" },
    });
  });

  test("notifications are carried out", async () => {
    const { rig, server } = connect(0);
    await settled();
    server.notify("command.lockDoor", { args: {} });
    await settled();
    expect(rig.of("command")).toHaveLength(1);
    rig.answer();
    await settled();
    expect(rig.of("unhandled")).toEqual([]);
  });

  test("a batch resolves with one answer for each of its requests", async () => {
    const { rig, server } = connect(0);
    await settled();
    const answers = server.requestAdvanced([
      { jsonrpc: "2.0", id: "a", method: "device.ping" },
      { jsonrpc: "2.0", id: "b", method: "command.lockDoor" },
      { jsonrpc: "2.0", method: "device.ping" },
      { jsonrpc: "2.0", id: 0, method: "no.such" },
    ]);
    await settled();
    rig.answer();
    await expect(answers).resolves.toMatchObject([
      { id: "a", result: {} },
      { id: "b", result: { status: "done" } },
      { id: 0, error: { code: -32601 } },
    ]);
  });

  test("100 requests at once each get their own answer", async () => {
    const { rig, server } = connect(0);
    await settled();
    const requests = Array.from({ length: 100 }, () => server.request("command.lockDoor", {}));
    const outcomes = Promise.allSettled(requests);
    await settled();
    for (const { ref } of rig.of("command")) rig.answer({ ok: true, result: {} }, ref);
    const states = (await outcomes).map(({ status }) => status);
    expect(states.filter((status) => status === "fulfilled")).toHaveLength(64);
    expect(states.filter((status) => status === "rejected")).toHaveLength(36);
  });
});
