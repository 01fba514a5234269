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
  /** Per attribute: what was said last; `undefined` was not said yet and is due at its time. */
  readonly #said: (Value | undefined)[];
  /** Per attribute of `layout.timed`: when it was said last; then per signal of `layout.bands`: when it leaves its band. */
  readonly #times: number[];
  #gridDue: Instant = never;
  /** No attribute is due by age alone before this; reports since it was worked out may have made it later. */
  #ageDue: number = never;
  /** Stored attributes that may differ from what was said: bit `number % 32`. */
  #changed = 0;
  /** Share of their longest intervals that is over when it begins: 0 for a device that has just started. */
  #lived = 0;

  constructor(layout: Layout, every: number | undefined) {
    this.#layout = layout;
    this.#every = every;
    this.#said = layout.blank.slice();
    this.#times = layout.blankTimes.slice();
  }

  /**
   * Everything in `source` counts as said now, except telemetry, which is first due at `firstSample`. A device that has `lived` before
   * is somewhere in its longest intervals already, 0..1.
   */
  begin(source: ReportSource, now: Instant, firstSample: Instant, lived = 0): void {
    const layout = this.#layout;
    this.#lived = lived;
    this.#gridDue = this.#every === undefined ? never : firstSample;
    this.#ageDue = never;
    this.#changed = 0;
    for (let i = 0; i < layout.names.length; i++) this.#said[i] = layout.isState[i]! ? source.valueAt(i) : undefined;
    for (let time = 0; time < layout.timed.length; time++) {
      const i = layout.timed[time]!;
      this.#times[time] = layout.isState[i]! ? this.#firstSaidAt(i, now) : firstSample;
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
    const { bands, timed, isState } = this.#layout;
    let turned = false;
    for (let band = 0; band < bands.length; band++) {
      const leaves = this.#ask(band, source);
      const time = timed.length + band;
      if (leaves === this.#times[time]) continue;
      this.#times[time] = leaves;
      if (isState[bands[band]!]!) turned = true;
    }
    return turned;
  }

  /** When something is next due, given the values now; in the past or present when it is due already. */
  nextDue(source: ReportSource): Instant {
    const { bands, timed, shortest, names } = this.#layout;
    let next: number = Math.min(this.#gridDue, this.#ageDue);
    for (let band = 0; band < bands.length; band++) {
      const attribute = bands[band]!;
      const due = Math.max(this.#times[timed.length + band]!, this.#spokenAt(attribute) + shortest[attribute]!);
      if (due < next) next = due;
    }
    for (let rest = this.#changed; rest !== 0; rest &= rest - 1) {
      const bit = 31 - Math.clz32(rest & -rest);
      let differs = false;
      for (let i = bit; i < names.length; i += 32) {
        if (!this.#differs(i, source)) continue;
        differs = true;
        if (!this.#enough(i, source)) continue;
        const due = this.#spokenAt(i) + shortest[i]!;
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
    const aged = this.#gridDue <= now || this.#ageDue <= now;
    let count = aged ? this.#takeTimed(source, now, into) : 0;
    const { bands, timed, timeOf, names } = this.#layout;
    for (let band = 0; band < bands.length; band++) {
      if (this.#times[timed.length + band]! > now) continue;
      const i = bands[band]!;
      if ((aged && timeOf[i]! >= 0) || !this.#isDue(i, source, now)) continue;
      this.#say(i, source, now);
      into[count++] = i;
    }
    for (let rest = this.#changed; rest !== 0; rest &= rest - 1) {
      for (let i = 31 - Math.clz32(rest & -rest); i < names.length; i += 32) {
        if ((aged && timeOf[i]! >= 0) || !this.#differs(i, source) || !this.#isDue(i, source, now)) continue;
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

  /** Takes what is due among the attributes whose age matters, and works out when one of them is due by it next. */
  #takeTimed(source: ReportSource, now: Instant, into: number[]): number {
    const { timed } = this.#layout;
    const gridDue = this.#gridDue <= now;
    if (gridDue) this.#gridDue = nextOnGrid(this.#gridDue, this.#every!, now);
    let count = 0;
    let ageDue: number = never;
    for (let time = 0; time < timed.length; time++) {
      const i = timed[time]!;
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
    const { bandOf, timed, timeOf } = this.#layout;
    const time = timeOf[i]!;
    if (time >= 0) this.#times[time] = this.#said[i] === undefined ? this.#firstSaidAt(i, now) : now;
    this.#said[i] = source.valueAt(i);
    const band = bandOf[i]!;
    if (band >= 0) this.#times[timed.length + band] = this.#ask(band, source);
  }

  /** What is said at the beginning counts from when a device that lived before would have said it last. */
  #firstSaidAt(i: number, now: Instant): number {
    const longest = this.#layout.longest[i]!;
    return this.#lived > 0 && longest < never ? now - this.#lived * longest : now;
  }

  #onGrid(i: number): boolean {
    return this.#every !== undefined && !this.#layout.isState[i]!;
  }

  #dueByAge(i: number): number {
    const at = this.#spokenAt(i);
    return this.#said[i] === undefined ? at : at + this.#layout.longest[i]!;
  }

  /** When it was said last, or is to be said first; any time of the past where that does not matter. */
  #spokenAt(i: number): number {
    const time = this.#layout.timeOf[i]!;
    return time < 0 ? longAgo : this.#times[time]!;
  }

  #isDue(i: number, source: ReportSource, now: Instant): boolean {
    if (this.#dueByAge(i) <= now) return true;
    const { bandOf, timed, shortest } = this.#layout;
    if (this.#said[i] === undefined || this.#spokenAt(i) + shortest[i]! > now) return false;
    const band = bandOf[i]!;
    if (band >= 0) return this.#times[timed.length + band]! <= now;
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

const longAgo = -Number.MAX_VALUE;

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
