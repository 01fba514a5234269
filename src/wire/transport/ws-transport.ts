/**
 * The `ws` transport: RFC 6455 over TCP and TLS. One connection is in `ws-connection.ts`; here is what all of them share.
 */
import type { LookupFunction } from "node:net";
import type { Scheduler } from "../../kernel/scheduler.ts";
import { FrameBurst } from "./frame-burst.ts";
import { HostLookup } from "./host-lookup.ts";
import type { LocalAddresses } from "./local-addresses.ts";
import type { Connection, ConnectionOwner, DialSpec, Transport } from "./transport.ts";
import { WsConnection } from "./ws-connection.ts";

export class WsTransport implements Transport {
  readonly name = "ws";
  /** Times opening and closing handshakes. */
  readonly scheduler: Scheduler;
  readonly lookup: LookupFunction;
  readonly local: LocalAddresses | undefined;
  /** What was sent a moment ago. */
  readonly burst: FrameBurst = new FrameBurst();
  /** Connections that had something to send which the system did not take at once. */
  readonly #backlogged = new Set<Connection>();

  /** @param scheduler on a real clock; @param local where to dial from, the system chooses otherwise. */
  constructor(scheduler: Scheduler, local?: LocalAddresses) {
    this.scheduler = scheduler;
    this.local = local;
    this.lookup = new HostLookup(scheduler.clock).lookup;
  }

  dial(spec: DialSpec, owner: ConnectionOwner): Connection {
    return new WsConnection(this, spec, owner);
  }

  /** Bytes of all connections that were accepted by `send` and not yet handed to the operating system. */
  get bufferedBytes(): number {
    this.burst.flush();
    let sum = 0;
    for (const connection of this.#backlogged) {
      const { bufferedBytes } = connection;
      if (bufferedBytes === 0) this.#backlogged.delete(connection);
      sum += bufferedBytes;
    }
    return sum;
  }

  // For its connections

  backlogged(connection: Connection): void {
    this.#backlogged.add(connection);
  }

  forget(connection: Connection): void {
    this.#backlogged.delete(connection);
  }
}
