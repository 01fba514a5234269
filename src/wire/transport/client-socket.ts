/**
 * A TCP or TLS socket towards a server.
 *
 * All sockets read into one buffer, which their reader empties before it returns: no allocation for each read, and no
 * message that keeps 64 KiB alive.
 */
import { Buffer } from "node:buffer";
import { connect as connectTcp, isIP, type LookupFunction, type Socket, type TcpNetConnectOpts } from "node:net";
import { nodeTls } from "./node-tls.ts";
import { tlsContext } from "./tls-context.ts";
import type { DialSpec } from "./transport.ts";

/** Called with the socket as `this`. The bytes are valid only during the call. False pauses the socket. */
export type SocketReader = (this: Socket, length: number, bytes: Buffer) => boolean;

export interface SocketAddress extends Pick<DialSpec, "localAddress" | "localPort" | "tls"> {
  /** Of the url's host, when it is known already. */
  readonly address?: string;
}

const readBuffer = Buffer.alloc(65_536);

/** @throws Error for a local address that is none, or certificates that cannot be read. */
export function openSocket(url: URL, address: SocketAddress, lookup: LookupFunction, reader: SocketReader): Socket {
  const { localAddress, localPort } = address;
  const secure = url.protocol === "wss:";
  const host = hostOf(url);
  const options: TcpNetConnectOpts = {
    host: address.address ?? host,
    port: portOf(url),
    lookup,
    noDelay: true,
    // `this` of the callback is the socket.
    onread: { buffer: readBuffer, callback: reader as (length: number, bytes: Uint8Array) => boolean },
    ...(localAddress !== undefined && { localAddress }),
    ...(localPort !== undefined && { localPort }),
  };
  if (!secure) return connectTcp(options);
  const context = tlsContext(address.tls);
  return nodeTls().connect({
    ...options,
    ...context,
    // An address is checked against the certificate but never sent as a name (RFC 6066 §3).
    servername: context.servername ?? (isIP(host) === 0 ? host : ""),
  });
}

/** Without the brackets that a url has around an IPv6 address. */
export function hostOf({ hostname }: URL): string {
  return hostname.startsWith("[") ? hostname.slice(1, -1) : hostname;
}

export function portOf({ port, protocol }: URL): number {
  return port === "" ? (protocol === "wss:" ? 443 : 80) : Number(port);
}
