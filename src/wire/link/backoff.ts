/**
 * How long to wait before the next attempt to connect.
 *
 * 1. A policy is plain data, so that a scenario can name it; where a device stands in it is plain data too.
 * 2. Every wait takes exactly one draw, whatever the policy: another policy changes the waits and no draw after them.
 * 3. A growing wait is at most `cap`; none is negative, NaN or infinite.
 *
 * Policies: M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
 */
import type { Random } from "../../kernel/random.ts";
import { type Duration, millis, seconds } from "../../kernel/time.ts";

export type BackoffPolicy =
  /** Always the same wait: what synchronises a fleet into a herd. */
  | { readonly policy: "fixed"; readonly delay: Duration; readonly attempts?: number }
  /** `min(cap, base * 2^n)`, no jitter. */
  | { readonly policy: "exponential"; readonly base: Duration; readonly cap: Duration; readonly attempts?: number }
  /** Uniform in [0, min(cap, base * 2^n)]. */
  | { readonly policy: "full-jitter"; readonly base: Duration; readonly cap: Duration; readonly attempts?: number }
  /** `min(cap, uniform(base, 3 * previous))`. */
  | { readonly policy: "decorrelated"; readonly base: Duration; readonly cap: Duration; readonly attempts?: number };

/** What a device does when nobody says otherwise. */
export const defaultBackoff: BackoffPolicy = Object.freeze({
  policy: "full-jitter",
  base: seconds(1),
  cap: seconds(60),
});

/**
 * The wait number `n` in a row, counted from 0.
 *
 * @param previous the wait before it; of no meaning for the first.
 */
export function backoffDelay(policy: BackoffPolicy, n: number, previous: Duration, random: Random): Duration {
  const draw = random.next();
  switch (policy.policy) {
    case "fixed":
      return policy.delay;
    case "exponential":
      return ceiling(policy.base, policy.cap, n);
    case "full-jitter":
      return millis(draw * ceiling(policy.base, policy.cap, n));
    case "decorrelated": {
      const { base, cap } = policy;
      const high = n === 0 ? base : Math.max(base, 3 * previous);
      return millis(Math.min(cap, base + draw * (high - base)));
    }
  }
}

/** Whether a policy allows no more than the `attempts` that have failed in a row. */
export function exhausted(policy: BackoffPolicy, attempts: number): boolean {
  return policy.attempts !== undefined && attempts >= policy.attempts;
}

/** `min(cap, base * 2^n)`. */
function ceiling(base: Duration, cap: Duration, n: number): Duration {
  // Beyond 2^53 every base has reached its cap, and a base of 0 must not meet infinity.
  return millis(Math.min(cap, base * 2 ** Math.min(n, 53)));
}
