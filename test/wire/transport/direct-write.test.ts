/** Frames that go past the socket's stream, and what becomes of them when the system does not take them. Real sockets: they are the point. */
import type { Socket } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { plainDial, RecordingOwner } from "../../support/transport-conformance.ts";
import { clientFrames } from "./client-frames.ts";
import { dial, frameServer, until, wsTransport } from "./ws-rig.ts";

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

describe("what a connection sent a moment ago", () => {
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
