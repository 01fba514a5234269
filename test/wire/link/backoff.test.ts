import { describe, expect, test } from "vitest";
import type { Random } from "../../../src/kernel/random.ts";
import { millis, seconds } from "../../../src/kernel/time.ts";
import { backoffDelay, defaultBackoff, exhausted } from "../../../src/wire/link/backoff.ts";

const always = (draw: number): Random => ({ next: () => draw });

describe("back-off", () => {
  test("by default doubles from one second to one minute, with full jitter", () => {
    const highest = Array.from({ length: 8 }, (_, n) => backoffDelay(defaultBackoff, n, millis(0), always(1)));
    expect(highest).toEqual([1, 2, 4, 8, 16, 32, 60, 60].map(seconds));
    expect(backoffDelay(defaultBackoff, 7, millis(0), always(0.25))).toBe(seconds(15));
    expect(defaultBackoff.attempts).toBeUndefined();
  });

  test("without jitter is the highest of its full-jittered twin", () => {
    const policy = { policy: "exponential", base: millis(100), cap: millis(1_000) } as const;
    expect([0, 1, 2, 3, 4].map((n) => backoffDelay(policy, n, millis(0), always(0.1)))).toEqual([
      100, 200, 400, 800, 1_000,
    ]);
  });

  test("that is decorrelated starts at its base and grows from its own last wait", () => {
    const policy = { policy: "decorrelated", base: millis(100), cap: millis(1_000) } as const;
    expect(backoffDelay(policy, 0, millis(0), always(0.9))).toBe(100);
    expect(backoffDelay(policy, 1, millis(100), always(0.5))).toBe(200);
    expect(backoffDelay(policy, 2, millis(200), always(0.5))).toBe(350);
    expect(backoffDelay(policy, 3, millis(900), always(0.9))).toBe(1_000);
  });

  test("is over when as many attempts have failed as the policy allows", () => {
    const policy = { policy: "fixed", delay: millis(10), attempts: 3 } as const;
    expect([0, 1, 2, 3, 4].map((attempts) => exhausted(policy, attempts))).toEqual([false, false, false, true, true]);
    expect(exhausted(defaultBackoff, 1_000_000)).toBe(false);
  });
});
