import fc from "fast-check";
import { build } from "hdr-histogram-js";
import { expect, test } from "vitest";
import { Histogram, type HistogramSummary } from "../../src/metrics/histogram.ts";

function histogramOf(values: readonly number[]): Histogram {
  const histogram = new Histogram();
  for (const value of values) histogram.record(value);
  return histogram;
}

test("no percentile is beyond the largest value", () => {
  const values = fc.array(fc.double({ min: 0, max: 4_000_000, noNaN: true }), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(values, (list) => {
      const { p50, p90, p95, p99, p999, max } = histogramOf(list).summary();
      const ordered = [p50, p90, p95, p99, p999, max];
      expect(ordered).toEqual(ordered.toSorted((a, b) => a - b));
    }),
  );
});

test("the largest value is told as it was recorded", () => {
  const histogram = histogramOf([1, 38_123.457]);
  expect(histogram.summary()).toMatchObject({ p999: 38_123.457, max: 38_123.457 });
  expect(histogram.percentile(100)).toBe(38_123.457);
});

test("hours keep their length: an outage of a day is no hour, and only what is longer than a week counts as one", () => {
  const histogram = new Histogram();
  for (const hours of [1.1, 24, 24 * 30]) histogram.record(hours * 3_600_000);
  expect(histogram.percentile(1) / 3_600_000).toBeCloseTo(1.1, 2);
  expect(histogram.percentile(50) / 3_600_000).toBeCloseTo(24, 1);
  expect(histogram.summary().max).toBe(7 * 86_400_000);
});

/** Figures are worked out when they are asked for. */
function plain({ count, min, mean, p50, p90, p95, p99, p999, max }: HistogramSummary): HistogramSummary {
  return { count, min, mean, p50, p90, p95, p99, p999, max };
}

const latencies = fc.array(fc.double({ min: 0, max: 4_000_000, noNaN: true }), { maxLength: 40 });

test("merged histograms are as one of all values", () => {
  fc.assert(
    fc.property(latencies, latencies, (some, others) => {
      const merged = histogramOf(some);
      merged.merge(histogramOf(others));
      expect(merged.summary()).toEqual(histogramOf([...some, ...others]).summary());
    }),
  );
});

test("what came since an earlier state is as if nothing had been before, but for the largest value within its bucket", () => {
  fc.assert(
    fc.property(latencies, latencies, (before, after) => {
      const histogram = histogramOf(before);
      const earlier = histogram.state();
      for (const value of after) histogram.record(value);
      const { max, ...since } = plain(histogram.since(earlier));
      const { max: exact, ...alone } = histogramOf(after).summary();
      expect(since).toEqual({
        ...alone,
        p50: since.p50,
        p90: since.p90,
        p95: since.p95,
        p99: since.p99,
        p999: since.p999,
      });
      for (const figure of ["p50", "p90", "p95", "p99", "p999"] as const) {
        expect(since[figure]).toBeGreaterThanOrEqual(alone[figure]);
        expect(since[figure]).toBeLessThanOrEqual(alone[figure] * 1.001);
      }
      expect(max).toBeGreaterThanOrEqual(exact);
      expect(max).toBeLessThanOrEqual(exact * 1.001);
    }),
  );
});

test("an earlier state stays as it was, whatever is recorded later", () => {
  const histogram = histogramOf([1, 2]);
  const earlier = histogram.state();
  histogram.record(3);
  expect([earlier.count, histogram.count, histogram.since(earlier).count]).toEqual([2, 3, 1]);
  expect(plain(histogram.since(histogram.state()))).toEqual(histogramOf([]).summary());
});

test("what came since the very beginning has the figures of all, to the last digit", () => {
  fc.assert(
    fc.property(latencies, (values) => {
      const histogram = new Histogram();
      const empty = histogram.state();
      for (const value of values) histogram.record(value);
      expect(plain(histogram.since(empty))).toEqual(histogram.summary());
    }),
  );
});

test("figures are those of the library that counts, to the last digit", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 4_000_000_000 }), { minLength: 1, maxLength: 60 }), (micros) => {
      const counted = build({ highestTrackableValue: 7 * 86_400_000_000, numberOfSignificantValueDigits: 3 });
      for (const value of micros) counted.recordValue(value);
      const histogram = new Histogram();
      const empty = histogram.state();
      for (const value of micros) histogram.record(value / 1_000);
      const thousandths = (value: number): number => Math.round(value) / 1_000;
      const { mean, p50, p99, p999 } = histogram.since(empty);
      expect({ mean, p50, p99, p999 }).toEqual({
        mean: thousandths(counted.mean),
        p50: thousandths(Math.min(counted.getValueAtPercentile(50), counted.maxValue)),
        p99: thousandths(Math.min(counted.getValueAtPercentile(99), counted.maxValue)),
        p999: thousandths(Math.min(counted.getValueAtPercentile(99.9), counted.maxValue)),
      });
    }),
  );
});
