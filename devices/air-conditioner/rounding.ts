/** What a state keeps is rounded to what matters, so that it stays small. */
import { instant, type Instant } from "flotilla/device";

export function thousandths(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}

export function millionths(value: number): number {
  return Math.round(value * 1_000_000) / 1_000_000;
}

/** Rounded up, so that shortest times are kept. */
export function wholeMillis(at: Instant): Instant {
  return instant(Math.ceil(at));
}
