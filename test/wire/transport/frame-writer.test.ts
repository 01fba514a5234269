import { describe, expect, test } from "vitest";
import { bytesFrame, closeFrame, opcode, textFrame } from "../../../src/wire/transport/frame-writer.ts";

/** Reads a client's frame by RFC 6455 §5.2, with nothing of ours. */
function parse(frame: Buffer): { first: number; payload: Buffer; header: number } {
  const short = frame[1]! & 0x7f;
  const header = short === 126 ? 4 : short === 127 ? 10 : 2;
  const length = short === 126 ? frame.readUInt16BE(2) : short === 127 ? Number(frame.readBigUInt64BE(2)) : short;
  expect(frame[1]! & 0x80).toBe(0x80);
  expect(frame).toHaveLength(header + 4 + length);
  const mask = frame.subarray(header, header + 4);
  const payload = Buffer.from(frame.subarray(header + 4).map((byte, index) => byte ^ mask[index % 4]!));
  return { first: frame[0]!, payload, header };
}

describe("a frame", () => {
  test("of a text is final, masked, and holds its UTF-8", () => {
    for (const text of ["", "Hello", "grün", "✓ 🔒", "\u{fffd}", "x".repeat(1_000)]) {
      const { first, payload } = parse(textFrame(text));
      expect(first).toBe(0x81);
      expect(payload.toString()).toBe(text);
    }
  });

  test.each([
    [0, 2],
    [1, 2],
    [2, 2],
    [3, 2],
    [125, 2],
    [126, 4],
    [127, 4],
    [65_535, 4],
    [65_536, 10],
    [200_001, 10],
  ])("of %i bytes has the shortest header there is, of %i", (length, expected) => {
    const bytes = Uint8Array.from({ length }, (_, index) => index * 7);
    const { first, payload, header } = parse(bytesFrame(opcode.binary, bytes));
    expect(first).toBe(0x82);
    expect(header).toBe(expected);
    expect(payload.equals(bytes)).toBe(true);
  });

  test("leaves the sender's bytes as they are", () => {
    const bytes = new Uint8Array([1, 2, 3, 4, 5]);
    bytesFrame(opcode.ping, bytes);
    expect([...bytes]).toEqual([1, 2, 3, 4, 5]);
  });

  test("has another mask each time, beyond what the system's generator gives at once", () => {
    const masks = new Set(Array.from({ length: 5_000 }, () => textFrame("a").readUInt32BE(2)));
    expect(masks.size).toBeGreaterThan(4_990);
  });

  test("that closes has a code and a reason, or nothing at all for 1005", () => {
    const { first, payload } = parse(closeFrame(4001, "grün"));
    expect(first).toBe(0x88);
    expect(payload.readUInt16BE()).toBe(4001);
    expect(payload.subarray(2).toString()).toBe("grün");
    expect(parse(closeFrame(1000, "")).payload).toHaveLength(2);
    expect(parse(closeFrame(1005, "")).payload).toHaveLength(0);
  });
});
