/**
 * When a device's attributes are reported: the field's (min, max, change) rule, for all attributes of one device.
 *
 * 1. An attribute is reported when it has changed by at least `change` and `min` has passed since its last report,
 *    or when `max` has passed, whichever comes first.
 * 2. What is due at one moment goes together: one patch of state, one sample of telemetry.
 * 3. Nothing is polled: a stored attribute can only become due when it is set or a known time passes; a signal is asked
 *    once, after each input, when it leaves its band.
 */
import { type Instant, never } from "../kernel/time.ts";
import type { Value } from "./field.ts";
import type { Layout } from "./layout.ts";

/** What the reporter asks of its device. */
export interface ReportSource {
  /** The attribute's value now. */
  valueAt(attribute: number): Value;
  /** When the signal next leaves the open band (low, high). */
  leavesBand(attribute: number, low: number, high: number): Instant;
}

export class Reporter {
  readonly #layout: Layout;
  /** Per attribute: what was said last, and when; `undefined` was not said yet and is due at `#at`. */
  readonly #said: (Value | undefined)[] = [];
  readonly #at: number[] = [];
  /** With a fixed interval, telemetry is due on a grid and the rules hold for state alone. */
  readonly #every: number | undefined;
  #gridDue: Instant = never;

  constructor(layout: Layout, every: number | undefined) {
    this.#layout = layout;
    this.#every = every;
  }

  /** Everything in `source` counts as said now, except telemetry, which is first due at `firstSample`. */
  begin(source: ReportSource, now: Instant, firstSample: Instant): void {
    const layout = this.#layout;
    this.#gridDue = this.#every === undefined ? never : firstSample;
    for (let i = 0; i < layout.names.length; i++) {
      const isState = layout.isState[i]!;
      this.#said[i] = isState ? source.valueAt(i) : undefined;
      this.#at[i] = isState ? now : firstSample;
    }
  }

  /** When something is next due, given the values now; in the past or present when it is due already. */
  nextDue(source: ReportSource): Instant {
    let next: number = this.#gridDue;
    for (let i = 0; i < this.#layout.names.length; i++) {
      if (this.#every !== undefined && !this.#layout.isState[i]!) continue;
      const due = this.#dueOf(i, source);
      if (due < next) next = due;
    }
    return next as Instant;
  }

  /** The numbers of the attributes due at `now`, which from here on count as said. */
  take(source: ReportSource, now: Instant, into: number[]): void {
    into.length = 0;
    const gridDue = this.#gridDue <= now;
    if (gridDue) this.#gridDue = nextOnGrid(this.#gridDue, this.#every!, now);
    for (let i = 0; i < this.#layout.names.length; i++) {
      const onGrid = this.#every !== undefined && !this.#layout.isState[i]!;
      if (onGrid ? !gridDue : this.#dueOf(i, source) > now) continue;
      into.push(i);
      this.#said[i] = source.valueAt(i);
      this.#at[i] = now;
    }
  }

  /** The value of an attribute when it was last reported. */
  said(attribute: number): Value {
    return this.#said[attribute] ?? null;
  }

  #dueOf(i: number, source: ReportSource): number {
    const at = this.#at[i]!;
    if (this.#said[i] === undefined) return at;
    const byAge = at + this.#layout.longest[i]!;
    const change = this.#changeAt(i, source);
    const byChange = Math.max(change, at + this.#layout.shortest[i]!);
    return byChange < byAge ? byChange : byAge;
  }

  /** When the attribute has changed enough since it was last said; -Infinity when it has already. */
  #changeAt(i: number, source: ReportSource): number {
    const said = this.#said[i];
    const signal = this.#layout.signals[i];
    if (signal !== undefined) {
      const change = this.#layout.change[i]!;
      if (signal.leaves === undefined || typeof said !== "number" || change === 0) return never;
      return source.leavesBand(i, said - change, said + change);
    }
    if (i >= this.#layout.firmwareFrom && !this.#layout.isState[i]!) return never;
    const value = source.valueAt(i);
    if (value === said) return never;
    const enough =
      typeof value !== "number" || typeof said !== "number" || Math.abs(value - said) >= this.#layout.change[i]!;
    return enough ? Number.NEGATIVE_INFINITY : never;
  }
}

function nextOnGrid(due: Instant, every: number, now: Instant): Instant {
  const missed = Math.floor((now - due) / every);
  return (due + (missed + 1) * every) as Instant;
}
