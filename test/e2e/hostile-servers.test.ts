/** Servers that send what no server should: it is counted, it costs its own device at most a connection, and life goes on. */
import { Buffer } from "node:buffer";
import { describe, expect, test } from "vitest";
import { startFleet } from "../../src/index.ts";
import type { Summary } from "../../src/fleet/run-events.ts";
import { disposeAll } from "../support/dispose-all.ts";
import { foreignServer, type Visitor } from "../support/foreign-server.ts";
import { type JsonRpcPeer, speakJsonRpc } from "../support/json-rpc-hub.ts";
import { quietLocks } from "../support/quiet-fleet.ts";

const soon = { within: "30s" };
const good = '{"jsonrpc":"2.0","id":"good","method":"device.ping"}';

/** Three locks on a server that is about to turn on the first of them. */
async function siege() {
  const peers = new Map<Visitor, JsonRpcPeer>();
  const server = await foreignServer({ onVisitor: (visitor) => peers.set(visitor, speakJsonRpc(visitor)) });
  const fleet = await startFleet(quietLocks({ count: 3, target: `${server.url}/{id}`, telemetry: { every: "1s" } }));
  const [id, ...others] = fleet.devices().map((device) => device.id);
  await fleet.until(() => fleet.devices().every(({ connected }) => connected), soon);
  /** The connection of a device, the latest when there were several. */
  const latest = (device: string): Visitor => server.visitors.findLast(({ request }) => request.path === `/${device}`)!;
  return {
    fleet,
    victim: latest(id!),
    /** What the victim has sent since it was ready, telemetry excluded. */
    answers: (): string[] => latest(id!).heard.filter((text) => !/"method":"(device|telemetry)\./.test(text)),
    /** Waits until the victim has answered a good command, and the others too, on the connections they have had all the time. */
    async livesOn(): Promise<void> {
      await fleet.until(() => latest(id!).end === undefined && fleet.device(id!).connected, soon);
      for (const device of [id!, ...others]) {
        await expect(peers.get(latest(device))!.request("command.lockDoor")).resolves.toEqual({ status: "done" });
      }
      for (const device of others) {
        expect(server.visitors.filter(({ request }) => request.path === `/${device}`)).toHaveLength(1);
        expect(latest(device).end).toBeUndefined();
      }
    },
    [Symbol.asyncDispose]: () => disposeAll(fleet, server),
  };
}

/** What a fleet of three that was never disturbed has counted, apart from what the test says. */
function undisturbed({ connections }: Summary): void {
  expect(connections).toMatchObject({ attempts: 3, ready: 3, lost: 0, failed: 0, refused: 0, closeCodes: {} });
}

/** One connection was lost and came back. */
function oneLost({ connections, recoveries }: Summary, code: number): void {
  expect(connections).toMatchObject({ attempts: 4, ready: 4, lost: 1, reconnects: 1, closeCodes: { [code]: 1 } });
  expect(recoveries).toMatchObject([{ cause: "connection lost", disturbed: 1, recovered: 1 }]);
}

const deep = (open: string, close: string): string => `${open.repeat(10_000)}1${close.repeat(10_000)}`;

describe("texts that are no requests are violations, answered with an error, and cost no connection", () => {
  test.each([
    ["text that is not JSON", "<html>502 Bad Gateway</html>", -32700],
    ["JSON that is cut off", '{"jsonrpc":"2.0","id":1,"method":"command.lock', -32700],
    ["JSON that is not JSON-RPC", '{"type":"welcome","topics":["a","b"]}', -32600],
    ["a number", "42", -32600],
    ["JSON-RPC 1.0", '{"id":null,"method":"command.lockDoor","params":[]}', -32600],
    ["lists nested 10,000 deep", deep("[", "]"), -32600],
    [
      "arguments nested 10,000 deep",
      `{"jsonrpc":"2.0","id":1,"method":"command.lockDoor","params":${deep('{"a":', "}")}}`,
      -32600,
    ],
    ["an id of 60,000 digits", `{"jsonrpc":"2.0","id":${"9".repeat(60_000)},"method":"device.ping"}`, -32600],
  ])("%s", async (_name, text, code) => {
    await using rig = await siege();
    rig.victim.socket.send(text);
    await rig.fleet.until(() => rig.answers().length > 0, soon);
    expect(JSON.parse(rig.answers()[0]!)).toMatchObject({ jsonrpc: "2.0", id: null, error: { code } });
    await rig.livesOn();
    const summary = rig.fleet.summary();
    expect(summary.messages.violations).toBe(1);
    undisturbed(summary);
  });

  test("ten thousand of them are answered ten times", async () => {
    await using rig = await siege();
    for (let count = 0; count < 10_000; count++) rig.victim.socket.send("hello?");
    await rig.fleet.until(() => rig.fleet.summary().messages.violations === 10_000, soon);
    await rig.livesOn();
    expect(rig.answers().filter((text) => text.includes("-32700"))).toHaveLength(10);
    undisturbed(rig.fleet.summary());
  });
});

test("`__proto__` as a member, an argument or an attribute is as if it were not there", async () => {
  await using rig = await siege();
  const { socket } = rig.victim;
  const injected = '"__proto__":{"polluted":true},"\\u005f_proto__":{"polluted":true}';
  socket.send(`{${injected},"jsonrpc":"2.0","id":1,"method":"command.lockDoor","params":{"args":{${injected}}}}`);
  socket.send(`{"jsonrpc":"2.0","id":2,"method":"state.desired","params":{"version":1,"patch":{${injected}}}}`);
  socket.send(`{"jsonrpc":"2.0","id":3,"method":"device.configure","params":{${injected}}}`);
  socket.send(`{"jsonrpc":"2.0","id":4,"method":"command.__proto__"}`);
  socket.send(`{"jsonrpc":"2.0","id":5,"method":"command.lockDoor","params":{"args":{"constructor":{"prototype":1}}}}`);
  await rig.fleet.until(() => rig.answers().length === 5, soon);
  expect(rig.answers().map((text) => JSON.parse(text) as object)).toMatchObject([
    { id: 1, result: { status: "done" } },
    { id: 2, result: { version: 1, applied: true } },
    { id: 3, result: { status: "done" } },
    { id: 4, error: { code: -32601 } },
    { id: 5, result: { status: "done" } },
  ]);
  expect("polluted" in {}).toBe(false);
  await rig.livesOn();
  undisturbed(rig.fleet.summary());
});

describe("frames that break the rules cost the connection, and the device comes back", () => {
  /** Header of an unmasked frame; `length` may be a lie. */
  function header(opcode: number, length: number, final = true): Buffer {
    const first = (final ? 0x80 : 0) | opcode;
    if (length < 126) return Buffer.from([first, length]);
    const long = Buffer.alloc(10);
    long.set([first, 127]);
    long.writeBigUInt64BE(BigInt(length), 2);
    return long;
  }

  const text = 1;
  const mebibyte = 1_048_576;

  test("binary: 1003, and a violation", async () => {
    await using rig = await siege();
    rig.victim.socket.send(Buffer.from([1, 2, 3]));
    await rig.fleet.until(() => rig.fleet.summary().connections.lost === 1, soon);
    expect(await rig.victim.ended).toMatchObject({ code: 1003 });
    await rig.livesOn();
    expect(rig.fleet.summary().messages.violations).toBe(1);
    oneLost(rig.fleet.summary(), 1003);
  });

  test.each([
    ["invalid UTF-8", Buffer.concat([header(text, 4), Buffer.from([0x22, 0xc3, 0x28, 0x22])]), 1007],
    ["a surrogate in UTF-8", Buffer.concat([header(text, 3), Buffer.from([0xed, 0xa0, 0x80])]), 1007],
    ["a reserved opcode", Buffer.concat([header(3, 2), Buffer.from("ab")]), 1002],
    ["a masked frame", Buffer.from([0x81, 0x82, 1, 2, 3, 4, 5, 6]), 1002],
    ["a continuation of nothing", Buffer.concat([header(0, 2), Buffer.from("ab")]), 1002],
    ["a ping in fragments", header(9, 0, false), 1002],
    ["an HTTP answer", Buffer.from("HTTP/1.1 400 Bad Request\r\n\r\n"), 1002],
    ["a message of 100 MB, announced", header(text, 100 * mebibyte), 1009],
    ["a message of 8 EB, announced", header(text, 2 ** 62), 1009],
  ])("%s", async (_name, bytes, code) => {
    await using rig = await siege();
    rig.victim.wire.write(bytes);
    await rig.fleet.until(() => rig.fleet.summary().connections.lost === 1, soon);
    expect(await rig.victim.ended).toMatchObject({ code });
    await rig.livesOn();
    oneLost(rig.fleet.summary(), code);
  });

  test("a message of 100 MB, sent in one piece", async () => {
    await using rig = await siege();
    rig.victim.socket.send("x".repeat(100 * mebibyte));
    await rig.fleet.until(() => rig.fleet.summary().connections.lost === 1, soon);
    await rig.livesOn();
    oneLost(rig.fleet.summary(), 1009);
  });

  test("a message of 100 MB, sent in fragments of 1 KB that never end", async () => {
    await using rig = await siege();
    const fragment = Buffer.alloc(1_024, "x");
    for (let sent = 0; sent < 100 * 1_024; sent++) {
      rig.victim.wire.write(Buffer.concat([header(sent === 0 ? text : 0, fragment.length, false), fragment]));
    }
    await rig.fleet.until(() => rig.fleet.summary().connections.lost === 1, soon);
    await rig.livesOn();
    oneLost(rig.fleet.summary(), 1009);
  });

  test("a message in empty fragments that never end", async () => {
    await using rig = await siege();
    rig.victim.wire.write(header(text, 0, false));
    rig.victim.wire.write(Buffer.concat(Array.from({ length: 200_000 }, () => header(0, 0, false))));
    await rig.fleet.until(() => rig.fleet.summary().connections.lost === 1, soon);
    await rig.livesOn();
    oneLost(rig.fleet.summary(), 1008);
  });
});

describe("frames that keep the rules cost no connection, however strange", () => {
  test("a good command in one-byte fragments with pings between them is answered", async () => {
    await using rig = await siege();
    const { socket } = rig.victim;
    for (const [index, character] of [...good].entries()) {
      socket.send(character, { fin: index === good.length - 1 });
      socket.ping(String(index));
    }
    await rig.fleet.until(() => rig.answers().length === 1, soon);
    expect(rig.answers()).toEqual(['{"jsonrpc":"2.0","id":"good","result":{}}']);
    undisturbed(rig.fleet.summary());
  });

  test("a hundred thousand pings are answered, and the command behind them too", async () => {
    await using rig = await siege();
    const { socket } = rig.victim;
    let pongs = 0;
    socket.on("pong", () => pongs++);
    for (let count = 0; count < 100_000; count++) socket.ping("0123456789");
    socket.ping("last");
    socket.send(good);
    await rig.fleet.until(() => rig.answers().length === 1, soon);
    // Of those that pile up faster than the answers leave, only the latest is owed an answer.
    expect(pongs).toBeGreaterThan(0);
    await rig.livesOn();
    undisturbed(rig.fleet.summary());
  });

  test("pongs and answers that nobody asked for are counted at most", async () => {
    await using rig = await siege();
    for (let id = 0; id < 1_000; id++) {
      rig.victim.socket.pong("unasked");
      rig.victim.socket.send(`{"jsonrpc":"2.0","id":${id + 1_000},"result":{}}`);
    }
    await rig.fleet.until(() => rig.fleet.summary().messages.unhandled === 1_000, soon);
    expect(rig.answers()).toEqual([]);
    await rig.livesOn();
    undisturbed(rig.fleet.summary());
  });
});
