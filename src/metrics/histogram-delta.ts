/**
 * What came into a histogram since it was last told of: plain data, as large as the number of buckets in which something came.
 *
 * Added to another histogram of the same shape it is as if the values themselves had been recorded there: bucket for bucket, and the
 * largest to the microsecond.
 */
export interface HistogramDelta {
  /** Numbers of buckets, ascending, and how much came into each. */
  readonly buckets: Uint16Array;
  readonly counts: Uint32Array;
  /** The largest value of all so far, in whole microseconds. */
  readonly largest: number;
}

/** What has been told of a histogram. One for each listener; `Histogram.take` reads it and writes it. */
export class ToldCounts {
  total: number = 0;
  /** By bucket. */
  counts: Int32Array = new Int32Array(0);

  /** Makes room for buckets up to before `to`. */
  reach(to: number): void {
    if (to <= this.counts.length) return;
    const longer = new Int32Array(Math.ceil(to / bucketsAtOnce) * bucketsAtOnce);
    longer.set(this.counts);
    this.counts = longer;
  }
}

/** As many as there are between a value and its double. */
const bucketsAtOnce = 1_024;
