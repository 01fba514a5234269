/** The reference server on the in-memory network: no sockets, virtual time, otherwise as over WebSocket. */
import type { EndOwner, ServerConnection } from "../wire/transport/memory-connection.ts";
import type { MemoryListener, MemoryNetwork } from "../wire/transport/memory-transport.ts";
import type { ConnectionEnd } from "../wire/transport/transport.ts";
import { type Beating, Heartbeat } from "./heartbeat.ts";
import type { Hub } from "./hub.ts";
import type { Peer, PeerHandler } from "./peer.ts";
import { mostBuffered, pingInterval } from "./socket-limits.ts";
import { selectSubprotocol } from "./subprotocol.ts";

/**
 * Lets devices reach `hub` on a host of `network`, such as `hub.test`, on any path.
 *
 * @throws FlotillaError `usage` when somebody listens there already.
 */
export function listenInMemory(network: MemoryNetwork, where: string, hub: Hub): MemoryListener {
  const heartbeat = new Heartbeat(network.scheduler, pingInterval);
  return network.listen(where, (request) => ({
    type: "accept",
    subprotocol: selectSubprotocol(request.subprotocols),
    serve: (connection) => new MemoryPeer(connection, heartbeat, hub, request.url.pathname),
  }));
}

/** Both sides of the bridge: what the hub speaks through, and what the network tells. */
class MemoryPeer implements Peer, Beating, EndOwner {
  readonly address: string;
  heard = true;
  readonly #connection: ServerConnection;
  readonly #heartbeat: Heartbeat;
  readonly #handler: PeerHandler;

  constructor(connection: ServerConnection, heartbeat: Heartbeat, hub: Hub, path: string) {
    this.address = `memory${path}`;
    this.#connection = connection;
    this.#heartbeat = heartbeat;
    this.#handler = hub.accept(this);
    heartbeat.join(this);
  }

  send(text: string): boolean {
    return this.#connection.bufferedBytes <= mostBuffered && this.#connection.send(text);
  }

  ping(): void {
    this.#connection.ping();
  }

  close(code: number, reason: string): void {
    this.#connection.close(code, reason);
  }

  terminate(): void {
    this.#connection.terminate();
  }

  onText(text: string): void {
    this.heard = true;
    this.#handler.onText(text);
  }

  onBinary(): void {
    this.heard = true;
    this.#handler.onBinary();
  }

  onPing(): void {
    this.heard = true;
  }

  onPong(): void {
    this.heard = true;
  }

  onEnd(end: ConnectionEnd): void {
    this.#heartbeat.leave(this);
    if (end.type === "closed") this.#handler.onClose(end.code, end.reason);
    else this.#handler.onClose(1006, "");
  }
}
