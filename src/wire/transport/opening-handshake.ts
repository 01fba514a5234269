/**
 * What can go wrong before a connection is open. The same rules, codes and texts in every transport.
 */
import type { ConnectionEnd, DialSpec } from "./transport.ts";

export type Failed = Extract<ConnectionEnd, { type: "failed" }>;

/** Reason codes of our own, beside the system's and those of TLS. */
export const failure = {
  /** The device gave up before the answer came. */
  aborted: "ABORTED",
  badExtension: "BAD_EXTENSION",
  badHeader: "BAD_HEADER",
  /** The answer was not HTTP. */
  badHttp: "BAD_HTTP",
  /** A subprotocol was required and none selected, or one was selected that was not offered. */
  badSubprotocol: "BAD_SUBPROTOCOL",
  /** A 101 answer that does not prove that the server speaks WebSocket (RFC 6455 §4.1). */
  badUpgrade: "BAD_UPGRADE",
  badUrl: "BAD_URL",
  handshakeTimeout: "HANDSHAKE_TIMEOUT",
  /** Source addresses were given, and all their ports towards the target are in use. */
  noLocalPort: "NO_LOCAL_PORT",
  unknown: "UNKNOWN",
} as const;

export function failed(reason: string, message: string): Failed {
  return { type: "failed", reason, message };
}

/** What is wrong with the server's choice, `undefined` when it made none. RFC 6455 §4.1 lets the client accept none. */
export function subprotocolFault(spec: DialSpec, selected: string | undefined): Failed | undefined {
  if (selected === undefined ? !spec.requireSubprotocol : spec.subprotocols.includes(selected)) return undefined;
  const offered = spec.subprotocols.length === 0 ? "none, as none was offered" : `out of ${list(spec.subprotocols)}`;
  const found = selected === undefined ? "none" : list([selected]);
  return failed(failure.badSubprotocol, `expected the server to select a subprotocol ${offered}, found ${found}`);
}

export function timedOut(spec: DialSpec): Failed {
  const message = `expected the upgrade to be answered within ${spec.handshakeTimeout} ms, found no answer`;
  return failed(failure.handshakeTimeout, message);
}

function list(names: readonly string[]): string {
  return names.map((name) => JSON.stringify(name)).join(", ");
}
