/**
 * One direction of a WebSocket, read by a third party from the bytes that go by (RFC 6455 §5).
 *
 *     header ---> payload ---> header ---> ...        what is no frame ---> deaf
 *
 * 1. What it is given stays as it is: it belongs to whom it was sent. What is masked is unmasked in a copy.
 * 2. Total, and bounded in memory: a header, one control frame, and of a message as much as a tape takes.
 * 3. It judges nobody: whether a frame may be masked, or a code be sent, is between the two. Only where no frame can be
 *    told any more it gives up, says so, and is deaf from there on.
 */
import type { Omitted } from "../tape.ts";
import type { Inflater } from "./inflater.ts";
import { Payload } from "./payload.ts";

export interface MessageListener {
  text(text: string, fragments: readonly number[] | undefined): void;
  binary(bytes: Buffer, fragments: readonly number[] | undefined): void;
  omitted(omitted: Omitted, fragments: readonly number[] | undefined): void;
  ping(type: "ping" | "pong", data: Buffer): void;
  closeFrame(code: number, reason: string): void;
  /** Nothing comes after it. */
  garbage(fault: string, data: Buffer): void;
}

/** Bytes of a message that are recorded. */
export const largestRecorded: number = 4 * 1024 * 1024;

const opcode = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;
const longestHeader = 14;
const mostGarbage = 64;
/** A message of more fragments keeps the lengths of so many. */
const mostFragments = 1_024;

interface Frame {
  readonly final: boolean;
  readonly opcode: number;
  readonly mask: number | undefined;
  /** Bytes of its payload that are still to come. */
  rest: number;
  readonly length: number;
}

interface Message {
  readonly kind: "text" | "binary";
  /** Whether an extension has changed it, by its reserved bits. */
  readonly extended: boolean;
  readonly payload: Payload;
  readonly fragments: number[];
}

export class MessageReader {
  readonly #listener: MessageListener;
  readonly #inflater: Inflater | undefined;
  readonly #header: Buffer = Buffer.alloc(longestHeader);
  #headerLength = 0;
  #frame: Frame | undefined;
  #control: Payload | undefined;
  #message: Message | undefined;
  #deaf = false;

  constructor(listener: MessageListener, inflater: Inflater | undefined) {
    this.#listener = listener;
    this.#inflater = inflater;
  }

  /** Whether the next byte begins a frame. */
  get betweenFrames(): boolean {
    return !this.#deaf && this.#frame === undefined && this.#headerLength === 0;
  }

  read(chunk: Buffer): void {
    let position = 0;
    while (position < chunk.length && !this.#deaf) {
      position =
        this.#frame === undefined ? this.#readHeader(chunk, position) : this.#readPayload(this.#frame, chunk, position);
    }
  }

  #readHeader(chunk: Buffer, from: number): number {
    let position = from;
    while (position < chunk.length) {
      this.#header[this.#headerLength++] = chunk[position++]!;
      if (this.#headerLength < 2 || this.#headerLength < headerLength(this.#header)) continue;
      this.#begin(chunk, position);
      this.#headerLength = 0;
      break;
    }
    return position;
  }

  #begin(chunk: Buffer, behind: number): void {
    const [first = 0, second = 0] = this.#header;
    const short = second & 0x7f;
    const length =
      short < 126 ? short : short === 126 ? this.#header.readUInt16BE(2) : Number(this.#header.readBigUInt64BE(2));
    const frame: Frame = {
      final: (first & 0x80) !== 0,
      opcode: first & 0x0f,
      mask: (second & 0x80) === 0 ? undefined : this.#header.readUInt32BE(this.#headerLength - 4),
      rest: length,
      length,
    };
    const fault = this.#faultOf(frame);
    if (fault !== undefined) {
      this.#deaf = true;
      const start = this.#header.subarray(0, this.#headerLength);
      const more = chunk.subarray(behind, behind + mostGarbage - start.length);
      return this.#listener.garbage(fault, Buffer.concat([start, more]));
    }
    if (frame.opcode >= opcode.close) this.#control = new Payload(frame.length);
    else if (frame.opcode !== opcode.continuation) {
      this.#message = {
        kind: frame.opcode === opcode.text ? "text" : "binary",
        extended: (first & 0x70) !== 0,
        payload: new Payload(largestRecorded),
        fragments: [],
      };
    }
    this.#frame = frame;
    if (length === 0) this.#end(frame);
  }

  /** Why it cannot be a frame, or not at this place. */
  #faultOf({ opcode: code, final, length }: Frame): string | undefined {
    if (code > opcode.pong || (code > opcode.binary && code < opcode.close))
      return `expected a frame, found opcode ${code}`;
    if (code >= opcode.close) {
      if (!final) return "expected a control frame in one piece, found a fragment";
      return length > 125 ? `expected at most 125 bytes in a control frame, found ${length}` : undefined;
    }
    if (code === opcode.continuation) {
      return this.#message === undefined ? "expected a message to begin, found a continuation" : undefined;
    }
    if (this.#message !== undefined) return "expected a message to go on, found another to begin";
    return length > Number.MAX_SAFE_INTEGER ? "expected a length below 2^53" : undefined;
  }

  #readPayload(frame: Frame, chunk: Buffer, from: number): number {
    const to = Math.min(chunk.length, from + frame.rest);
    const piece = Buffer.from(chunk.subarray(from, to));
    if (frame.mask !== undefined) unmask(piece, frame.mask, frame.length - frame.rest);
    frame.rest -= piece.length;
    (this.#control ?? this.#message!.payload).add(piece);
    if (frame.rest === 0) this.#end(frame);
    return to;
  }

  #end(frame: Frame): void {
    this.#frame = undefined;
    const control = this.#control?.whole();
    if (control !== undefined) {
      this.#control = undefined;
      this.#heardControl(frame.opcode, control);
      return;
    }
    const message = this.#message!;
    if (message.fragments.length < mostFragments) message.fragments.push(frame.length);
    if (!frame.final) return;
    this.#message = undefined;
    this.#heard(message);
  }

  #heardControl(code: number, payload: Buffer): void {
    if (code !== opcode.close) return this.#listener.ping(code === opcode.ping ? "ping" : "pong", payload);
    this.#listener.closeFrame(
      payload.length < 2 ? 1005 : payload.readUInt16BE(0),
      payload.subarray(2).toString("utf8"),
    );
  }

  #heard({ kind, extended, payload, fragments: lengths }: Message): void {
    const fragments = lengths.length > 1 ? lengths : undefined;
    const whole = payload.whole();
    const omit = (why: Omitted["why"]): void =>
      this.#listener.omitted({ kind, why, bytes: payload.bytes, sha256: payload.sha256() }, fragments);
    if (whole === undefined) {
      if (extended) this.#inflater?.skip();
      return omit("too large");
    }
    const bytes = extended ? this.#inflater?.read(whole) : whole;
    if (bytes === undefined) return omit("compressed");
    if (kind === "binary") return this.#listener.binary(bytes, fragments);
    const text = bytes.toString("utf8");
    // Where it is not UTF-8, what was read in its place is written otherwise.
    if (text.includes("\uFFFD") && !Buffer.from(text).equals(bytes)) return omit("not UTF-8");
    this.#listener.text(text, fragments);
  }
}

function headerLength(header: Buffer): number {
  const second = header[1]!;
  const short = second & 0x7f;
  return 2 + (short === 126 ? 2 : short === 127 ? 8 : 0) + ((second & 0x80) === 0 ? 0 : 4);
}

/** @param offset of the piece in its frame. */
function unmask(piece: Buffer, mask: number, offset: number): void {
  const key = [mask >>> 24, (mask >>> 16) & 0xff, (mask >>> 8) & 0xff, mask & 0xff];
  for (let index = 0; index < piece.length; index++) piece[index]! ^= key[(offset + index) & 3]!;
}
