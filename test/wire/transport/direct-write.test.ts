/** Frames that go past the socket's stream, and what becomes of them when the system does not take them. Real sockets: they are the point. */
import { once } from "node:events";
import { connect, Socket } from "node:net";
import { TLSSocket } from "node:tls";
import { describe, expect, onTestFinished, test } from "vitest";
import { numberOf, writeDirectly } from "../../../src/wire/transport/direct-write.ts";
import { plainDial, RecordingOwner } from "../../support/transport-conformance.ts";
import { clientFrames } from "./client-frames.ts";
import { dial, frameServer, rawServer, until, wsTransport } from "./ws-rig.ts";

/** A server that reads no byte after the upgrade until it is told to. */
async function slowReader(): Promise<{ port: number; readonly got: Buffer; read(): void; socket(): Socket }> {
  const chunks: Buffer[] = [];
  let accepted: Socket | undefined;
  const port = await frameServer((socket) => {
    accepted = socket;
    socket.pause();
    socket.on("data", (chunk: Buffer) => chunks.push(chunk));
    socket.pause();
  });
  return {
    port,
    get got() {
      return Buffer.concat(chunks);
    },
    read: () => accepted!.resume(),
    socket: () => accepted!,
  };
}

describe("a connection whose peer reads slowly", () => {
  test("sends all of it, whole and in order, whichever way each frame goes", async () => {
    const server = await slowReader();
    const transport = wsTransport();
    const owner = new RecordingOwner();
    const connection = transport.dial(plainDial(`ws://127.0.0.1:${server.port}`), owner);
    onTestFinished(() => connection.terminate());
    await until(() => owner.opened);
    const before = connection.bytesSent;
    const sent: string[] = [];
    // Texts for the burst, texts too long for it, bytes and pings; the system's buffers are full long before the end.
    for (let number = 0; number < 12_000; number++) {
      if (number % 40 === 39) connection.ping();
      const long = number % 100 === 99;
      const text = `${number} ${(long ? "x" : "ü").repeat(long ? 6_000 : (number * 7) % 900)}`;
      if (number % 25 === 24) connection.send(Buffer.from(text));
      else connection.send(text);
      sent.push(text);
      if (number % 500 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    expect(connection.bufferedBytes).toBeGreaterThan(100_000);
    expect(transport.bufferedBytes).toBe(connection.bufferedBytes);
    const total = connection.bytesSent - before;
    server.read();
    await until(() => server.got.length >= total);
    const { frames, rest } = clientFrames(server.got);
    expect(rest).toBe(0);
    expect(server.got).toHaveLength(total);
    const heard = frames.filter(({ opcode }) => opcode !== 9).map(({ payload }) => payload.toString());
    expect(heard.length).toBe(sent.length);
    expect(heard.findIndex((text, place) => text !== sent[place])).toBe(-1);
    await until(() => connection.bufferedBytes === 0);
    // What has been held up goes the short way again.
    connection.send("again");
    await until(() => server.got.length > total);
    expect(clientFrames(server.got).frames.at(-1)?.payload.toString()).toBe("again");
    expect(connection.bytesSent - before).toBe(server.got.length);
  });
});

describe("a connection that says more while its peer reads what waits", () => {
  test("sends all of it in order: nothing overtakes what is in the stream", async () => {
    const server = await slowReader();
    const { connection, opened } = dial(`ws://127.0.0.1:${server.port}`);
    await opened();
    const sent: string[] = [];
    const say = (): void => {
      const text = `${sent.length} ${"x".repeat(800)}`;
      sent.push(text);
      connection.send(text);
    };
    while (connection.bufferedBytes < 200_000) {
      say();
      if (sent.length % 500 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    let more = 3_000;
    server.socket().on("data", () => {
      for (let i = 0; i < 20 && more > 0; i++, more--) say();
    });
    server.read();
    await until(() => more === 0 && connection.bufferedBytes === 0);
    await until(() => clientFrames(server.got).frames.length >= sent.length);
    const { frames } = clientFrames(server.got);
    expect(frames).toHaveLength(sent.length);
    expect(frames.findIndex(({ payload }, place) => payload.toString() !== sent[place])).toBe(-1);
  });
});

describe("bytes written directly", () => {
  test("are not the stream's: it has written none of them, and the peer has them", async () => {
    const chunks: Buffer[] = [];
    const port = await rawServer((peer) => peer.on("data", (chunk: Buffer) => chunks.push(chunk)));
    const socket = connect(port, "127.0.0.1");
    onTestFinished(() => void socket.destroy());
    await once(socket, "connect");
    const fd = numberOf(socket);
    const bytes = Buffer.from("past the stream");
    expect(writeDirectly(socket, fd, bytes, 5, bytes.length)).toBe(10);
    expect(socket.bytesWritten).toBe(0);
    await until(() => Buffer.concat(chunks).toString() === "the stream");
    expect(writeDirectly(socket, -1, bytes, 0, bytes.length)).toBe(0);
    socket.destroy();
    expect(writeDirectly(socket, fd, bytes, 0, bytes.length)).toBe(0);
  });

  test("are none where they would have to be encrypted first", () => {
    const socket = new TLSSocket(new Socket());
    onTestFinished(() => void socket.destroy());
    expect(numberOf(socket)).toBe(-1);
  });
});

describe("what a connection sent a moment ago", () => {
  test("counts as sent in the very turn", async () => {
    const server = await slowReader();
    const { connection, opened } = dial(`ws://127.0.0.1:${server.port}`);
    await opened();
    const before = connection.bytesSent;
    connection.send("one");
    expect(connection.bytesSent - before).toBe(2 + 4 + 3);
    await new Promise((resolve) => setImmediate(resolve));
    expect(connection.bytesSent - before).toBe(2 + 4 + 3);
  });

  test("is on its way before it is cut, as it would be without a burst", async () => {
    const server = await slowReader();
    const { connection, opened, ended } = dial(`ws://127.0.0.1:${server.port}`);
    await opened();
    server.read();
    connection.send("one");
    connection.send("two");
    connection.terminate();
    await ended();
    await until(() => clientFrames(server.got).frames.length === 2);
    expect(clientFrames(server.got).frames.map(({ payload }) => payload.toString())).toEqual(["one", "two"]);
  });

  test("goes before its close frame and its pings", async () => {
    const server = await slowReader();
    const { connection, opened } = dial(`ws://127.0.0.1:${server.port}`);
    await opened();
    server.read();
    connection.send("one");
    connection.ping();
    connection.send("two");
    connection.close(1000, "");
    await until(() => clientFrames(server.got).frames.length === 4);
    expect(clientFrames(server.got).frames.map(({ opcode }) => opcode)).toEqual([1, 9, 1, 8]);
  });

  test("is forgotten when the peer has cut the connection, and reaches nobody else's socket", async () => {
    const server = await slowReader();
    const other = await slowReader();
    const { connection, opened, owner } = dial(`ws://127.0.0.1:${server.port}`);
    await opened();
    server.socket().resetAndDestroy();
    // Each turn says something, also in those in which the socket is closed already and its end not told yet; a new one may have its number.
    const fresh: ReturnType<typeof dial>[] = [];
    while (owner.end === undefined) {
      connection.send("late");
      if (fresh.length < 50) fresh.push(dial(`ws://127.0.0.1:${other.port}`));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await Promise.all(fresh.map(({ opened: ready }) => ready()));
    expect(connection.send("later still")).toBe(false);
    other.read();
    fresh.at(-1)!.connection.send("mine");
    await until(() => other.got.length > 0);
    expect(clientFrames(other.got).frames.map(({ payload }) => payload.toString())).toEqual(["mine"]);
  });
});
