import { describe, expect, test } from "vitest";
import { type FrameListener, FrameReceiver, readWholeFrames } from "../../../src/wire/transport/frame-reader.ts";

const bytes = (...values: number[]): Buffer => Buffer.from(values);

class Listener implements FrameListener {
  readonly heard: unknown[] = [];
  onText = (text: string): void => void this.heard.push(text);
  onBinary = (data: Uint8Array): void => void this.heard.push([...data]);
  onPing = (payload: Uint8Array): void => void this.heard.push(`ping ${payload.length}`);
  onPong = (): void => void this.heard.push("pong");
  onCloseFrame = (code: number, reason: string): void => void this.heard.push(`close ${code} ${reason}`);
  onViolation = ({ message }: Error): void => void this.heard.push(message);
  onReceiverDrained = (): void => {};
  onReceiverFinished = (): void => void this.heard.push("finished");
}

function readAll(frames: Buffer, maxPayload = 1_000): { readonly end: number; readonly heard: unknown[] } {
  const listener = new Listener();
  return { end: readWholeFrames(frames, 0, frames.length, maxPayload, listener), heard: listener.heard };
}

describe("frames that are whole", () => {
  test("are read one behind the other, up to the end", () => {
    const frames = bytes(0x81, 2, 0x68, 0x69, 0x82, 1, 7, 0x89, 3, 1, 2, 3, 0x8a, 0, 0x81, 0);
    expect(readAll(frames)).toEqual({ end: frames.length, heard: ["hi", [7], "ping 3", "pong", ""] });
  });

  test("may have a length of 16 bits", () => {
    const frames = Buffer.concat([bytes(0x81, 126, 1, 44), Buffer.alloc(300, "x")]);
    expect(readAll(frames)).toEqual({ end: 304, heard: ["x".repeat(300)] });
  });

  test("hand over bytes that are the listener's own", () => {
    const frames = bytes(0x82, 2, 1, 2);
    const kept: Uint8Array[] = [];
    readWholeFrames(
      frames,
      0,
      4,
      10,
      Object.assign(new Listener(), { onBinary: (data: Uint8Array) => kept.push(data) }),
    );
    frames.fill(0);
    expect([...kept[0]!]).toEqual([1, 2]);
  });

  test.each([
    ["a frame of which a part is missing", bytes(0x81, 3, 0x61, 0x62)],
    ["a header of which a part is missing", bytes(0x81)],
    ["a length of which a part is missing", bytes(0x81, 126, 1)],
    ["the beginning of a fragmented message", bytes(0x01, 1, 0x61)],
    ["a continuation", bytes(0x80, 1, 0x61)],
    ["a close frame", bytes(0x88, 2, 3, 232)],
    ["a masked frame", bytes(0x81, 0x81, 1, 2, 3, 4, 5)],
    ["a reserved bit", bytes(0xc1, 1, 0x61)],
    ["a reserved opcode", bytes(0x83, 0)],
    ["a length of 64 bits", bytes(0x81, 127, 0, 0, 0, 0, 0, 0, 0, 1, 0x61)],
    ["a fragmented ping", bytes(0x09, 0)],
    ["a ping that is too long", Buffer.concat([bytes(0x89, 126, 0, 200), Buffer.alloc(200)])],
    ["a pong that is too long", Buffer.concat([bytes(0x8a, 126, 0, 200), Buffer.alloc(200)])],
    ["bytes that are no UTF-8", bytes(0x81, 2, 0xc3, 0x28)],
    ["a message that is too big", Buffer.concat([bytes(0x81, 126, 3, 233), Buffer.alloc(1_001, "x")])],
  ])("end before %s", (_what, frame) => {
    expect(readAll(Buffer.concat([bytes(0x81, 1, 0x61), frame]))).toEqual({ end: 3, heard: ["a"] });
  });
});

describe("the receiver", () => {
  const receiver = (): { readonly listener: Listener; readonly receiver: FrameReceiver } => {
    const listener = new Listener();
    return { listener, receiver: new FrameReceiver(listener, 1_000, {}) };
  };

  test("is as good as new between two messages, and not within one", () => {
    const { listener, receiver: one } = receiver();
    expect(one.fresh).toBe(true);
    for (const [piece, fresh] of [
      [bytes(0x01, 1, 0x61), false],
      [bytes(0x89, 0), false],
      [bytes(0x80), false],
      [bytes(1, 0x62), true],
      [bytes(0x82, 2, 1), false],
      [bytes(2), true],
    ] as const) {
      one.write(piece);
      expect(one.fresh).toBe(fresh);
    }
    expect(listener.heard).toEqual(["ping 0", "ab", [1, 2]]);
  });

  test("is not as good as new after a fault, which it tells", async () => {
    const { listener, receiver: one } = receiver();
    one.write(bytes(0x83, 0));
    expect(one.fresh).toBe(false);
    await new Promise((resolve) => setImmediate(resolve));
    expect(listener.heard).toEqual([expect.stringContaining("invalid opcode 3")]);
  });

  test("takes a text that holds the mark for what is no UTF-8, when it is really there", () => {
    const { listener, receiver: one } = receiver();
    const text = Buffer.from("a\u{fffd}b");
    one.write(Buffer.concat([bytes(0x81, text.length), text]));
    expect(listener.heard).toEqual(["a\u{fffd}b"]);
  });
});
