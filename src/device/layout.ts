/**
 * A kind's attributes numbered and its rules read once, for all devices of the kind. The firmware's come last.
 */
import { type Duration, never, parseDuration } from "../kernel/time.ts";
import type { Happening } from "../world/happening.ts";
import type { Field, Value, Values } from "./field.ts";
import { firmwareAttributes, firmwareReadings } from "./firmware.ts";
import type { Attribute, Kind, Signal } from "./kind.ts";

export interface Layout {
  readonly kind: Kind;
  readonly names: readonly string[];
  readonly attributes: readonly Attribute[];
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
  /** Numbers of the attributes for which it matters when they were reported last, and each attribute's place among them, or -1. */
  readonly timed: readonly number[];
  readonly timeOf: readonly number[];
  /** No time yet for each of `timed` and of `bands`; V8 keeps them in eight bytes each, not in an object. */
  readonly blankTimes: readonly number[];
  /** Number of the first attribute that is the firmware's, and of the first behind those it measures. */
  readonly readingsFrom: number;
  readonly readingsTo: number;
  /** Numbers of the writable attributes that a restart takes back to their first value. */
  readonly volatiles: readonly number[];
  /** What each attribute is before the kind sets it. */
  readonly blank: readonly Value[];
  /** Happenings the kind is told of; `undefined` for all. */
  readonly hears: ReadonlySet<Happening["type"]> | undefined;
  readonly commands: readonly string[];
  readonly wakeOf: ReadonlyMap<string, number>;
  /** One input object per wake, made once. */
  readonly wakeInputs: readonly { readonly type: "wake"; readonly name: string }[];
  /** `settings` with the kind's defaults for what they leave out: one object for all devices given the same. */
  complete(settings: Values): Values;
}

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
  const timed = numbers.filter(
    (number) => attributes[number]!.role === "telemetry" || shortest[number]! > 0 || Number.isFinite(longest[number]!),
  );
  const wakes: readonly string[] = kind.wakes;
  return {
    kind,
    names,
    attributes,
    indexOf: new Map(names.map((name, index) => [name, index])),
    signals,
    isState: attributes.map((attribute) => attribute.role === "state"),
    isStored,
    bands,
    bandOf: numbers.map((number) => bands.indexOf(number)),
    shortest,
    longest,
    change,
    timed,
    timeOf: numbers.map((number) => timed.indexOf(number)),
    blankTimes: [...timed, ...bands].map(() => never),
    readingsFrom,
    readingsTo,
    volatiles: numbers.filter((number) => {
      const { writable, nonVolatile } = attributes[number]!;
      return writable === true && nonVolatile !== true && isStored[number]!;
    }),
    blank: attributes.map((attribute) => (attribute.nullable === true ? null : blankOf(attribute))),
    hears: kind.hears === undefined ? undefined : new Set(kind.hears),
    commands: Object.keys(kind.commands),
    wakeOf: new Map(wakes.map((name, index) => [name, index])),
    wakeInputs: wakes.map((name) => ({ type: "wake", name }) as const),
    complete: completer(kind),
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
