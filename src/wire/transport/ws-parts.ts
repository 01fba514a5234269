/**
 * The parts of `ws` that connections are put together from, with the types that `@types/ws` lacks.
 *
 * `ws` as a whole keeps 1.3 kB for a client that is open and does nothing: emitter, parser, sender, each with tables of its
 * own. Its parts are exported one by one; a connection of ours has them only while it needs them.
 */
import type { Writable } from "node:stream";
import * as ws from "ws";

/** By name: what was negotiated. */
export type Extensions = Readonly<Record<string, PerMessageDeflate>>;

/** Takes the bytes of a connection and says, through `emit`, what frames were in them. Holds the server to RFC 6455. */
export interface Receiver extends Writable {
  // What tells whether it is between two messages. Not documented: whoever asks must do with `undefined`.
  readonly _state?: number;
  readonly _bufferedBytes?: number;
  readonly _fragmented?: number;
  readonly _errored?: boolean;
}

/** Frames messages that may be compressed, in their order. */
export interface Sender {
  readonly _bufferedBytes?: number;
  send(data: string | Uint8Array, options: { binary: boolean; compress: boolean; fin: boolean; mask: boolean }): void;
  ping(data: Uint8Array, mask: boolean): void;
  pong(data: Uint8Array, mask: boolean): void;
  close(code: number | undefined, reason: string, mask: boolean, written: (error?: Error) => void): void;
}

/** RFC 7692. */
export interface PerMessageDeflate {
  offer(): unknown;
  /** @throws Error for parameters that were not offered. */
  accept(parameters: unknown): void;
  cleanup(): void;
}

interface Parts {
  readonly Receiver: new (options: {
    readonly extensions: Extensions;
    readonly isServer: boolean;
    readonly maxBufferedChunks: number;
    readonly maxFragments: number;
    readonly maxPayload: number;
  }) => Receiver;
  readonly Sender: new (socket: Writable, extensions: Extensions) => Sender;
  readonly PerMessageDeflate: {
    readonly extensionName: string;
    new (options: { readonly isServer: boolean; readonly maxPayload: number }): PerMessageDeflate;
  };
  readonly extension: {
    format(extensions: Readonly<Record<string, unknown>>): string;
    /** @throws Error for what is no list of extensions. */
    parse(header: string): Readonly<Record<string, unknown>>;
  };
}

export const Receiver: Parts["Receiver"] = (ws as unknown as Parts).Receiver;
export const Sender: Parts["Sender"] = (ws as unknown as Parts).Sender;
export const PerMessageDeflate: Parts["PerMessageDeflate"] = (ws as unknown as Parts).PerMessageDeflate;
export const extension: Parts["extension"] = (ws as unknown as Parts).extension;
