/** The latencies there were any of. */
import type { Latencies, Summary } from "../../fleet/run-events.ts";
import { latency, whole } from "../figures.ts";
import type { Line } from "../styled-line.ts";
import { table } from "../table.ts";

const names: Readonly<Record<keyof Latencies, string>> = {
  connect: "connect",
  ready: "ready",
  ack: "acknowledge",
  commandHandling: "command",
  commandDelivery: "delivery",
  commandEffect: "effect",
  httpRequest: "http",
  reconnect: "reconnect",
};

export function latencyLines(summary: Summary, width: number): Line[] {
  const wide = width >= allColumnsWidth;
  const rows = (Object.keys(names) as (keyof Latencies)[]).flatMap((key) => {
    const { count, p50, p95, p99, max } = summary.latency[key];
    if (count === 0) return [];
    const latencies = (wide ? [p50, p95, p99, max] : [p50, p99, max]).map(latency);
    return [{ name: names[key], figures: wide ? [...latencies, whole(count)] : latencies }];
  });
  if (rows.length === 0) return [];
  const heading = wide ? ["p50", "p95", "p99", "max", "count"] : ["p50", "p99", "max"];
  return table({ name: "", figures: heading }, rows, Math.min(width, mostWidth));
}

const allColumnsWidth = 60;
/** So that a name and its figures stay together. */
const mostWidth = 66;
