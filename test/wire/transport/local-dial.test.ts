/** Dials from pairs of local address and port that we chose, on loopback: all of 127/8 is there on Linux. */
import { type AddressInfo, createServer as createTcpServer } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { WebSocketServer } from "ws";
import { VirtualClock } from "../../../src/kernel/clock.ts";
import { RealClock } from "../../../src/kernel/real-clock.ts";
import { Scheduler } from "../../../src/kernel/scheduler.ts";
import { type Instant, instant } from "../../../src/kernel/time.ts";
import { LocalAddresses } from "../../../src/wire/transport/local-addresses.ts";
import { WsTransport } from "../../../src/wire/transport/ws-transport.ts";
import { plainDial, RecordingOwner } from "../../support/transport-conformance.ts";
import { deadPort, rawServer, until } from "./ws-rig.ts";

interface Source {
  readonly address: string;
  readonly first: number;
  readonly last: number;
}

/** A transport that dials from these ports of one address. */
function from({ address, first, last }: Source): { transport: WsTransport; local: LocalAddresses; rest: () => void } {
  const clock = new VirtualClock(0 as Instant);
  const slice = { addresses: [address], ports: [{ first, last }], number: 0, count: 1 };
  const local = new LocalAddresses(slice, clock);
  const scheduler = new Scheduler(new RealClock(instant(0)));
  onTestFinished(() => scheduler.stop());
  const rest = (): void => clock.advanceTo((clock.now() + 61_000) as Instant);
  return { transport: new WsTransport(scheduler, local), local, rest };
}

/** A `ws` server; `connected` hears where connections come from. @returns its port. */
async function wsServer(connected: (from: string) => void = () => {}): Promise<number> {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
  server.on("connection", (_, { socket }) => connected(`${socket.remoteAddress}:${socket.remotePort}`));
  onTestFinished(() => {
    for (const client of server.clients) client.terminate();
    server.close();
  });
  await new Promise((resolve) => server.once("listening", resolve));
  return (server.address() as AddressInfo).port;
}

/** Listens on a free port of `address`, and so keeps it from being dialled from. */
async function takenPort(address: string): Promise<number> {
  const server = createTcpServer();
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => server.listen(0, address, resolve));
  return (server.address() as AddressInfo).port;
}

function dial(transport: WsTransport, url: string): { owner: RecordingOwner; close: () => void; cut: () => void } {
  const owner = new RecordingOwner();
  const connection = transport.dial(plainDial(url), owner);
  onTestFinished(() => connection.terminate());
  return { owner, close: () => connection.close(1000, ""), cut: () => connection.terminate() };
}

describe("a dial from a local address and port", () => {
  test("comes from there, to an address as to a name", async () => {
    const seen: string[] = [];
    const server = await wsServer((where) => seen.push(where));
    const first = await deadPort();
    const { transport } = from({ address: "127.0.0.7", first, last: first });
    const { owner } = dial(transport, `ws://127.0.0.1:${server}/`);
    await until(() => owner.opened);
    const named = from({ address: "127.0.0.8", first, last: first });
    const { owner: other } = dial(named.transport, `ws://localhost:${server}/`);
    await until(() => other.opened);
    expect(seen).toEqual([`127.0.0.7:${first}`, `127.0.0.8:${first}`]);
  });

  test("passes over ports that others have", async () => {
    const server = await wsServer();
    const taken = await takenPort("127.0.0.9");
    const { transport, local } = from({ address: "127.0.0.9", first: taken, last: taken + 30 });
    const { owner } = dial(transport, `ws://127.0.0.1:${server}/`);
    await until(() => owner.opened);
    const { occupied, inUse } = local.figures()!;
    expect(occupied).toBeGreaterThanOrEqual(1);
    expect(inUse).toBe(1);
  });

  test("fails with a cause of its own when others have them all", async () => {
    const server = await wsServer();
    const taken = await takenPort("127.0.0.10");
    const { transport } = from({ address: "127.0.0.10", first: taken, last: taken });
    const { owner } = dial(transport, `ws://127.0.0.1:${server}/`);
    await until(() => owner.end !== undefined);
    expect(owner.end).toMatchObject({
      type: "failed",
      reason: "NO_LOCAL_PORT",
      message: expect.stringContaining("none of 1: 0 in use, 0 at rest after use, 1 used by others"),
    });
  });

  test("fails when all are in use, and uses those again that have rested", async () => {
    const server = await wsServer();
    const first = await deadPort();
    const { transport, local, rest } = from({ address: "127.0.0.11", first, last: first });
    const { owner, close } = dial(transport, `ws://127.0.0.1:${server}/`);
    await until(() => owner.opened);
    const { owner: refused } = dial(transport, `ws://127.0.0.1:${server}/`);
    expect(refused.end).toBeUndefined();
    await until(() => refused.end !== undefined);
    expect(refused.end).toMatchObject({ reason: "NO_LOCAL_PORT" });
    close();
    await until(() => local.figures()!.inUse === 0);
    expect(local.figures()).toMatchObject({ resting: 1, left: 0 });
    rest();
    const { owner: again } = dial(transport, `ws://127.0.0.1:${server}/`);
    await until(() => again.opened);
  });

  test("gives the port back at once when nobody listens there", async () => {
    const closed = await deadPort();
    const first = await deadPort();
    const { transport, local } = from({ address: "127.0.0.12", first, last: first });
    const { owner } = dial(transport, `ws://127.0.0.1:${closed}/`);
    await until(() => owner.end !== undefined);
    expect(owner.end).toMatchObject({ reason: "ECONNREFUSED" });
    await until(() => local.figures()!.left === 1);
  });

  test("gives the port back when the server cuts the connection", async () => {
    const server = await rawServer((socket) => socket.resetAndDestroy());
    const first = await deadPort();
    const { transport, local } = from({ address: "127.0.0.13", first, last: first });
    const { owner } = dial(transport, `ws://127.0.0.1:${server}/`);
    await until(() => owner.end !== undefined);
    await until(() => local.figures()!.left === 1);
  });

  test("may be given up while its host's address is looked up", async () => {
    const first = await deadPort();
    const { transport, local } = from({ address: "127.0.0.14", first, last: first });
    const { owner, cut } = dial(transport, "ws://localhost:9/");
    cut();
    await until(() => owner.end !== undefined);
    expect(owner.end).toMatchObject({ reason: "ABORTED" });
    expect(local.figures()).toBeUndefined();
  });

  test("says when no source address is of the target's family", async () => {
    const { transport } = from({ address: "127.0.0.15", first: 5000, last: 5000 });
    const { owner } = dial(transport, "ws://[::1]:9/");
    await until(() => owner.end !== undefined);
    expect(owner.end).toMatchObject({
      reason: "NO_LOCAL_PORT",
      message: "expected a free local address and port towards [::1]:9, found no source address of its family",
    });
  });
});
