/** Servers that are none of ours: one that speaks JSON-RPC with a library of somebody else, and those that do not speak at all. */
import { describe, expect, test } from "vitest";
import { startFleet } from "../../src/index.ts";
import { disposeAll } from "../support/dispose-all.ts";
import { foreignServer, type Visitor } from "../support/foreign-server.ts";
import { type JsonRpcPeer, speakJsonRpc } from "../support/json-rpc-hub.ts";
import { quietLocks, Records } from "../support/quiet-fleet.ts";

const soon = { within: "20s" };
/** Samples that a device keeps until it is connected: none is to be dropped for want of room, however long that takes. */
const patience = 10_000;

describe("a server on npm json-rpc-2.0", () => {
  /** One lock, which reports several times a second and has its telemetry acknowledged, and the server's end of its connections. */
  async function converse(firstId = 0) {
    const peers: JsonRpcPeer[] = [];
    const welcome = { session: "s-1", heartbeatSec: 30, time: 1_795_362_608_281, telemetry: { ack: true } };
    const server = await foreignServer({
      onVisitor: (visitor) => peers.push(speakJsonRpc(visitor, { welcome, firstId })),
    });
    const fleet = await startFleet(
      quietLocks({ target: server.url, telemetry: { every: "200ms", buffer: patience }, speed: 10 }),
    );
    await fleet.until(() => fleet.devices().some(({ connected }) => connected), soon);
    return { fleet, server, peers, peer: peers[0]!, [Symbol.asyncDispose]: () => disposeAll(fleet, server) };
  }

  test("hears hello, gets telemetry until it has acknowledged it, and hears a goodbye", async () => {
    await using talk = await converse();
    const { fleet, peer } = talk;
    expect(peer.calls[0]).toMatchObject({
      method: "device.hello",
      params: { device: "lock-0001", type: "lock", boot: 1, reason: "powerOnReboot", state: { version: 0 } },
    });
    await fleet.until(() => fleet.summary().messages.acked >= 5, soon);
    const summary = await fleet.stop();
    const { samples } = peer;
    expect(samples.map(({ seq }) => seq)).toEqual(samples.map((_, index) => index + 1));
    expect(samples.some(({ dup }) => dup === true)).toBe(false);
    expect(peer.of("device.bye")).toMatchObject([{ reason: "shutdown" }]);
    expect(await talk.server.visitors[0]!.ended).toMatchObject({ code: 1000 });
    // The library answers a moment after it has heard; an answer that the goodbye overtakes finds nobody.
    const { acked, unacknowledged } = summary.messages;
    expect(acked + unacknowledged).toBe(samples.length);
    expect(summary.messages).toMatchObject({ telemetry: samples.length, violations: 0, unhandled: 0, dropped: 0 });
    expect(summary.latency.ack.count).toBeGreaterThan(0);
    expect(summary.latency.ack.count).toBeLessThanOrEqual(summary.messages.acked);
    expect(summary.connections).toMatchObject({ attempts: 1, ready: 1, lost: 0 });
  });

  test.each([0, 1])("has commands carried out or refused, its own ids counting from %i", async (firstId) => {
    await using talk = await converse(firstId);
    const { fleet, peer } = talk;
    const lock = fleet.device("lock-0001");
    await expect(peer.request("command.unlockDoor")).resolves.toEqual({ status: "done" });
    expect(lock.reported["lockState"]).toBe("unlocked");
    await expect(peer.request("command.lockDoor", { args: { pinCode: "0000" } })).rejects.toMatchObject({
      code: -32013,
      data: { failure: "unauthorized" },
    });
    await expect(peer.request("command.selfDestruct")).rejects.toMatchObject({ code: -32601 });
    lock.fault("jam");
    await expect(peer.request("command.lockDoor")).rejects.toMatchObject({ code: -32010 });
    await fleet.until(() => peer.of("event.report").length >= 4, soon);
    expect(peer.of("state.report").map(({ patch }) => patch)).toEqual([
      { lockState: "unlocked" },
      { lockState: "notFullyLocked" },
    ]);
    expect(peer.of("event.report").map(({ name }) => name)).toEqual([
      "lockOperation",
      "lockOperationError",
      "doorLockAlarm",
      "lockOperationError",
    ]);
    expect(fleet.summary().commands).toMatchObject({ received: 4, answered: 1, failed: 2, unknown: 1 });
  });

  test("may use the ids the device uses, at the same time", async () => {
    await using talk = await converse(1);
    const { fleet, peer } = talk;
    // The bolt is on its way for a tenth of a second, in which the device sends several requests of its own.
    const before = fleet.summary().messages.acked;
    const unlocked = peer.request("command.unlockDoor");
    const questions = Array.from({ length: 20 }, () => peer.request("state.get"));
    for (const answer of await Promise.all(questions))
      expect(answer).toMatchObject({ reported: { lockState: "locked" } });
    await expect(unlocked).resolves.toEqual({ status: "done" });
    await fleet.until(() => fleet.summary().messages.acked > before + 5, soon);
    expect(fleet.summary().messages).toMatchObject({ unhandled: 0, violations: 0, resent: 0 });
  });

  test("reads, desires and configures the state of the device", async () => {
    await using talk = await converse();
    const { fleet, peer } = talk;
    const desire = (version: number, autoRelockTime: unknown) =>
      peer.request("state.desired", { version, patch: { autoRelockTime } });
    await expect(desire(6, 60)).resolves.toEqual({ version: 6, applied: true });
    await expect(desire(5, 30)).resolves.toEqual({ version: 6, applied: false });
    await expect(desire(7, "soon")).rejects.toMatchObject({ code: -32602 });
    await expect(peer.request("state.get")).resolves.toMatchObject({ reported: { autoRelockTime: 60 } });
    await expect(peer.request("device.configure", { wrongCodeEntryLimit: 3 })).resolves.toEqual({ status: "done" });
    await expect(peer.request("device.configure", { wrongCodeEntryLimit: "3" })).rejects.toMatchObject({
      code: -32602,
    });
    await expect(peer.request("device.ping")).resolves.toEqual({});
    await fleet.until(() => peer.of("state.report").length >= 2, soon);
    expect(peer.of("state.report")).toMatchObject([
      { version: 1, patch: { autoRelockTime: 60 }, cause: "desired" },
      { version: 2, patch: { wrongCodeEntryLimit: 3 } },
    ]);
    expect(fleet.device("lock-0001").reported).toMatchObject({ autoRelockTime: 60, wrongCodeEntryLimit: 3 });
  });

  test("reboots the device, which says goodbye and comes back with a higher boot count", async () => {
    await using talk = await converse();
    const { fleet, peers } = talk;
    await expect(peers[0]!.request("device.reboot")).resolves.toEqual({ status: "done" });
    await fleet.until(() => peers.length === 2 && fleet.device("lock-0001").connected, soon);
    expect(peers[0]!.of("device.bye")).toMatchObject([{ reason: "reboot" }]);
    expect(await talk.server.visitors[0]!.ended).toMatchObject({ code: 1000 });
    expect(peers[1]!.of("device.hello")).toMatchObject([{ boot: 2, reason: "softwareReset" }]);
    await fleet.until(() => peers[1]!.samples.length > 0, soon);
    expect(peers[1]!.samples[0]).toMatchObject({ seq: 1 });
    expect(fleet.summary().connections).toMatchObject({ reconnects: 1, lost: 0 });
  });
});

describe("an echo server", () => {
  const echo = ({ socket }: Visitor): void => {
    socket.on("message", (data: Buffer) => socket.send(data.toString()));
  };

  test("never gets a device ready, and each hello comes back once", async () => {
    await using server = await foreignServer({ onVisitor: echo });
    const target = { url: server.url, readyTimeout: "100ms" };
    await using fleet = await startFleet(quietLocks({ count: 2, target }));
    await fleet.until(() => (fleet.summary().connections.failures["READY_TIMEOUT"] ?? 0) >= 4, soon);
    const { connections, messages, devices } = await fleet.stop();
    expect(devices.peakConnected).toBe(0);
    expect(connections.ready).toBe(0);
    expect(messages.unhandled).toBe(messages.received);
    expect(messages.violations).toBe(0);
    for (const { heard } of server.visitors) expect(heard).toHaveLength(1);
  });

  test("of devices that only notify sends back what it got: counted, and never answered", async () => {
    await using server = await foreignServer({ onVisitor: echo });
    const protocol = { kind: "native", hello: "notify" };
    await using fleet = await startFleet(
      quietLocks({ count: 2, target: server.url, protocol, telemetry: { every: "50ms", ack: true } }),
    );
    await fleet.until(() => fleet.summary().messages.telemetry >= 20, soon);
    fleet.device("lock-0001").act("turn-key");
    await fleet.until(() => fleet.summary().messages.events + fleet.summary().messages.state === 2, soon);
    const { messages, connections } = await fleet.stop();
    const heard = server.visitors.flatMap((visitor) => visitor.heard);
    // Two hellos, two goodbyes and what the devices report; a device has at most one batch of what it measured while it dialled.
    const reports = messages.telemetry + messages.state + messages.events;
    expect(heard.length).toBeLessThanOrEqual(4 + reports);
    expect(messages).toMatchObject({ state: 1, events: 1, acked: 0, resent: 0, violations: 0 });
    expect(messages.received).toBe(heard.length);
    expect(messages.unhandled).toBe(messages.received);
    expect(connections).toMatchObject({ ready: 2, lost: 0, failed: 0 });
  });
});

describe("a server that says nothing", () => {
  test("and only listens has devices that only notify ready at once", async () => {
    await using server = await foreignServer();
    const protocol = { kind: "native", hello: "notify" };
    await using fleet = await startFleet(
      quietLocks({ count: 3, target: server.url, protocol, telemetry: { every: "50ms", buffer: patience } }),
    );
    await fleet.until(() => fleet.summary().messages.telemetry >= 15, soon);
    const summary = await fleet.stop();
    expect(summary).toMatchObject({
      devices: { peakConnected: 3, connectedAtEnd: 3 },
      connections: { attempts: 3, ready: 3, lost: 0 },
      messages: { received: 0, acked: 0, dropped: 0 },
    });
    const methods = server.visitors[0]!.heard.map((text) => (JSON.parse(text) as { method: string }).method);
    expect([methods[0], methods.at(-1)]).toEqual(["device.hello", "device.bye"]);
    expect(methods.slice(1, -1).every((method) => method.startsWith("telemetry."))).toBe(true);
  });

  test("to hello is left after the ready time-out and tried again ever more slowly", async () => {
    await using server = await foreignServer();
    const reconnect = { policy: "exponential" as const, base: "100ms", cap: "400ms" };
    const target = { url: server.url, readyTimeout: "100ms" };
    await using fleet = await startFleet(quietLocks({ target, reconnect }));
    await fleet.until(() => server.requests.length >= 5, soon);
    const { connections, devices } = fleet.summary();
    expect(connections.ready).toBe(0);
    expect(connections.failures).toEqual({ READY_TIMEOUT: connections.failed });
    expect(connections.failed).toBeGreaterThanOrEqual(4);
    expect(devices.peakConnected).toBe(0);
    const waits = server.requests.slice(1).map(({ at }, index) => at - server.requests[index]!.at);
    for (const [index, backoff] of [100, 200, 400, 400].entries())
      expect(waits[index]).toBeGreaterThanOrEqual(100 + backoff);
    const { reasons } = await fleet.stop();
    expect(reasons.join()).toContain("no device was ever accepted by the server");
  });
});

describe("a server that closes each connection as soon as the device is ready", () => {
  /** Ends the first connections as `endings` say, each once hello was answered, and keeps the next. */
  async function closing(endings: readonly ((visitor: Visitor) => void)[], records = new Records()) {
    const server = await foreignServer({
      onVisitor: (visitor) => {
        speakJsonRpc(visitor);
        visitor.socket.once("message", () => {
          // The library answers in a microtask; the ending comes behind it.
          setImmediate(() => endings[server.visitors.indexOf(visitor)]?.(visitor));
        });
      },
    });
    const fleet = await startFleet(quietLocks({ target: server.url }), { outputs: [records] });
    return { fleet, server, records, [Symbol.asyncDispose]: () => disposeAll(fleet, server) };
  }

  test("has it come back each time, and every end counted under its code", async () => {
    const codes = [1000, 1001, 1011, 1012, 1013, 4000, 4029];
    await using rig = await closing([
      ...codes.map((code) => (visitor: Visitor) => visitor.socket.close(code, "retry=10")),
      (visitor) => visitor.socket.close(),
      (visitor) => visitor.socket.terminate(),
      (visitor) => void visitor.wire.end(),
    ]);
    const ends = codes.length + 3;
    await rig.fleet.until(
      () => rig.server.visitors.length === ends + 1 && rig.fleet.summary().connections.ready > ends,
      soon,
    );
    const summary = rig.fleet.summary();
    expect(summary.connections).toMatchObject({
      attempts: ends + 1,
      opened: ends + 1,
      ready: ends + 1,
      lost: ends,
      reconnects: ends,
      failed: 0,
      refused: 0,
      closeCodes: { ...Object.fromEntries(codes.map((code) => [code, 1])), 1005: 1, 1006: 2 },
    });
    expect(summary.recoveries).toMatchObject([{ cause: "connection lost", disturbed: 1, recovered: 1 }]);
    expect(summary.latency.reconnect.count).toBe(ends);
  });

  test.each([
    [4001, "", "unauthorized"],
    [4003, "", "forbidden"],
    [4004, "", "unknown device"],
    [4009, "", "replaced by a newer connection"],
    [1008, "no", "against the server's policy"],
  ])("with %i does not see it again", async (code, reason, why) => {
    await using rig = await closing([(visitor) => visitor.socket.close(code, reason)]);
    await rig.fleet.until(() => rig.records.stopped.length > 0, soon);
    expect(rig.records.stopped[0]).toContain(why);
    expect(rig.records.stopped[0]).toContain(String(code));
    const summary = await rig.fleet.stop();
    expect(summary.connections).toMatchObject({ attempts: 1, ready: 1, lost: 1, closeCodes: { [code]: 1 } });
    expect(summary.devices.connectedAtEnd).toBe(0);
  });

  test("waits at least as long as the reason of the close says", async () => {
    let closedAt = 0;
    await using rig = await closing([
      (visitor) => {
        closedAt = performance.now();
        visitor.socket.close(1008, "too many devices of this make, retry=700");
      },
    ]);
    await rig.fleet.until(() => rig.server.requests.length === 2, soon);
    expect(rig.server.requests[1]!.at - closedAt).toBeGreaterThanOrEqual(700);
  });
});
