/**
 * When a device's attributes are reported: the field's (min, max, change) rule, for all attributes of one device.
 *
 * 1. An attribute is reported when it has changed by at least `change` and `min` has passed since its last report,
 *    or when `max` has passed, whichever comes first.
 * 2. What is due at one moment goes together: one patch of state, one sample of telemetry.
 * 3. Nothing is polled: a stored attribute can only become due when it is set or a known time passes; a signal is asked
 *    once after each input, and once after its own report, when it leaves its band.
 * 4. An input costs what it changed: the earliest report by age is known from the last report, and of the stored attributes
 *    only those that were set since theirs are looked at. The same holds for a report that no age makes due.
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
  /** With a fixed interval, telemetry is due on a grid and the rules hold for state alone. */
  readonly #every: number | undefined;
  /** Per attribute: what was said last, and when; `undefined` was not said yet and is due at `#at`. */
  readonly #said: (Value | undefined)[];
  readonly #at: number[];
  /** Per signal of `layout.bands`: when it leaves the band around what was said. */
  readonly #leaves: number[];
  #gridDue: Instant = never;
  /** No attribute is due by age alone before this; reports since it was worked out may have made it later. */
  #ageDue: number = never;
  /** Stored attributes that may differ from what was said: bit `number % 32`. */
  #changed = 0;

  constructor(layout: Layout, every: number | undefined) {
    this.#layout = layout;
    this.#every = every;
    this.#said = layout.blank.slice();
    this.#at = instantsFor(layout.names);
    this.#leaves = instantsFor(layout.bands);
  }

  /** Everything in `source` counts as said now, except telemetry, which is first due at `firstSample`. */
  begin(source: ReportSource, now: Instant, firstSample: Instant): void {
    const layout = this.#layout;
    this.#gridDue = this.#every === undefined ? never : firstSample;
    this.#ageDue = never;
    this.#changed = 0;
    for (let i = 0; i < layout.names.length; i++) {
      const isState = layout.isState[i]!;
      this.#said[i] = isState ? source.valueAt(i) : undefined;
      this.#at[i] = isState ? now : firstSample;
      if (!this.#onGrid(i)) this.#ageDue = Math.min(this.#ageDue, this.#dueByAge(i));
    }
    this.look(source);
  }

  /** A stored attribute was set. */
  set(attribute: number): void {
    if (!this.#onGrid(attribute)) this.#changed |= 1 << (attribute & 31);
  }

  /** Asks the signals anew, after an input. Returns whether one that is state takes another course than before. */
  look(source: ReportSource): boolean {
    const { bands, isState } = this.#layout;
    let turned = false;
    for (let band = 0; band < bands.length; band++) {
      const leaves = this.#ask(band, source);
      if (leaves === this.#leaves[band]) continue;
      this.#leaves[band] = leaves;
      if (isState[bands[band]!]!) turned = true;
    }
    return turned;
  }

  /** When something is next due, given the values now; in the past or present when it is due already. */
  nextDue(source: ReportSource): Instant {
    const { bands, shortest, names } = this.#layout;
    let next: number = Math.min(this.#gridDue, this.#ageDue);
    for (let band = 0; band < bands.length; band++) {
      const attribute = bands[band]!;
      const due = Math.max(this.#leaves[band]!, this.#at[attribute]! + shortest[attribute]!);
      if (due < next) next = due;
    }
    for (let rest = this.#changed; rest !== 0; rest &= rest - 1) {
      const bit = 31 - Math.clz32(rest & -rest);
      let differs = false;
      for (let i = bit; i < names.length; i += 32) {
        if (!this.#differs(i, source)) continue;
        differs = true;
        if (!this.#enough(i, source)) continue;
        const due = this.#at[i]! + shortest[i]!;
        if (due < next) next = due;
      }
      if (!differs) this.#changed &= ~(1 << bit);
    }
    return next as Instant;
  }

  /**
   * Puts the numbers of the attributes due at `now`, which from here on count as said, into the first places of `into`, in order.
   * Returns how many they are; none when an attribute whose age was waited for has been reported meanwhile.
   */
  take(source: ReportSource, now: Instant, into: number[]): number {
    if (this.#gridDue <= now || this.#ageDue <= now) return this.#takeOfAll(source, now, into);
    const { bands, names } = this.#layout;
    let count = 0;
    for (let band = 0; band < bands.length; band++) {
      const i = bands[band]!;
      if (this.#leaves[band]! > now || !this.#isDue(i, source, now)) continue;
      this.#say(i, source, now);
      into[count++] = i;
    }
    for (let rest = this.#changed; rest !== 0; rest &= rest - 1) {
      for (let i = 31 - Math.clz32(rest & -rest); i < names.length; i += 32) {
        if (!this.#differs(i, source) || !this.#isDue(i, source, now)) continue;
        this.#say(i, source, now);
        into[count++] = i;
      }
    }
    order(into, count);
    return count;
  }

  /** The value of an attribute when it was last reported. */
  said(attribute: number): Value {
    return this.#said[attribute] ?? null;
  }

  #takeOfAll(source: ReportSource, now: Instant, into: number[]): number {
    const { names } = this.#layout;
    const gridDue = this.#gridDue <= now;
    if (gridDue) this.#gridDue = nextOnGrid(this.#gridDue, this.#every!, now);
    let count = 0;
    let ageDue: number = never;
    for (let i = 0; i < names.length; i++) {
      const onGrid = this.#onGrid(i);
      if (onGrid ? gridDue : this.#isDue(i, source, now)) {
        this.#say(i, source, now);
        into[count++] = i;
      }
      if (!onGrid) ageDue = Math.min(ageDue, this.#dueByAge(i));
    }
    this.#ageDue = ageDue;
    return count;
  }

  #say(i: number, source: ReportSource, now: Instant): void {
    this.#said[i] = source.valueAt(i);
    this.#at[i] = now;
    const band = this.#layout.bandOf[i]!;
    if (band >= 0) this.#leaves[band] = this.#ask(band, source);
  }

  #onGrid(i: number): boolean {
    return this.#every !== undefined && !this.#layout.isState[i]!;
  }

  #dueByAge(i: number): number {
    const at = this.#at[i]!;
    return this.#said[i] === undefined ? at : at + this.#layout.longest[i]!;
  }

  #isDue(i: number, source: ReportSource, now: Instant): boolean {
    if (this.#dueByAge(i) <= now) return true;
    const { bandOf, shortest } = this.#layout;
    if (this.#said[i] === undefined || this.#at[i]! + shortest[i]! > now) return false;
    const band = bandOf[i]!;
    if (band >= 0) return this.#leaves[band]! <= now;
    return (this.#changed & (1 << (i & 31))) !== 0 && this.#differs(i, source) && this.#enough(i, source);
  }

  #differs(i: number, source: ReportSource): boolean {
    const said = this.#said[i];
    return said !== undefined && this.#layout.isStored[i]! && !this.#onGrid(i) && source.valueAt(i) !== said;
  }

  #enough(i: number, source: ReportSource): boolean {
    const value = source.valueAt(i);
    const said = this.#said[i];
    return typeof value !== "number" || typeof said !== "number" || Math.abs(value - said) >= this.#layout.change[i]!;
  }

  /** When a signal leaves the band around what was said, as far as it is reported by rule. */
  #ask(band: number, source: ReportSource): number {
    const { bands, change } = this.#layout;
    const attribute = bands[band]!;
    const said = this.#said[attribute];
    if (said === undefined || this.#onGrid(attribute)) return never;
    // From unknown to known is a change however small.
    if (typeof said !== "number") return source.valueAt(attribute) === said ? never : Number.NEGATIVE_INFINITY;
    return source.leavesBand(attribute, said - change[attribute]!, said + change[attribute]!);
  }
}

/** A place for one instant each; V8 keeps these in eight bytes, not in an object. */
function instantsFor(attributes: readonly unknown[]): number[] {
  return attributes.map(() => never);
}

/** Puts the first `count` numbers, nearly in order already, in order. */
function order(numbers: number[], count: number): void {
  for (let end = 1; end < count; end++) {
    const number = numbers[end]!;
    let place = end;
    for (; place > 0 && numbers[place - 1]! > number; place--) numbers[place] = numbers[place - 1]!;
    numbers[place] = number;
  }
}

function nextOnGrid(due: Instant, every: number, now: Instant): Instant {
  const missed = Math.floor((now - due) / every);
  return (due + (missed + 1) * every) as Instant;
}
