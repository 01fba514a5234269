/**
 * Whether a threshold holds.
 *
 * 1. What was not measured does not hold: no sample, no disturbance, a device that never came back. The text says so.
 * 2. With several disturbances and no step named, or a step that came several times, the worst one counts.
 */
import { formatDuration, millis } from "../kernel/time.ts";
import type { HistogramSummary } from "./histogram.ts";
import type { Threshold } from "./threshold.ts";
import { metricAt, type MetricUnit } from "./threshold-metrics.ts";

/** What thresholds look at: a run's summary, or anything of its shape. */
export interface Figures {
  readonly devices: { readonly planned: number; readonly peakConnected: number };
  readonly recoveries: readonly RecoveryFigures[];
}

interface RecoveryFigures {
  readonly cause: string;
  readonly disturbed: number;
  readonly recovered: number;
  readonly half: number | null;
  readonly most: number | null;
  readonly all: number | null;
}

export interface CheckedThreshold {
  /** In the metric's own unit; `null` when nothing was measured. */
  readonly observed: number | null;
  readonly ok: boolean;
  /** What was seen, in words: `312ms over 2000 samples`. */
  readonly text: string;
}

export function checkThreshold(threshold: Threshold, figures: Figures): CheckedThreshold {
  const metric = metricAt(threshold.metric);
  if (metric?.recovery === true) return checkRecoveries(threshold, figures.recoveries);
  if (threshold.metric === "devices.peakShare") return checkPeakShare(threshold, figures.devices);
  const reading = figureAt(figures, threshold.metric) as Reading | undefined;
  // A close code, status or reason that never came up was counted no times.
  const counted = /^connections\.(closeCodes|refusals|failures)\./.test(threshold.metric);
  return checkReading(threshold, reading ?? (counted ? 0 : null));
}

/** The same for how devices came back. */
export function checkRecoveries(threshold: Threshold, recoveries: readonly RecoveryFigures[]): CheckedThreshold {
  return checked(threshold, observeRecovery(threshold, recoveries));
}

/** What a metric was: a number, or the figures of a histogram; `null` when it was not measured. */
export type Reading = number | HistogramSummary | null;

/** The same for a figure that was read elsewhere: of some devices, or of a part of the run. */
export function checkReading(threshold: Threshold, reading: Reading): CheckedThreshold {
  return checked(threshold, observe(threshold, reading));
}

/** The same for `devices.peakShare`. */
export function checkPeakShare(threshold: Threshold, { planned, peakConnected }: Figures["devices"]): CheckedThreshold {
  const observed = peakConnected / planned;
  return checked(threshold, { observed, text: `${show(observed, "share")}, ${peakConnected} of ${planned}` });
}

function checked(threshold: Threshold, { observed, text }: Observation): CheckedThreshold {
  return { observed, ok: observed !== null && compare(observed, threshold.comparison, threshold.limit), text };
}

interface Observation {
  readonly observed: number | null;
  readonly text: string;
}

function observe({ metric, aggregate }: Threshold, reading: Reading): Observation {
  const known = metricAt(metric);
  if (known === undefined) return { observed: null, text: "no such metric" };
  if (reading === null) return { observed: null, text: "not measured" };
  if (typeof reading === "number") return { observed: reading, text: show(reading, known.unit) };
  const { count } = reading;
  if (aggregate === undefined || aggregate.type === "count") return { observed: count, text: `${count} samples` };
  if (count === 0) return { observed: null, text: "no samples" };
  const observed = aggregate.type === "percentile" ? percentile(reading, aggregate.percent) : reading[aggregate.type];
  return { observed, text: `${show(observed, "millis")} over ${count} ${count === 1 ? "sample" : "samples"}` };
}

function percentile(histogram: HistogramSummary, percent: number): number {
  switch (percent) {
    case 50:
      return histogram.p50;
    case 90:
      return histogram.p90;
    case 95:
      return histogram.p95;
    case 99:
      return histogram.p99;
    default:
      return histogram.p999;
  }
}

function observeRecovery({ metric, after }: Threshold, recoveries: readonly RecoveryFigures[]): Observation {
  const concerned = recoveries.filter(
    ({ cause, disturbed }) => disturbed > 0 && (after === undefined || cause === after),
  );
  if (concerned.length === 0) return { observed: null, text: "no device was disturbed" };
  const disturbed = concerned.reduce((sum, recovery) => sum + recovery.disturbed, 0);
  const recovered = concerned.reduce((sum, recovery) => sum + recovery.recovered, 0);
  const back = `${recovered} of ${disturbed} came back`;
  if (metric === "reconnect.share") {
    return { observed: recovered / disturbed, text: `${show(recovered / disturbed, "share")}, ${back}` };
  }
  const part = metric.slice("reconnect.".length) as "half" | "most" | "all";
  const times = concerned.map((recovery) => recovery[part]);
  if (times.includes(null)) return { observed: null, text: back };
  const worst = Math.max(...(times as number[]));
  return { observed: worst, text: `${show(worst, "millis")}, ${back}` };
}

function figureAt(figures: Figures, path: string): unknown {
  let here: unknown = figures;
  for (const step of path.split(".")) {
    if (typeof here !== "object" || here === null || !Object.hasOwn(here, step)) return undefined;
    here = (here as Record<string, unknown>)[step];
  }
  return here;
}

function show(value: number, unit: MetricUnit): string {
  switch (unit) {
    case "count":
      return String(value);
    case "bytes":
      return `${value} bytes`;
    case "share":
      return `${Number((value * 100).toFixed(2))}%`;
    case "seconds":
      return formatDuration(millis(value * 1_000));
    case "millis":
      return value < 1_000 ? `${Number(value.toFixed(value < 10 ? 2 : 0))}ms` : formatDuration(millis(value));
  }
}

function compare(observed: number, comparison: Threshold["comparison"], limit: number): boolean {
  switch (comparison) {
    case "<":
      return observed < limit;
    case "<=":
      return observed <= limit;
    case ">":
      return observed > limit;
    case ">=":
      return observed >= limit;
    case "==":
      return observed === limit;
    case "!=":
      return observed !== limit;
  }
}
