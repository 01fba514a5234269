import { describe, expect, test } from "vitest";
import { VirtualClock } from "../../../src/kernel/clock.ts";
import { Scheduler } from "../../../src/kernel/scheduler.ts";
import { instant, later, millis } from "../../../src/kernel/time.ts";
import type { ServerConnection } from "../../../src/wire/transport/memory-connection.ts";
import { type Acceptor, MemoryNetwork } from "../../../src/wire/transport/memory-transport.ts";
import {
  type Peer,
  type PeerAnswer,
  plainDial,
  RecordingOwner,
  transportConformance,
  type TransportRig,
} from "../../support/transport-conformance.ts";

for (const latency of [0, 25]) {
  transportConformance(`memory (${latency} ms)`, () => Promise.resolve(memoryRig(latency)));
}

describe("a memory network", () => {
  const start = instant(1_000_000);
  function setUp(latency = 10): { scheduler: Scheduler; network: MemoryNetwork; at: () => number } {
    const scheduler = new Scheduler(new VirtualClock(start));
    const network = new MemoryNetwork(scheduler, { latency: millis(latency) });
    return { scheduler, network, at: () => scheduler.now - start };
  }
  const runOut = (scheduler: Scheduler): void => {
    while (scheduler.runNext());
  };
  /** Accepts everything and keeps the server's ends. */
  function greedy(connections: ServerConnection[], owner = new RecordingOwner()): Acceptor {
    return () => ({
      type: "accept",
      subprotocol: "",
      serve: (connection) => {
        connections.push(connection);
        return owner;
      },
    });
  }

  test("takes one round trip to open and half of one to deliver", () => {
    const { scheduler, network, at } = setUp(10);
    const servers: ServerConnection[] = [];
    const times: [string, number][] = [];
    network.listen("hub.test", greedy(servers));
    const owner = new RecordingOwner();
    owner.react = (heard) => times.push([heard.type, at()]);
    const connection = network.transport().dial(plainDial("ws://hub.test/"), owner);
    runOut(scheduler);
    servers[0]!.send("hello");
    connection.ping();
    runOut(scheduler);
    expect(times).toEqual([
      ["open", 20],
      ["text", 30],
      ["pong", 40],
    ]);
  });

  test("delivers what a server sends as soon as it accepts after the opening", () => {
    const { scheduler, network } = setUp(0);
    network.listen("ws://hub.test:80/any", () => ({
      type: "accept",
      subprotocol: "",
      serve: (connection) => {
        connection.send("welcome");
        return new RecordingOwner();
      },
    }));
    const owner = new RecordingOwner();
    network.transport().dial(plainDial("ws://hub.test/path"), owner);
    runOut(scheduler);
    expect(owner.heard).toEqual([
      { type: "open", subprotocol: "" },
      { type: "text", text: "welcome" },
    ]);
  });

  test("loses every connection when its server is killed, and refuses until another one listens", () => {
    const { scheduler, network } = setUp();
    const servers: ServerConnection[] = [];
    const server = new RecordingOwner();
    const listener = network.listen("hub.test", greedy(servers, server));
    const owners = [new RecordingOwner(), new RecordingOwner()];
    for (const owner of owners) network.transport().dial(plainDial("ws://hub.test/"), owner);
    runOut(scheduler);
    expect(listener.connections()).toEqual(servers);
    listener.kill();
    runOut(scheduler);
    for (const owner of owners) {
      expect(owner.end).toEqual({ type: "closed", code: 1006, reason: "", initiator: "server" });
    }
    expect(server.heard).toEqual([]);
    expect(listener.connections()).toEqual([]);

    const refused = new RecordingOwner();
    network.transport().dial(plainDial("ws://hub.test/"), refused);
    runOut(scheduler);
    expect(refused.end).toMatchObject({ type: "failed", reason: "ECONNREFUSED" });

    network.listen("hub.test", greedy(servers));
    const back = new RecordingOwner();
    network.transport().dial(plainDial("ws://hub.test/"), back);
    runOut(scheduler);
    expect(back.opened).toBe(true);
  });

  test("keeps its connections when a listener merely closes", () => {
    const { scheduler, network } = setUp();
    const servers: ServerConnection[] = [];
    const listener = network.listen("hub.test", greedy(servers));
    const owner = new RecordingOwner();
    const connection = network.transport().dial(plainDial("ws://hub.test/"), owner);
    runOut(scheduler);
    listener.close();
    connection.ping();
    runOut(scheduler);
    expect(owner.heard.map(({ type }) => type)).toEqual(["open", "pong"]);
    expect(listener.connections()).toHaveLength(1);
  });

  test("refuses two listeners on one host", () => {
    const { network } = setUp();
    network.listen("hub.test", greedy([]));
    expect(() => network.listen("ws://hub.test/other", greedy([]))).toThrow(/nobody to listen on "hub.test"/);
  });

  test("lets a peer go half-open: pings without pongs", () => {
    const { scheduler, network } = setUp();
    const servers: ServerConnection[] = [];
    network.listen("hub.test", greedy(servers));
    const owner = new RecordingOwner();
    const connection = network.transport().dial(plainDial("ws://hub.test/"), owner);
    runOut(scheduler);
    servers[0]!.answersPings = false;
    connection.ping();
    runOut(scheduler);
    expect(owner.count("pong")).toBe(0);
    servers[0]!.answersPings = true;
    connection.ping();
    runOut(scheduler);
    expect(owner.count("pong")).toBe(1);
  });

  test("keeps what a peer does not read in the sender's buffer, and delivers it in order later", () => {
    const { scheduler, network } = setUp();
    const servers: ServerConnection[] = [];
    const server = new RecordingOwner();
    network.listen("hub.test", greedy(servers, server));
    const owner = new RecordingOwner();
    const connection = network.transport().dial(plainDial("ws://hub.test/"), owner);
    runOut(scheduler);
    servers[0]!.reading = false;
    connection.send("1");
    connection.send("2");
    runOut(scheduler);
    expect(server.heard).toEqual([]);
    expect(connection.bufferedBytes).toBe(2 * 7);
    servers[0]!.reading = true;
    connection.send("3");
    runOut(scheduler);
    expect(server.heard.map((one) => one.type === "text" && one.text)).toEqual(["1", "2", "3"]);
    expect(connection.bufferedBytes).toBe(0);
  });

  test("ends a closing handshake that the peer does not answer after five seconds", () => {
    const { scheduler, network, at } = setUp();
    const servers: ServerConnection[] = [];
    network.listen("hub.test", greedy(servers));
    const owner = new RecordingOwner();
    const connection = network.transport().dial(plainDial("ws://hub.test/"), owner);
    runOut(scheduler);
    servers[0]!.reading = false;
    const closedAt = at();
    connection.close(1000, "");
    runOut(scheduler);
    expect(owner.end).toEqual({ type: "closed", code: 1006, reason: "", initiator: "device" });
    expect(at() - closedAt).toBe(5_000 + 10);
  });

  test("times out when the answer takes longer than the handshake may", () => {
    const { scheduler, network, at } = setUp(30);
    const servers: ServerConnection[] = [];
    const server = new RecordingOwner();
    network.listen("hub.test", greedy(servers, server));
    const owner = new RecordingOwner();
    owner.react = () => expect(at()).toBe(50);
    network.transport().dial(plainDial("ws://hub.test/", { handshakeTimeout: 50 }), owner);
    runOut(scheduler);
    expect(owner.end).toMatchObject({ type: "failed", reason: "HANDSHAKE_TIMEOUT" });
    expect(server.heard.at(-1)).toMatchObject({ type: "end", end: { code: 1006 } });
  });

  test("gives the same order of events for the same calls", () => {
    const trace = (): unknown[] => {
      const { scheduler, network, at } = setUp(3);
      const servers: ServerConnection[] = [];
      network.listen("hub.test", greedy(servers));
      const events: unknown[] = [];
      for (let device = 0; device < 5; device++) {
        const owner = new RecordingOwner();
        owner.react = (heard) => events.push([device, heard, at()]);
        network.transport().dial(plainDial("ws://hub.test/"), owner);
      }
      scheduler.runUntil(later(start, 10));
      servers.forEach((server, index) => server.send(`${index}`));
      servers.toReversed().forEach((server) => server.close(1000, ""));
      runOut(scheduler);
      return events;
    };
    expect(trace()).toEqual(trace());
    expect(trace()).toHaveLength(15);
  });
});

function memoryRig(latency: number): TransportRig {
  const scheduler = new Scheduler(new VirtualClock(instant(0)));
  const network = new MemoryNetwork(scheduler, { latency: millis(latency) });
  const requests: { path: string; headers: Readonly<Record<string, unknown>> }[] = [];
  const peers: Peer[] = [];
  const rig = {
    transport: network.transport(),
    url: "ws://peer.test",
    deadUrl: "ws://nobody.test",
    answer: { type: "accept", subprotocol: "" } as PeerAnswer,
    requests,
    peers,
    until: (condition: () => boolean): Promise<void> => {
      while (!condition()) {
        if (!scheduler.runNext()) throw new Error("nothing is under way any more and the condition does not hold");
      }
      return Promise.resolve();
    },
    // Microtasks run before this continues; virtual time runs here.
    settle: (): Promise<void> => {
      while (scheduler.runNext());
      return Promise.resolve();
    },
    [Symbol.asyncDispose]: (): Promise<void> => Promise.resolve(scheduler.stop()),
  };
  network.listen("peer.test", ({ url, headers }) => {
    requests.push({ path: url.pathname + url.search, headers });
    const { answer } = rig;
    if (answer.type !== "accept") return answer;
    const serve = (connection: ServerConnection): RecordingOwner => {
      const owner = new RecordingOwner();
      peers.push(peerOf(connection, owner));
      return owner;
    };
    return { ...answer, serve };
  });
  return rig;
}

function peerOf(connection: ServerConnection, owner: RecordingOwner): Peer {
  return {
    get heard() {
      return owner.heard.filter(({ type }) => type !== "end");
    },
    get end() {
      return owner.end?.type === "closed" ? { code: owner.end.code, reason: owner.end.reason } : undefined;
    },
    send: (data) => connection.send(data),
    ping: () => connection.ping(),
    close: (code = 1005, reason = "") => connection.close(code, reason),
    terminate: () => connection.terminate(),
  };
}
