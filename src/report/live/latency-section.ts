/** Latencies since the start of the run. What the run has none of so far is left out, but for the first two. */
import type { Latencies } from "../../fleet/run-events.ts";
import { latency } from "../figures.ts";
import type { Line } from "../styled-line.ts";
import type { Scene } from "./scene.ts";
import { table } from "../table.ts";

const names: Readonly<Record<keyof Latencies, string>> = {
  connect: "connect",
  ready: "ready",
  ack: "ack",
  commandHandling: "command",
  commandDelivery: "delivery",
  commandEffect: "effect",
  httpRequest: "http",
  reconnect: "reconnect",
};
const always: ReadonlySet<string> = new Set(["connect", "ready"]);

export function latencySection({ progress }: Scene, width: number): Line[] {
  const shown = (Object.keys(names) as (keyof Latencies)[]).filter(
    (key) => always.has(key) || (progress?.latency[key].count ?? 0) > 0,
  );
  const rows = shown.map((key) => {
    const histogram = progress?.latency[key];
    const figures = histogram === undefined || histogram.count === 0 ? undefined : histogram;
    const show = (figure: "p50" | "p99" | "max"): string => (figures === undefined ? "-" : latency(figures[figure]));
    return { name: names[key], figures: [show("p50"), show("p99"), show("max")] };
  });
  return table({ name: "LATENCY", figures: ["p50", "p99", "max"] }, rows, width);
}
