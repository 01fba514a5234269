/**
 * Whether a 101 answer makes a WebSocket connection (RFC 6455 §4.1, the numbered list at its end).
 *
 * What of it depends on the subprotocols that were offered is in `opening-handshake.ts`, what is about compression in
 * `compression.ts`.
 */
import { hash } from "node:crypto";
import { failed, type Failed, failure } from "./opening-handshake.ts";

/** @param key as it was in the request. */
export function upgradeFault(headers: Readonly<Record<string, string>>, key: string): Failed | undefined {
  if (headers["upgrade"]?.toLowerCase() !== "websocket") return misses("Upgrade: websocket");
  if (!names(headers["connection"], "upgrade")) return misses("Connection: Upgrade");
  if (headers["sec-websocket-accept"] !== acceptOf(key)) return misses("the Sec-WebSocket-Accept of the request's key");
  return undefined;
}

function acceptOf(key: string): string {
  return hash("sha1", `${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`, "base64");
}

/** Whether a list of tokens has this one, in lower or upper case. */
function names(list: string | undefined, wanted: string): boolean {
  return list !== undefined && list.split(",").some((token) => token.trim().toLowerCase() === wanted);
}

function misses(what: string): Failed {
  return failed(failure.badUpgrade, `expected a 101 answer to have ${what}`);
}
