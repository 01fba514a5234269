/**
 * The numbers a device remembers: one row of them, eight bytes each, instead of objects that hold times and amounts apart.
 *
 *     fixed columns | a ticket per thing it waits for | a time per attribute of `timed` | when each of `bands` is left | what was said
 *
 * 1. A row belongs to one device, and begins as a copy of its layout's blank one.
 * 2. Who works on rows keeps nothing about a device: firmware, clock and reporter are one each for all devices made alike, and a
 *    million devices pay for what differs between them alone.
 * 3. V8 keeps an array that has only ever held numbers unboxed. So nothing else goes into a row.
 */
import { never } from "../kernel/time.ts";

export type Row = number[];

/** Which number stands where. Times are instants, unless said otherwise. */
export const column = {
  /** When the report is due that is asked for, or never. */
  reportDue: 0,
  /** When it was woken last, and how often again since then without any time passing. */
  wokenAt: 1,
  wakesAtOnce: 2,
  /** When mains went. */
  powerLostAt: 3,
  /** Of the firmware: how often it has started, and when it did last. */
  boots: 4,
  startedAt: 5,
  /** Since when it has power, `never` without; and how many ms it had power before that. */
  poweredSince: 6,
  poweredBefore: 7,
  /** What it does not give back: since when at this pace, bytes lost by then, bytes per ms. */
  leakSince: 8,
  leakLost: 9,
  leakPace: 10,
  /** Of the clock: it shows `clockOffset` ms too much at `clockSince`, and gains `clockDrift` ms per ms until `firstSync`. */
  clockSince: 11,
  clockOffset: 12,
  clockDrift: 13,
  firstSync: 14,
  /** Of the reporter: the fixed interval of telemetry in ms, `never` without; and when it is due next by that. */
  every: 15,
  gridDue: 16,
  /** No attribute is due by age alone before this; reports since it was worked out may have made it later. */
  ageDue: 17,
  /** When telemetry is to be said for the first time; `never` once it has been. */
  firstSample: 18,
  /** Share of its longest intervals that is over when it begins: 0 for a device that has just started. */
  lived: 19,
} as const;

/** Where what differs in length from kind to kind begins. */
export const fixedColumns = 20;

/** The row of a device of which nothing is known yet. */
export function blankRow(length: number): Row {
  const row: Row = Array.from({ length }, () => never);
  for (const [name, place] of Object.entries(column)) if (!unknownAtFirst.has(name)) row[place] = 0;
  return row;
}

const unknownAtFirst: ReadonlySet<string> = new Set(["reportDue", "wokenAt", "every", "gridDue", "ageDue"]);
