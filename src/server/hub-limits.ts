/** Everything a peer could make the server keep or do without end, and where it ends. */
import { type Duration, minutes, seconds } from "../kernel/time.ts";

export interface HubLimits {
  /** Devices kept, connected or not. Beyond it a new device is told to come back later (-32003). */
  readonly devices: number;
  /** Connections at the same time, those that have not said hello included. */
  readonly connections: number;
  /** Longest message; beyond it the connection is closed with 1009. */
  readonly messageBytes: number;
  /** Messages of one batch. */
  readonly batch: number;
  /** Real time from the connection to `device.hello`. */
  readonly helloTimeout: Duration;
  /** Messages one connection may send per real second, on average... */
  readonly messagesPerSecond: number;
  /** ...and at once. Beyond it the connection is closed with 4029. */
  readonly messageBurst: number;
  /** Messages of one connection that are no JSON-RPC. Each is answered; one more closes the connection with 1002. */
  readonly malformed: number;
  /** Requests of ours that one device has yet to answer. */
  readonly requestsInFlight: number;
  /** Longest time that a request may wait for its answer. */
  readonly longestTimeout: Duration;
  /** Attributes kept of one device, its telemetry and its state apart; also values of one event, one answer or one desired state. */
  readonly values: number;
  /** Longest text kept as a value. */
  readonly textLength: number;
  /** Latest events kept of one device. */
  readonly events: number;
}

export const defaultHubLimits: HubLimits = Object.freeze({
  devices: 250_000,
  connections: 250_000,
  messageBytes: 65_536,
  batch: 32,
  helloTimeout: seconds(10),
  messagesPerSecond: 1_000,
  messageBurst: 10_000,
  malformed: 10,
  requestsInFlight: 64,
  longestTimeout: minutes(5),
  values: 256,
  textLength: 1_024,
  events: 20,
});
