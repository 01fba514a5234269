/**
 * Messages to frames (RFC 6455 §5.2), as a client sends them: whole, masked, and in one piece, so that each costs one
 * allocation and one write. Most texts do not come here, but become frames where others are (frame-burst.ts).
 *
 * Masks come from the system's generator (§10.3), a few thousand at a time.
 */
import { Buffer } from "node:buffer";
import { randomFillSync } from "node:crypto";

export const opcode = { text: 0x1, binary: 0x2, close: 0x8, ping: 0x9, pong: 0xa } as const;

export function textFrame(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const frame = allocate(opcode.text, length);
  const start = frame.length - length;
  // As many bytes as characters: they are all ASCII, which goes faster.
  if (length === text.length) frame.write(text, start, "latin1");
  else frame.write(text, start);
  mask(frame, start);
  return frame;
}

export function bytesFrame(code: number, payload: Uint8Array): Buffer {
  const frame = allocate(code, payload.length);
  const start = frame.length - payload.length;
  frame.set(payload, start);
  mask(frame, start);
  return frame;
}

/** @param code 1005 stands for a close frame without a code. @param reason of at most 123 bytes. */
export function closeFrame(code: number, reason: string): Buffer {
  if (code === 1005) return bytesFrame(opcode.close, nothing);
  const payload = Buffer.allocUnsafe(2 + Buffer.byteLength(reason));
  payload.writeUInt16BE(code, 0);
  payload.write(reason, 2);
  return bytesFrame(opcode.close, payload);
}

const nothing = new Uint8Array(0);
const maskBytes = 4;
/** Of all that may stand before a payload, bytes. */
export const longestHeader = 14;
const final = 0x80;
const masked = 0x80;

/** A frame with its first bytes, and room for mask and payload. */
function allocate(code: number, length: number): Buffer {
  const start = headerBytes(length) + maskBytes;
  const frame = Buffer.allocUnsafe(start + length);
  putHeader(frame, start, code, length);
  return frame;
}

function headerBytes(length: number): number {
  return length < 126 ? 2 : length < 65_536 ? 4 : 10;
}

/** Puts the first bytes of a frame before the mask of its payload, which begins at `start`. Returns where the frame begins. */
export function putHeader(bytes: Buffer, start: number, code: number, length: number): number {
  const header = headerBytes(length);
  const from = start - maskBytes - header;
  bytes[from] = final | code;
  if (header === 2) bytes[from + 1] = masked | length;
  else if (header === 4) {
    bytes[from + 1] = masked | 126;
    bytes[from + 2] = length >>> 8;
    bytes[from + 3] = length & 0xff;
  } else {
    bytes[from + 1] = masked | 127;
    bytes.writeUIntBE(0, from + 2, 2);
    bytes.writeUIntBE(length, from + 4, 6);
  }
  return from;
}

const randomBytes = Buffer.alloc(8_192);
let nextRandom = randomBytes.length;

/** Puts a mask before the payload, which begins at `start`, and masks it. */
function mask(frame: Buffer, start: number): void {
  if (nextRandom === randomBytes.length) {
    randomFillSync(randomBytes);
    nextRandom = 0;
  }
  const first = randomBytes[nextRandom]!;
  const second = randomBytes[nextRandom + 1]!;
  const third = randomBytes[nextRandom + 2]!;
  const fourth = randomBytes[nextRandom + 3]!;
  nextRandom += maskBytes;
  frame[start - 4] = first;
  frame[start - 3] = second;
  frame[start - 2] = third;
  frame[start - 1] = fourth;
  const { length } = frame;
  let at = start;
  for (const whole = length - 3; at < whole; at += 4) {
    frame[at] = frame[at]! ^ first;
    frame[at + 1] = frame[at + 1]! ^ second;
    frame[at + 2] = frame[at + 2]! ^ third;
    frame[at + 3] = frame[at + 3]! ^ fourth;
  }
  if (at < length) frame[at] = frame[at]! ^ first;
  if (at + 1 < length) frame[at + 1] = frame[at + 1]! ^ second;
  if (at + 2 < length) frame[at + 2] = frame[at + 2]! ^ third;
}
