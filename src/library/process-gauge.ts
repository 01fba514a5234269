/** The generator's own figures, from Node. Open files are known on Linux only. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { monitorEventLoopDelay, type IntervalHistogram } from "node:perf_hooks";
import process from "node:process";
import type { GeneratorGauge } from "../fleet/generator-gauge.ts";
import type { HistogramSummary } from "../metrics/histogram.ts";

const resolutionMillis = 10;

export class ProcessGauge implements GeneratorGauge {
  #cpu: NodeJS.CpuUsage = process.cpuUsage();
  /** Absent in virtual time: even an idle monitor counts as an open handle. */
  readonly #delay: IntervalHistogram | undefined;
  #filesLimit: number | null | undefined;
  #cpuAtStop: number | undefined;

  /** @param watchLoop false in virtual time, where a long turn of the event loop delays nothing. */
  constructor(watchLoop: boolean) {
    this.#delay = watchLoop ? monitorEventLoopDelay({ resolution: resolutionMillis }) : undefined;
  }

  start(): void {
    this.#cpu = process.cpuUsage();
    this.#delay?.enable();
  }

  cpuMillis(): number {
    if (this.#cpuAtStop !== undefined) return this.#cpuAtStop;
    const { user, system } = process.cpuUsage(this.#cpu);
    return (user + system) / 1_000;
  }

  rssBytes(): number {
    return process.memoryUsage.rss();
  }

  openFiles(): number | null {
    try {
      // Linux 6.2 and later tell without listing them.
      const { size } = statSync("/proc/self/fd");
      return size > 0 ? size : readdirSync("/proc/self/fd").length;
    } catch {
      return null;
    }
  }

  openFilesLimit(): number | null {
    this.#filesLimit ??= readFilesLimit();
    return this.#filesLimit;
  }

  /** How much later than asked a timer of 10 ms fired. */
  eventLoopDelay(): HistogramSummary {
    const delay = this.#delay;
    const millis = (nanos: number): number => Math.max(0, Math.round(nanos / 1_000 - 1_000 * resolutionMillis) / 1_000);
    if (delay === undefined || delay.count === 0)
      return { count: 0, min: 0, mean: 0, p50: 0, p90: 0, p95: 0, p99: 0, p999: 0, max: 0 };
    return {
      count: delay.count,
      min: millis(delay.min),
      mean: millis(delay.mean),
      p50: millis(delay.percentile(50)),
      p90: millis(delay.percentile(90)),
      p95: millis(delay.percentile(95)),
      p99: millis(delay.percentile(99)),
      p999: millis(delay.percentile(99.9)),
      max: millis(delay.max),
    };
  }

  stop(): void {
    this.#cpuAtStop = this.cpuMillis();
    this.#delay?.disable();
  }
}

function readFilesLimit(): number | null {
  try {
    const soft = /^Max open files\s+(\d+)/m.exec(readFileSync("/proc/self/limits", "utf8"))?.[1];
    return soft === undefined ? null : Number(soft);
  } catch {
    return null;
  }
}
