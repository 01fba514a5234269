/**
 * A latency histogram: constant memory, three significant digits, exact merging and taking away (HDR, G. Tene).
 *
 * 1. Values are milliseconds outside and whole microseconds inside, from 1 µs to a week; larger ones count as a week. Outages last hours,
 *    and so do reconnects.
 * 2. It takes 120 kB from the first value on, and next to nothing before.
 * 3. What came after an earlier state of it ({@link since}) is known but for the largest value: of that only the bucket is known, unless
 *    it is the largest of all. To keep a state and to compare with it costs what is counted, not what could be.
 */
import type { JsHistogram } from "hdr-histogram-js";
// The package as a whole loads compression and WebAssembly with it: 15 MB and 50 ms.
import int32 from "hdr-histogram-js/dist/Int32Histogram.js";
import type { HistogramDelta, ToldCounts } from "./histogram-delta.ts";
import { type Bucket, Difference } from "./histogram-difference.ts";

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

/** What CommonJS exports as a whole in Node; loaders of test runners give its `default`. */
const Int32Histogram = int32.default ?? int32;

const largestMicros = 7 * 86_400_000_000;

export class Histogram {
  /** Made with the first value. */
  #hdr: JsHistogram | undefined;

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
    const theirs = other.#hdr;
    if (theirs === undefined) return;
    const hdr = (this.#hdr ??= emptyHdr());
    for (const { value, count } of bucketsOf(theirs)) hdr.recordValueWithCount(value, count);
  }

  /** What came since `told`, which is brought up to date; `undefined` when nothing did. To ask costs nothing then. */
  take(told: ToldCounts): HistogramDelta | undefined {
    const hdr = this.#hdr;
    if (hdr === undefined || hdr.totalCount === told.total) return undefined;
    const { from, to } = rangeOf(hdr);
    told.reach(to);
    const buckets: number[] = [];
    const counts: number[] = [];
    let left = hdr.totalCount - told.total;
    for (let index = from; index < to && left > 0; index++) {
      const count = hdr.getCountAtIndex(index) - told.counts[index]!;
      if (count === 0) continue;
      buckets.push(index);
      counts.push(count);
      told.counts[index]! += count;
      left -= count;
    }
    told.total = hdr.totalCount;
    return { buckets: Uint16Array.from(buckets), counts: Uint32Array.from(counts), largest: hdr.maxValue };
  }

  /** As if what came into another histogram had been recorded here. */
  add({ buckets, counts, largest }: HistogramDelta): void {
    const hdr = (this.#hdr ??= emptyHdr());
    const last = hdr.countsArrayIndex(largest);
    for (const [place, index] of buckets.entries())
      hdr.recordValueWithCount(index === last ? largest : hdr.valueFromIndex(index), counts[place]!);
  }

  /** What it is now, whatever comes. */
  state(): HistogramState {
    const hdr = this.#hdr;
    if (hdr === undefined) return nothing;
    const { from, to } = rangeOf(hdr);
    const counts = new Int32Array(to - from);
    for (let index = from; index < to; index++) counts[index - from] = hdr.getCountAtIndex(index);
    return { count: hdr.totalCount, from, counts };
  }

  /** The figures of what was recorded after `earlier`, a {@link state} of this one. */
  since(earlier: HistogramState): HistogramSummary {
    const hdr = this.#hdr;
    return new Figures(
      new Difference(hdr === undefined || earlier.count === hdr.totalCount ? [] : bucketsOf(hdr, earlier)),
    );
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
    return this.#hdr === undefined ? 0 : new Difference(bucketsOf(this.#hdr)).mean;
  }
}

/** What a histogram was at some moment. */
export interface HistogramState {
  readonly count: number;
  /** Counts of its buckets, from the first that had any to the last; the number of that first one. */
  readonly from: number;
  readonly counts: Int32Array;
}

const nothing: HistogramState = { count: 0, from: 0, counts: new Int32Array(0) };

type Distribution = Pick<Histogram, "count" | "mean" | "percentile">;

class Figures implements HistogramSummary {
  readonly #of: Distribution;

  constructor(of: Distribution) {
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

function emptyHdr(): JsHistogram {
  return new Int32Histogram(1, largestMicros, 3);
}

/** Buckets that may have counts: none outside has any. */
function rangeOf(hdr: JsHistogram): { readonly from: number; readonly to: number } {
  const from = hdr.getCountAtIndex(0) > 0 ? 0 : hdr.countsArrayIndex(hdr.minNonZeroValue);
  return { from, to: hdr.countsArrayIndex(hdr.maxValue) + 1 };
}

/** Buckets in which something was counted, after `earlier` if that is given, in the order of their values. */
function bucketsOf(hdr: JsHistogram, { from: first, counts, count: before }: HistogramState = nothing): Bucket[] {
  const { from, to } = rangeOf(hdr);
  const buckets: Bucket[] = [];
  let left = hdr.totalCount - before;
  for (let index = from; index < to && left > 0; index++) {
    const place = index - first;
    // Beside the array there is nothing, and to ask there is slow.
    const count = hdr.getCountAtIndex(index) - (place >= 0 && place < counts.length ? counts[place]! : 0);
    if (count === 0) continue;
    left -= count;
    const least = hdr.valueFromIndex(index);
    const most = hdr.highestEquivalentValue(least);
    // Of the largest of all more than its bucket is known.
    const value = index === to - 1 ? hdr.maxValue : most;
    buckets.push({ least, most, value, middle: hdr.medianEquivalentValue(least), count });
  }
  return buckets;
}
