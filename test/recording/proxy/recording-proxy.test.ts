/** Real sockets: what the proxy must pass on unchanged, and what stands on the tape of it. */
import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { createHash } from "node:crypto";
import { describe, expect, onTestFinished, test } from "vitest";
import { WebSocketServer } from "ws";
import { ProxyTarget } from "../../../src/recording/proxy/proxy-target.ts";
import { startProxy } from "../../../src/recording/proxy/recording-proxy.ts";
import { Recorder } from "../../../src/recording/recorder.ts";
import { RealClock } from "../../../src/kernel/real-clock.ts";
import { Scheduler } from "../../../src/kernel/scheduler.ts";
import { instant } from "../../../src/kernel/time.ts";
import { frameOf } from "../../../src/recording/frame-of.ts";
import { type ForeignServer, foreignServer, type ForeignServerOptions } from "../../support/foreign-server.ts";
import { tlsFixtures } from "../../support/tls.ts";
import { memoryTape } from "../memory-tape.ts";
import { closed, message, type ProxyRig, proxyRig, until } from "./proxy-rig.ts";

async function served(options?: ForeignServerOptions, path = ""): Promise<{ rig: ProxyRig; server: ForeignServer }> {
  const server = await foreignServer(options);
  onTestFinished(() => server[Symbol.asyncDispose]());
  return { server, rig: await proxyRig(server.url + path) };
}

/** A server that is only TCP: it does what the test says with whoever connects. */
async function bare(onSocket: (socket: Socket) => void): Promise<{ rig: ProxyRig; server: Server }> {
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    onSocket(socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, "close");
  });
  const { port } = server.address() as { port: number };
  return { server, rig: await proxyRig(`ws://127.0.0.1:${port}`) };
}

async function addressOf(server: WebSocketServer): Promise<string> {
  await once(server, "listening");
  return `ws://127.0.0.1:${(server.address() as { port: number }).port}`;
}

const upgrade = (path: string, more = ""): string =>
  `GET ${path} HTTP/1.1\r\nHost: proxy\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
  `Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n${more}\r\n`;
const accepted =
  "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
  "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

describe("the upgrade", () => {
  test("path, query and headers reach the server as they were sent, and only the host is its own", async () => {
    const { rig, server } = await served();
    const device = rig.dial("/devices/lock%2F1?token=abc123&zone=a%20b", [], {
      headers: { Authorization: "Bearer very-secret", "X-Model": "L1", Origin: "http://app.example.com" },
    });
    await once(device, "open");
    const [request] = server.requests;
    expect(request?.path).toBe("/devices/lock%2F1?token=abc123&zone=a%20b");
    expect(request?.headers).toMatchObject({
      authorization: "Bearer very-secret",
      "x-model": "L1",
      origin: "http://app.example.com",
      host: new URL(server.url).host,
    });
    expect(rig.lines("open")).toEqual([
      {
        at: 0,
        connection: 1,
        type: "open",
        path: "/devices/lock%2F1",
        query: "token=***&zone=a%20b",
        subprotocols: [],
        headers: expect.arrayContaining([
          ["Authorization", "Bearer ***"],
          ["X-Model", "L1"],
        ]) as unknown,
      },
    ]);
    expect(rig.tape.text).not.toMatch(/abc123|very-secret/);
  });

  test("the target's path and query come before the device's", async () => {
    const { rig, server } = await served({}, "/hub/?region=north");
    await once(rig.dial("/lock-1?x=1"), "open");
    await once(rig.dial("/"), "open");
    expect(server.requests.map(({ path }) => path)).toEqual(["/hub/lock-1?region=north&x=1", "/hub/?region=north"]);
  });

  test("credentials in the target's url go to the server, unless the device has its own", async () => {
    const server = await foreignServer();
    onTestFinished(() => server[Symbol.asyncDispose]());
    const rig = await proxyRig(server.url.replace("ws://", "ws://ann:s%20cret@"));
    await once(rig.dial("/a"), "open");
    await once(rig.dial("/b", [], { headers: { Authorization: "Bearer own" } }), "open");
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([
      `Basic ${Buffer.from("ann:s cret").toString("base64")}`,
      "Bearer own",
    ]);
  });

  test("the offered subprotocols reach the server, and its choice the device", async () => {
    const server = new WebSocketServer({ port: 0, host: "127.0.0.1", handleProtocols: () => "two" });
    onTestFinished(() => {
      for (const socket of server.clients) socket.terminate();
      server.close();
    });
    const rig = await proxyRig(await addressOf(server));
    const device = rig.dial("/", ["one", "two"]);
    await once(device, "open");
    expect(device.protocol).toBe("two");
    expect(rig.lines("open")[0]?.subprotocols).toEqual(["one", "two"]);
    expect(rig.lines("opened")[0]?.subprotocol).toBe("two");
  });

  test.each([
    [401, {}],
    [403, {}],
    [404, {}],
    [503, { "retry-after": "7" }],
  ])("a refusal with %i goes through as it is", async (status, headers) => {
    const { rig } = await served({ refuse: () => ({ status, headers }) });
    const [, response] = (await once(rig.dial("/"), "unexpected-response")) as [
      unknown,
      { statusCode: number; headers: Record<string, string> },
    ];
    expect(response.statusCode).toBe(status);
    expect(response.headers).toMatchObject(headers);
    await rig.ended(1);
    expect(rig.lines("refused")[0]).toMatchObject({
      status,
      headers: expect.arrayContaining(Object.entries(headers)) as unknown,
    });
    expect(rig.tape.story).toEqual(["1 open", "1 refused", "1 end server unopened"]);
  });

  test("a refusal's body goes through, and its beginning on the tape without secrets", async () => {
    const body = JSON.stringify({ error: "expired", token: "leaked-token" });
    const { rig } = await bare((socket) =>
      socket.once("data", () =>
        socket.end(`HTTP/1.1 401 Unauthorized\r\nContent-Length: ${body.length}\r\n\r\n${body}`),
      ),
    );
    const device = rig.raw();
    device.write(upgrade("/"));
    const heard: Buffer[] = [];
    device.on("data", (chunk: Buffer) => heard.push(chunk));
    await once(device, "end");
    expect(Buffer.concat(heard).toString()).toBe(
      `HTTP/1.1 401 Unauthorized\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
    device.end();
    await rig.ended(1);
    expect(rig.lines("refused")[0]?.body).toBe('{"error":"expired","token":"***"}');
  });

  test.each<["device" | "server", (device: Socket, server: Socket) => void]>([
    ["device", (device) => device.resetAndDestroy()],
    ["server", (_, server) => server.resetAndDestroy()],
  ])("a refusal that the %s breaks off in its body is a refusal on the tape", async (by, end) => {
    let reached: Socket | undefined;
    const { rig } = await bare((socket) => {
      reached = socket;
      socket.once("data", () => socket.write("HTTP/1.1 401 Unauthorized\r\nContent-Length: 100\r\n\r\nNo"));
    });
    const device = rig.raw();
    device.write(upgrade("/"));
    await once(device, "data");
    end(device, reached!);
    device.on("end", () => device.end());
    await rig.ended(1);
    expect(rig.lines("refused")[0]).toMatchObject({ status: 401, body: "No" });
    expect(rig.tape.story).toEqual(["1 open", "1 refused", `1 end ${by} unopened`]);
  });

  test("a server that is not there is a 502 for the device, and says why on the tape", async () => {
    const nobody = createServer();
    nobody.listen(0, "127.0.0.1");
    await once(nobody, "listening");
    const { port } = nobody.address() as { port: number };
    nobody.close();
    const rig = await proxyRig(`ws://127.0.0.1:${port}`);
    const [, response] = (await once(rig.dial("/"), "unexpected-response")) as [unknown, { statusCode: number }];
    expect(response.statusCode).toBe(502);
    await rig.ended(1);
    expect(rig.lines("failed")[0]?.reason).toBe("ECONNREFUSED");
    expect(rig.tape.story).toEqual(["1 open", "1 failed", "1 end server unopened"]);
  });

  test("a server that closes without an answer does so to the device", async () => {
    const { rig } = await bare((socket) => socket.once("data", () => socket.end()));
    const device = rig.raw();
    device.write(upgrade("/"));
    device.resume();
    await once(device, "end");
    device.end();
    await rig.ended(1);
    expect(rig.lines("failed")[0]?.reason).toBe("CLOSED");
  });

  test("a device that leaves before the answer takes its connection to the server with it", async () => {
    const reached: Socket[] = [];
    const { rig } = await bare((socket) => {
      reached.push(socket.on("end", () => socket.end()));
      socket.resume();
    });
    const device = rig.raw();
    device.write(upgrade("/"));
    await until(() => reached.length === 1);
    device.destroy();
    await once(reached[0]!, "end");
    await rig.ended(1);
    expect(rig.lines("failed")[0]?.reason).toBe("DEVICE_LEFT");
    expect(rig.tape.story.at(-1)).toBe("1 end device unopened");
  });

  test("a device that is reset before the answer leaves nothing open, even with a server that never closes", async () => {
    const reached: Socket[] = [];
    const { rig } = await bare((socket) => {
      reached.push(socket);
      socket.resume();
    });
    const device = rig.raw();
    device.write(upgrade("/"));
    await until(() => reached.length === 1);
    device.resetAndDestroy();
    await rig.ended(1);
    expect(rig.lines("failed")[0]?.reason).toBe("DEVICE_LEFT");
  });

  test("what is no upgrade to a WebSocket is told so", async () => {
    const { rig } = await served();
    const response = await fetch(rig.proxy.url.replace("ws", "http"), { headers: { connection: "close" } });
    expect(response.status).toBe(426);
    expect(await response.text()).toContain("flotilla record");
    expect(rig.tape.lines).toEqual([]);
  });
});

const echo: ForeignServerOptions = {
  onVisitor: ({ socket }) => socket.on("message", (data: Buffer, binary) => socket.send(data, { binary })),
};

describe("frames", () => {
  test("text and binary go both ways and stand on the tape so that they can be sent again", async () => {
    const { rig } = await served(echo);
    const device = rig.dial("/");
    await once(device, "open");
    for (const data of ["plain words", '{"a":1}', '{ "a": 1.0 }', "", "snow ☃ 𝄞"]) {
      device.send(data);
      expect(await message(device)).toBe(data);
    }
    const bytes = Buffer.from([0, 255, 1, 128]);
    device.send(bytes);
    await once(device, "message");
    const frames = rig.lines("message").map((line) => [line.direction, frameOf(line)]);
    const sent = ["plain words", '{"a":1}', '{ "a": 1.0 }', "", "snow ☃ 𝄞", bytes];
    expect(frames).toEqual(
      sent.flatMap((frame) => [
        ["up", frame],
        ["down", frame],
      ]),
    );
    expect(rig.lines("message")[2]).toMatchObject({ json: { a: 1 } });
    expect(rig.lines("message")[4]).toMatchObject({ text: '{ "a": 1.0 }' });
  });

  test("native messages stand as what they mean", async () => {
    const { rig } = await served({
      onVisitor: ({ socket }) =>
        socket.on("message", () =>
          socket.send('{"jsonrpc":"2.0","id":1,"result":{"session":"s-1","heartbeatSec":30}}'),
        ),
    });
    const device = rig.dial("/", ["flotilla.v1"]);
    device.on("open", () =>
      device.send('{"jsonrpc":"2.0","id":1,"method":"device.hello","params":{"device":"lock-0001","type":"lock"}}'),
    );
    await message(device);
    expect(rig.lines("message")).toMatchObject([
      { direction: "up", message: { type: "hello", ref: 1, identity: { id: "lock-0001", kind: "lock" } } },
      { direction: "down", message: { type: "welcome", ref: 1, session: "s-1", heartbeat: 30_000 } },
    ]);
    for (const line of rig.lines("message")) expect(line).not.toHaveProperty("json");
  });

  test("fragments arrive as they were cut, with a ping between them, and the tape knows their lengths", async () => {
    const { rig, server } = await served();
    const device = rig.dial("/");
    await once(device, "open");
    await until(() => server.visitors.length === 1);
    const wire: Buffer[] = [];
    server.visitors[0]!.wire.on("data", (chunk: Buffer) => wire.push(chunk));
    device.send("hel", { fin: false });
    device.ping("now");
    device.send("lo ", { fin: false });
    device.send("you", { fin: true });
    await until(() => server.visitors[0]!.heard.length === 1);
    expect(server.visitors[0]!.heard).toEqual(["hello you"]);
    // Opcode and end bit of each frame, as the server got them: 6 bytes of header and 3 of payload.
    const bytes = Buffer.concat(wire);
    expect([0, 9, 18, 27].map((at) => bytes[at])).toEqual([0x01, 0x89, 0x00, 0x80]);
    expect(rig.lines("message")[0]).toMatchObject({ text: "hello you", fragments: [3, 3, 3] });
    expect(rig.tape.story.slice(0, 4)).toEqual(["1 open", "1 opened", "1 ping up", "1 message up"]);
  });

  test("pings and pongs go from end to end with what is in them", async () => {
    const { rig, server } = await served();
    const device = rig.dial("/");
    await once(device, "open");
    const answered = once(device, "pong");
    device.ping("are you there");
    expect(String((await answered)[0])).toBe("are you there");
    await until(() => server.visitors.length === 1);
    const heard = once(device, "ping");
    server.visitors[0]!.socket.ping("and you");
    expect(String((await heard)[0])).toBe("and you");
    await until(() => rig.lines("pong").length === 2);
    expect(rig.lines("ping").map(({ direction, data }) => [direction, String(Buffer.from(data!, "base64"))])).toEqual([
      ["up", "are you there"],
      ["down", "and you"],
    ]);
  });

  test.each([
    ["with context takeover", {}],
    ["without", { serverNoContextTakeover: true, clientNoContextTakeover: true }],
  ])("compressed messages, %s, go through compressed and stand on the tape as they were meant", async (_, deflate) => {
    const server = new WebSocketServer({ port: 0, host: "127.0.0.1", perMessageDeflate: { threshold: 0, ...deflate } });
    server.on("connection", (socket) => socket.on("message", (data: Buffer) => socket.send(data.toString())));
    onTestFinished(() => {
      for (const socket of server.clients) socket.terminate();
      server.close();
    });
    const rig = await proxyRig(await addressOf(server));
    const device = rig.dial("/", [], { perMessageDeflate: { threshold: 0, ...deflate } });
    await once(device, "open");
    expect(device.extensions).toContain("permessage-deflate");
    const texts = Array.from(
      { length: 20 },
      (_unused, index) => `the same words again and again ${"x".repeat(index * 300)} ${index}`,
    );
    for (const text of texts) {
      device.send(text);
      expect(await message(device)).toBe(text);
    }
    expect(rig.lines("opened")[0]?.extensions).toContain("permessage-deflate");
    expect(rig.lines("message").map(frameOf)).toEqual(texts.flatMap((text) => [text, text]));
  });

  test("a message too large for a tape goes through whole; the tape has its length and digest", async () => {
    const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
    onTestFinished(() => {
      for (const socket of server.clients) socket.terminate();
      server.close();
    });
    const arrived: Buffer[] = [];
    server.on("connection", (socket) => socket.on("message", (data: Buffer) => arrived.push(data)));
    const rig = await proxyRig(await addressOf(server));
    const device = rig.dial("/");
    await once(device, "open");
    const large = Buffer.alloc(5 * 1024 * 1024, 7);
    device.send(large);
    device.send("after");
    await until(() => arrived.length === 2);
    expect(arrived[0]!.equals(large)).toBe(true);
    expect(rig.lines("message")).toMatchObject([
      {
        omitted: {
          kind: "binary",
          why: "too large",
          bytes: large.length,
          sha256: createHash("sha256").update(large).digest("hex"),
        },
      },
      { text: "after" },
    ]);
    expect(rig.tape.text.length).toBeLessThan(2_000);
  });

  test("what is no frame goes through too, and the tape says where it began", async () => {
    const heard: Buffer[] = [];
    const { rig } = await bare((socket) =>
      socket.once("data", () => {
        socket.write(accepted);
        socket.on("data", (chunk: Buffer) => heard.push(chunk));
        socket.on("end", () => socket.end());
      }),
    );
    const device = rig.raw();
    device.write(upgrade("/"));
    await once(device, "data");
    const junk = Buffer.from([0x83, 0x00, 1, 2, 3, 4, 5]);
    device.write(junk);
    await until(() => Buffer.concat(heard).length === junk.length);
    device.write(Buffer.from([0x81, 0x01, 0x61]));
    await until(() => Buffer.concat(heard).length === junk.length + 3);
    expect(rig.lines("garbage")).toMatchObject([{ direction: "up", fault: "expected a frame, found opcode 3" }]);
    expect(rig.lines("message")).toEqual([]);
  });
});

describe("the end", () => {
  test.each([
    [1000, "bye"],
    [1012, "restart retry=5000"],
    [4009, ""],
  ])("a server's close with %i reaches the device with its reason", async (code, reason) => {
    const { rig } = await served({ onVisitor: ({ socket }) => socket.close(code, reason) });
    expect(await closed(rig.dial("/"))).toEqual({ code, reason });
    await rig.ended(1);
    expect(rig.lines("close")[0]).toMatchObject({ direction: "down", code, reason });
    expect(rig.tape.story.at(-1)).toBe("1 end server closed");
  });

  test("a device's close reaches the server, with and without a code", async () => {
    const { rig, server } = await served();
    const one = rig.dial("/1");
    await once(one, "open");
    one.close(4321, "why not");
    await closed(one);
    const two = rig.dial("/2");
    await once(two, "open");
    two.close();
    await closed(two);
    await rig.ended(2);
    await until(() => server.visitors.every(({ end }) => end !== undefined));
    expect(server.visitors.map(({ end }) => end)).toEqual([
      { code: 4321, reason: "why not" },
      { code: 1005, reason: "" },
    ]);
    const up = rig.lines("close").filter(({ direction }) => direction === "up");
    expect(up.map(({ code, reason }) => [code, reason])).toEqual([
      [4321, "why not"],
      [1005, ""],
    ]);
    expect(rig.lines("end").map(({ by, how }) => `${by} ${how}`)).toEqual(["device closed", "device closed"]);
  });

  test("a server that cuts the connection cuts the device's: no close frame is made up", async () => {
    const { rig, server } = await served();
    const device = rig.dial("/");
    await once(device, "open");
    await until(() => server.visitors.length === 1);
    server.visitors[0]!.socket.terminate();
    expect((await closed(device)).code).toBe(1006);
    await rig.ended(1);
    expect(rig.tape.story.slice(2)).toEqual(["1 end server lost"]);
  });

  test("a device that is reset is reset for the server", async () => {
    const { rig, server } = await served();
    const device = rig.raw();
    device.write(upgrade("/"));
    await once(device, "data");
    await until(() => server.visitors.length === 1);
    const faults: unknown[] = [];
    server.visitors[0]!.wire.on("error", (error: NodeJS.ErrnoException) => faults.push(error.code));
    device.resetAndDestroy();
    await rig.ended(1);
    await until(() => server.visitors[0]!.end !== undefined);
    expect(server.visitors[0]!.end?.code).toBe(1006);
    expect(faults).toEqual(["ECONNRESET"]);
    expect(rig.tape.story.at(-1)).toBe("1 end device lost");
  });

  test("a side that has no more to send may still hear the other out", async () => {
    const { rig } = await bare((socket) => {
      socket.once("data", () => {
        socket.write(accepted);
        socket.on("end", () => {
          socket.write(Buffer.from([0x81, 0x02, 0x6f, 0x6b]));
          socket.end();
        });
        socket.resume();
      });
    });
    const device = rig.raw();
    device.write(upgrade("/"));
    await once(device, "data");
    device.end();
    const heard: Buffer[] = [];
    device.on("data", (chunk: Buffer) => heard.push(chunk));
    await once(device, "end");
    expect(Buffer.concat(heard)).toEqual(Buffer.from([0x81, 0x02, 0x6f, 0x6b]));
    await rig.ended(1);
    expect(rig.lines("message")[0]).toMatchObject({ direction: "down", text: "ok" });
  });

  test("a server that has no more to send still hears the device out", async () => {
    const heard: Buffer[] = [];
    const { rig } = await bare((socket) => {
      socket.once("data", () => {
        socket.end(accepted);
        socket.on("data", (chunk: Buffer) => heard.push(chunk));
      });
    });
    const device = rig.raw();
    device.allowHalfOpen = true;
    device.write(upgrade("/"));
    device.resume();
    await once(device, "end");
    device.end(Buffer.from([0x81, 0x02, 0x6f, 0x6b]));
    await rig.ended(1);
    expect(Buffer.concat(heard)).toEqual(Buffer.from([0x81, 0x02, 0x6f, 0x6b]));
    expect(rig.lines("message")[0]).toMatchObject({ direction: "up", text: "ok" });
    expect(rig.lines("end")[0]).toMatchObject({ by: "server", how: "lost" });
  });

  test("when the recording stops, both sides hear so and the tape is whole", async () => {
    const { rig, server } = await served();
    const devices = [rig.dial("/1"), rig.dial("/2")];
    await Promise.all(devices.map((device) => once(device, "open")));
    await until(() => server.visitors.length === 2);
    const ends = devices.map(closed);
    await rig.proxy.stop();
    expect(await Promise.all(ends)).toEqual(devices.map(() => ({ code: 1001, reason: "recording stopped" })));
    await until(() => server.visitors.every(({ end }) => end !== undefined));
    expect(server.visitors.map(({ end }) => end?.code)).toEqual([1001, 1001]);
    expect(rig.lines("end").map(({ by }) => by)).toEqual(["recorder", "recorder"]);
  });
});

test("a device that waits for its answer when the recording stops has failed, for the tape", async () => {
  const reached: Socket[] = [];
  const { rig } = await bare((socket) => {
    reached.push(socket.on("end", () => socket.end()));
    socket.resume();
  });
  const device = rig.raw();
  device.on("end", () => device.end()).resume();
  device.write(upgrade("/"));
  await until(() => reached.length === 1);
  await rig.proxy.stop();
  expect(rig.lines("failed")[0]?.reason).toBe("STOPPED");
  expect(rig.tape.story).toEqual(["1 open", "1 failed", "1 end recorder unopened"]);
});

test("who connected and never said anything is sent away when the recording stops", async () => {
  const { rig } = await served();
  const silent = rig.raw();
  await once(silent, "connect");
  // Another one's whole life, so that the proxy has seen the first.
  await once(rig.dial("/"), "open");
  const gone = once(silent, "close");
  await rig.proxy.stop();
  await gone;
  expect(rig.lines("open").length).toBe(1);
});

describe("many and slow", () => {
  test("a server that does not read holds up the device, and nothing piles up in between", async () => {
    const reached: Socket[] = [];
    const { rig } = await bare((socket) => {
      const first = reached.push(socket.on("end", () => socket.end())) === 1;
      socket.once("data", () => {
        socket.write(accepted);
        if (first) socket.pause();
        else socket.on("data", (chunk: Buffer) => socket.write(chunk));
      });
    });
    const dial = async (): Promise<Socket> => {
      const device = rig.raw();
      device.write(upgrade("/"));
      await once(device, "data");
      return device;
    };
    const held = await dial();
    const frame = Buffer.concat([Buffer.from([0x82, 0x7f, 0, 0, 0, 0, 0, 1, 0, 0]), Buffer.alloc(65_536)]);
    const frames = 600;
    for (let sent = 0; sent < frames; sent++) held.write(frame);
    // While others have more turns than all of it would take.
    const other = await dial();
    for (let turn = 0; turn < 2 * frames; turn++) {
      other.write(Buffer.from([0x89, 0x00]));
      await once(other, "data");
    }
    expect(held.writableLength).toBeGreaterThan((frames * frame.length) / 2);
    reached[0]!.resume();
    await until(() => rig.recorder.counts.up === frames);
  });

  test("whatever bytes follow the answer arrive as they are, both ways at once and in any pieces", async () => {
    // Like nothing that the reader on the side could make sense of, and of many lengths.
    let noise = 11;
    const random = (): number => (noise = (noise * 1_103_515_245 + 12_345) % 2_147_483_648);
    const streams = Array.from({ length: 2 }, () =>
      Array.from({ length: 60 }, () => Buffer.from(Array.from({ length: random() % 9_000 }, () => random() >> 16))),
    ) as [Buffer[], Buffer[]];
    const [up, down] = streams;
    const arrived: Buffer[] = [];
    const { rig } = await bare((socket) =>
      socket.once("data", () => {
        socket.write(accepted);
        for (const piece of down) socket.write(piece);
        socket.on("data", (chunk: Buffer) => arrived.push(chunk));
        socket.on("end", () => socket.end());
      }),
    );
    const device = rig.raw();
    const heard: Buffer[] = [];
    device.on("data", (chunk: Buffer) => heard.push(chunk));
    device.write(upgrade("/"));
    await until(() => heard.length > 0);
    for (const piece of up) device.write(piece);
    device.end();
    await once(device, "end");
    await rig.ended(1);
    expect(Buffer.concat(arrived).equals(Buffer.concat(up))).toBe(true);
    expect(Buffer.concat(heard).equals(Buffer.concat([Buffer.from(accepted), ...down]))).toBe(true);
  });

  test("two hundred devices at once each get their own answers", async () => {
    const { rig } = await served(echo);
    const devices = Array.from({ length: 200 }, (_, index) => rig.dial(`/device-${index}`));
    const answers = await Promise.all(
      devices.map(async (device, index) => {
        await once(device, "open");
        device.send(`I am ${index}`);
        return message(device);
      }),
    );
    expect(answers).toEqual(devices.map((_, index) => `I am ${index}`));
    for (const device of devices) device.close(1000);
    await rig.ended(200);
    expect(rig.recorder.counts).toEqual({ connections: 200, open: 0, up: 200, down: 200 });
    const paths = new Map(rig.lines("open").map(({ connection, path }) => [connection, path]));
    for (const line of rig.lines("message"))
      expect(`/device-${String(frameOf(line)).slice(5)}`).toBe(paths.get(line.connection));
  });

  test("a server that dies leaves every device with the end it would have had, and the proxy goes on", async () => {
    const { rig, server } = await served(echo);
    const devices = Array.from({ length: 20 }, (_, index) => rig.dial(`/${index}`));
    await Promise.all(devices.map((device) => once(device, "open")));
    const ends = devices.map(closed);
    await server[Symbol.asyncDispose]();
    expect((await Promise.all(ends)).every(({ code }) => code === 1006)).toBe(true);
    await rig.ended(20);
    await once(rig.dial("/later"), "unexpected-response");
    await rig.ended(21);
    expect(rig.lines("failed")[0]?.reason).toBe("ECONNREFUSED");
  });
});

describe("TLS to the server", () => {
  const tls = { cert: tlsFixtures.server.cert, key: tlsFixtures.server.key };

  test("goes through a proxy that trusts its certificate", async () => {
    const server = await foreignServer({ tls, ...echo });
    onTestFinished(() => server[Symbol.asyncDispose]());
    const rig = await proxyRig(server.url, { ca: tlsFixtures.ca });
    const device = rig.dial("/");
    await once(device, "open");
    device.send("hello");
    expect(await message(device)).toBe("hello");
    device.close(1000);
    await rig.ended(1);
    expect(rig.tape.story.at(-1)).toBe("1 end device closed");
  });

  test("fails for the device when the certificate is not trusted, and the tape says why", async () => {
    const server = await foreignServer({ tls });
    onTestFinished(() => server[Symbol.asyncDispose]());
    const rig = await proxyRig(server.url);
    const [, response] = (await once(rig.dial("/"), "unexpected-response")) as [unknown, { statusCode: number }];
    expect(response.statusCode).toBe(502);
    await rig.ended(1);
    expect(rig.lines("failed")[0]?.reason).toBe("UNABLE_TO_VERIFY_LEAF_SIGNATURE");
  });
});

describe("listening", () => {
  test("a port in use, and the target's own, are told before anything begins", async () => {
    const { rig } = await served();
    const scheduler = new Scheduler(new RealClock(instant(0)));
    onTestFinished(() => scheduler.stop());
    const recorder = new Recorder(memoryTape().writer, () => 0, undefined);
    const options = { host: "127.0.0.1", port: rig.proxy.port, recorder, scheduler };
    await expect(startProxy({ ...options, target: new ProxyTarget("ws://127.0.0.1:1") })).rejects.toMatchObject({
      code: "usage",
      message: expect.stringContaining("EADDRINUSE") as string,
    });
    await expect(
      startProxy({ ...options, target: new ProxyTarget(`ws://localhost:${rig.proxy.port}`) }),
    ).rejects.toThrow("expected a target other than the proxy itself");
  });
});
