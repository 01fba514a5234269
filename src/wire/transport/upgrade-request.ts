/**
 * The request that opens a connection (RFC 6455 §4.1), as the text that goes out.
 *
 * 1. What a user asks for may name any header but those that make the request an upgrade: these are always ours.
 * 2. A name or value that HTTP does not allow (RFC 9110 §5.1, §5.5) never goes out, nor into a message.
 * 3. User and password of the url become basic authorization, unless there is an authorization already.
 */
import { failed, type Failed, failure } from "./opening-handshake.ts";
import type { DialSpec } from "./transport.ts";

/**
 * @param key for Sec-WebSocket-Key: 16 random bytes in base64, others in every request.
 * @param extensions to offer, or `undefined`.
 * @returns characters up to U+00FF, to be sent as one byte each.
 */
export function upgradeRequest(spec: DialSpec, url: URL, key: string, extensions: string | undefined): string | Failed {
  /** Lines by the name in lower case: the last one counts. */
  const lines = new Map<string, string>([["host", `Host: ${url.host}\r\n`]]);
  for (const name in spec.headers) {
    const value = spec.headers[name]!;
    if (!token.test(name) || unfit.test(value)) return failed(failure.badHeader, badHeader);
    lines.set(name.toLowerCase(), `${name}: ${value}\r\n`);
  }
  if (!lines.has("authorization") && (url.username !== "" || url.password !== "")) {
    lines.set("authorization", `Authorization: ${basicAuthorization(url)}\r\n`);
  }
  if (spec.subprotocols.length > 0) {
    const offer = spec.subprotocols.join(", ");
    if (unfit.test(offer)) return failed(failure.badHeader, badHeader);
    lines.set("sec-websocket-protocol", `Sec-WebSocket-Protocol: ${offer}\r\n`);
  }
  if (extensions !== undefined) {
    lines.set("sec-websocket-extensions", `Sec-WebSocket-Extensions: ${extensions}\r\n`);
  }
  for (const name of upgradeHeaders) lines.delete(name);
  let text = `GET ${url.pathname}${url.search} HTTP/1.1\r\n`;
  for (const line of lines.values()) text += line;
  return `${text}Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`;
}

const upgradeHeaders = ["sec-websocket-version", "sec-websocket-key", "connection", "upgrade"] as const;
const badHeader = "a header of the upgrade request has a name or value that HTTP does not allow";
const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const unfit = /[^\t\x20-\x7e\x80-\xff]/;

function basicAuthorization(url: URL): string {
  return `Basic ${Buffer.from(`${decoded(url.username)}:${decoded(url.password)}`).toString("base64")}`;
}

/** Percent signs that encode nothing stay as they are. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
