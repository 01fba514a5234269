/**
 * What a threshold can be about: the figures of a run's summary, by path, each with its unit.
 *
 * `*` stands for one further name: a close code, an HTTP status, a reason, a kind.
 */

/** How a limit is written. */
export type MetricUnit =
  /** A plain number. */
  | "count"
  /** A duration such as `500ms`; kept in milliseconds. */
  | "millis"
  /** A duration such as `30s`; kept in seconds. */
  | "seconds"
  /** A percentage; kept as 0..1. */
  | "share"
  /** A plain number of bytes. */
  | "bytes";

export interface Metric {
  readonly unit: MetricUnit;
  /** Many values: an aggregate such as `p(99)` picks one figure. */
  readonly histogram?: true;
  /** How devices came back after a step: `after <step>` picks one disturbance. */
  readonly recovery?: true;
  /** It only ever grows, by what happens: what it grew by between two moments is what happened there. */
  readonly counted?: true;
  /** It is kept for each cohort of devices, not of the whole run alone. */
  readonly perDevice?: true;
}

const count: Metric = { unit: "count" };
const happened: Metric = { unit: "count", counted: true, perDevice: true };
const present: Metric = { unit: "count", perDevice: true };
const carried: Metric = { unit: "bytes", counted: true, perDevice: true };
const share: Metric = { unit: "share" };
const latency: Metric = { unit: "millis", histogram: true, counted: true, perDevice: true };
const ofGenerator: Metric = { unit: "millis", histogram: true };
const recovery: Metric = { unit: "millis", recovery: true, perDevice: true };

export const metrics: Readonly<Record<string, Metric>> = {
  "run.durationSeconds": { unit: "seconds" },
  "devices.planned": present,
  "devices.homes": count,
  "devices.peakConnected": present,
  "devices.connectedAtEnd": present,
  /** Most devices connected at once, of those planned. */
  "devices.peakShare": { unit: "share", perDevice: true },
  "devices.byKind.*.planned": count,
  "devices.byKind.*.peakConnected": count,
  "connections.attempts": happened,
  "connections.opened": happened,
  "connections.ready": happened,
  "connections.refused": happened,
  "connections.failed": happened,
  "connections.lost": happened,
  "connections.reconnects": happened,
  "connections.halfOpen": happened,
  "connections.closeCodes.*": happened,
  "connections.refusals.*": happened,
  "connections.failures.*": happened,
  "messages.telemetry": happened,
  "messages.events": happened,
  "messages.state": happened,
  "messages.acked": happened,
  "messages.unacknowledged": happened,
  "messages.resent": happened,
  "messages.received": happened,
  "messages.bytesSent": carried,
  "messages.bytesReceived": carried,
  "messages.dropped": happened,
  "messages.violations": happened,
  "messages.unhandled": happened,
  "commands.sent": happened,
  "commands.received": happened,
  "commands.answered": happened,
  "commands.failed": happened,
  "commands.unknown": happened,
  "commands.duplicate": happened,
  "commands.late": happened,
  "commands.lost": present,
  "http.sent": happened,
  "http.answered": happened,
  "http.unexpected": happened,
  "http.failed": happened,
  "latency.connect": latency,
  "latency.ready": latency,
  "latency.ack": latency,
  "latency.commandHandling": latency,
  "latency.commandDelivery": latency,
  "latency.commandEffect": latency,
  "latency.httpRequest": latency,
  "latency.reconnect": latency,
  "reconnect.half": recovery,
  "reconnect.most": recovery,
  "reconnect.all": recovery,
  /** Devices that came back, of those disturbed. */
  "reconnect.share": { unit: "share", recovery: true, perDevice: true },
  "generator.latenessMs": ofGenerator,
  "generator.eventLoopDelayMs": ofGenerator,
  "generator.cpuSeconds": { unit: "seconds" },
  "generator.cpuShare": share,
  "generator.peakRssBytes": { unit: "bytes" },
  "generator.bytesPerDevice": { unit: "bytes" },
  "generator.openFilesPeak": count,
  "generator.longestStallMs": { unit: "millis" },
  "generator.behindSeconds": { unit: "seconds" },
  "generator.cpuUserSeconds": { unit: "seconds" },
  "generator.cpuSystemSeconds": { unit: "seconds" },
  "generator.cpuWaitSeconds": { unit: "seconds" },
  "generator.gcSeconds": { unit: "seconds" },
  "generator.longestGcMs": { unit: "millis" },
  "generator.pssBytes": { unit: "bytes" },
  "generator.peakUnsentBytes": { unit: "bytes" },
  "generator.portsLeft": count,
  "generator.deaths": count,
};

/** The metric a path names, if there is one. */
export function metricAt(path: string): Metric | undefined {
  if (Object.hasOwn(metrics, path) && !path.includes("*")) return metrics[path];
  const steps = path.split(".");
  return Object.entries(metrics).find(([pattern]) => {
    const wanted = pattern.split(".");
    return (
      wanted.includes("*") &&
      wanted.length === steps.length &&
      wanted.every((step, at) => step === "*" || step === steps[at])
    );
  })?.[1];
}
