/**
 * Keys for opening handshakes (RFC 6455 §4.1): 16 bytes of the system's generator each, which is asked for many at a time, as asking
 * costs much more than what it gives.
 */
import { Buffer } from "node:buffer";
import { randomFillSync } from "node:crypto";

/** In base64, another one each time. */
export function handshakeKey(): string {
  if (used === drawn.length) {
    randomFillSync(drawn);
    used = 0;
  }
  const from = used;
  used += keyBytes;
  return drawn.toString("base64", from, used);
}

const keyBytes = 16;
const drawn = Buffer.alloc(256 * keyBytes);
let used = drawn.length;
