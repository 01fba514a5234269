/**
 * A latency histogram: constant memory, three significant digits, exact merging (HDR, G. Tene).
 *
 * Values are milliseconds outside and whole microseconds inside, from 1 µs to a week; larger ones count as a week. Outages last hours, and so do
 * reconnects.
 */
import { build, type Histogram as HdrHistogram } from "hdr-histogram-js";

/** The figures of a histogram, in milliseconds. All 0 when nothing was recorded. */
export interface HistogramSummary {
  readonly count: number;
  readonly min: number;
  readonly mean: number;
  readonly p50: number;
  readonly p90: number;
  readonly p95: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
}

const largestMicros = 7 * 86_400_000_000;

export class Histogram {
  readonly #hdr: HdrHistogram = build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: largestMicros,
    numberOfSignificantValueDigits: 3,
    bitBucketSize: 32,
    useWebAssembly: false,
  });

  /** Records a latency in milliseconds; negative ones count as 0. */
  record(millis: number): void {
    const micros = Math.round(millis * 1_000);
    this.#hdr.recordValue(micros < 0 ? 0 : micros > largestMicros ? largestMicros : micros);
  }

  get count(): number {
    return this.#hdr.totalCount;
  }

  /** The value that a share `percent` / 100 of all recorded ones do not exceed, in milliseconds; never beyond the largest. */
  percentile(percent: number): number {
    if (this.#hdr.totalCount === 0) return 0;
    // A bucket tells its upper bound, which may be more than what was recorded.
    return Math.min(this.#hdr.getValueAtPercentile(percent), this.#hdr.maxValue) / 1_000;
  }

  merge(other: Histogram): void {
    this.#hdr.add(other.#hdr);
  }

  summary(): HistogramSummary {
    const empty = this.#hdr.totalCount === 0;
    const round = (millis: number): number => Math.round(millis * 1_000) / 1_000;
    return {
      count: this.#hdr.totalCount,
      min: empty ? 0 : round(this.#hdr.minNonZeroValue > largestMicros ? 0 : this.percentile(0)),
      mean: empty ? 0 : round(this.#hdr.mean / 1_000),
      p50: round(this.percentile(50)),
      p90: round(this.percentile(90)),
      p95: round(this.percentile(95)),
      p99: round(this.percentile(99)),
      p999: round(this.percentile(99.9)),
      max: empty ? 0 : round(this.#hdr.maxValue / 1_000),
    };
  }
}
