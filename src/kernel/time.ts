/**
 * Points in time and lengths of time.
 *
 * 1. Both are numbers of milliseconds, branded so that one cannot be passed for the other.
 * 2. An `Instant` is simulated time: milliseconds since 1970-01-01T00:00:00Z, whatever the wall clock says.
 * 3. Text is always a number with a unit (`250ms`, `1h30m`); a bare number is never a duration.
 */
declare const unit: unique symbol;

/** A length of time in milliseconds. */
export type Duration = number & { readonly [unit]: "duration" };

/** A point in simulated time, in milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number & { readonly [unit]: "instant" };

export const millis = (count: number): Duration => count as Duration;
export const seconds = (count: number): Duration => (count * 1_000) as Duration;
export const minutes = (count: number): Duration => (count * 60_000) as Duration;
export const hours = (count: number): Duration => (count * 3_600_000) as Duration;
export const days = (count: number): Duration => (count * 86_400_000) as Duration;

export const instant = (epochMillis: number): Instant => epochMillis as Instant;
export const later = (from: Instant, by: Duration | number): Instant => (from + by) as Instant;
export const between = (from: Instant, to: Instant): Duration => (to - from) as Duration;

/** Far beyond any run: what "never" looks like to a scheduler. */
export const never: Instant = Number.POSITIVE_INFINITY as Instant;

const unitMillis = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000, ms: 1 } as const;
const durationPart = /(\d+)(\.\d+)?(ms|d|h|m|s)/y;

/**
 * Reads a duration such as `30s`, `1h30m` or `1.5s`. Units: `d`, `h`, `m`, `s`, `ms`, largest first, each at most once.
 * Fractions count to the nanosecond. Returns `undefined` for anything else.
 */
export function parseDuration(text: string): Duration | undefined {
  let total = 0;
  let previous = Number.POSITIVE_INFINITY;
  let position = 0;
  while (position < text.length) {
    durationPart.lastIndex = position;
    const match = durationPart.exec(text);
    if (match === null) return undefined;
    const size = unitMillis[match[3] as keyof typeof unitMillis];
    if (size >= previous) return undefined;
    // Apart from the whole, a fraction is small enough to be rounded exactly: 1.001s is 1001 ms, not 1000.9999999999999.
    total += Number(match[1]) * size + toNanosecond(Number(`0${match[2] ?? ""}`) * size);
    previous = size;
    position = durationPart.lastIndex;
  }
  return position === 0 || !Number.isFinite(total) ? undefined : (total as Duration);
}

/**
 * Writes a duration the way people write it: `0s`, `250ms`, `1.5s`, `1h30m`, `2d`. {@link parseDuration} reads the same
 * milliseconds back; a negative duration gets a sign, for display only.
 */
export function formatDuration(duration: Duration): string {
  let rest = Math.round(duration);
  if (rest === 0) return "0s";
  if (rest < 0) return `-${formatDuration(-rest as Duration)}`;
  if (rest < 1_000) return `${rest}ms`;
  let text = "";
  for (const name of ["d", "h", "m"] as const) {
    const count = Math.floor(rest / unitMillis[name]);
    if (count > 0) text += `${count}${name}`;
    rest -= count * unitMillis[name];
  }
  return rest > 0 ? `${text}${rest / 1_000}s` : text;
}

function toNanosecond(count: number): number {
  return Math.round(count * 1_000_000) / 1_000_000;
}
