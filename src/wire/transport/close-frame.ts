/**
 * What a close frame can hold (RFC 6455 §5.5.1, §7.4): a code that may be sent, and at most 123 bytes of reason.
 */
import { FlotillaError } from "../../kernel/errors.ts";

/** Codes that stand for what no frame said, and those the transports close with by themselves. */
export const closeCode = {
  protocolError: 1002,
  /** A close frame without a code. Never sent. */
  noStatus: 1005,
  /** No close frame at all. Never sent. */
  abnormal: 1006,
  badUtf8: 1007,
  policy: 1008,
  tooBig: 1009,
} as const;

/** How long a peer has to finish the closing handshake before the connection is cut, real milliseconds. */
export const closeTimeoutMillis = 5_000;

/** @throws FlotillaError `internal` for a code that must not be sent. */
export function checkCloseCode(code: number): void {
  const assigned = code >= 1000 && code <= 1014 && code !== 1004 && code !== 1005 && code !== 1006;
  if (Number.isInteger(code) && (assigned || (code >= 3000 && code <= 4999))) return;
  throw new FlotillaError("internal", `expected a close code that may be sent (RFC 6455 §7.4), found ${code}`);
}

const longestReasonBytes = 123;
const utf8 = new TextEncoder();

/** As much of `reason` as a close frame can hold, cut between characters. */
export function fitReason(reason: string): string {
  // A UTF-16 code unit takes at most three bytes.
  if (reason.length * 3 <= longestReasonBytes) return reason;
  const room = new Uint8Array(longestReasonBytes);
  return reason.slice(0, utf8.encodeInto(reason, room).read);
}
