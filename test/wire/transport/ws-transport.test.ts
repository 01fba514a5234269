import { describe, expect, onTestFinished, test } from "vitest";
import { RealClock } from "../../../src/kernel/real-clock.ts";
import { Scheduler } from "../../../src/kernel/scheduler.ts";
import { instant } from "../../../src/kernel/time.ts";
import { WsTransport } from "../../../src/wire/transport/ws-transport.ts";
import { tlsFixtures } from "../../support/tls.ts";
import {
  plainDial,
  RecordingOwner,
  transportConformance,
  type TransportRig,
} from "../../support/transport-conformance.ts";
import { accept, deadPort, dial, type Dialed, frameServer, rawServer, secureServer, until, wsRig } from "./ws-rig.ts";

transportConformance("ws", wsRig);

const { ca, otherCa, server, hub, client } = tlsFixtures;

describe("TLS", () => {
  test("accepts a server whose authority it was given, by name and by address", async () => {
    const port = await secureServer(server);
    for (const host of ["localhost", "127.0.0.1"]) {
      const { owner, opened } = dial(`wss://${host}:${port}/`, { tls: { ca } });
      await opened();
      await until(() => owner.count("text") === 1);
    }
  });

  test("refuses a server signed by an authority it does not know", async () => {
    const port = await secureServer(server);
    for (const tls of [{}, { ca: otherCa }]) {
      const end = await dial(`wss://localhost:${port}/`, { tls }).ended();
      expect(end).toMatchObject({ type: "failed", reason: "UNABLE_TO_VERIFY_LEAF_SIGNATURE" });
    }
    const end = await dial(`wss://localhost:${port}/`).ended();
    expect(end).toMatchObject({ type: "failed", reason: "UNABLE_TO_VERIFY_LEAF_SIGNATURE" });
  });

  test("refuses a server with another name, unless told to expect it", async () => {
    const port = await secureServer(hub);
    for (const host of ["localhost", "127.0.0.1"]) {
      const end = await dial(`wss://${host}:${port}/`, { tls: { ca } }).ended();
      expect(end).toMatchObject({ type: "failed", reason: "ERR_TLS_CERT_ALTNAME_INVALID" });
      await dial(`wss://${host}:${port}/`, { tls: { ca, serverName: "hub.example.com" } }).opened();
    }
  });

  test("accepts any server when told to be insecure", async () => {
    const port = await secureServer(server);
    await dial(`wss://localhost:${port}/`, { tls: { insecure: true } }).opened();
    await dial(`wss://localhost:${port}/`, { tls: { insecure: true, ca: otherCa, serverName: "a.test" } }).opened();
  });

  test("shows its certificate to a server that asks for one, and fails without it", async () => {
    const port = await secureServer({ ...server, ca, requestCert: true, rejectUnauthorized: true });
    await dial(`wss://localhost:${port}/`, { tls: { ca, ...client } }).opened();
    const end = await dial(`wss://localhost:${port}/`, { tls: { ca } }).ended();
    expect(end).toMatchObject({ type: "failed" });
    expect(end.type === "failed" && end.reason).toMatch(/CERTIFICATE_REQUIRED|ECONNRESET|EPIPE/);
  });

  test("fails when the server's TLS is older than the least version", async () => {
    const port = await secureServer({ ...server, maxVersion: "TLSv1.2" });
    await dial(`wss://localhost:${port}/`, { tls: { ca } }).opened();
    const end = await dial(`wss://localhost:${port}/`, { tls: { ca, minVersion: "TLSv1.3" } }).ended();
    expect(end).toMatchObject({ type: "failed" });
    expect(end.type === "failed" && end.reason).toMatch(/PROTOCOL_VERSION/);
  });

  test("fails, and does not throw, for a certificate that is none", async () => {
    const end = await dial("wss://localhost:1/", { tls: { cert: "nonsense", key: "nonsense" } }).ended();
    expect(end).toMatchObject({ type: "failed" });
    expect(end.type === "failed" && end.reason).toMatch(/^ERR_OSSL/);
  });

  test("fails against a server that speaks no TLS", async () => {
    const port = await rawServer((socket) => socket.end("220 hello\r\n"));
    const end = await dial(`wss://localhost:${port}/`, { tls: { ca } }).ended();
    expect(end).toMatchObject({ type: "failed" });
  });

  test("sends no request, and so no credentials, to a server that it does not trust", async () => {
    let received = 0;
    const port = await secureServer(server, (request) => (received += request.length));
    const end = await dial(`wss://localhost:${port}/`, { headers: { authorization: "Bearer secret" } }).ended();
    expect(end).toMatchObject({ type: "failed", reason: "UNABLE_TO_VERIFY_LEAF_SIGNATURE" });
    expect(received).toBe(0);
    await dial(`wss://localhost:${port}/`, { tls: { ca } }).opened();
    expect(received).toBeGreaterThan(0);
  });

  test("counts bytes too", async () => {
    const port = await secureServer(server);
    const { connection, owner, opened } = dial(`wss://localhost:${port}/`, { tls: { ca } });
    await opened();
    await until(() => owner.count("text") === 1);
    const before = connection.bytesSent;
    connection.send("x".repeat(1_000));
    await until(() => connection.bytesSent >= before + 1_000);
    expect(connection.bytesReceived).toBeGreaterThan(100);
  });
});

describe("a server that misbehaves in the opening handshake", () => {
  const answering = (answer: (key: string) => string): Promise<number> =>
    rawServer((socket) => {
      socket.once("data", (request: Buffer) => {
        socket.write(answer(/sec-websocket-key: (.*)\r\n/i.exec(request.toString())![1]!));
      });
    });
  const upgrade = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n";

  test("by saying nothing is given up after the handshake time-out", async () => {
    const port = await rawServer(() => {});
    const end = await dial(`ws://127.0.0.1:${port}/`, { handshakeTimeout: 60 }).ended();
    expect(end).toMatchObject({ type: "failed", reason: "HANDSHAKE_TIMEOUT" });
    expect(end.type === "failed" && end.message).toContain("60 ms");
  });

  test("by sending its answer byte by byte for ever gets no more time for it", async () => {
    const port = await rawServer((socket) => {
      socket.write("HTTP/1.1 101 Switching Protocols\r\nX-Slow: ");
      const drip = setInterval(() => socket.write("x"), 5);
      socket.on("close", () => clearInterval(drip));
    });
    const end = await dial(`ws://127.0.0.1:${port}/`, { handshakeTimeout: 100 }).ended();
    expect(end).toMatchObject({ type: "failed", reason: "HANDSHAKE_TIMEOUT" });
  });

  test("by answering something that is not HTTP is BAD_HTTP", async () => {
    const port = await answering(() => "SSH-2.0-OpenSSH_9.6\r\n\r\n");
    const end = await dial(`ws://127.0.0.1:${port}/`).ended();
    expect(end).toMatchObject({ type: "failed", reason: "BAD_HTTP" });
  });

  test("by answering with headers without end is BAD_HTTP", async () => {
    const port = await answering(() => `HTTP/1.1 101 Switching Protocols\r\nX-Long: ${"x".repeat(200_000)}\r\n\r\n`);
    const end = await dial(`ws://127.0.0.1:${port}/`).ended();
    expect(end).toMatchObject({ type: "failed", reason: "BAD_HTTP" });
  });

  test("by answering in single bytes, interim answers first, is no worse off, and its first frame is not lost", async () => {
    const port = await rawServer((socket) => {
      socket.setNoDelay(true);
      socket.once("data", async (request: Buffer) => {
        const key = /sec-websocket-key: (.*)\r\n/i.exec(request.toString())![1]!;
        const head = `HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n${upgrade}Sec-WebSocket-Accept: ${accept(key)}\r\n\r\n`;
        const last = head.length - 2;
        for (const character of head.slice(0, last)) {
          socket.write(character);
          await new Promise((resolve) => setImmediate(resolve));
        }
        socket.write(Buffer.concat([Buffer.from(head.slice(last)), Buffer.from([0x81, 2, 0x68, 0x69, 0x81])]));
        socket.write(Buffer.from([1, 0x21]));
      });
    });
    const { owner } = dial(`ws://127.0.0.1:${port}/`);
    await until(() => owner.heard.length === 3);
    expect(owner.heard).toEqual([
      { type: "open", subprotocol: "" },
      { type: "text", text: "hi" },
      { type: "text", text: "!" },
    ]);
  });

  test("by hanging up is ECONNRESET", async () => {
    const port = await rawServer((socket) => socket.once("data", () => socket.end()));
    const end = await dial(`ws://127.0.0.1:${port}/`).ended();
    expect(end).toMatchObject({ type: "failed", reason: "ECONNRESET" });
  });

  test("by answering 200 is refused, and its endless page is not read", async () => {
    let dropped = false;
    const port = await rawServer((socket) => {
      socket.once("data", () => {
        socket.write("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n\r\n<html>");
        const page = setInterval(() => socket.write("x".repeat(10_000)), 1);
        socket.on("close", () => {
          clearInterval(page);
          dropped = true;
        });
      });
    });
    const end = await dial(`ws://127.0.0.1:${port}/`).ended();
    expect(end).toEqual({
      type: "refused",
      status: 200,
      headers: { "content-type": "text/html", "set-cookie": "a=1,b=2" },
    });
    await until(() => dropped);
  });

  test("by redirecting is refused: devices do not follow", async () => {
    const port = await answering(
      () => "HTTP/1.1 302 Found\r\nLocation: ws://127.0.0.1:1/elsewhere\r\nContent-Length: 0\r\n\r\n",
    );
    const end = await dial(`ws://127.0.0.1:${port}/`).ended();
    expect(end).toMatchObject({ type: "refused", status: 302, headers: { location: "ws://127.0.0.1:1/elsewhere" } });
  });

  test("by a wrong Sec-WebSocket-Accept, or none, is BAD_UPGRADE", async () => {
    for (const proof of ["Sec-WebSocket-Accept: d3Jvbmc=\r\n", ""]) {
      const port = await answering(() => `${upgrade}${proof}\r\n`);
      const end = await dial(`ws://127.0.0.1:${port}/`).ended();
      expect(end).toMatchObject({ type: "failed", reason: "BAD_UPGRADE" });
    }
  });

  test("by upgrading to something else, or to nothing, is BAD_UPGRADE", async () => {
    for (const headers of ["Upgrade: h2c\r\nConnection: Upgrade\r\n", ""]) {
      const port = await answering(
        (key) => `HTTP/1.1 101 Switching Protocols\r\n${headers}Sec-WebSocket-Accept: ${accept(key)}\r\n\r\n`,
      );
      const end = await dial(`ws://127.0.0.1:${port}/`).ended();
      expect(end).toMatchObject({ type: "failed", reason: "BAD_UPGRADE" });
    }
  });

  test("by selecting a subprotocol when none was offered is BAD_SUBPROTOCOL", async () => {
    const port = await answering(
      (key) => `${upgrade}Sec-WebSocket-Accept: ${accept(key)}\r\nSec-WebSocket-Protocol: mqtt\r\n\r\n`,
    );
    const end = await dial(`ws://127.0.0.1:${port}/`).ended();
    expect(end).toMatchObject({ type: "failed", reason: "BAD_SUBPROTOCOL" });
  });

  test("by an extension that was not offered is BAD_EXTENSION", async () => {
    const port = await answering(
      (key) => `${upgrade}Sec-WebSocket-Accept: ${accept(key)}\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n`,
    );
    const end = await dial(`ws://127.0.0.1:${port}/`).ended();
    expect(end).toMatchObject({ type: "failed", reason: "BAD_EXTENSION" });
  });

  test("by a host that does not exist is ENOTFOUND", async () => {
    const end = await dial("ws://no-such-host.invalid/").ended();
    expect(end).toMatchObject({ type: "failed" });
    expect(end.type === "failed" && end.reason).toMatch(/ENOTFOUND|EAI_AGAIN/);
  });
});

describe("a frame that breaks the rules", () => {
  const bytes = (...values: number[]): Buffer => Buffer.from(values);

  test("invalid UTF-8 ends the connection with 1007", async () => {
    let answer = Buffer.alloc(0);
    const port = await frameServer((socket) => {
      socket.on("data", (data: Buffer) => (answer = Buffer.concat([answer, data])));
      socket.write(bytes(0x81, 2, 0xc3, 0x28));
    });
    const { owner, ended } = dial(`ws://127.0.0.1:${port}/`);
    await until(() => answer.length >= 8);
    // A masked close frame with the code 1007.
    expect(answer[0]).toBe(0x88);
    const code = ((answer[6]! ^ answer[2]!) << 8) | (answer[7]! ^ answer[3]!);
    expect(code).toBe(1007);
    expect(owner.count("text")).toBe(0);
    expect(await ended()).toMatchObject({ type: "closed", code: 1007, initiator: "device" });
  }, 15_000);

  test.each([
    ["a reserved opcode", bytes(0x83, 0)],
    ["a masked frame from a server", bytes(0x81, 0x81, 1, 2, 3, 4, 5)],
    ["a continuation of nothing", bytes(0x80, 1, 0x61)],
    ["a reserved bit", bytes(0xc1, 1, 0x61)],
    ["a close frame with half a code", bytes(0x88, 1, 3)],
    ["a close code that must not be sent", bytes(0x88, 2, 0x03, 0xed)],
    ["a fragmented ping", bytes(0x09, 0)],
  ])("%s ends it with 1002", async (_what, frame) => {
    const port = await frameServer((socket) => {
      socket.write(frame);
      socket.on("data", () => socket.end());
    });
    const { ended } = dial(`ws://127.0.0.1:${port}/`);
    expect(await ended()).toMatchObject({ type: "closed", code: 1002, initiator: "device" });
  });

  test("a message announced with 100 MB is 1009 before any of it came", async () => {
    const port = await frameServer((socket) => {
      const header = Buffer.alloc(10);
      header[0] = 0x82;
      header[1] = 127;
      header.writeBigUInt64BE(100_000_000n, 2);
      socket.write(header);
      socket.on("data", () => socket.end());
    });
    const before = process.memoryUsage().arrayBuffers;
    const { connection, owner, ended } = dial(`ws://127.0.0.1:${port}/`);
    expect(await ended()).toMatchObject({ type: "closed", code: 1009 });
    expect(connection.bytesReceived).toBeLessThan(1_000);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(50_000_000);
    expect(owner.count("binary")).toBe(0);
  });

  test("a message put together from fragments, with a ping between them, arrives whole", async () => {
    const port = await frameServer((socket) => {
      socket.write(bytes(0x01, 2, 0x61, 0x62));
      socket.write(bytes(0x89, 0));
      socket.write(bytes(0x00, 1, 0x63, 0x80, 2, 0x64, 0x65));
    });
    const { owner } = dial(`ws://127.0.0.1:${port}/`);
    await until(() => owner.heard.length === 3);
    expect(owner.heard.slice(1)).toEqual([{ type: "ping" }, { type: "text", text: "abcde" }]);
  });

  test("a message in more fragments than it may have bytes is 1009", async () => {
    const port = await frameServer((socket) => {
      socket.write(bytes(0x01, 1, 0x61));
      socket.write(Buffer.concat(Array.from({ length: 200 }, () => bytes(0x00, 1, 0x61))));
      socket.on("data", () => socket.end());
    });
    const { ended } = dial(`ws://127.0.0.1:${port}/`, { maxPayload: 100 });
    expect(await ended()).toMatchObject({ type: "closed", code: 1009 });
  });

  test("one frame in single bytes arrives all the same", async () => {
    const port = await frameServer((socket) => {
      socket.setNoDelay(true);
      for (const byte of bytes(0x81, 3, 0x61, 0x62, 0x63)) socket.write(bytes(byte));
    });
    const { owner } = dial(`ws://127.0.0.1:${port}/`);
    await until(() => owner.count("text") === 1);
    expect(owner.heard[1]).toEqual({ type: "text", text: "abc" });
  });
});

describe("large messages", () => {
  test.each([false, true])("go both ways, many at a time (compressed: %s)", async (perMessageDeflate) => {
    const rig = await wsRig();
    try {
      const { owner, connection, opened } = dial(rig.url, { perMessageDeflate, maxPayload: 2_000_000 });
      await opened();
      const texts = [1_000_000, 10, 70_000, 300_000, 65_536, 65_535, 126].map((size, index) => `${index}`.repeat(size));
      for (const text of texts) {
        connection.send(text);
        rig.peers[0]!.send(text);
        rig.peers[0]!.send(Buffer.from(text));
      }
      await until(() => rig.peers[0]!.heard.length === texts.length && owner.heard.length === 1 + 2 * texts.length);
      expect(rig.peers[0]!.heard.map((heard) => heard.type === "text" && heard.text)).toEqual(texts);
      const heard = owner.heard.slice(1);
      expect(heard.flatMap((one) => (one.type === "text" ? [one.text] : []))).toEqual(texts);
      expect(heard.flatMap((one) => (one.type === "binary" ? [one.bytes.length] : []))).toEqual(
        texts.map(({ length }) => length),
      );
    } finally {
      await rig[Symbol.asyncDispose]();
    }
  });
});

describe("a compressed connection", () => {
  const compressed = async (rig: TransportRig): Promise<Dialed> => {
    const dialed = dial(rig.url, { perMessageDeflate: true });
    await dialed.opened();
    return dialed;
  };
  const withRig = async (body: (rig: TransportRig) => Promise<void>): Promise<void> => {
    const rig = await wsRig();
    try {
      await body(rig);
    } finally {
      await rig[Symbol.asyncDispose]();
    }
  };

  test("keeps the order of messages, pings and its close frame", () =>
    withRig(async (rig) => {
      const { connection, ended } = await compressed(rig);
      connection.send("x".repeat(5_000));
      connection.ping();
      connection.send("y".repeat(5_000));
      connection.close(4001, "enough");
      expect(await ended()).toEqual({ type: "closed", code: 4001, reason: "enough", initiator: "device" });
      expect(rig.peers[0]!.heard.map(({ type }) => type)).toEqual(["text", "ping", "text"]);
      expect(rig.peers[0]!.end).toEqual({ code: 4001, reason: "enough" });
    }));

  test("hears what came before the server's close frame, and answers its pings", () =>
    withRig(async (rig) => {
      const { owner, ended } = await compressed(rig);
      const peer = rig.peers[0]!;
      peer.ping();
      await until(() => peer.heard.length === 1);
      for (let index = 0; index < 20; index++) peer.send(`${index}`.repeat(5_000));
      peer.close(1001, "");
      expect(await ended()).toEqual({ type: "closed", code: 1001, reason: "", initiator: "server" });
      expect(owner.count("text")).toBe(20);
    }));

  test("ends at once by terminate, though there is something left to inflate", () =>
    withRig(async (rig) => {
      const { owner, connection, ended } = await compressed(rig);
      owner.react = (heard) => {
        if (heard.type === "text") connection.terminate();
      };
      for (let index = 0; index < 20; index++) rig.peers[0]!.send(`${index}`.repeat(5_000));
      expect(await ended()).toEqual({ type: "closed", code: 1006, reason: "", initiator: "device" });
      expect(owner.count("text")).toBe(1);
    }));

  test("ends with 1007 when something cannot be inflated, even if the server has gone by then", async () => {
    for (const hangUp of [false, true]) {
      const port = await rawServer((socket) => {
        socket.once("data", (request: Buffer) => {
          const key = /sec-websocket-key: (.*)\r\n/i.exec(request.toString())![1]!;
          const head = `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept(key)}\r\n`;
          socket.write(`${head}Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n`);
          socket.write(Buffer.from([0xc1, 4, 0xff, 0xff, 0xff, 0xff]));
          if (hangUp) socket.end();
          else socket.on("data", () => socket.end());
        });
      });
      const end = await dial(`ws://127.0.0.1:${port}/`, { perMessageDeflate: true }).ended();
      expect(end).toMatchObject({ type: "closed", code: 1007, initiator: "device" });
    }
  });
});

describe("what the system does not take", () => {
  test("is counted for the connection and for the transport, until it is gone", async () => {
    const port = await frameServer((socket) => socket.pause());
    const scheduler = new Scheduler(new RealClock(instant(0)));
    onTestFinished(() => scheduler.stop());
    const transport = new WsTransport(scheduler);
    const owners = [new RecordingOwner(), new RecordingOwner()];
    const [full, quiet] = owners.map((owner) => transport.dial(plainDial(`ws://127.0.0.1:${port}/`), owner));
    await until(() => owners.every(({ opened }) => opened));
    quiet!.send("hello");
    expect(transport.bufferedBytes).toBe(0);
    for (let index = 0; index < 200; index++) full!.send("x".repeat(100_000));
    expect(full!.bufferedBytes).toBeGreaterThan(1_000_000);
    expect(transport.bufferedBytes).toBe(full!.bufferedBytes);
    full!.terminate();
    quiet!.terminate();
    await until(() => owners.every(({ end }) => end !== undefined));
    expect(transport.bufferedBytes).toBe(0);
  });
});

describe("a flood of pings", () => {
  const flood = 100_000;
  const pings = Buffer.alloc(flood * 2, Buffer.from([0x89, 0]));

  test("is answered to a server that reads the answers", async () => {
    let answered = 0;
    const port = await frameServer((socket) => {
      socket.on("data", (data: Buffer) => (answered += data.length));
      socket.write(pings);
    });
    const { connection, owner } = dial(`ws://127.0.0.1:${port}/`);
    // A pong without payload from a client has six bytes.
    await until(() => answered === flood * 6);
    expect(owner.count("ping")).toBe(flood);
    expect(connection.send("still alive")).toBe(true);
  }, 30_000);

  test("fills no buffer for a server that does not read them, and its latest one is answered once it does", async () => {
    const payload = Buffer.alloc(125, 0x70);
    const ping = Buffer.concat([Buffer.from([0x89, 125]), payload]);
    const last = Buffer.from([0x89, 4, 0x6c, 0x61, 0x73, 0x74]);
    let received = Buffer.alloc(0);
    let reading: () => void = () => {};
    const port = await frameServer((socket) => {
      socket.pause();
      reading = () => {
        socket.on("data", (data: Buffer) => (received = Buffer.concat([received, data]).subarray(-10)));
        socket.resume();
      };
      for (let count = 0; count < flood; count += 1_000) socket.write(Buffer.concat(Array(1_000).fill(ping)));
      socket.write(last);
    });
    const { connection, owner } = dial(`ws://127.0.0.1:${port}/`);
    await until(() => owner.count("ping") === flood + 1);
    expect(connection.bufferedBytes).toBeGreaterThan(0);
    expect(connection.bufferedBytes).toBeLessThan(200_000);
    reading();
    await until(() => received.length === 10 && received[0] === 0x8a && received[1] === 0x84);
    const mask = received.subarray(2, 6);
    expect(
      received
        .subarray(6)
        .map((byte, index) => byte ^ mask[index]!)
        .toString(),
    ).toBe("last");
  }, 30_000);
});

describe("the upgrade request", () => {
  test("has the headers a user asks for, Host among them", async () => {
    let request = "";
    const port = await rawServer((socket) => socket.once("data", (data: Buffer) => (request = data.toString())));
    dial(`ws://127.0.0.1:${port}/a?b=c`, {
      headers: { Host: "hub.example.com", Origin: "https://x.test", authorization: "Basic YTpi" },
      subprotocols: ["v2", "v1"],
    });
    await until(() => request.endsWith("\r\n\r\n"));
    const lines = request.toLowerCase().split("\r\n");
    expect(request.startsWith("GET /a?b=c HTTP/1.1\r\n")).toBe(true);
    expect(lines).toContain("host: hub.example.com");
    expect(lines).toContain("origin: https://x.test");
    expect(lines).toContain("authorization: basic ytpi");
    expect(lines).toContain("sec-websocket-protocol: v2, v1");
    expect(request).not.toMatch(/extensions/i);
  });

  test("turns user and password of the url into basic authorization", async () => {
    let request = "";
    const port = await rawServer((socket) => socket.once("data", (data: Buffer) => (request = data.toString())));
    dial(`ws://lock:s%3Acret@127.0.0.1:${port}/`);
    await until(() => request !== "");
    expect(request).toContain(`Authorization: Basic ${Buffer.from("lock:s:cret").toString("base64")}\r\n`);
  });

  test("with a header that HTTP does not allow fails without throwing and without telling its value", async () => {
    for (const headers of [{ Authorization: "Bearer se\r\ncret" }, { "Bad Name": "secret" }]) {
      const end = await dial("ws://127.0.0.1:1/", { headers }).ended();
      expect(end).toMatchObject({ type: "failed", reason: "BAD_HEADER" });
      expect(JSON.stringify(end)).not.toMatch(/cret/);
    }
  });

  test("goes out from the local address and port it was given", async () => {
    let from = "";
    const port = await rawServer((socket) => (from = `${socket.remoteAddress}:${socket.remotePort}`));
    const localPort = await deadPort();
    dial(`ws://127.0.0.1:${port}/`, { localAddress: "127.0.0.1", localPort });
    await until(() => from !== "");
    expect(from).toBe(`127.0.0.1:${localPort}`);
  });

  test("fails with EADDRINUSE from a port that is taken", async () => {
    const port = await rawServer(() => {});
    const taken = await rawServer(() => {});
    const end = await dial(`ws://127.0.0.1:${port}/`, { localAddress: "127.0.0.1", localPort: taken }).ended();
    expect(end).toMatchObject({ type: "failed", reason: "EADDRINUSE" });
  });

  test("asks for compression when told to, and messages go both ways compressed", async () => {
    const rig = await wsRig();
    try {
      const { owner, connection, opened } = dial(rig.url, { perMessageDeflate: true });
      await opened();
      expect(rig.requests[0]!.headers["sec-websocket-extensions"]).toMatch(/^permessage-deflate/);
      connection.send("x".repeat(5_000));
      await until(() => rig.peers[0]!.heard.length === 1);
      rig.peers[0]!.send("y");
      await until(() => owner.count("text") === 1);
      expect(rig.peers[0]!.heard).toEqual([{ type: "text", text: "x".repeat(5_000) }]);
    } finally {
      await rig[Symbol.asyncDispose]();
    }
  });
});

describe("the end of a connection", () => {
  test("comes at the latest five seconds after close, when the server never answers it", async () => {
    let socketClosed = false;
    const port = await frameServer((socket) => {
      socket.on("data", () => {});
      socket.on("close", () => (socketClosed = true));
    });
    const { connection, opened, ended } = dial(`ws://127.0.0.1:${port}/`);
    await opened();
    connection.close(1000, "");
    expect(await ended()).toEqual({ type: "closed", code: 1006, reason: "", initiator: "device" });
    await until(() => socketClosed);
  }, 20_000);

  test("by a reset is 1006 of the server", async () => {
    const port = await frameServer((socket) => socket.on("data", () => socket.resetAndDestroy()));
    const { connection, opened, ended } = dial(`ws://127.0.0.1:${port}/`);
    await opened();
    connection.send("knock");
    expect(await ended()).toEqual({ type: "closed", code: 1006, reason: "", initiator: "server" });
  });

  test("by a server that hangs up without a close frame is 1006 of the server", async () => {
    const port = await frameServer((socket) => socket.end());
    const { ended } = dial(`ws://127.0.0.1:${port}/`);
    expect(await ended()).toEqual({ type: "closed", code: 1006, reason: "", initiator: "server" });
  });
});
