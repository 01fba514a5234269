/**
 * The tape: what was said on a number of WebSocket connections, as NDJSON, one line for one thing that happened.
 *
 *     {"flotilla-tape":1,"recorder":"flotilla 0.1.0","by":"proxy","target":"wss://hub.example.com/","redacted":true}
 *     {"at":0.2,"connection":1,"type":"open","path":"/devices/lock-0001","subprotocols":["flotilla.v1"],"headers":[["Authorization","Bearer ***"]]}
 *     {"at":1.9,"connection":1,"type":"opened","status":101,"subprotocol":"flotilla.v1","headers":[]}
 *     {"at":2.4,"connection":1,"type":"message","direction":"up","message":{"type":"state","version":13,"values":{"lockState":"locked"},"cause":"human","time":1795362608290}}
 *     {"at":9.7,"connection":1,"type":"close","direction":"down","code":1012,"reason":"restart"}
 *     {"at":9.9,"connection":1,"type":"end","by":"server","how":"closed"}
 *
 * 1. The first line says that it is a tape, and of which version. A later version is another format.
 * 2. `at` is milliseconds since the first connection opened, never less than in the line before; no time of day is in it, but for those
 *    that devices and servers told each other.
 * 3. `connection` counts from 1 in the order in which devices dialed. A connection's first line is its `open`; then comes one
 *    of `opened`, `refused` and `failed`; after `opened` come frames; `end` is the last line of every connection. Only a tape
 *    that was cut off lacks some of them.
 * 4. `up` is from device to server, `down` from server to device.
 * 5. A message line holds all that is needed to send the same frame again ({@link frameOf} in `frame-of.ts`): the neutral
 *    message alone where writing it again gives the frame to the character; else the JSON value beside it, or the text, or
 *    the bytes. Messages too large for a tape, and compressed ones that could not be read, say how large they were.
 * 6. What is a secret by its name stands as `***`, unless the header says `"redacted":false`.
 */
import type { NeutralMessage } from "./native/neutral-message.ts";

/** The member that makes a first line a tape's, and the only version there is. */
export const tapeKey = "flotilla-tape";
export const tapeVersion = 1;

export interface TapeHeader {
  readonly [tapeKey]: typeof tapeVersion;
  /** What wrote it: name and version. */
  readonly recorder: string;
  /** A proxy between devices and a server, or a run of simulated devices. */
  readonly by: "proxy" | "run";
  /** The server's url, without credentials and query; absent for a server in memory. */
  readonly target?: string;
  /** What a run was of. */
  readonly scenario?: string;
  readonly seed?: number;
  /** Whether secrets were taken out. */
  readonly redacted: boolean;
}

export type Direction = "up" | "down";

/** Names as they were written, in their order; a name may come twice. What only concerns one hop is left out. */
export type TapeHeaders = readonly (readonly [name: string, value: string])[];

interface Line {
  /** Milliseconds since the first connection opened. */
  readonly at: number;
  readonly connection: number;
}

/** A device dials. */
export interface OpenLine extends Line {
  readonly type: "open";
  readonly path: string;
  /** Without the question mark; absent when there was none. */
  readonly query?: string;
  readonly subprotocols: readonly string[];
  readonly headers: TapeHeaders;
  /** The device's id, where who recorded knew it. With the native protocol the first message says it too. */
  readonly device?: string;
}

/** The server accepted the upgrade. */
export interface OpenedLine extends Line {
  readonly type: "opened";
  readonly status: 101;
  /** Empty when the server selected none. */
  readonly subprotocol: string;
  /** Extensions agreed on, such as `permessage-deflate`; absent when there are none. */
  readonly extensions?: string;
  readonly headers: TapeHeaders;
}

/** The server answered the upgrade with another status than 101. */
export interface RefusedLine extends Line {
  readonly type: "refused";
  readonly status: number;
  readonly headers: TapeHeaders;
  /** How its body begins; absent without one. */
  readonly body?: string;
}

/** There was no answer: the server could not be reached, or the connection ended before it. */
export interface FailedLine extends Line {
  readonly type: "failed";
  /** A system error code (`ECONNREFUSED`), a TLS one, or a word. */
  readonly reason: string;
  readonly message: string;
}

export interface MessageLine extends Line {
  readonly type: "message";
  readonly direction: Direction;
  /** What it means, where it is the native protocol. */
  readonly message?: NeutralMessage;
  /** The frame's JSON value. `JSON.stringify` of it is the frame. */
  readonly json?: unknown;
  /** The frame's text, when it is not JSON, or JSON written another way. */
  readonly text?: string;
  /** A binary frame's bytes, base64. */
  readonly binary?: string;
  /** The frame is neither: this is all that is known of it. */
  readonly omitted?: Omitted;
  /** Bytes in each frame when the message came in several. */
  readonly fragments?: readonly number[];
}

export interface Omitted {
  readonly kind: "text" | "binary";
  readonly why: "too large" | "compressed" | "not UTF-8";
  /** Length and digest of the payload as it was on the wire, unmasked. */
  readonly bytes: number;
  readonly sha256: string;
}

export interface PingLine extends Line {
  readonly type: "ping" | "pong";
  readonly direction: Direction;
  /** Its payload, base64; absent when empty or not known. */
  readonly data?: string;
}

/** A close frame. */
export interface CloseLine extends Line {
  readonly type: "close";
  readonly direction: Direction;
  /** 1005 when the frame held none. */
  readonly code: number;
  readonly reason: string;
}

/** What is no WebSocket frame at all. Nothing more is recorded of this direction. */
export interface GarbageLine extends Line {
  readonly type: "garbage";
  readonly direction: Direction;
  readonly fault: string;
  /** The first bytes of it, base64. */
  readonly data: string;
}

/** The connection is over. */
export interface EndLine extends Line {
  readonly type: "end";
  /** Who ended it; `recorder` when the recording stopped first. */
  readonly by: "device" | "server" | "recorder";
  /** `closed` after a close frame, `lost` without one, `unopened` after `refused` or `failed`. */
  readonly how: "closed" | "lost" | "unopened";
}

export type TapeLine =
  | OpenLine
  | OpenedLine
  | RefusedLine
  | FailedLine
  | MessageLine
  | PingLine
  | CloseLine
  | GarbageLine
  | EndLine;
