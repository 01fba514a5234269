/**
 * Who may use the server.
 *
 * 1. With a token: whoever brings it, in `Authorization: Bearer <token>` or, where headers cannot be set (upgrade requests only), in
 *    the query as `token`. Compared in constant time.
 * 2. Without: whoever reaches a loopback address, which is all that the server then listens on; and only under a loopback name, so that a
 *    web page cannot get here through a name of its own that resolves to 127.0.0.1 (DNS rebinding).
 */
import { createHash, timingSafeEqual } from "node:crypto";
import { BlockList, isIP } from "node:net";

export type Access = (request: AccessRequest) => "granted" | "no-token" | "wrong-token" | "foreign-host";

export interface AccessRequest {
  readonly host: string | undefined;
  readonly authorization: string | undefined;
  /** The token of the query, where one may stand there. */
  readonly queryToken: string | undefined;
}

export function accessBy(token: string | undefined): Access {
  if (token === undefined) return ({ host }) => (isLoopbackName(host) ? "granted" : "foreign-host");
  const wanted = digest(token);
  return ({ authorization, queryToken }) => {
    const given = bearerOf(authorization) ?? queryToken;
    if (given === undefined) return "no-token";
    return timingSafeEqual(digest(given), wanted) ? "granted" : "wrong-token";
  };
}

const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8, "ipv4");
loopback.addAddress("::1", "ipv6");

/** Whether an address or name to listen on is reached from this machine only. */
export function isLoopback(host: string): boolean {
  const family = isIP(host);
  if (family === 0) return host.toLowerCase() === "localhost";
  return loopback.check(host, family === 4 ? "ipv4" : "ipv6");
}

/** @param host the `Host` header. HTTP/1.0 has none, and browsers do not speak it. */
function isLoopbackName(host: string | undefined): boolean {
  if (host === undefined) return true;
  const name = host.startsWith("[") ? host.slice(1, host.indexOf("]")) : host.replace(/:\d*$/, "");
  return isLoopback(name) || name.toLowerCase().endsWith(".localhost");
}

function bearerOf(authorization: string | undefined): string | undefined {
  return authorization === undefined ? undefined : /^Bearer +(\S+) *$/i.exec(authorization)?.[1];
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
