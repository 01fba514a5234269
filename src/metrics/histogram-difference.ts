/**
 * What came between two states of a histogram: the buckets in which something was counted, and the figures of that.
 *
 * They are reckoned as HDR does it, to the last digit.
 */

/** Values in whole microseconds. */
export interface Bucket {
  /** The least and the greatest value that fall into it. */
  readonly least: number;
  readonly most: number;
  /** The greatest that did, as far as is known. */
  readonly value: number;
  readonly middle: number;
  readonly count: number;
}

export class Difference {
  readonly count: number;
  readonly #buckets: readonly Bucket[];

  /** @param buckets in the order of their values */
  constructor(buckets: readonly Bucket[]) {
    this.#buckets = buckets;
    this.count = buckets.reduce((sum, { count }) => sum + count, 0);
  }

  /** In milliseconds, as {@link Histogram.percentile}. */
  percentile(percent: number): number {
    const bucket = this.#bucketAt(percent);
    if (bucket === undefined) return 0;
    const largest = this.#buckets.at(-1)!.value;
    return Math.min(percent === 0 ? bucket.least : bucket.most, largest) / 1_000;
  }

  /** In milliseconds. */
  get mean(): number {
    if (this.count === 0) return 0;
    const sum = this.#buckets.reduce((all, { middle, count }) => all + middle * count, 0);
    return sum / this.count / 1_000;
  }

  /** That of the value which a share `percent` / 100 of all do not exceed. */
  #bucketAt(percent: number): Bucket | undefined {
    const share = (percent / 100) * this.count;
    // The share is a little too large at times, as numbers are not exact: 99.9 % of 1,000 are 999.
    const wanted = Math.max(1, Math.ceil(share - 2 ** (Math.floor(Math.log2(share)) - 52)));
    let seen = 0;
    return this.#buckets.find(({ count }) => (seen += count) >= wanted);
  }
}
