/**
 * What a link is given and what it tells its owner. The link itself is `link.ts`.
 */
import type { Scheduler } from "../../kernel/scheduler.ts";
import type { Duration } from "../../kernel/time.ts";
import type { Tally } from "../../metrics/tally.ts";
import type { DeviceView, ProtocolAdapter } from "../protocol/adapter.ts";
import type { Incoming } from "../protocol/message.ts";
import type { TlsOptions, Transport } from "../transport/transport.ts";
import type { BackoffPolicy } from "./backoff.ts";
import type { LinkState } from "./link-state.ts";

/** A frame as `--trace` shows it. */
export type FrameListener = (device: string, direction: "out" | "in" | "note", data: string | Uint8Array) => void;

/** Everything that links of one group have in common. One object for thousands of links. */
export interface LinkPlan {
  readonly transport: Transport;
  readonly protocol: ProtocolAdapter;
  readonly protocolOptions: unknown;
  /** Makes the url of one attempt. Templates are filled by the caller: one text per device. */
  readonly url: (device: DeviceView) => string;
  /** Headers of the upgrade request, credentials among them, made afresh for every attempt. */
  readonly headers: (device: DeviceView) => Readonly<Record<string, string>>;
  /** Subprotocols to offer; absent means the protocol's own. */
  readonly subprotocols?: readonly string[];
  readonly requireSubprotocol: boolean;
  /** The url as traces show it, where it has secrets; absent: the url without its query. */
  readonly shownUrl?: (device: DeviceView) => string;
  /** Absent: what the system trusts. A function where devices have certificates of their own. */
  readonly tls?: TlsOptions | ((device: DeviceView) => TlsOptions | undefined);
  readonly backoff: BackoffPolicy;
  readonly handshakeTimeout: Duration;
  /** From the accepted upgrade to `ready`. */
  readonly readyTimeout: Duration;
  /** WebSocket pings this far apart prove that the peer lives; two unanswered ones cut the link. 0 turns them off. */
  readonly heartbeat: Duration;
  readonly maxPayload: number;
  readonly perMessageDeflate: boolean;
  /** Send-buffer limit, bytes: above it samples are dropped and counted. */
  readonly maxBuffered: number;
  /** Whether samples are acknowledged, unless the server says otherwise. */
  readonly acknowledge: boolean;
  /** How many samples are kept while offline, and how many events; the newest win, 0 keeps none. */
  readonly offlineBuffer: number;
}

export interface LinkOwner {
  /** The state has changed. Called after the change, never from within a call into the link's constructor. */
  onLink(state: LinkState): void;
  onIncoming(message: Incoming): void;
}

/** What links live by. One object for thousands of links: a link keeps nothing of its own but how often it drew. */
export interface LinkHost {
  readonly scheduler: Scheduler;
  readonly tally: Tally;
  /** Uniform in [0, 1): the draw number `turn`, from 0, of the link of the device with this index; the same each time. */
  readonly draw: (device: number, turn: number) => number;
  readonly trace?: FrameListener | undefined;
}
