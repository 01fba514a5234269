/**
 * A TCP or TLS socket towards a server.
 *
 * All sockets read into one buffer, which their reader empties before it returns: no allocation for each read, and no
 * message that keeps 64 KiB alive.
 */
import { Buffer } from "node:buffer";
import { isIP, type LookupFunction, Socket, type TcpNetConnectOpts } from "node:net";
import { nodeTls } from "./node-tls.ts";
import { tlsContext } from "./tls-context.ts";
import type { DialSpec } from "./transport.ts";

/** Called with the socket as `this`. The bytes are valid only during the call. False pauses the socket. */
export type SocketReader = (this: Socket, length: number, bytes: Buffer) => boolean;

export interface SocketAddress {
  /** Of the url's host, when it is known already. */
  readonly address?: string;
  readonly localAddress?: string | undefined;
  readonly localPort?: number | undefined;
  readonly tls?: DialSpec["tls"] | undefined;
}

type ConnectOptions = Pick<TcpNetConnectOpts, "host" | "port" | "lookup" | "localAddress" | "localPort">;

const readBuffer = Buffer.alloc(65_536);

/** @throws Error for a local address that is none, or certificates that cannot be read. */
export function openSocket(url: URL, address: SocketAddress, lookup: LookupFunction, reader: SocketReader): Socket {
  const { localAddress, localPort } = address;
  const secure = url.protocol === "wss:";
  const host = hostOf(url);
  const options: ConnectOptions = { host: address.address ?? host, port: portOf(url), lookup, localAddress, localPort };
  const settings = settingsFor(reader);
  if (!secure) return new Socket(settings).connect(options);
  const context = tlsContext(address.tls);
  return nodeTls().connect({
    ...settings,
    ...options,
    ...context,
    // An address is checked against the certificate but never sent as a name (RFC 6066 §3).
    servername: context.servername ?? (isIP(host) === 0 ? host : ""),
  });
}

interface SocketSettings {
  readonly noDelay: boolean;
  readonly onread: NonNullable<TcpNetConnectOpts["onread"]>;
  readonly allowHalfOpen: boolean;
  readonly emitClose: boolean;
  readonly autoDestroy: boolean;
  readonly decodeStrings: boolean;
}

let lastSettings: SocketSettings | undefined;

/**
 * What all sockets of a reader are made with, in one object. The last four are what a socket is by itself: it sets them in its copy of the
 * object, and a copy that has them already keeps its shape, which saves some 15 µs a socket.
 */
function settingsFor(reader: SocketReader): SocketSettings {
  // `this` of the callback is the socket.
  const callback = reader as (length: number, bytes: Uint8Array) => boolean;
  if (lastSettings?.onread.callback !== callback)
    lastSettings = {
      noDelay: true,
      onread: { buffer: readBuffer, callback },
      allowHalfOpen: false,
      emitClose: false,
      autoDestroy: true,
      decodeStrings: false,
    };
  return lastSettings;
}

/** Without the brackets that a url has around an IPv6 address. */
export function hostOf({ hostname }: URL): string {
  return hostname.startsWith("[") ? hostname.slice(1, -1) : hostname;
}

export function portOf({ port, protocol }: URL): number {
  return port === "" ? (protocol === "wss:" ? 443 : 80) : Number(port);
}
