import fc from "fast-check";
import { expect, test } from "vitest";
import { formatDuration, millis } from "../../src/kernel/time.ts";
import { metrics } from "../../src/metrics/threshold-metrics.ts";
import { parseThreshold } from "../../src/metrics/threshold-parser.ts";

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
