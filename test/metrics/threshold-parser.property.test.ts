import fc from "fast-check";
import { expect, test } from "vitest";
import { formatDuration, millis } from "../../src/kernel/time.ts";
import { metrics } from "../../src/metrics/threshold-metrics.ts";
import { parseThreshold } from "../../src/metrics/threshold-parser.ts";
import { thresholdText } from "./threshold-text.ts";
import type { Cohort, Threshold, Window } from "../../src/metrics/threshold.ts";

const words = fc.constantFrom(
  ...Object.keys(metrics),
  "p",
  "(",
  ")",
  "99",
  "<",
  "==",
  "500ms",
  "5%",
  "after",
  '"',
  " ",
  "p(99)",
  "min",
  "of",
  "kind",
  "label",
  "and",
  "between",
  "before",
  "=",
);

test("no text makes the parser throw, and a fault lies within the text", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(words).map((parts) => parts.join(" ")),
      ),
      (expression) => {
        const parsed = parseThreshold(expression);
        if (parsed.ok) return;
        expect(parsed.fault.from).toBeLessThanOrEqual(expression.length);
        expect(parsed.fault.to).toBeGreaterThan(parsed.fault.from);
      },
    ),
    { numRuns: 2_000 },
  );
});

test("what is written by the grammar is read as it was meant", () => {
  const latencies = Object.keys(metrics).filter((name) => metrics[name]!.histogram === true);
  fc.assert(
    fc.property(
      fc.constantFrom(...latencies),
      fc.constantFrom("min", "mean", "max", "p(50)", "p(99.9)"),
      fc.constantFrom("<", "<=", ">", ">=", "==", "!="),
      fc.nat(1e9),
      fc.constantFrom("", " ", "   "),
      (metric, aggregate, comparison, limit, space) => {
        const parsed = parseThreshold(
          `${metric} ${aggregate}${space}${comparison}${space}${formatDuration(millis(limit))}`,
        );
        expect(parsed).toMatchObject({ ok: true, threshold: { metric, comparison, limit } });
      },
    ),
  );
});

/** Any name that can be written: one with a quotation mark cannot. */
const word = fc
  .oneof(fc.string({ unit: fc.constantFrom("a", "B", "7", "-", "_", ".", " ", "=", "é", "and", "of") }))
  .filter((text) => text !== "");

const cohorts: fc.Arbitrary<Cohort> = fc
  .record(
    { kind: word, group: word, variant: word, labels: fc.dictionary(word, word, { minKeys: 1 }) },
    { requiredKeys: [] },
  )
  .filter((cohort) => Object.keys(cohort).length > 0);

const windows: fc.Arbitrary<Window> = fc
  .record({ from: word, to: word }, { requiredKeys: [] })
  .filter((window) => Object.keys(window).length > 0);

const thresholds: fc.Arbitrary<Omit<Threshold, "expression">> = fc
  .constantFrom(...Object.keys(metrics).filter((name) => !name.includes("*")))
  .chain((metric) => {
    const { unit, histogram, recovery, counted, perDevice } = metrics[metric]!;
    const aggregates = [
      { type: "percentile", percent: 99.9 },
      { type: "min" },
      { type: "mean" },
      { type: "max" },
    ] as const;
    const limits = {
      count: fc.nat(),
      bytes: fc.nat(),
      millis: fc.nat(),
      seconds: fc.nat().map((thousandths) => thousandths / 1_000),
      share: fc.nat(1_000).map((thousandths) => thousandths / 1_000),
    };
    return fc.record(
      {
        metric: fc.constant(metric),
        comparison: fc.constantFrom("<", "<=", ">", ">=", "==", "!="),
        limit: limits[unit],
        ...(histogram === true ? { aggregate: fc.constantFrom(...aggregates) } : {}),
        ...(perDevice === true ? { of: cohorts } : {}),
        ...(counted === true ? { window: windows } : {}),
        ...(recovery === true ? { after: word } : {}),
      },
      { requiredKeys: ["metric", "comparison", "limit", ...(histogram === true ? (["aggregate"] as const) : [])] },
    );
  });

test("what is written out is read as the same threshold", () => {
  fc.assert(
    fc.property(thresholds, (threshold) => {
      const expression = thresholdText(threshold);
      expect(parseThreshold(expression)).toMatchObject({ ok: true, threshold: { expression, ...threshold } });
    }),
    { numRuns: 1_000 },
  );
});
