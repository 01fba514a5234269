/**
 * Whether the generator itself kept up: the port to the process's own figures, and the judgement on them.
 *
 * A run is `invalid` when the schedule slipped so much that what was measured says more about this machine than about the
 * server. A slow server alone never does that: waiting for it is not lateness.
 */
import { eventLoopDelayLimitMillis, latenessLimitMillis } from "../metrics/generator-limits.ts";
import type { HistogramSummary } from "../metrics/histogram.ts";
import type { Summary } from "./run-events.ts";

/** Figures of the process, read about once a second. */
export interface GeneratorGauge {
  /** Starts to watch the event loop. */
  start(): void;
  /** CPU time of the process since {@link start}, user and system, in milliseconds. */
  cpuMillis(): number;
  rssBytes(): number;
  openFiles(): number | null;
  openFilesLimit(): number | null;
  eventLoopDelay(): HistogramSummary;
  /** Stops to watch: CPU time and the event loop's delay stay as they are. */
  stop(): void;
}

/** Why a run with these figures says nothing about the server; empty when it does. */
export function generatorFaults(generator: Summary["generator"]): string[] {
  const faults: string[] = [];
  if (generator.latenessMs.p99 > latenessLimitMillis) {
    faults.push(
      `the generator fell behind its own schedule: lateness p99 ${generator.latenessMs.p99} ms, limit ${latenessLimitMillis} ms`,
    );
  }
  if (generator.eventLoopDelayMs.p99 > eventLoopDelayLimitMillis) {
    faults.push(
      `the generator's event loop was blocked: delay p99 ${generator.eventLoopDelayMs.p99} ms, limit ${eventLoopDelayLimitMillis} ms`,
    );
  }
  return faults;
}
