/**
 * One connection as the hub sees it, whatever carries it.
 *
 * 1. No handler is called from within `send`, `close` or `terminate`.
 * 2. `onClose` is called exactly once, after everything else.
 */

/** The way to the device. */
export interface Peer {
  /** Where it comes from, for the log. */
  readonly address: string;
  /** Sends one text frame. False when the connection is gone, or the device does not read what it is sent. */
  send(text: string): boolean;
  /** Starts the closing handshake. */
  close(code: number, reason: string): void;
  /** Cuts the connection. */
  terminate(): void;
}

/** What hears the device. */
export interface PeerHandler {
  onText(text: string): void;
  onBinary(): void;
  /** @param code 1005: closed without a code; 1006: lost without a close frame. */
  onClose(code: number, reason: string): void;
}
