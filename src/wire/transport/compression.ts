/**
 * Compression of messages (RFC 7692) on the connections that ask for it: what is offered, and what the server may make of it.
 *
 * The work is that of `ws`. Frames of a compressed connection go through its `Sender`, which keeps their order.
 */
import type { Writable } from "node:stream";
import { failed, type Failed, failure } from "./opening-handshake.ts";
import { type Extensions, extension, PerMessageDeflate, Sender } from "./ws-parts.ts";

const name = PerMessageDeflate.extensionName;

/** For Sec-WebSocket-Extensions. */
export const compressionOffer: string = extension.format({
  [name]: new PerMessageDeflate({ isServer: false, maxPayload: 0 }).offer(),
});

/** What came of the offer: nothing, or what compresses and inflates. */
export type Agreed = { readonly type: "plain" } | { readonly type: "compressed"; readonly extensions: Extensions };

const plain: Agreed = { type: "plain" };

/** @param selected the answer's Sec-WebSocket-Extensions. */
export function agreeOn(selected: string | undefined, offered: boolean, maxPayload: number): Agreed | Failed {
  if (selected === undefined) return plain;
  if (!offered) return bad("none, as none was offered");
  try {
    const { [name]: parameters, ...others } = extension.parse(selected);
    if (parameters === undefined || Object.keys(others).length > 0) return bad(`${name} alone, as it was offered`);
    const deflate = new PerMessageDeflate({ isServer: false, maxPayload });
    deflate.accept(parameters);
    return { type: "compressed", extensions: { [name]: deflate } };
  } catch {
    return bad(`${name} with parameters that go with the offer`);
  }
}

/** What a compressed connection sends with, and what it must let go at its end. */
export class Compression {
  readonly extensions: Extensions;
  readonly sender: Sender;

  constructor(extensions: Extensions, socket: Writable) {
    this.extensions = extensions;
    this.sender = new Sender(socket, extensions);
  }

  /** Bytes that wait to be compressed. */
  get bufferedBytes(): number {
    return this.sender._bufferedBytes ?? 0;
  }

  dispose(): void {
    this.extensions[name]!.cleanup();
  }
}

function bad(expected: string): Failed {
  return failed(failure.badExtension, `expected the server to select an extension out of those offered: ${expected}`);
}
