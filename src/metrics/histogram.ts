/**
 * A latency histogram: constant memory, three significant digits, exact merging and taking away (HDR, G. Tene).
 *
 * 1. Values are milliseconds outside and whole microseconds inside, from 1 µs to a week; larger ones count as a week. Outages last hours,
 *    and so do reconnects.
 * 2. It takes 120 kB from the first value on, and next to nothing before.
 * 3. What is left when an earlier state of it is taken away ({@link since}) is what was recorded from then on, but for the largest value: of
 *    that only the bucket is known, unless it is the largest of all.
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
  /** Made with the first value. */
  #hdr: HdrHistogram | undefined;

  /** Records a latency in milliseconds; negative ones count as 0. */
  record(millis: number): void {
    const micros = Math.round(millis * 1_000);
    this.#hdr ??= emptyHdr();
    this.#hdr.recordValue(micros < 0 ? 0 : micros > largestMicros ? largestMicros : micros);
  }

  get count(): number {
    return this.#hdr?.totalCount ?? 0;
  }

  /** The value that a share `percent` / 100 of all recorded ones do not exceed, in milliseconds; never beyond the largest. */
  percentile(percent: number): number {
    const hdr = this.#hdr;
    if (hdr === undefined || hdr.totalCount === 0) return 0;
    // A bucket tells its upper bound, which may be more than what was recorded.
    return Math.min(hdr.getValueAtPercentile(percent), hdr.maxValue) / 1_000;
  }

  merge(other: Histogram): void {
    if (other.count === 0) return;
    this.#hdr ??= emptyHdr();
    this.#hdr.add(other.#hdr!);
  }

  /** As it is now. */
  copy(): Histogram {
    const copy = new Histogram();
    copy.merge(this);
    return copy;
  }

  /** What was recorded after `earlier`, a {@link copy} of this one, was made. */
  since(earlier: Histogram): Histogram {
    if (earlier.count === this.count) return new Histogram();
    const rest = this.copy();
    if (earlier.count > 0) rest.#hdr!.subtract(earlier.#hdr!);
    return rest;
  }

  /** Each figure worked out when it is asked for, of what is recorded by then: for who wants one of them. */
  figures(): HistogramSummary {
    return new Figures(this);
  }

  summary(): HistogramSummary {
    const { count, min, mean, p50, p90, p95, p99, p999, max } = this.figures();
    return { count, min, mean, p50, p90, p95, p99, p999, max };
  }

  /** In milliseconds. */
  get mean(): number {
    return (this.#hdr?.mean ?? 0) / 1_000;
  }
}

class Figures implements HistogramSummary {
  readonly #of: Histogram;

  constructor(of: Histogram) {
    this.#of = of;
  }

  get count(): number {
    return this.#of.count;
  }

  get min(): number {
    return this.#percentile(0);
  }

  get mean(): number {
    return rounded(this.#of.mean);
  }

  get p50(): number {
    return this.#percentile(50);
  }

  get p90(): number {
    return this.#percentile(90);
  }

  get p95(): number {
    return this.#percentile(95);
  }

  get p99(): number {
    return this.#percentile(99);
  }

  get p999(): number {
    return this.#percentile(99.9);
  }

  /** Not what HDR keeps as the largest: when something was taken away, that may be gone. */
  get max(): number {
    return this.#percentile(100);
  }

  #percentile(percent: number): number {
    return rounded(this.#of.percentile(percent));
  }
}

function rounded(millis: number): number {
  return Math.round(millis * 1_000) / 1_000;
}

function emptyHdr(): HdrHistogram {
  return build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: largestMicros,
    numberOfSignificantValueDigits: 3,
    bitBucketSize: 32,
    useWebAssembly: false,
  });
}
