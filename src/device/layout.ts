/**
 * A kind's attributes numbered and its rules read once, for all devices of the kind. The firmware's come last.
 */
import { FlotillaError } from "../kernel/errors.ts";
import { noTicket } from "../kernel/scheduler.ts";
import { type Duration, parseDuration } from "../kernel/time.ts";
import type { Happening } from "../world/happening.ts";
import { ColumnSets } from "./columns.ts";
import type { Field, Value, Values } from "./field.ts";
import { firmwareAttributes, firmwareReadings } from "./firmware.ts";
import type { Attribute, Kind, Signal } from "./kind.ts";
import { blankRow, fixedColumns, type Row } from "./row.ts";

export interface Layout {
  readonly kind: Kind;
  readonly names: readonly string[];
  readonly attributes: readonly Attribute[];
  /** Of its samples. */
  readonly columns: ColumnSets;
  readonly indexOf: ReadonlyMap<string, number>;
  /** Signals of the kind by attribute number; `undefined` for stored attributes and for the firmware's. */
  readonly signals: readonly (Signal<never, object> | undefined)[];
  readonly isState: readonly boolean[];
  /** Whether its value is what was set last: neither a signal nor a measurement of the firmware. */
  readonly isStored: readonly boolean[];
  /** Numbers of the signals that say when they leave a band, and each attribute's place among them, or -1. */
  readonly bands: readonly number[];
  readonly bandOf: readonly number[];
  /** Reporting rules, milliseconds and the attribute's unit. `longest` may be infinite. */
  readonly shortest: readonly Duration[];
  readonly longest: readonly Duration[];
  readonly change: readonly number[];
  /**
   * Numbers of the attributes for which it matters when they were reported last, and which of a device's times is each attribute's,
   * or -1. Those that are only ever reported together have one time, and are neighbours here.
   */
  readonly timed: readonly number[];
  readonly timeOf: readonly number[];
  /** Where in a device's row of numbers its tickets begin, the times of `timed`, when `bands` are left, and what was said of those. */
  readonly ticketsFrom: number;
  readonly timesFrom: number;
  readonly leavesFrom: number;
  readonly saidFrom: number;
  /** The row of a device of which nothing is known yet. */
  readonly blankRow: Row;
  /** Number of the first attribute that is the firmware's, and of the first behind those it measures. */
  readonly readingsFrom: number;
  readonly readingsTo: number;
  /** Numbers of the writable attributes that a restart takes back to their first value. */
  readonly volatiles: readonly number[];
  /** What each attribute of the kind is before it sets it. */
  readonly blank: readonly Value[];
  /** Happenings the kind is told of; `undefined` for all. */
  readonly hears: ReadonlySet<Happening["type"]> | undefined;
  readonly commands: readonly string[];
  readonly wakeOf: ReadonlyMap<string, number>;
  /** One input object per wake, made once. */
  readonly wakeInputs: readonly { readonly type: "wake"; readonly name: string }[];
  /** `settings` with the kind's defaults for what they leave out: one object for all devices given the same. */
  complete(settings: Values): Values;
  /** @throws FlotillaError `kind` for an attribute the kind does not declare. */
  numberOf(attribute: string): number;
}

/** What a device may wait for: a place among its tickets each. A kind's wakes come last. */
export const slot = { report: 0, boot: 1, watchdog: 2, firstWake: 3 } as const;

const layouts = new WeakMap<Kind, Layout>();

/** The layout of `kind`, made at the first asking. */
export function layoutOf(kind: Kind): Layout {
  let layout = layouts.get(kind);
  if (layout === undefined) {
    layout = makeLayout(kind);
    layouts.set(kind, layout);
  }
  return layout;
}

function makeLayout(kind: Kind): Layout {
  const table: Readonly<Record<string, Attribute>> = { ...kind.attributes, ...firmwareAttributes };
  const names = Object.keys(table);
  const attributes = names.map((name) => table[name]!);
  const numbers = attributes.map((_, number) => number);
  const signals = names.map((name) => kind.signals[name] as Signal<never, object> | undefined);
  const readingsFrom = Object.keys(kind.attributes).length;
  const readingsTo = readingsFrom + firmwareReadings;
  const isStored = numbers.map(
    (number) => signals[number] === undefined && (number < readingsFrom || number >= readingsTo),
  );
  const change = attributes.map((attribute) => attribute.report.change ?? 0);
  const bands = numbers.filter((number) => signals[number]?.leaves !== undefined && change[number]! > 0);
  const shortest = attributes.map((attribute) => durationOf(attribute.report.min));
  const longest = attributes.map((attribute) => durationOf(attribute.report.max));
  const { timed, timeOf, times } = timesOf(
    numbers.filter(
      (number) =>
        attributes[number]!.role === "telemetry" || shortest[number]! > 0 || Number.isFinite(longest[number]!),
    ),
    // What is measured and has no band is due by its age alone, from the first sample on.
    (number) =>
      attributes[number]!.role === "telemetry" && !isStored[number]! && !bands.includes(number)
        ? longest[number]
        : undefined,
  );
  const wakes: readonly string[] = kind.wakes;
  const indexOf = new Map(names.map((name, index) => [name, index]));
  const timesFrom = fixedColumns + slot.firstWake + wakes.length;
  const leavesFrom = timesFrom + times;
  const saidFrom = leavesFrom + bands.length;
  const row = blankRow(saidFrom + bands.length);
  row.fill(noTicket, fixedColumns, timesFrom);
  return {
    kind,
    names,
    attributes,
    columns: new ColumnSets(names),
    indexOf,
    signals,
    isState: attributes.map((attribute) => attribute.role === "state"),
    isStored,
    bands,
    bandOf: numbers.map((number) => bands.indexOf(number)),
    shortest,
    longest,
    change,
    timed,
    timeOf: numbers.map((number) => timeOf.get(number) ?? -1),
    ticketsFrom: fixedColumns,
    timesFrom,
    leavesFrom,
    saidFrom,
    blankRow: row,
    readingsFrom,
    readingsTo,
    volatiles: numbers.filter((number) => {
      const { writable, nonVolatile } = attributes[number]!;
      return writable === true && nonVolatile !== true && isStored[number]!;
    }),
    blank: attributes
      .slice(0, readingsFrom)
      .map((attribute) => (attribute.nullable === true ? null : blankOf(attribute))),
    hears: kind.hears === undefined ? undefined : new Set(kind.hears),
    commands: Object.keys(kind.commands),
    wakeOf: new Map(wakes.map((name, index) => [name, index])),
    wakeInputs: wakes.map((name) => ({ type: "wake", name }) as const),
    complete: completer(kind),
    numberOf(attribute) {
      const number = indexOf.get(attribute);
      if (number !== undefined) return number;
      throw new FlotillaError("kind", `kind "${kind.name}" used attribute "${attribute}", which it does not declare`);
    },
  };
}

/** @param togetherBy attributes for which this is the same are only ever reported together; `undefined` for those that are on their own. */
function timesOf(
  attributes: readonly number[],
  togetherBy: (attribute: number) => number | undefined,
): { timed: readonly number[]; timeOf: ReadonlyMap<number, number>; times: number } {
  const groups = new Map<string, number[]>();
  for (const attribute of attributes) {
    const together = togetherBy(attribute);
    const key = together === undefined ? `${attribute}` : `all ${together}`;
    groups.set(key, [...(groups.get(key) ?? []), attribute]);
  }
  const inOrder = [...groups.values()];
  return {
    timed: inOrder.flat(),
    timeOf: new Map(inOrder.flatMap((group, time) => group.map((attribute) => [attribute, time] as const))),
    times: inOrder.length,
  };
}

function durationOf(text: string): Duration {
  return text === "never" ? (Number.POSITIVE_INFINITY as Duration) : (parseDuration(text) as Duration);
}

function blankOf(field: Field): Value {
  switch (field.type) {
    case "number":
      return field.min ?? 0;
    case "boolean":
      return false;
    case "choice":
      return field.options[0] ?? "";
    case "text":
      return "";
  }
}

/** A group's devices are given one object of settings; so they share what becomes of it. */
function completer(kind: Kind): (settings: Values) => Values {
  const defaults: Record<string, Value> = {};
  for (const [name, setting] of Object.entries<{ readonly default: Value }>(kind.settings)) {
    defaults[name] = setting.default;
  }
  const known = new WeakMap<Values, Values>();
  return (settings) => {
    let complete = known.get(settings);
    if (complete === undefined) {
      complete = Object.freeze({ ...defaults, ...settings });
      known.set(settings, complete);
    }
    return complete;
  };
}
