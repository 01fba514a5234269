/**
 * What is counted of some devices: numbers and histograms only, so that tallies merge exactly and memory is constant.
 *
 * Latencies are real milliseconds from the intended time (coordinated omission), in HDR histograms.
 */
import { Histogram } from "./histogram.ts";

export class Tally {
  readonly connections: ConnectionCounts = {
    attempts: 0,
    opened: 0,
    ready: 0,
    refused: 0,
    failed: 0,
    lost: 0,
    reconnects: 0,
    halfOpen: 0,
  };
  /** How often each WebSocket close code ended an open connection. */
  readonly closeCodes: Map<number, number> = new Map();
  /** How often each HTTP status refused an upgrade. */
  readonly refusals: Map<number, number> = new Map();
  /** How often each reason kept a connection from opening. */
  readonly failures: Map<string, number> = new Map();
  readonly messages: MessageCounts = {
    telemetry: 0,
    events: 0,
    state: 0,
    acked: 0,
    unacknowledged: 0,
    resent: 0,
    received: 0,
    bytesSent: 0,
    bytesReceived: 0,
    dropped: 0,
    violations: 0,
    unhandled: 0,
  };
  readonly commands: CommandCounts = {
    received: 0,
    answered: 0,
    failed: 0,
    unknown: 0,
    duplicate: 0,
    late: 0,
  };
  /** Commands the timeline sent, and those of them that no device has received, so far. */
  readonly ledger: CommandLedger = { sent: 0, lost: 0 };
  readonly http: HttpCounts = { sent: 0, answered: 0, unexpected: 0, failed: 0 };
  readonly latency: LatencyHistograms = {
    connect: new Histogram(),
    ready: new Histogram(),
    ack: new Histogram(),
    commandHandling: new Histogram(),
    commandDelivery: new Histogram(),
    commandEffect: new Histogram(),
    httpRequest: new Histogram(),
    reconnect: new Histogram(),
  };
}

export interface ConnectionCounts {
  /** Dials begun. */
  attempts: number;
  /** Upgrades accepted. */
  opened: number;
  /** Devices accepted by the server, first time and again. */
  ready: number;
  /** Upgrades answered with another status than 101. */
  refused: number;
  /** Attempts that never got an HTTP answer, or were never accepted by the server in time. */
  failed: number;
  /** Open connections that ended without the device wanting it. */
  lost: number;
  /** Times a device was ready again after it had been ready before. */
  reconnects: number;
  /** Connections cut because the peer stopped answering pings. */
  halfOpen: number;
}

export interface MessageCounts {
  telemetry: number;
  events: number;
  state: number;
  /** Samples the server acknowledged. */
  acked: number;
  /** Samples sent whose acknowledgement nobody waits for any more, and that may have arrived. */
  unacknowledged: number;
  /** Samples sent again because they were not acknowledged. */
  resent: number;
  /** Frames received. */
  received: number;
  bytesSent: number;
  bytesReceived: number;
  /** Samples, events and answers never sent (a limit, no connection, memory lost), and samples that the server refused. */
  dropped: number;
  /** Frames that are not the protocol or break its rules. */
  violations: number;
  /** Well-formed frames that nobody asked for. */
  unhandled: number;
}

export interface CommandCounts {
  received: number;
  /** Answered with a result. */
  answered: number;
  /** Answered with an error other than unknown. */
  failed: number;
  /** Answered with "no such command". */
  unknown: number;
  /** Repeated while in progress: not carried out again. */
  duplicate: number;
  /** Finished, or received, when nobody could be told any more. */
  late: number;
}

export interface CommandLedger {
  sent: number;
  lost: number;
}

/** Requests of the scenario to the server's own API: each is answered, answered with a status that was not expected, or failed. */
export interface HttpCounts {
  sent: number;
  /** With a status that was expected. */
  answered: number;
  /** With another status. */
  unexpected: number;
  /** No answer, or none in time. */
  failed: number;
}

export interface LatencyHistograms {
  /** Intended dial to accepted upgrade. */
  readonly connect: Histogram;
  /** Intended dial to accepted device. */
  readonly ready: Histogram;
  /** Sample sent to sample acknowledged. */
  readonly ack: Histogram;
  /** Command received to answer sent. */
  readonly commandHandling: Histogram;
  /** Request for a command sent to command received by the device. */
  readonly commandDelivery: Histogram;
  /** Request for a command sent to the first state report that the command caused. */
  readonly commandEffect: Histogram;
  /** HTTP request sent to answer received. */
  readonly httpRequest: Histogram;
  /** Connection lost to device accepted again. */
  readonly reconnect: Histogram;
}

/** Adds one to a counted map. */
export function count<K>(map: Map<K, number>, key: K): void {
  map.set(key, (map.get(key) ?? 0) + 1);
}
