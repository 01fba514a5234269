/**
 * Everything one shard counts. Numbers and histograms only, so that shards merge exactly and memory is constant.
 *
 * Latencies are real milliseconds from the intended time (coordinated omission), in HDR histograms.
 */
import { Histogram } from "./histogram.ts";

export class Tally {
  readonly connections = {
    /** Dials begun. */
    attempts: 0,
    /** Upgrades accepted. */
    opened: 0,
    /** Devices accepted by the server, first time and again. */
    ready: 0,
    /** Upgrades answered with another status than 101. */
    refused: 0,
    /** Attempts that never got an HTTP answer, or were never accepted by the server in time. */
    failed: 0,
    /** Open connections that ended without the device wanting it. */
    lost: 0,
    /** Times a device was ready again after it had been ready before. */
    reconnects: 0,
    /** Connections cut because the peer stopped answering pings. */
    halfOpen: 0,
  };
  /** How often each WebSocket close code ended an open connection. */
  readonly closeCodes: Map<number, number> = new Map();
  /** How often each HTTP status refused an upgrade. */
  readonly refusals: Map<number, number> = new Map();
  /** How often each reason kept a connection from opening. */
  readonly failures: Map<string, number> = new Map();
  readonly messages = {
    telemetry: 0,
    events: 0,
    state: 0,
    /** Samples the server acknowledged. */
    acked: 0,
    /** Samples sent again because they were not acknowledged. */
    resent: 0,
    /** Frames received. */
    received: 0,
    bytesSent: 0,
    bytesReceived: 0,
    /** Samples, events and answers given up because of a limit, for want of a connection, or lost with the device's memory. */
    dropped: 0,
    /** Frames that are not the protocol or break its rules. */
    violations: 0,
    /** Well-formed frames that nobody asked for. */
    unhandled: 0,
  };
  readonly commands = {
    received: 0,
    /** Answered with a result. */
    answered: 0,
    /** Answered with an error other than unknown. */
    failed: 0,
    /** Answered with "no such command". */
    unknown: 0,
    /** Repeated while in progress: not carried out again. */
    duplicate: 0,
    /** Finished, or received, when nobody could be told any more. */
    late: 0,
  };
  readonly latency: LatencyHistograms = {
    connect: new Histogram(),
    ready: new Histogram(),
    ack: new Histogram(),
    commandHandling: new Histogram(),
    reconnect: new Histogram(),
  };
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
  /** Connection lost to device accepted again. */
  readonly reconnect: Histogram;
}

/** Adds one to a counted map. */
export function count<K>(map: Map<K, number>, key: K): void {
  map.set(key, (map.get(key) ?? 0) + 1);
}
