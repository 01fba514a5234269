/** A process that costs what a test says. */
import type { GeneratorGauge } from "../../src/fleet/generator-gauge.ts";
import { Histogram, type HistogramSummary } from "../../src/metrics/histogram.ts";

export interface StillGaugeOptions {
  readonly rss?: number;
  readonly cpu?: number;
  readonly files?: number | null;
  readonly loopDelay?: HistogramSummary;
}

export function stillGauge({ rss = 50e6, cpu = 0, files = null, loopDelay }: StillGaugeOptions = {}): GeneratorGauge {
  return {
    start: () => {},
    cpuMillis: () => cpu,
    rssBytes: () => rss,
    openFiles: () => files,
    openFilesLimit: () => files,
    eventLoopDelay: () => loopDelay ?? histogramOf(),
    stop: () => {},
  };
}

export function histogramOf(...millis: readonly number[]): HistogramSummary {
  const histogram = new Histogram();
  for (const one of millis) histogram.record(one);
  return histogram.summary();
}
