/**
 * What a metric is at this moment, of all devices or of a cohort.
 *
 * A histogram is the living one, so that looking costs nothing: {@link snapshot} keeps what it was, {@link between} reads what came since.
 */
import type { Histogram, HistogramState } from "../../metrics/histogram.ts";
import type { Reading } from "../../metrics/threshold-check.ts";
import type { Threshold } from "../../metrics/threshold.ts";
import type { Counted, ShardPort } from "../shard-port.ts";

export type Measure = number | Histogram;
/** What a measure was at some moment. */
export type Snapshot = number | HistogramState;

/** `undefined` for what is of the whole run, and known in the end. */
export function measure({ metric, of }: Pick<Threshold, "metric" | "of">, shard: ShardPort): Measure | undefined {
  const [part, name, ...more] = metric.split(".") as [string, string, ...string[]];
  // Connections keep what they carried to themselves for a while.
  if (part === "messages" && name.startsWith("bytes")) shard.settle();
  const counted = shard.counted(of);
  const { figures } = counted;
  switch (part) {
    case "connections":
      return more.length === 0 ? own(figures.connections, name) : byCause(figures, name, more.join("."));
    case "messages":
      return own(figures.messages, name);
    case "commands":
      return name === "sent" || name === "lost" ? figures.ledger[name] : own(figures.commands, name);
    case "http":
      return own(figures.http, name);
    case "latency":
      return own(figures.latency, name);
    case "devices":
      return devices(counted, name, () => shard.planned(of));
    default:
      return undefined;
  }
}

/** As it is now, whatever comes. `before` is one taken earlier: it serves again when nothing came since. */
export function snapshot(now: Measure, before?: Snapshot): Snapshot {
  if (typeof now === "number") return now;
  return typeof before === "object" && before.count === now.count ? before : now.state();
}

/** What came after `before`, of the same. */
export function between(before: Snapshot, now: Measure): Reading {
  return typeof now === "number" ? now - (before as number) : now.since(before as HistogramState);
}

export function readingOf(measured: Measure): Reading {
  return typeof measured === "number" ? measured : measured.figures();
}

function own<T>(of: { readonly [Name in string]: T } | object, name: string): T | undefined {
  return name in of ? (of as Record<string, T>)[name] : undefined;
}

function byCause({ closeCodes, refusals, failures }: Counted["figures"], name: string, cause: string): number {
  switch (name) {
    case "closeCodes":
      return closeCodes.get(Number(cause)) ?? 0;
    case "refusals":
      return refusals.get(Number(cause)) ?? 0;
    default:
      return failures.get(cause) ?? 0;
  }
}

function devices({ ready, peak }: Counted, name: string, planned: () => number): number | undefined {
  switch (name) {
    case "planned":
      return planned();
    case "peakConnected":
      return peak;
    case "connectedAtEnd":
      return ready;
    case "peakShare":
      return peak / planned();
    default:
      return undefined;
  }
}
