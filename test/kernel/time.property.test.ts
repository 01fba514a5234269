import fc from "fast-check";
import { expect, test } from "vitest";
import { formatDuration, millis, parseDuration } from "../../src/kernel/time.ts";

test("a whole number of milliseconds written as a duration is read back as the same number", () => {
  fc.assert(
    fc.property(fc.oneof(fc.maxSafeNat(), fc.nat(200_000_000), fc.nat(5_000)), (count) => {
      expect(parseDuration(formatDuration(millis(count)))).toBe(count);
    }),
    { seed: 1, numRuns: 5_000 },
  );
});

test("no text makes the parser throw, and what it accepts is a finite length of time, not negative", () => {
  const fragment = fc.constantFrom("1d", "20h", "5.5m", ".5s", "0ms", "1", ".", "s", " ", "-", "e", "9".repeat(310));
  const text = fc.oneof(
    fc.string(),
    fc.array(fragment, { maxLength: 4 }).map((parts) => parts.join("")),
  );
  let accepted = 0;
  fc.assert(
    fc.property(text, (candidate) => {
      const duration = parseDuration(candidate);
      if (duration === undefined) return;
      accepted++;
      expect(Number.isFinite(duration) && duration >= 0).toBe(true);
    }),
    { seed: 1, numRuns: 5_000 },
  );
  expect(accepted).toBeGreaterThan(100);
});
