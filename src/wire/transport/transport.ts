/**
 * The transport port: how frames get to a server and back. Knows nothing of devices or protocols.
 *
 * 1. `dial` never throws for what a target does; every connection ends with exactly one `onEnd`.
 * 2. `onOpen` comes at most once and before any frame; nothing comes after `onEnd`.
 * 3. No callback is ever made from within `dial`, `send`, `ping`, `close` or `terminate`.
 * 4. Pings are answered by the transport itself.
 */

export interface TlsOptions {
  /** Certificate authorities to trust instead of the system's, PEM. */
  readonly ca?: string;
  /** Client certificate and its key, PEM. */
  readonly cert?: string;
  readonly key?: string;
  /** Name to ask for (SNI) and to check, when it differs from the url's host. */
  readonly serverName?: string;
  readonly minVersion?: "TLSv1.2" | "TLSv1.3";
  /** True accepts any certificate. Only when the user asked for it. */
  readonly insecure?: boolean;
}

/** One attempt to connect; made afresh for every attempt, because tokens expire. */
export interface DialSpec {
  /** `ws:` or `wss:`. */
  readonly url: string;
  readonly subprotocols: readonly string[];
  /** True fails the attempt when the server selects none of them. */
  readonly requireSubprotocol: boolean;
  /** Extra headers of the upgrade request, `Origin` and `Authorization` among them. */
  readonly headers: Readonly<Record<string, string>>;
  /** Shared by many dials: transports may cache what they derive from this object. */
  readonly tls?: TlsOptions;
  readonly localAddress?: string;
  readonly localPort?: number;
  /** From dial to the accepted upgrade, real milliseconds. */
  readonly handshakeTimeout: number;
  /** Largest message accepted, bytes; larger ones end the connection with 1009. */
  readonly maxPayload: number;
  readonly perMessageDeflate: boolean;
}

/** How a connection ended. */
export type ConnectionEnd =
  /** The server answered the upgrade with another status than 101. Header names are in lower case. */
  | { readonly type: "refused"; readonly status: number; readonly headers: Readonly<Record<string, string>> }
  /** It never opened. `reason` is a system error code (`ECONNREFUSED`), a TLS one, or one of ours. */
  | { readonly type: "failed"; readonly reason: string; readonly message: string }
  /** It was open. 1005: closed without a code; 1006: lost without a close frame. `initiator` is who closed first. */
  | {
      readonly type: "closed";
      readonly code: number;
      readonly reason: string;
      readonly initiator: "device" | "server";
    };

export interface ConnectionOwner {
  /** The upgrade was accepted. `subprotocol` is empty when the server selected none. */
  onOpen(subprotocol: string): void;
  onText(text: string): void;
  onBinary(data: Uint8Array): void;
  onPing(): void;
  onPong(): void;
  onEnd(end: ConnectionEnd): void;
}

export interface Connection {
  /** Sends one message. Returns false when it was not taken because the connection is not open. */
  send(data: string | Uint8Array): boolean;
  ping(): void;
  /**
   * Starts the closing handshake; ends at the latest after the transport's close time-out. Of a long reason, as much goes
   * out as a close frame holds. Before the connection is open: the same as `terminate`.
   *
   * @throws FlotillaError `internal` for a code that must not be sent (RFC 6455 §7.4).
   */
  close(code: number, reason: string): void;
  /** Cuts the connection without a close frame, as a power failure does. Nothing but `onEnd` comes after it. */
  terminate(): void;
  /** Bytes accepted by `send` and not yet handed to the operating system. */
  readonly bufferedBytes: number;
  /** Bytes on the wire so far, headers and TLS excluded where the transport cannot know them. */
  readonly bytesSent: number;
  readonly bytesReceived: number;
}

export interface Transport {
  readonly name: string;
  dial(spec: DialSpec, owner: ConnectionOwner): Connection;
}
