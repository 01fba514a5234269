/**
 * Sockets that dial from a pair of {@link LocalPorts}: each knows its pair, and gives it back once, when it is closed.
 *
 * A pair that the system refuses costs its socket: whoever opened it opens another one, which has the next pair.
 */
import type { LookupFunction, Socket } from "node:net";
import { hostOf, openSocket, portOf, type SocketReader } from "./client-socket.ts";
import type { LocalAddresses } from "./local-addresses.ts";
import type { LocalPortEnding, LocalPorts } from "./local-ports.ts";
import { failed, type Failed, failure } from "./opening-handshake.ts";
import type { DialSpec } from "./transport.ts";

// Two fields of the socket and not one object: a million of them are open.
const portsOf: unique symbol = Symbol("local ports");
const slotOf: unique symbol = Symbol("slot");
type LocalSocket = Socket & { [portsOf]?: LocalPorts | undefined; [slotOf]?: number };

/** @param address of the url's host. @throws Error for certificates that cannot be read. */
export function openLocalSocket(
  url: URL,
  { tls }: DialSpec,
  { local, address, reader }: { local: LocalAddresses; address: string; reader: SocketReader },
): Socket | Failed {
  const ports = local.towards(address, portOf(url));
  const slot = ports.take();
  if (slot < 0) return failed(failure.noLocalPort, local.noneLeft(address, portOf(url)));
  const from = { address, localAddress: ports.address(slot), localPort: ports.port(slot), tls };
  try {
    const socket: LocalSocket = openSocket(url, from, noLookup, reader);
    socket[portsOf] = ports;
    socket[slotOf] = slot;
    return socket;
  } catch (thrown) {
    ports.release(slot, "clean");
    throw thrown;
  }
}

/** Whether the system refused the pair of a socket that never connected. */
export function isPairRefused(socket: Socket, error: Error): boolean {
  if ((socket as LocalSocket)[portsOf] === undefined) return false;
  return "code" in error && (error.code === "EADDRINUSE" || error.code === "EADDRNOTAVAIL");
}

/** Gives the pair of a socket back, if it has one. */
export function releasePair(socket: LocalSocket, ending: LocalPortEnding): void {
  const ports = socket[portsOf];
  if (ports === undefined) return;
  socket[portsOf] = undefined;
  ports.release(socket[slotOf]!, ending);
}

/** How the pair of a closed socket was left. Who sent the first FIN, only the connection may know. */
export function endingOf({ errored }: Socket, peerWasFirst: boolean): LocalPortEnding {
  const code = errored !== null && errored !== undefined && "code" in errored ? String(errored.code) : "";
  return peerWasFirst || leavesNothing.has(code) ? "clean" : "lingers";
}

/** The connection was never there, or is there no more for the system either. */
const leavesNothing: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EPIPE",
  "ETIMEDOUT",
]);

/** The address is known already. */
const noLookup: LookupFunction = (_, __, callback) => callback(new Error("expected an address"), "");

/** The address that a url's host has already, `undefined` for a name. */
export function literalAddress(url: URL): string | undefined {
  const host = hostOf(url);
  return host.includes(":") || /^\d+\.\d+\.\d+\.\d+$/.test(host) ? host : undefined;
}
