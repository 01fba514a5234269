/**
 * The heart of the reference server: which devices there are, what they last said, and the way to ask them something.
 *
 * 1. It knows no socket and no clock of its own: connections come through {@link Hub.accept}, time from the scheduler. In virtual
 *    time it is deterministic.
 * 2. A device has at most one connection: a newer one replaces the older, which is closed with 4009.
 * 3. Everything is kept in memory and bounded by {@link HubLimits}. After a restart the devices' next hello brings their state back;
 *    desired state is lost and starts again at version 0.
 * 4. Every callback given to {@link Hub.command} and {@link Hub.desire} is called exactly once, possibly before the call returns.
 */
import { type Log, silentLog } from "../kernel/log.ts";
import type { Scheduler } from "../kernel/scheduler.ts";
import { type Duration, seconds } from "../kernel/time.ts";
import { closeCode } from "./close-code.ts";
import { type Counters, newCounters } from "./counters.ts";
import { deliverDesired, type DeliveryOutcome } from "./desired-delivery.ts";
import { type ConnectionClose, type ConnectionHost, DeviceConnection } from "./device-connection.ts";
import { type DeviceDetail, DeviceRecord, type DeviceSummary, type Presence } from "./device-record.ts";
import type { Hello } from "./hello.ts";
import { defaultHubLimits, type HubLimits } from "./hub-limits.ts";
import { type JsonObject, rpcCode, type RpcError } from "./json-rpc.ts";
import type { Peer, PeerHandler } from "./peer.ts";
import type { RequestOutcome } from "./pending-requests.ts";

export interface HubOptions {
  readonly scheduler: Scheduler;
  readonly limits?: Partial<HubLimits>;
  /** What devices are told in the answer to their hello; what is absent is left to them. */
  readonly hello?: {
    /** How often they send WebSocket pings; 0 for never. */
    readonly heartbeat?: Duration;
    /** Whether they ask for their telemetry to be acknowledged. */
    readonly acknowledge?: boolean;
  };
  readonly log?: Log;
}

/** What became of a command. */
export type CommandOutcome =
  | RequestOutcome
  | { readonly type: "unknown-device" }
  | { readonly type: "not-connected" }
  /** The device has too many requests to answer already. */
  | { readonly type: "overloaded" };

/** What became of a change of desired state. */
export type DesireOutcome =
  | { readonly type: "unknown-device" }
  /** Nothing was changed: more would be desired than is kept of one device. */
  | { readonly type: "too-large" }
  | { readonly type: "changed"; readonly version: number; readonly values: JsonObject; readonly delivery: Delivery };

/** Whether the device has followed a change of its desired state. */
export type Delivery =
  | DeliveryOutcome
  /** It hears of it in the answer to its next hello. */
  | { readonly type: "not-connected" };

export interface DeviceQuery {
  readonly kind?: string;
  readonly connected?: boolean;
  /** At most this many. */
  readonly limit: number;
  /** Only those that come after the device of this id. */
  readonly after?: string;
}

export interface DevicePage {
  /** In the order in which they first connected. */
  readonly devices: readonly DeviceSummary[];
  /** How many fit the query, on all pages. */
  readonly total: number;
  /** What `after` must be for the next page; absent on the last. */
  readonly next?: string;
}

export interface HubStats {
  /** Connections, those that have not said hello included. */
  readonly connections: number;
  readonly devices: number;
  readonly connected: number;
  /** Connected devices of each kind. */
  readonly byKind: Readonly<Record<string, number>>;
  /** All devices together, those connections that never said hello included. */
  readonly counters: Readonly<Counters>;
}

export class Hub {
  readonly limits: HubLimits;
  readonly #scheduler: Scheduler;
  readonly #log: Log;
  readonly #hello: NonNullable<HubOptions["hello"]>;
  readonly #host: ConnectionHost;
  readonly #totals = newCounters();
  readonly #connections = new Set<DeviceConnection>();
  readonly #entries = new Map<string, Entry>();
  /** The same in the order in which they came. */
  readonly #order: Entry[] = [];
  /** Names made after a restart differ from those made before. */
  readonly #epoch: string;
  #names = 0;
  /** What our clock says to devices, less real time: it starts at simulated time and runs at the speed of time-outs, which are real. */
  readonly #wireOffset: number;

  constructor(options: HubOptions) {
    this.limits = Object.freeze({ ...defaultHubLimits, ...options.limits });
    this.#scheduler = options.scheduler;
    this.#log = options.log ?? silentLog;
    this.#hello = options.hello ?? {};
    const { now, clock } = options.scheduler;
    this.#epoch = Math.floor(now).toString(36);
    this.#wireOffset = now - clock.real();
    this.#host = {
      scheduler: options.scheduler,
      limits: this.limits,
      log: this.#log,
      totals: this.#totals,
      // All of one length: what a device is sent is as long whoever came before it.
      newName: (prefix) => `${prefix}-${this.#epoch}-${String(++this.#names).padStart(9, "0")}`,
      enter: (connection, hello, session) => this.#enter(connection, hello, session),
      welcome: (device, session) => this.#welcome(device, session),
      welcomed: (device, connection) => this.#welcomed(device, connection),
      leave: (connection, device, end) => this.#leave(connection, device, end),
    };
  }

  /** Takes a new connection, or closes it with 1013 when there are too many. */
  accept(peer: Peer): PeerHandler {
    const connection = new DeviceConnection(peer, this.#host);
    this.#connections.add(connection);
    if (this.#connections.size > this.limits.connections) {
      connection.close(closeCode.tryLater, "too many connections, retry=5000");
    }
    return connection;
  }

  /** Sends a command to a device. `timeout` is real time. */
  command(
    id: string,
    name: string,
    args: JsonObject,
    timeout: Duration,
    done: (outcome: CommandOutcome) => void,
  ): void {
    const entry = this.#entries.get(id);
    if (entry === undefined) {
      done({ type: "unknown-device" });
      return;
    }
    const { connection, device } = entry;
    if (connection === undefined) {
      done({ type: "not-connected" });
      return;
    }
    const wait = Math.min(timeout, this.limits.longestTimeout) as Duration;
    const deadline = this.#wireTime() + Math.ceil(wait);
    const asked = connection.request(`command.${name}`, { args, deadline }, wait, (outcome) => {
      this.#count(device, outcomeCounter[outcome.type]);
      done(outcome);
    });
    if (asked) this.#count(device, "commandsSent");
    else done({ type: "overloaded" });
  }

  /** Changes what is desired of a device by a JSON Merge Patch (RFC 7396), and tells the device. `timeout` is real time. */
  desire(id: string, patch: JsonObject, timeout: Duration, done: (outcome: DesireOutcome) => void): void {
    const entry = this.#entries.get(id);
    if (entry === undefined) {
      done({ type: "unknown-device" });
      return;
    }
    const { desired } = entry.device;
    if (!desired.change(patch, this.limits)) {
      done({ type: "too-large" });
      return;
    }
    const { values } = desired;
    const changed = (version: number, delivery: Delivery): void => done({ type: "changed", version, values, delivery });
    const wait = Math.min(timeout, this.limits.longestTimeout) as Duration;
    if (entry.connection === undefined) changed(desired.version, { type: "not-connected" });
    else deliverDesired(desired, entry.connection, wait, changed);
  }

  /** Everything known of a device. */
  device(id: string): DeviceDetail | undefined {
    return this.#entries.get(id)?.device.detail();
  }

  /** The devices that fit a query, a page at a time. Undefined when there is no device `after`. */
  devices(query: DeviceQuery): DevicePage | undefined {
    const after = query.after === undefined ? -1 : this.#entries.get(query.after)?.place;
    if (after === undefined) return undefined;
    const devices: DeviceSummary[] = [];
    let total = 0;
    let more = false;
    for (const { device, place, connection } of this.#order) {
      if (query.kind !== undefined && device.introduction.kind !== query.kind) continue;
      if (query.connected !== undefined && (connection !== undefined) !== query.connected) continue;
      total++;
      if (place <= after) continue;
      if (devices.length < query.limit) devices.push(device.summary());
      else more = true;
    }
    const last = devices.at(-1);
    return more && last !== undefined ? { devices, total, next: last.id } : { devices, total };
  }

  stats(): HubStats {
    // A kind may have any name, those of Object's own members included.
    const kinds = new Map<string, number>();
    let connected = 0;
    for (const { device, connection } of this.#order) {
      if (connection === undefined) continue;
      connected++;
      const { kind } = device.introduction;
      kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    }
    const counters = { ...this.#totals };
    const byKind = Object.fromEntries(kinds);
    return { connections: this.#connections.size, devices: this.#order.length, connected, byKind, counters };
  }

  /** Closes every connection; commands in progress end without an answer. Devices may connect again. */
  close(code: number = closeCode.goingAway, reason = "the server is going away"): void {
    for (const connection of this.#connections) connection.close(code, reason);
  }

  #enter(connection: DeviceConnection, hello: Hello, session: string): DeviceRecord | RpcError {
    const now = this.#scheduler.now;
    const presence: Presence = { type: "connected", since: now, session };
    let entry = this.#entries.get(hello.id);
    if (entry === undefined) {
      if (this.#order.length >= this.limits.devices) {
        const message = `this server keeps at most ${this.limits.devices} devices`;
        return { code: rpcCode.busy, message, data: { retryAfterMs: 60_000 } };
      }
      const { state: _, ...introduction } = hello;
      entry = { device: new DeviceRecord(introduction, presence), place: this.#order.length, connection: undefined };
    }
    const { device } = entry;
    const fault = device.greet(hello, this.limits);
    if (fault !== undefined) return fault;
    if (!this.#entries.has(hello.id)) {
      this.#entries.set(hello.id, entry);
      this.#order.push(entry);
    }
    const earlier = entry.connection;
    if (earlier !== connection) {
      entry.connection = connection;
      if (earlier !== undefined) {
        this.#count(device, "replaced");
        earlier.close(closeCode.replaced, "replaced by a newer connection of the same device");
      }
      device.presence = presence;
    }
    device.lastSeenAt = now;
    return device;
  }

  #welcome(device: DeviceRecord, session: string): JsonObject {
    const { heartbeat, acknowledge } = this.#hello;
    const { version, values } = device.desired;
    return {
      session,
      time: this.#wireTime(),
      ...(heartbeat === undefined ? {} : { heartbeatSec: heartbeat / 1_000 }),
      desired: { version, patch: values },
      ...(acknowledge === undefined ? {} : { telemetry: { ack: acknowledge } }),
    };
  }

  /** The answer to hello is not itself answered, so a device that is behind is asked whether it has followed. */
  #welcomed(device: DeviceRecord, connection: DeviceConnection): void {
    const { status } = device.desired;
    if (status.type === "pending" || status.type === "refused") {
      deliverDesired(device.desired, connection, ownTimeout, () => {});
    }
  }

  #leave(connection: DeviceConnection, device: DeviceRecord | undefined, end: ConnectionClose): void {
    this.#connections.delete(connection);
    if (device === undefined) return;
    const entry = this.#entries.get(device.introduction.id);
    if (entry === undefined || entry.connection !== connection) return;
    entry.connection = undefined;
    device.presence = { type: "gone", since: this.#scheduler.now, ...end };
  }

  #wireTime(): number {
    return Math.floor(this.#scheduler.clock.real() + this.#wireOffset);
  }

  #count(device: DeviceRecord, name: keyof Counters): void {
    this.#totals[name]++;
    device.counters[name]++;
  }
}

/** A device and its connection, if it has one. */
interface Entry {
  readonly device: DeviceRecord;
  /** Its number in the order in which devices first came. */
  readonly place: number;
  connection: DeviceConnection | undefined;
}

const ownTimeout: Duration = seconds(10);

const outcomeCounter = {
  result: "commandsDone",
  error: "commandsFailed",
  "no-answer": "commandsUnanswered",
} as const satisfies Record<RequestOutcome["type"], keyof Counters>;
