/**
 * Text frames on their way out, gathered until whoever is at work now has finished, and then written one after another.
 *
 *     add, add, add ... ---- work is over, or full ----> write, write, write ...
 *
 * 1. To put a message together and to hand it to the system is work of two kinds: taken by turns, each pushes the other's code and
 *    data out of the processor's caches, and on loopback the server's besides, which is woken by a frame and reads it at once. The same
 *    writes in a row cost a tenth less of all that a message costs.
 * 2. None waits for longer than the work it was said in, nor for more than {@link mostFrames} others: some tenths of a millisecond.
 *    What is written by any other way for the same connection goes after {@link FrameBurst.flush}.
 * 3. Frames are built where they are written from: nothing is allocated. Each payload begins at a multiple of four, so that it is
 *    masked in words; its header ends where it begins, so that its length need not be known before it stands there.
 */
import { Buffer } from "node:buffer";
import { randomFillSync } from "node:crypto";
import { longestHeader, opcode, putHeader } from "./frame-writer.ts";

/** Who has frames in a burst. */
export interface BurstMember {
  /** Its next frame, valid only during the call. Must not call back. */
  writeGathered(bytes: Buffer, from: number, to: number): void;
}

const mostFrames = 64;
const roomBytes = 65_536;
/** Longer texts are for a frame of their own. At most three bytes for each of its characters. */
const longestText = 4_096;

export class FrameBurst {
  readonly #bytes = Buffer.from(new ArrayBuffer(roomBytes));
  readonly #words = new Int32Array(this.#bytes.buffer);
  readonly #members: (BurstMember | undefined)[] = [];
  readonly #from = new Int32Array(mostFrames);
  readonly #to = new Int32Array(mostFrames);
  #count = 0;
  /** Where there is room. */
  #end = 0;

  /** Adds a text as one frame. Returns how long the frame is, or 0 for a text that is too long to be here. */
  addText(member: BurstMember, text: string): number {
    const { length } = text;
    if (length > longestText) return 0;
    const needed = longestHeader + 3 + 3 * length;
    if (this.#count === mostFrames || this.#end + needed > roomBytes) this.flush();
    if (this.#count === 0) queueMicrotask(this.#flushed);
    const bytes = this.#bytes;
    const start = (this.#end + longestHeader + 3) & ~3;
    const payload = bytes.write(text, start);
    const from = putHeader(bytes, start, opcode.text, payload);
    const to = start + payload;
    this.#mask(start, to);
    this.#members[this.#count] = member;
    this.#from[this.#count] = from;
    this.#to[this.#count++] = to;
    this.#end = to;
    return to - from;
  }

  /** Writes what is here. */
  flush(): void {
    const count = this.#count;
    const members = this.#members;
    for (let i = 0; i < count; i++) {
      const member = members[i]!;
      members[i] = undefined;
      member.writeGathered(this.#bytes, this.#from[i]!, this.#to[i]!);
    }
    this.#count = 0;
    this.#end = 0;
  }

  readonly #flushed = (): void => this.flush();

  /** Puts a mask before a payload, and masks it; what goes beyond its end in the last word is nobody's. */
  #mask(start: number, end: number): void {
    if (nextMask === masks.length) {
      randomFillSync(masks);
      nextMask = 0;
    }
    const mask = masks[nextMask++]!;
    const words = this.#words;
    const first = start >> 2;
    const behind = (end + 3) >> 2;
    words[first - 1] = mask;
    for (let word = first; word < behind; word++) words[word]! ^= mask;
  }
}

const masks = new Int32Array(2_048);
let nextMask: number = masks.length;
