/**
 * Lives of devices as plain data, so that fast-check cuts a life that breaks a property down to the few steps that matter.
 *
 * A life is made of all that can happen to a device of a kind: time, commands, acts, desired state, faults, people, power cuts and
 * restarts. Whoever wants a life without some of it says so.
 */
import fc from "fast-check";
import { faultOf, type Field, type FieldTable, type Value } from "../../../src/device/field.ts";
import type { Attribute, BootReason, Kind, Setting } from "../../../src/device/kind.ts";
import { millis } from "../../../src/kernel/time.ts";
import type { Workbench } from "../../../src/testing/index.ts";
import { activities, type Happening, rooms } from "../../../src/world/happening.ts";

export type Args = Readonly<Record<string, Value>>;

export type Step =
  | { readonly type: "pass"; readonly millis: number }
  | { readonly type: "command"; readonly name: string; readonly args: Args }
  | { readonly type: "act"; readonly name: string; readonly args: Args }
  | { readonly type: "desire"; readonly values: Args }
  | { readonly type: "fault"; readonly name: string; readonly active: boolean }
  | { readonly type: "happen"; readonly happening: Untimed }
  | { readonly type: "power"; readonly on: boolean }
  | { readonly type: "reboot"; readonly reason: BootReason };

/** A happening that happens when its step is taken. */
type Untimed = Happening extends infer One ? (One extends Happening ? Omit<One, "at"> : never) : never;

export interface LifeOptions {
  /** What does not happen in it. */
  readonly without?: readonly Step["type"][];
  /** Default 25. */
  readonly steps?: number;
  /** The longest that nothing happens, ms. Default six hours. */
  readonly longestPass?: number;
}

/** Any life of a device of `kind`; about half of its steps are time. */
export function anyLife(kind: Kind, options: LifeOptions = {}): fc.Arbitrary<readonly Step[]> {
  const { without = [], steps = 25, longestPass = 21_600_000 } = options;
  const ways = waysOf(kind).filter(([type]) => !without.includes(type));
  return fc.array(
    fc.oneof(
      { weight: Math.max(1, ways.length), arbitrary: passes(longestPass) },
      ...ways.map(([, arbitrary]) => ({ weight: 1, arbitrary })),
    ),
    { minLength: 1, maxLength: steps, size: "max" },
  );
}

/** Does one step of a life to a device. */
export function take(bench: Workbench, step: Step): void {
  const { device } = bench;
  switch (step.type) {
    case "pass":
      return bench.run(millis(step.millis));
    case "command":
      return void bench.command(step.name, step.args);
    case "act":
      return device.act(step.name, step.args);
    case "desire":
      return void device.desire(step.values);
    case "fault":
      return device.fault(step.name, step.active);
    case "happen":
      return device.happen({ ...step.happening, at: bench.now } as Happening);
    case "power":
      return device.power(step.on);
    case "reboot":
      return device.reboot(step.reason);
  }
}

/** The writable attributes of a kind. */
export function writableOf(kind: Kind): readonly (readonly [string, Attribute])[] {
  return Object.entries<Attribute>(kind.attributes).filter(([, { writable }]) => writable === true);
}

/** Any arguments that fit, given or left out where they may be. */
export function anyArgs(table: FieldTable, texts: readonly string[] = []): fc.Arbitrary<Args> {
  const fields = Object.entries(table);
  return fc.record(Object.fromEntries(fields.map(([name, field]) => [name, anyValue(field, texts)])), {
    requiredKeys: fields.filter(([, { optional }]) => optional !== true).map(([name]) => name),
    noNullPrototype: true,
  });
}

/** Any value of a field. */
export function anyValue(field: Field, texts: readonly string[] = []): fc.Arbitrary<Value> {
  const value = anyOf(field, texts).filter((one) => faultOf(field, one) === undefined);
  return field.nullable === true ? fc.oneof({ weight: 4, arbitrary: value }, fc.constant(null)) : value;
}

function anyOf(field: Field, texts: readonly string[]): fc.Arbitrary<Value> {
  switch (field.type) {
    case "boolean":
      return fc.boolean();
    case "choice":
      return fc.constantFrom(...field.options);
    case "text":
      return fc.constantFrom("", "x", "0000", "weekly", ...texts);
    case "number": {
      const { min = -1_000, max = min + 100_000, integer = false } = field;
      // Tenths are what people set; the whole range is rare, the small half of it usual.
      const near = Math.min(max, min + 300);
      const scale = integer ? 1 : 10;
      const between = (high: number): fc.Arbitrary<number> =>
        fc.integer({ min: Math.ceil(min * scale), max: Math.floor(high * scale) }).map((count) => count / scale);
      return fc.oneof({ weight: 4, arbitrary: between(near) }, { weight: 1, arbitrary: between(max) });
    }
  }
}

function passes(longest: number): fc.Arbitrary<Step> {
  // From a millisecond to the longest, each order of magnitude as often.
  return fc
    .nat({ max: 1_000 })
    .map((share) => ({ type: "pass" as const, millis: Math.round(longest ** (share / 1_000)) }));
}

function waysOf(kind: Kind): readonly (readonly [Step["type"], fc.Arbitrary<Step>])[] {
  const texts = Object.values<Setting>(kind.settings).flatMap((setting) =>
    typeof setting.default === "string" ? [setting.default] : [],
  );
  const named = <Type extends "command" | "act">(type: Type, table: Readonly<Record<string, { args: FieldTable }>>) =>
    Object.entries(table).map(([name, { args }]) =>
      anyArgs(args, texts).map((given): Step => ({ type, name, args: given })),
    );
  const ways: (readonly [Step["type"], readonly fc.Arbitrary<Step>[]])[] = [
    ["command", named("command", kind.commands)],
    ["act", named("act", kind.acts)],
    ["desire", writableOf(kind).map(([name, field]) => anyDesire(name, field, texts))],
    ["fault", Object.keys(kind.faults).map(anyFault)],
    ["happen", [anyHappening]],
    ["power", kind.power === "mains" ? [fc.boolean().map((on): Step => ({ type: "power", on }))] : []],
    ["reboot", [fc.constantFrom(...reasons).map((reason): Step => ({ type: "reboot", reason }))]],
  ];
  return ways.flatMap(([type, arbitraries]) =>
    arbitraries.length === 0 ? [] : [[type, fc.oneof(...arbitraries)] as const],
  );
}

function anyDesire(name: string, field: Field, texts: readonly string[]): fc.Arbitrary<Step> {
  return anyValue(field, texts).map((value) => ({ type: "desire", values: { [name]: value } }));
}

function anyFault(name: string): fc.Arbitrary<Step> {
  return fc.boolean().map((active) => ({ type: "fault", name, active }));
}

const reasons: readonly BootReason[] = [
  "brownOutReset",
  "softwareWatchdogReset",
  "hardwareWatchdogReset",
  "softwareUpdateCompleted",
  "softwareReset",
];

const person = fc.nat({ max: 3 });
const flag = fc.boolean();
const room = fc.constantFrom(...rooms);
const untimed: fc.Arbitrary<Untimed> = fc.oneof(
  fc.record({ type: fc.constantFrom("arrival" as const, "entry", "settled", "wake"), person, first: flag }),
  fc.record({ type: fc.constantFrom("leaving" as const, "departure", "bedtime"), person, last: flag }),
  fc
    .record({ type: fc.constant("moved" as const), person, from: room, to: room })
    .filter(({ from, to }) => from !== to),
  fc.record({
    type: fc.constantFrom("began" as const, "ended"),
    person,
    activity: fc.constantFrom(...activities),
    room,
  }),
  fc.record({ type: fc.constantFrom("front-door" as const, "windows"), open: flag }),
) as fc.Arbitrary<Untimed>;
const anyHappening: fc.Arbitrary<Step> = untimed.map((happening) => ({ type: "happen", happening }));
