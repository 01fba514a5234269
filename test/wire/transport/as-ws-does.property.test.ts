/** Whatever a server sends, a connection of ours hears of it what a bare `ws` client hears, in the same order. */
import type { Socket } from "node:net";
import fc from "fast-check";
import { expect, test } from "vitest";
import { WebSocket } from "ws";
import { frameServer, until, wsTransport } from "./ws-rig.ts";
import { plainDial, RecordingOwner } from "../../support/transport-conformance.ts";

const maxPayload = 400;

function frame(first: number, payload: Uint8Array): Buffer {
  const { length } = payload;
  const header = length < 126 ? [first, length] : [first, 126, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from(header), payload]);
}

const text = fc.string({ unit: "grapheme", maxLength: 30 }).map((value) => Buffer.from(value));
const payload = fc.oneof(
  text,
  fc.uint8Array({ maxLength: 20 }),
  fc.nat(450).map((length) => Buffer.alloc(length, "y")),
);
const usual = fc.oneof(
  { weight: 8, arbitrary: text.map((value) => frame(0x81, value)) },
  { weight: 3, arbitrary: payload.map((value) => frame(0x82, value)) },
  { weight: 1, arbitrary: fc.uint8Array({ minLength: 1, maxLength: 4 }).map((value) => frame(0x81, value)) },
  { weight: 2, arbitrary: fc.constantFrom(0x89, 0x8a).map((first) => frame(first, Buffer.from("p"))) },
  {
    weight: 2,
    arbitrary: fc.tuple(text, text).map(([one, two]) => Buffer.concat([frame(0x01, one), frame(0x80, two)])),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(fc.constantFrom(0x81, 0x83, 0xc1, 0x80, 0x09), payload).map(([f, p]) => frame(f, p)),
  },
  { weight: 1, arbitrary: fc.constantFrom([], [3, 232], [3, 237], [3]).map((p) => frame(0x88, Buffer.from(p))) },
);
const talk = fc.record({ frames: fc.array(usual, { maxLength: 8 }), cuts: fc.array(fc.nat(400), { maxLength: 3 }) });

test("as ws does", async () => {
  let now: (socket: Socket) => void = () => {};
  const port = await frameServer((socket) => now(socket));
  const url = `ws://127.0.0.1:${port}/`;
  await fc.assert(
    fc.asyncProperty(talk, async ({ frames, cuts }) => {
      const all = Buffer.concat(frames);
      const edges = [0, ...cuts.map((cut) => cut % (all.length + 1)), all.length].toSorted((a, b) => a - b);
      now = (socket) => {
        socket.setNoDelay(true);
        socket.on("data", () => {});
        for (const [index, end] of edges.slice(1).entries()) socket.write(all.subarray(edges[index], end));
        socket.end();
      };
      expect(await ours(url)).toEqual(await theirs(url));
    }),
    { numRuns: 60 },
  );
}, 60_000);

async function ours(url: string): Promise<unknown[]> {
  const owner = new RecordingOwner();
  wsTransport().dial(plainDial(url, { maxPayload }), owner);
  await until(() => owner.end !== undefined);
  return owner.heard.slice(1).map((heard) => {
    if (heard.type !== "end")
      return heard.type === "text" ? heard.text : heard.type === "binary" ? heard.bytes : heard.type;
    return heard.end.type === "closed" ? heard.end.code : heard.end;
  });
}

function theirs(url: string): Promise<unknown[]> {
  return new Promise((resolve) => {
    const heard: unknown[] = [];
    let violation: number | undefined;
    const socket = new WebSocket(url, { maxPayload, perMessageDeflate: false });
    socket.on("message", (data: Buffer, isBinary) => heard.push(isBinary ? [...data] : data.toString()));
    socket.on("ping", () => heard.push("ping"));
    socket.on("pong", () => heard.push("pong"));
    socket.on("error", (error: Error & { code?: string }) => (violation = codes[error.code ?? ""] ?? 1002));
    socket.on("close", (code) => resolve([...heard, violation ?? code]));
  });
}

/** What RFC 6455 §7.4.1 says of them; `ws` closes with these and reports 1006. */
const codes: Readonly<Record<string, number>> = {
  WS_ERR_INVALID_UTF8: 1007,
  WS_ERR_UNSUPPORTED_MESSAGE_LENGTH: 1009,
};
