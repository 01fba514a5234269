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
}

const count: Metric = { unit: "count" };
const share: Metric = { unit: "share" };
const latency: Metric = { unit: "millis", histogram: true };
const recovery: Metric = { unit: "millis", recovery: true };

export const metrics: Readonly<Record<string, Metric>> = {
  "run.durationSeconds": { unit: "seconds" },
  "devices.planned": count,
  "devices.homes": count,
  "devices.peakConnected": count,
  "devices.connectedAtEnd": count,
  /** Most devices connected at once, of those planned. */
  "devices.peakShare": share,
  "devices.byKind.*.planned": count,
  "devices.byKind.*.peakConnected": count,
  "connections.attempts": count,
  "connections.opened": count,
  "connections.ready": count,
  "connections.refused": count,
  "connections.failed": count,
  "connections.lost": count,
  "connections.reconnects": count,
  "connections.halfOpen": count,
  "connections.closeCodes.*": count,
  "connections.refusals.*": count,
  "connections.failures.*": count,
  "messages.telemetry": count,
  "messages.events": count,
  "messages.state": count,
  "messages.acked": count,
  "messages.resent": count,
  "messages.received": count,
  "messages.bytesSent": { unit: "bytes" },
  "messages.bytesReceived": { unit: "bytes" },
  "messages.dropped": count,
  "messages.violations": count,
  "messages.unhandled": count,
  "commands.sent": count,
  "commands.received": count,
  "commands.answered": count,
  "commands.failed": count,
  "commands.unknown": count,
  "commands.duplicate": count,
  "commands.late": count,
  "commands.lost": count,
  "latency.connect": latency,
  "latency.ready": latency,
  "latency.ack": latency,
  "latency.commandHandling": latency,
  "latency.reconnect": latency,
  "reconnect.half": recovery,
  "reconnect.most": recovery,
  "reconnect.all": recovery,
  /** Devices that came back, of those disturbed. */
  "reconnect.share": { unit: "share", recovery: true },
  "generator.latenessMs": latency,
  "generator.eventLoopDelayMs": latency,
  "generator.cpuSeconds": { unit: "seconds" },
  "generator.cpuShare": share,
  "generator.peakRssBytes": { unit: "bytes" },
  "generator.bytesPerDevice": { unit: "bytes" },
  "generator.openFilesPeak": count,
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
