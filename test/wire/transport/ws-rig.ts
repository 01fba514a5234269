/** The `ws` transport with a `ws` server, or with a server that speaks whatever bytes a test wants, on loopback. */
import { createServer, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { type AddressInfo, createServer as createTcpServer, type Server as TcpServer, type Socket } from "node:net";
import type { TlsOptions as TlsServerOptions } from "node:tls";
import { createHash } from "node:crypto";
import { onTestFinished, vi, expect } from "vitest";
import { type WebSocket, WebSocketServer } from "ws";
import { RealClock } from "../../../src/kernel/real-clock.ts";
import { Scheduler } from "../../../src/kernel/scheduler.ts";
import { instant } from "../../../src/kernel/time.ts";
import type { Connection, ConnectionEnd, DialSpec } from "../../../src/wire/transport/transport.ts";
import { WsTransport } from "../../../src/wire/transport/ws-transport.ts";
import {
  type Heard,
  type Peer,
  type PeerAnswer,
  plainDial,
  RecordingOwner,
  type TransportRig,
} from "../../support/transport-conformance.ts";

/** Waits for the world outside: sockets have no virtual clock. */
export async function until(condition: () => boolean): Promise<void> {
  await vi.waitFor(() => expect(condition()).toBe(true), { interval: 2, timeout: 15_000 });
}

/** A transport for one test. */
export function wsTransport(): WsTransport {
  const scheduler = new Scheduler(new RealClock(instant(0)));
  onTestFinished(() => scheduler.stop());
  return new WsTransport(scheduler);
}

export interface Dialed {
  readonly connection: Connection;
  readonly owner: RecordingOwner;
  /** Waits until it is open. */
  opened(): Promise<void>;
  /** Waits for the end. */
  ended(): Promise<ConnectionEnd>;
}

export function dial(url: string, changes: Partial<DialSpec> = {}): Dialed {
  const owner = new RecordingOwner();
  const connection = wsTransport().dial(plainDial(url, changes), owner);
  onTestFinished(() => connection.terminate());
  return {
    connection,
    owner,
    opened: () => until(() => owner.opened || owner.end !== undefined).then(() => expect(owner.end).toBeUndefined()),
    ended: async () => {
      await until(() => owner.end !== undefined);
      return owner.end!;
    },
  };
}

/** Listens on a free port of 127.0.0.1 until the test is over. */
export async function listen(server: Server | TcpServer): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

/**
 * A server that hands every byte it gets to `onData` and answers as it likes.
 *
 * @returns its port.
 */
export async function rawServer(onConnection: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    onConnection(socket);
  });
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return listen(server);
}

/** A server that accepts the upgrade by hand and then sends `frames`, byte by byte as given. @returns its port. */
export async function frameServer(talk: (socket: Socket) => void): Promise<number> {
  return rawServer((socket) => {
    socket.once("data", (request: Buffer) => {
      const key = /sec-websocket-key: (.*)\r\n/i.exec(request.toString())![1]!;
      socket.write(
        `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept(key)}\r\n\r\n`,
      );
      talk(socket);
    });
  });
}

/** RFC 6455 §4.2.2. */
export function accept(key: string): string {
  return createHash("sha1").update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
}

/** A `ws` server over TLS that greets with "hello". @param onData every byte it gets, decrypted. @returns its port. */
export async function secureServer(options: TlsServerOptions, onData?: (data: Buffer) => void): Promise<number> {
  const server = createTlsServer(options);
  if (onData !== undefined) server.on("secureConnection", (socket) => socket.on("data", onData));
  server.on("tlsClientError", () => {});
  const webSockets = new WebSocketServer({ server });
  webSockets.on("connection", (socket) => {
    socket.on("error", () => {});
    socket.send("hello");
  });
  onTestFinished(() => closeAll(server, webSockets));
  return listen(server);
}

export async function wsRig(): Promise<TransportRig> {
  const scheduler = new Scheduler(new RealClock(instant(0)));
  const server = createServer();
  const webSockets = new WebSocketServer({
    noServer: true,
    handleProtocols: () => (rig.answer.type === "accept" && rig.answer.subprotocol) || false,
  });
  const requests: { path: string; headers: Readonly<Record<string, unknown>> }[] = [];
  const peers: Peer[] = [];
  const stalled = new Set<{ destroy(): void }>();
  const port = await listen(server);
  const rig = {
    transport: new WsTransport(scheduler),
    url: `ws://127.0.0.1:${port}`,
    deadUrl: `ws://127.0.0.1:${await deadPort()}`,
    answer: { type: "accept", subprotocol: "" } as PeerAnswer,
    requests,
    peers,
    until,
    settle: async (): Promise<void> => {
      for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
    },
    [Symbol.asyncDispose]: (): Promise<void> => {
      scheduler.stop();
      for (const socket of stalled) socket.destroy();
      return closeAll(server, webSockets);
    },
  };
  server.on("upgrade", (request, socket, head) => {
    requests.push({ path: request.url ?? "", headers: request.headers });
    const { answer } = rig;
    switch (answer.type) {
      case "accept":
        // `handleProtocols` is only asked when something was offered; a server may select something all the same.
        return webSockets.handleUpgrade(request, socket, head, (webSocket) => peers.push(peerOf(webSocket)));
      case "refuse": {
        const headers = Object.entries(answer.headers).map(([name, value]) => `${name.toUpperCase()}: ${value}\r\n`);
        socket.end(`HTTP/1.1 ${answer.status} No\r\n${headers.join("")}Content-Length: 0\r\n\r\n`);
        return;
      }
      case "stall":
        stalled.add(socket);
        socket.on("error", () => {});
    }
  });
  return rig;
}

function peerOf(webSocket: WebSocket): Peer {
  const heard: Heard[] = [];
  let end: { code: number; reason: string } | undefined;
  webSocket.on("message", (data: Buffer, isBinary) => {
    heard.push(isBinary ? { type: "binary", bytes: [...data] } : { type: "text", text: data.toString() });
  });
  webSocket.on("ping", () => heard.push({ type: "ping" }));
  webSocket.on("pong", () => heard.push({ type: "pong" }));
  webSocket.on("error", () => {});
  webSocket.on("close", (code, reason) => {
    end = { code, reason: reason.toString() };
  });
  return {
    heard,
    get end() {
      return end;
    },
    send: (data) => webSocket.send(data),
    ping: () => webSocket.ping(),
    close: (code, reason) => webSocket.close(code, reason),
    terminate: () => webSocket.terminate(),
  };
}

/** A port that was free a moment ago. */
export async function deadPort(): Promise<number> {
  const server = createTcpServer();
  const port = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function closeAll(server: Server, webSockets: WebSocketServer): Promise<void> {
  for (const socket of webSockets.clients) socket.terminate();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
