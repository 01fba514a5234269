import { once } from "node:events";
import { request as httpsRequest } from "node:https";
import { connect, createServer } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { VirtualClock } from "../../src/kernel/clock.ts";
import { FlotillaError } from "../../src/kernel/errors.ts";
import { RealClock } from "../../src/kernel/real-clock.ts";
import { Scheduler } from "../../src/kernel/scheduler.ts";
import { type RunningServer, type ServerOptions, startServer } from "../../src/server/http-server.ts";
import { Hub, type HubOptions } from "../../src/server/hub.ts";
import { tlsFixtures } from "../support/tls.ts";
import { start as startOfTime } from "./scripted-device.ts";
import { refusalOf, SocketDevice } from "./socket-device.ts";

const running: { readonly server: RunningServer; readonly scheduler: Scheduler }[] = [];

afterEach(async () => {
  for (const { server, scheduler } of running.splice(0)) {
    await server.close();
    // Whatever a server asked for has ended with it.
    expect(scheduler.size).toBe(0);
  }
});

async function start(options: Partial<ServerOptions> = {}, hubOptions: Omit<HubOptions, "scheduler"> = {}) {
  const scheduler = new Scheduler(new RealClock(startOfTime));
  const hub = new Hub({ ...hubOptions, scheduler });
  const server = await startServer({ hub, scheduler, port: 0, ...options });
  running.push({ server, scheduler });
  return { hub, server, scheduler };
}

async function errorOf(promise: Promise<unknown>): Promise<FlotillaError> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(FlotillaError);
  return error as FlotillaError;
}

const post = (url: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });

describe("starting", () => {
  test("on port 0 takes a free port, and says where it is", async () => {
    const { server } = await start();
    expect(server.port).toBeGreaterThan(0);
    expect(server.url).toBe(`http://127.0.0.1:${server.port}`);
    expect(server.wsUrl).toBe(`ws://127.0.0.1:${server.port}`);
    const response = await fetch(`${server.url}/api/health`);
    expect(await response.json()).toMatchObject({ status: "ok" });
  });

  test("on a port that is taken says so, and what to do", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as { port: number };
    const error = await errorOf(start({ port }));
    other.close();
    expect(error).toMatchObject({
      code: "usage",
      message: `expected to listen on 127.0.0.1:${port}, found EADDRINUSE`,
    });
    expect(error.hint).toContain("another port");
  });

  test("on an address that others reach needs a token", async () => {
    for (const host of ["0.0.0.0", "::", "192.168.1.5", "example.com", ""]) {
      const error = await errorOf(start({ host }));
      expect(error).toMatchObject({ code: "usage", hint: expect.stringContaining("--token") });
    }
    const { server } = await start({ host: "0.0.0.0", token: "s3cret" });
    expect(server.url).toBe(`http://127.0.0.1:${server.port}`);
  });

  test("refuses what cannot be: a virtual clock, an odd port, an empty token, a certificate that is none", async () => {
    const scheduler = new Scheduler(new VirtualClock(startOfTime));
    const refused = [
      startServer({ hub: new Hub({ scheduler }), scheduler, port: 0 }),
      start({ port: 70_000 }),
      start({ token: "" }),
      start({ token: "two words" }),
      start({ tls: { cert: "none", key: "none" } }),
    ];
    for (const promise of refused) expect(await errorOf(promise)).toMatchObject({ code: "usage" });
  });
});

describe("devices", () => {
  test("connect on any path, and flotilla.v1 is selected when it is offered", async () => {
    const { hub, server } = await start();
    const device = await SocketDevice.open(`${server.wsUrl}/any/path?x=1`, {}, ["other", "flotilla.v1"]);
    expect(device.socket.protocol).toBe("flotilla.v1");
    device.say({ jsonrpc: "2.0", id: 0, method: "device.hello", params: { device: "lock-1", type: "lock" } });
    expect(await device.next()).toMatchObject({ id: 0, result: { desired: { version: 0, patch: {} } } });
    const plain = await SocketDevice.open(server.wsUrl, {}, []);
    expect(plain.socket.protocol).toBe("");
    expect(hub.stats()).toMatchObject({ connected: 1, connections: 2 });
  });

  test("are reached from the REST API and back", async () => {
    const { server } = await start();
    const device = await SocketDevice.connect(server.wsUrl);
    device.say({ jsonrpc: "2.0", id: 2, method: "telemetry.report", params: { ts: 1, seq: 1, values: { rssi: -61 } } });
    expect(await device.next()).toEqual({ jsonrpc: "2.0", id: 2, result: {} });
    const answered = post(`${server.url}/api/devices/lock-1/commands`, {
      name: "unlockDoor",
      args: { pinCode: "4711" },
    });
    const command = await device.next();
    expect(command).toMatchObject({ method: "command.unlockDoor", params: { args: { pinCode: "4711" } } });
    device.say({ jsonrpc: "2.0", id: command.id, result: { status: "done" } });
    const response = await answered;
    expect([response.status, await response.json()]).toEqual([200, { status: "done" }]);
    const shown = await fetch(`${server.url}/api/devices/lock-1`);
    expect(await shown.json()).toMatchObject({ connected: true, telemetry: { values: { rssi: -61 } } });
  });

  test("that are replaced are told with 4009", async () => {
    const { server } = await start();
    const first = await SocketDevice.connect(server.wsUrl);
    await SocketDevice.connect(server.wsUrl);
    expect(await first.closed).toMatchObject({ code: 4009 });
  });

  test("that send binary, too much, or text that is no UTF-8 are closed with the code for it", async () => {
    const { hub, server } = await start({}, { limits: { messageBytes: 1_000 } });
    const ends = [
      [1003, (device: SocketDevice) => device.socket.send(Buffer.from([1, 2, 3]))],
      [1009, (device: SocketDevice) => device.socket.send("€".repeat(400))],
      [1007, (device: SocketDevice) => device.socket.send(Buffer.from([0xc3, 0x28]), { binary: false })],
    ] as const;
    for (const [code, act] of ends) {
      const device = await SocketDevice.connect(server.wsUrl);
      act(device);
      expect(await device.closed).toMatchObject({ code });
    }
    expect(hub.stats().connected).toBe(0);
  });

  test("that break the frames of RFC 6455 are closed, and others are served on", async () => {
    const { server } = await start();
    const good = await SocketDevice.connect(server.wsUrl, "good");
    const socket = connect(server.port, "127.0.0.1");
    socket.write(
      "GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n",
    );
    const received: Buffer[] = [];
    socket.on("data", (part: Buffer) => received.push(part));
    await once(socket, "data");
    // A text frame without a mask: a server must fail the connection (§5.1).
    socket.write(Buffer.from([0x81, 0x01, 0x41]));
    await once(socket, "close");
    const bytes = Buffer.concat(received);
    expect(bytes.toString("latin1")).toContain("HTTP/1.1 101");
    expect(bytes.subarray(-4, -2).toString("hex") + bytes.readUInt16BE(bytes.length - 2)).toBe("88021002");
    good.say({ jsonrpc: "2.0", id: 5, method: "telemetry.report", params: { values: {} } });
    expect(await good.next()).toMatchObject({ id: 5 });
  });

  test("that flood it with garbage are closed, and others are served on", async () => {
    const { server } = await start();
    const good = await SocketDevice.connect(server.wsUrl, "good");
    const bad = await SocketDevice.open(server.wsUrl);
    for (let number = 0; number < 5_000; number++) bad.socket.send("}{");
    expect(await bad.closed).toMatchObject({ code: 1002 });
    good.say({ jsonrpc: "2.0", id: 5, method: "telemetry.report", params: { values: {} } });
    expect(await good.next()).toMatchObject({ id: 5 });
  });

  test("beyond the limit are refused with 503 and told when to come back", async () => {
    const { server } = await start({}, { limits: { connections: 1 } });
    await SocketDevice.connect(server.wsUrl);
    expect(await refusalOf(server.wsUrl)).toMatchObject({ status: 503, headers: { "retry-after": "5" } });
  });

  test("answer a server that pings, and are answered when they ping", async () => {
    const { server } = await start();
    const device = await SocketDevice.connect(server.wsUrl);
    device.socket.ping("are you there");
    const [payload] = (await once(device.socket, "pong")) as [Buffer];
    expect(payload.toString()).toBe("are you there");
  });
});

describe("a token", () => {
  test("is asked of devices in the header or the query, and of the REST API in the header", async () => {
    const { server } = await start({ token: "s3cret" });
    const header = { authorization: "Bearer s3cret" };
    expect(await refusalOf(server.wsUrl)).toMatchObject({ status: 401, body: expect.stringContaining("expected") });
    expect(await refusalOf(`${server.wsUrl}/?token=wrong`)).toMatchObject({ status: 401 });
    expect(await refusalOf(server.wsUrl, { headers: { authorization: "Bearer wrong" } })).toMatchObject({
      status: 401,
    });
    await SocketDevice.connect(server.wsUrl, "a", { headers: header });
    await SocketDevice.connect(`${server.wsUrl}/devices/b?token=s3cret`, "b");
    expect((await fetch(`${server.url}/api/devices`)).status).toBe(401);
    const response = await fetch(`${server.url}/api/devices`, { headers: header });
    expect(await response.json()).toMatchObject({ total: 2 });
  });

  test("is not needed on loopback, but a loopback name is", async () => {
    const { server } = await start();
    expect(await refusalOf(server.wsUrl, { headers: { host: "evil.example" } })).toMatchObject({ status: 421 });
    await SocketDevice.connect(server.wsUrl, "a", { headers: { host: "localhost:7070" } });
  });
});

describe("TLS", () => {
  const { server: tls, ca, client } = tlsFixtures;

  test("serves devices and the REST API alike", async () => {
    const { hub, server } = await start({ tls });
    expect(server.url).toMatch(/^https:/);
    expect(server.wsUrl).toMatch(/^wss:/);
    await SocketDevice.connect(server.wsUrl, "lock-1", { ca });
    expect(hub.stats().connected).toBe(1);
    const request = httpsRequest(`${server.url}/api/health`, { ca }).end();
    const [response] = (await once(request, "response")) as [{ statusCode: number; resume: () => void }];
    response.resume();
    expect(response.statusCode).toBe(200);
  });

  test("with a client authority lets only devices with its certificate in", async () => {
    const { hub, server } = await start({ tls: { ...tls, clientCa: ca } });
    await expect(SocketDevice.open(server.wsUrl, { ca })).rejects.toThrow();
    await SocketDevice.connect(server.wsUrl, "lock-1", { ca, ...client });
    expect(hub.stats().connected).toBe(1);
  });
});

describe("stopping", () => {
  test("tells devices 1001, answers commands in progress, and takes no more", async () => {
    const { hub, server } = await start();
    const device = await SocketDevice.connect(server.wsUrl);
    const answered = post(`${server.url}/api/devices/lock-1/commands`, { name: "lockDoor" });
    await device.next();
    await server.close();
    expect(await device.closed).toMatchObject({ code: 1001 });
    expect((await answered).status).toBe(504);
    expect(hub.stats()).toMatchObject({ connections: 0, connected: 0, devices: 1 });
    await expect(fetch(`${server.url}/api/health`)).rejects.toThrow();
    await server.close();
  });

  test("does not wait for devices that do not close, nor for clients that do not read", async () => {
    const { server, scheduler } = await start();
    const device = await SocketDevice.connect(server.wsUrl);
    device.socket.pause();
    const idle = connect(server.port, "127.0.0.1");
    await once(idle, "connect");
    const closing = server.close();
    // The next entry is the end of its patience; here it comes at once.
    scheduler.runNext();
    await closing;
    device.socket.resume();
    expect(await device.closed).toMatchObject({ code: expect.any(Number) });
    idle.destroy();
  });

  test("ends connections that have not got to HTTP yet", async () => {
    const { server } = await start({ tls: tlsFixtures.server });
    const shy = connect(server.port, "127.0.0.1");
    await once(shy, "connect");
    // Known to the server once a later connection has been served.
    const device = await SocketDevice.connect(server.wsUrl, "lock-1", { ca: tlsFixtures.ca });
    const gone = once(shy, "close");
    await server.close();
    await gone;
    expect(await device.closed).toMatchObject({ code: 1001 });
  });

  test("still ends everything, and politely, when its scheduler has been stopped before", async () => {
    const { server, scheduler } = await start();
    const device = await SocketDevice.connect(server.wsUrl);
    scheduler.stop();
    await server.close();
    expect(await device.closed).toMatchObject({ code: 1001 });
  });

  test("happens by itself at the end of an `await using` block", async () => {
    const scheduler = new Scheduler(new RealClock(startOfTime));
    let url: string;
    {
      await using server = await startServer({ hub: new Hub({ scheduler }), scheduler, port: 0 });
      url = server.url;
      expect((await fetch(`${url}/api/health`)).status).toBe(200);
    }
    await expect(fetch(`${url}/api/health`)).rejects.toThrow();
  });

  test("and starting again on the same port finds the devices with their next hello", async () => {
    const before = await start();
    const { port } = before.server;
    await SocketDevice.connect(before.server.wsUrl);
    await before.server.close();
    const after = await start({ port });
    expect(after.hub.stats().devices).toBe(0);
    await SocketDevice.connect(after.server.wsUrl);
    expect(after.hub.stats().connected).toBe(1);
  });
});
