import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Random } from "../../../src/kernel/random.ts";
import { RandomStream } from "../../../src/kernel/random.ts";
import { type Duration, millis } from "../../../src/kernel/time.ts";
import { backoffDelay, type BackoffPolicy } from "../../../src/wire/link/backoff.ts";

const draws = fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), { minLength: 1, maxLength: 200 });
const duration = fc.integer({ min: 0, max: 86_400_000 }).map(millis);
const growing = fc
  .tuple(fc.constantFrom("exponential", "full-jitter", "decorrelated"), duration, duration)
  .map(([policy, a, b]): Exclude<BackoffPolicy, { policy: "fixed" }> => {
    const [base, cap] = a <= b ? [a, b] : [b, a];
    return { policy, base, cap } as Exclude<BackoffPolicy, { policy: "fixed" }>;
  });
const anyPolicy: fc.Arbitrary<BackoffPolicy> = fc.oneof(
  growing,
  duration.map((delay): BackoffPolicy => ({ policy: "fixed", delay })),
);

/** Gives the draws of a list, and counts them. */
function scripted(list: readonly number[]): Random & { taken: number } {
  return {
    taken: 0,
    next() {
      return list[this.taken++ % list.length]!;
    },
  };
}

/** The waits of a device that never succeeds. */
function waits(policy: BackoffPolicy, random: Random, count: number): Duration[] {
  const all: Duration[] = [];
  for (let n = 0; n < count; n++) all.push(backoffDelay(policy, n, all.at(-1) ?? millis(0), random));
  return all;
}

describe("a wait", () => {
  test("takes exactly one draw, whatever the policy", () => {
    fc.assert(
      fc.property(anyPolicy, draws, (policy, list) => {
        const random = scripted(list);
        waits(policy, random, list.length);
        expect(random.taken).toBe(list.length);
      }),
    );
  });

  test("stays between its bounds however often it is repeated", () => {
    fc.assert(
      fc.property(growing, draws, (policy, list) => {
        const all = waits(policy, scripted(list), 1_100);
        all.forEach((wait, n) => {
          const ceiling = Math.min(policy.cap, policy.base * 2 ** Math.min(n, 60));
          switch (policy.policy) {
            case "exponential":
              expect(wait).toBe(ceiling);
              break;
            case "full-jitter":
              expect(wait).toBeGreaterThanOrEqual(0);
              expect(wait).toBeLessThanOrEqual(ceiling);
              break;
            case "decorrelated":
              expect(wait).toBeGreaterThanOrEqual(policy.base);
              expect(wait).toBeLessThanOrEqual(Math.min(policy.cap, Math.max(policy.base, 3 * (all[n - 1] ?? 0))));
              break;
          }
        });
      }),
      { numRuns: 50 },
    );
  });

  test("is always the same when fixed", () => {
    fc.assert(
      fc.property(duration, draws, (delay, list) => {
        expect(new Set(waits({ policy: "fixed", delay }, scripted(list), 20))).toEqual(new Set([delay]));
      }),
    );
  });

  test("spreads evenly over its range with full jitter", () => {
    const policy: BackoffPolicy = { policy: "full-jitter", base: millis(1_000), cap: millis(60_000) };
    const counts = Array.from({ length: 10 }, () => 0);
    for (let device = 0; device < 10_000; device++) {
      const wait = backoffDelay(policy, 10, millis(0), new RandomStream(1, device, "link"));
      counts[Math.min(9, Math.floor(wait / 6_000))]!++;
    }
    for (const count of counts) expect(Math.abs(count - 1_000)).toBeLessThan(150);
  });
});
