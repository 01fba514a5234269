/**
 * A kind's attributes numbered and its rules read once, for all devices of the kind. The firmware's come last.
 */
import { type Duration, parseDuration } from "../kernel/time.ts";
import { firmwareAttributes } from "./firmware.ts";
import type { Attribute, Kind, Signal } from "./kind.ts";

export interface Layout {
  readonly kind: Kind;
  readonly names: readonly string[];
  readonly attributes: readonly Attribute[];
  readonly indexOf: ReadonlyMap<string, number>;
  /** Signals of the kind by attribute number; `undefined` for stored attributes and for the firmware's. */
  readonly signals: readonly (Signal<never, never> | undefined)[];
  readonly isState: readonly boolean[];
  /** Reporting rules, milliseconds and the attribute's unit. `longest` may be infinite. */
  readonly shortest: readonly Duration[];
  readonly longest: readonly Duration[];
  readonly change: readonly number[];
  /** Number of the first attribute that is the firmware's. */
  readonly firmwareFrom: number;
  readonly commands: readonly string[];
  readonly wakeOf: ReadonlyMap<string, number>;
  /** One input object per wake, made once. */
  readonly wakeInputs: readonly { readonly type: "wake"; readonly name: string }[];
  readonly defaults: Readonly<Record<string, number | string | boolean | null>>;
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
  const wakes: readonly string[] = kind.wakes;
  return {
    kind,
    names,
    attributes,
    indexOf: new Map(names.map((name, index) => [name, index])),
    signals: names.map((name) => kind.signals[name] as Signal<never, never> | undefined),
    isState: attributes.map((attribute) => attribute.role === "state"),
    shortest: attributes.map((attribute) => durationOf(attribute.report.min)),
    longest: attributes.map((attribute) => durationOf(attribute.report.max)),
    change: attributes.map((attribute) => attribute.report.change ?? 0),
    firmwareFrom: Object.keys(kind.attributes).length,
    commands: Object.keys(kind.commands),
    wakeOf: new Map(wakes.map((name, index) => [name, index])),
    wakeInputs: wakes.map((name) => ({ type: "wake", name }) as const),
    defaults: Object.fromEntries(
      Object.entries<{ readonly default: number | string | boolean | null }>(kind.settings).map(([name, setting]) => [
        name,
        setting.default,
      ]),
    ),
  };
}

function durationOf(text: string): Duration {
  return text === "never" ? (Number.POSITIVE_INFINITY as Duration) : (parseDuration(text) as Duration);
}
