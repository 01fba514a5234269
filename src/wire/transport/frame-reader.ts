/**
 * Bytes from the server to messages.
 *
 * 1. What nearly all of it is, {@link readWholeFrames} reads in place: frames that came whole, hold a whole message and break
 *    no rule. It costs no object but the text.
 * 2. All else is for the receiver of `ws`, made when it is needed: what came in part, is in fragments, is compressed, takes
 *    leave, or breaks a rule, which only the receiver judges. It is let go when it is between two messages again.
 */
import type { Buffer } from "node:buffer";
import { type Extensions, Receiver } from "./ws-parts.ts";

/** Who hears of frames. */
export interface FrameListener {
  onText(text: string): void;
  /** `data` is the listener's own. */
  onBinary(data: Uint8Array): void;
  /** `payload` is valid only during the call. */
  onPing(payload: Uint8Array): void;
  onPong(): void;
  /** A close frame; 1005: without a code. Nothing follows it. */
  onCloseFrame(code: number, reason: string): void;
  /** A frame that broke the rules. Nothing follows it. */
  onViolation(error: Error): void;
  /** The receiver takes more again. */
  onReceiverDrained(): void;
  /** The receiver has read all it was given, after its end. */
  onReceiverFinished(): void;
}

const wholeText = 0x81;
const wholeBinary = 0x82;
const ping = 0x89;
const pong = 0x8a;
const longestControl = 125;
/** What stands in a text for bytes that are no UTF-8. */
const replacement = "\u{fffd}";

/**
 * Reads frames from `start` on, as long as they are whole and plain.
 *
 * @returns where the first one begins that is not; `end` when there is none.
 */
export function readWholeFrames(
  bytes: Buffer,
  start: number,
  end: number,
  maxPayload: number,
  listener: FrameListener,
): number {
  let at = start;
  while (at + 2 <= end) {
    let length = bytes[at + 1]!;
    let payload = at + 2;
    if (length === 126 && payload + 2 <= end) {
      length = (bytes[payload]! << 8) | bytes[payload + 1]!;
      payload += 2;
    } else if (length > longestControl) break;
    const next = payload + length;
    if (next > end || length > maxPayload) break;
    const kind = bytes[at]!;
    if (kind === wholeText) {
      const text = bytes.toString("utf8", payload, next);
      if (text.includes(replacement)) break;
      listener.onText(text);
    } else if (kind === wholeBinary) listener.onBinary(new Uint8Array(bytes.subarray(payload, next)));
    else if (length > longestControl) break;
    else if (kind === ping) listener.onPing(bytes.subarray(payload, next));
    else if (kind === pong) listener.onPong();
    else break;
    at = next;
  }
  return at;
}

/** As `ws` itself limits them. */
const mostBufferedChunks = 256 * 1_024;
const mostFragments = 16 * 1_024;

/** The receiver of `ws`, which tells its listener what it finds without a table of listeners. */
export class FrameReceiver extends Receiver {
  readonly #listener: FrameListener;

  constructor(listener: FrameListener, maxPayload: number, extensions: Extensions) {
    super({
      extensions,
      isServer: false,
      maxBufferedChunks: mostBufferedChunks,
      maxFragments: mostFragments,
      maxPayload,
    });
    this.#listener = listener;
  }

  /** Whether nothing is left of what it was given: it is as good as a new one. */
  get fresh(): boolean {
    return this._state === 0 && this._bufferedBytes === 0 && this._fragmented === 0 && this._errored === false;
  }

  override emit(event: string | symbol, first?: unknown, second?: unknown): boolean {
    // While `Writable` makes itself, there is no listener yet, and nothing to hear.
    if (!(#listener in this)) return false;
    const listener = this.#listener;
    switch (event) {
      case "message":
        if (second === true) listener.onBinary(first as Uint8Array);
        else listener.onText((first as Buffer).toString());
        break;
      case "ping":
        listener.onPing(first as Uint8Array);
        break;
      case "pong":
        listener.onPong();
        break;
      case "conclude":
        listener.onCloseFrame(first as number, (second as Buffer).toString());
        break;
      case "error":
        listener.onViolation(first as Error);
        break;
      case "drain":
        listener.onReceiverDrained();
        break;
      case "finish":
        listener.onReceiverFinished();
        break;
    }
    return true;
  }
}
