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
 * 5. What was said is remembered only where it may differ from what is: of signals with a band, and of stored attributes set since.
 * 6. One reporter for all devices of a kind: what differs is in their rows, and in what each has yet to say.
 */
import { type Instant, never } from "../kernel/time.ts";
import type { Value } from "./field.ts";
import type { Layout } from "./layout.ts";
import { column, type Row } from "./row.ts";

/** What the reporter asks of a device, and keeps in it. */
export interface ReportSource {
  readonly row: Row;
  /** Stored attributes that may differ from what was said of them. The reporter's own. */
  unsaid: Unsaid | undefined;
  /** The attribute's value now. */
  valueAt(attribute: number): Value;
  /** When the signal next leaves the open band (low, high). */
  leavesBand(attribute: number, low: number, high: number): Instant;
}

/** What was said of an attribute that has been set since; a list of them. */
export interface Unsaid {
  attribute: number;
  said: Value;
  next: Unsaid | undefined;
}

/** Attributes that are reported together, in order, with their values. Made once, and filled again for each report. */
export interface Report {
  count: number;
  readonly attributes: number[];
  readonly values: Value[];
}

export class Reporter {
  readonly #layout: Layout;

  constructor(layout: Layout) {
    this.#layout = layout;
  }

  /**
   * Everything in `source` counts as said now, except telemetry, which is first due at `firstSample`: then on a grid with a fixed
   * interval, for which the rules hold for state alone. A device that has `lived` before is somewhere in its longest intervals
   * already, 0..1.
   */
  begin(source: ReportSource, now: Instant, firstSample: Instant, lived = 0): void {
    const { timed, timeOf, timesFrom, bands, saidFrom, isState } = this.#layout;
    const { row } = source;
    row[column.lived] = lived;
    row[column.firstSample] = firstSample;
    row[column.gridDue] = row[column.every]! < never ? firstSample : never;
    forget(source);
    for (let band = 0; band < bands.length; band++) {
      const i = bands[band]!;
      if (isState[i]!) row[saidFrom + band] = numberOf(source.valueAt(i));
    }
    let ageDue: number = never;
    for (let place = 0; place < timed.length; place++) {
      const i = timed[place]!;
      row[timesFrom + timeOf[i]!] = isState[i]! ? this.#firstSaidAt(row, i, now) : firstSample;
      if (!this.#onGrid(row, i)) ageDue = Math.min(ageDue, this.#dueByAge(row, i));
    }
    row[column.ageDue] = ageDue;
    this.look(source);
  }

  /** A stored attribute was set; it was `before`. */
  set(source: ReportSource, attribute: number, before: Value): void {
    const { row } = source;
    if (!this.#layout.isStored[attribute]! || this.#onGrid(row, attribute) || this.#isNew(row, attribute)) return;
    for (let one = source.unsaid; one !== undefined; one = one.next) if (one.attribute === attribute) return;
    source.unsaid = unsaid(attribute, before, source.unsaid);
  }

  /** Asks the signals anew, after an input. Returns whether one that is state takes another course than before. */
  look(source: ReportSource): boolean {
    const { bands, leavesFrom, isState } = this.#layout;
    const { row } = source;
    let turned = false;
    for (let band = 0; band < bands.length; band++) {
      const leaves = this.#isNew(row, bands[band]!) ? never : this.#ask(band, source);
      if (leaves === row[leavesFrom + band]) continue;
      row[leavesFrom + band] = leaves;
      if (isState[bands[band]!]!) turned = true;
    }
    return turned;
  }

  /** When something is next due, given the values now; in the past or present when it is due already. */
  nextDue(source: ReportSource): Instant {
    const { bands, leavesFrom, shortest } = this.#layout;
    const { row } = source;
    let next: number = Math.min(row[column.gridDue]!, row[column.ageDue]!);
    for (let band = 0; band < bands.length; band++) {
      const i = bands[band]!;
      const due = Math.max(row[leavesFrom + band]!, this.#spokenAt(row, i) + shortest[i]!);
      if (due < next) next = due;
    }
    if (source.unsaid !== undefined) this.#forgetTakenBack(source);
    for (let one = source.unsaid; one !== undefined; one = one.next) {
      if (!this.#isEnough(one, source.valueAt(one.attribute))) continue;
      const due = this.#spokenAt(row, one.attribute) + shortest[one.attribute]!;
      if (due < next) next = due;
    }
    return next as Instant;
  }

  /**
   * Puts what is due at `now`, which from here on counts as said, into `report`, in order; nothing when an attribute whose age was
   * waited for has been reported meanwhile.
   */
  take(source: ReportSource, now: Instant, report: Report): void {
    const { row } = source;
    report.count = 0;
    const aged = row[column.gridDue]! <= now || row[column.ageDue]! <= now;
    if (aged) this.#takeTimed(source, now, report);
    const { bands, leavesFrom, timeOf } = this.#layout;
    for (let band = 0; band < bands.length; band++) {
      if (row[leavesFrom + band]! > now) continue;
      const i = bands[band]!;
      if ((aged && timeOf[i]! >= 0) || !this.#isDue(i, source, now)) continue;
      this.#say(i, source, now, report);
    }
    for (let one = source.unsaid, next; one !== undefined; one = next) {
      next = one.next;
      const i = one.attribute;
      if ((aged && timeOf[i]! >= 0) || !this.#isDue(i, source, now)) continue;
      this.#say(i, source, now, report);
    }
    if (report.count > 1) order(report);
  }

  /** Takes what is due among the attributes whose age matters, and works out when one of them is due by it next. */
  #takeTimed(source: ReportSource, now: Instant, report: Report): void {
    const { timed, timeOf, isState, longest } = this.#layout;
    const { row } = source;
    const gridDue = row[column.gridDue]! <= now;
    if (gridDue) row[column.gridDue] = nextOnGrid(row[column.gridDue]!, row[column.every]!, now);
    // All that is measured is said for the first time at once.
    const first = row[column.firstSample]! <= now;
    let ageDue: number = never;
    let time = -1;
    let isDue = false;
    for (let place = 0; place < timed.length; place++) {
      const i = timed[place]!;
      const onGrid = this.#onGrid(row, i);
      const isFirst = first && !isState[i]!;
      // Those that share their time with the one before are due with it, and it has been said now.
      if (timeOf[i] !== time) isDue = onGrid ? gridDue : isFirst || this.#isDue(i, source, now);
      time = timeOf[i]!;
      if (isDue) this.#say(i, source, now, report, isFirst);
      if (!onGrid) {
        ageDue = Math.min(ageDue, isFirst ? this.#spokenAt(row, i) + longest[i]! : this.#dueByAge(row, i));
      }
    }
    row[column.ageDue] = ageDue;
    if (first) row[column.firstSample] = never;
  }

  #say(i: number, source: ReportSource, now: Instant, report: Report, isFirst = false): void {
    const { bandOf, leavesFrom, saidFrom, timesFrom, timeOf } = this.#layout;
    const { row } = source;
    const value = source.valueAt(i);
    const time = timeOf[i]!;
    if (time >= 0) row[timesFrom + time] = isFirst ? this.#firstSaidAt(row, i, now) : now;
    report.attributes[report.count] = i;
    report.values[report.count++] = value;
    if (source.unsaid !== undefined) forgetOne(source, i);
    const band = bandOf[i]!;
    if (band < 0) return;
    row[saidFrom + band] = numberOf(value);
    row[leavesFrom + band] = this.#ask(band, source);
  }

  /** What is said at the beginning counts from when a device that lived before would have said it last. */
  #firstSaidAt(row: Row, i: number, now: Instant): number {
    const longest = this.#layout.longest[i]!;
    const lived = row[column.lived]!;
    return lived > 0 && longest < never ? now - lived * longest : now;
  }

  #onGrid(row: Row, i: number): boolean {
    return row[column.every]! < never && !this.#layout.isState[i]!;
  }

  /** Whether it has not been said yet, and is due at its time. */
  #isNew(row: Row, i: number): boolean {
    return row[column.firstSample]! < never && !this.#layout.isState[i]!;
  }

  #dueByAge(row: Row, i: number): number {
    const at = this.#spokenAt(row, i);
    return this.#isNew(row, i) ? at : at + this.#layout.longest[i]!;
  }

  /** When it was said last, or is to be said first; any time of the past where that does not matter. */
  #spokenAt(row: Row, i: number): number {
    const { timeOf, timesFrom } = this.#layout;
    const time = timeOf[i]!;
    return time < 0 ? longAgo : row[timesFrom + time]!;
  }

  #isDue(i: number, source: ReportSource, now: Instant): boolean {
    const { row } = source;
    if (this.#dueByAge(row, i) <= now) return true;
    const { bandOf, leavesFrom, shortest } = this.#layout;
    if (this.#isNew(row, i) || this.#spokenAt(row, i) + shortest[i]! > now) return false;
    const band = bandOf[i]!;
    if (band >= 0) return row[leavesFrom + band]! <= now;
    for (let one = source.unsaid; one !== undefined; one = one.next) {
      if (one.attribute === i) return this.#isEnough(one, source.valueAt(i));
    }
    return false;
  }

  #isEnough({ attribute, said }: Unsaid, value: Value): boolean {
    if (typeof value !== "number" || typeof said !== "number") return value !== said;
    return value !== said && Math.abs(value - said) >= this.#layout.change[attribute]!;
  }

  /** Attributes that are again what was said of them have nothing to say. */
  #forgetTakenBack(source: ReportSource): void {
    for (let one = source.unsaid, next; one !== undefined; one = next) {
      next = one.next;
      if (source.valueAt(one.attribute) === one.said) forgetOne(source, one.attribute);
    }
  }

  /** When a signal leaves the band around what was said, as far as it is reported by rule. */
  #ask(band: number, source: ReportSource): number {
    const { bands, change, saidFrom } = this.#layout;
    const { row } = source;
    const attribute = bands[band]!;
    if (this.#onGrid(row, attribute)) return never;
    const said = row[saidFrom + band]!;
    // From unknown to known is a change however small.
    if (Number.isNaN(said)) return source.valueAt(attribute) === null ? never : Number.NEGATIVE_INFINITY;
    return source.leavesBand(attribute, said - change[attribute]!, said + change[attribute]!);
  }
}

const longAgo = -Number.MAX_VALUE;

/** A signal's value as it stands in a row, where null cannot. */
function numberOf(value: Value): number {
  return typeof value === "number" ? value : Number.NaN;
}

/** Taken and given back with nearly every input of every device: so they are used again. */
let spare: Unsaid | undefined;

function unsaid(attribute: number, said: Value, next: Unsaid | undefined): Unsaid {
  if (spare === undefined) return { attribute, said, next };
  const one = spare;
  spare = one.next;
  one.attribute = attribute;
  one.said = said;
  one.next = next;
  return one;
}

function giveBack(one: Unsaid): void {
  one.said = null;
  one.next = spare;
  spare = one;
}

function forgetOne(source: ReportSource, attribute: number): void {
  let before: Unsaid | undefined;
  for (let one = source.unsaid; one !== undefined; one = one.next) {
    if (one.attribute === attribute) {
      if (before === undefined) source.unsaid = one.next;
      else before.next = one.next;
      return giveBack(one);
    }
    before = one;
  }
}

function forget(source: ReportSource): void {
  for (let one = source.unsaid, next; one !== undefined; one = next) {
    next = one.next;
    giveBack(one);
  }
  source.unsaid = undefined;
}

/** Puts a report, nearly in order already, in order of its attributes. */
function order({ count, attributes, values }: Report): void {
  for (let end = 1; end < count; end++) {
    const attribute = attributes[end]!;
    const value = values[end]!;
    let place = end;
    for (; place > 0 && attributes[place - 1]! > attribute; place--) {
      attributes[place] = attributes[place - 1]!;
      values[place] = values[place - 1]!;
    }
    attributes[place] = attribute;
    values[place] = value;
  }
}

function nextOnGrid(due: number, every: number, now: number): number {
  const missed = Math.floor((now - due) / every);
  return due + (missed + 1) * every;
}
