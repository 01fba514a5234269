import { expect, test } from "vitest";
import { VirtualClock } from "../../src/kernel/clock.ts";
import { Scheduler } from "../../src/kernel/scheduler.ts";
import { millis, minutes, seconds, later, type Duration } from "../../src/kernel/time.ts";
import { Hub, type CommandOutcome } from "../../src/server/hub.ts";
import { listenInMemory } from "../../src/server/memory-listener.ts";
import { MemoryNetwork } from "../../src/wire/transport/memory-transport.ts";
import type { ConnectionEnd, ConnectionOwner, DialSpec } from "../../src/wire/transport/transport.ts";
import { start } from "./scripted-device.ts";

const spec: DialSpec = {
  url: "ws://hub.test/devices/lock-1",
  subprotocols: ["other", "flotilla.v1"],
  requireSubprotocol: false,
  headers: {},
  handshakeTimeout: 10_000,
  maxPayload: 65_536,
  perMessageDeflate: false,
};

/** A network with the server on it, and a way to dial it. */
function setUp() {
  const scheduler = new Scheduler(new VirtualClock(start));
  const network = new MemoryNetwork(scheduler, { latency: millis(10) });
  const hub = new Hub({ scheduler });
  const listener = listenInMemory(network, "hub.test", hub);
  const pass = (duration: Duration): void => scheduler.runUntil(later(scheduler.now, duration));
  const dial = () => {
    const heard: string[] = [];
    const seen: { subprotocol?: string; end?: ConnectionEnd } = {};
    const owner: ConnectionOwner = {
      onOpen: (subprotocol) => void (seen.subprotocol = subprotocol),
      onText: (text) => void heard.push(text),
      onBinary: () => {},
      onPing: () => {},
      onPong: () => {},
      onEnd: (end) => void (seen.end = end),
    };
    const connection = network.transport().dial(spec, owner);
    return { connection, heard, seen };
  };
  return { scheduler, hub, listener, pass, dial };
}

const hello = '{"jsonrpc":"2.0","id":1,"method":"device.hello","params":{"device":"lock-1","type":"lock"}}';

test("a device says hello, reports and is sent a command, all in virtual time", () => {
  const { hub, pass, dial } = setUp();
  const { connection, heard, seen } = dial();
  pass(millis(20));
  expect(seen.subprotocol).toBe("flotilla.v1");
  connection.send(hello);
  pass(millis(20));
  expect(JSON.parse(heard[0]!)).toMatchObject({ id: 1, result: { time: start + 30 } });
  const outcomes: [CommandOutcome, number][] = [];
  hub.command("lock-1", "lockDoor", {}, seconds(5), (outcome) => outcomes.push([outcome, hub.stats().connected]));
  pass(millis(10));
  const { id } = JSON.parse(heard[1]!) as { id: string };
  connection.send(JSON.stringify({ jsonrpc: "2.0", id, result: { status: "done" } }));
  expect(outcomes).toEqual([]);
  pass(millis(10));
  expect(outcomes).toEqual([[{ type: "result", result: { status: "done" } }, 1]]);
});

test("a device that closes, and one that is cut, are gone with the code they left with", () => {
  const { hub, pass, dial } = setUp();
  for (const [leave, code] of [
    [(device: ReturnType<typeof dial>) => device.connection.close(1000, "bye"), 1000],
    [(device: ReturnType<typeof dial>) => device.connection.terminate(), 1006],
  ] as const) {
    const device = dial();
    pass(millis(20));
    device.connection.send(hello);
    pass(millis(20));
    expect(hub.stats().connected).toBe(1);
    leave(device);
    pass(millis(20));
    expect(hub.device("lock-1")!.presence).toMatchObject({ type: "gone", code });
  }
});

test("the server pings: a device that lives stays, and one that died without a word is found out", () => {
  const { hub, listener, scheduler, pass, dial } = setUp();
  const { connection } = dial();
  pass(millis(20));
  connection.send(hello);
  pass(minutes(10));
  expect(hub.stats().connected).toBe(1);
  // Nothing more of the device arrives.
  listener.connections()[0]!.reading = false;
  pass(minutes(2));
  expect(hub.device("lock-1")!.presence).toMatchObject({ type: "gone", code: 1006 });
  expect(scheduler.size).toBe(0);
});

test("closing the hub closes the connections of the network", () => {
  const { hub, pass, dial } = setUp();
  const { connection, seen } = dial();
  pass(millis(20));
  connection.send(hello);
  pass(millis(20));
  hub.close();
  pass(millis(20));
  expect(seen.end).toMatchObject({ type: "closed", code: 1001, initiator: "server" });
});
