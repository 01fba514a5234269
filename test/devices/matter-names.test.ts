/**
 * What our kinds call Matter's is Matter's: clusters, elements, fields, the values of enumerations, ranges, units, and what is
 * kept without power (npm `@matter/model`).
 */
import {
  type AttributeModel,
  type CommandModel,
  type EventModel,
  type FieldModel,
  Matter,
  Metatype,
} from "@matter/model";
import { describe, expect, test } from "vitest";
import { catalog } from "../../devices/catalog.ts";
import type { Field, FieldTable } from "../../src/device/field.ts";
import { firmwareAttributes } from "../../src/device/firmware.ts";
import type { AttributeTable, CommandTable, EventTable } from "../../src/device/kind.ts";

/** Arguments that are single bits of Matter's OptionsOverride and OnOffControl bitmaps. */
const bits = new Set(["executeIfOff", "acceptOnlyWhenOn"]);

interface Member {
  readonly name: string;
  readonly matter: string;
}

type Element = AttributeModel | CommandModel | EventModel | FieldModel;

function found(table: "attributes" | "commands" | "events", { name, matter }: Member): Element {
  const [cluster, element] = matter.split(".");
  const model = Matter.clusters.find((candidate) => candidate.name === cluster);
  expect(model, `cluster of ${matter}`).toBeDefined();
  const match = [...model![table]].find((candidate) => candidate.name === element);
  expect(match, matter).toBeDefined();
  expect(name).toBe(lowerCamelCase(element!));
  return match!;
}

/** A choice has only values of the enumeration; bitmaps are told in words of our own. */
function expectValuesOf(model: Element, field: Field): void {
  if (field.type !== "choice" || model.effectiveMetatype !== Metatype.enum) return;
  const values = model.members.map((member) => lowerCamelCase(member.name));
  expect(values).toEqual(expect.arrayContaining([...field.options]));
}

/** What Matter counts in, by data type, as our natural unit and how many of Matter's make one of it. */
const units: Readonly<Record<string, readonly [unit: string, each: number]>> = {
  temperature: ["°C", 100],
  SignedTemperature: ["K", 10],
  UnsignedTemperature: ["K", 10],
  TemperatureDifference: ["K", 100],
  "power-mW": ["W", 1_000],
  "voltage-mV": ["V", 1_000],
  "amperage-mA": ["A", 1_000],
  "energy-mWh": ["kWh", 1_000_000],
  percent: ["%", 1],
  percent100ths: ["%", 100],
  "elapsed-s": ["s", 1],
};

/** The same for attributes, and fields of commands and events, whose unit Matter gives in prose alone. */
const unitsInProse: Readonly<Record<string, readonly [unit: string, each: number]>> = {
  "PowerSource.BatVoltage": ["V", 1_000],
  "PowerSource.BatPercentRemaining": ["%", 2],
  "LevelControl.RemainingTime": ["s", 10],
  "LevelControl.OnOffTransitionTime": ["s", 10],
  "LevelControl.OnTransitionTime": ["s", 10],
  "LevelControl.OffTransitionTime": ["s", 10],
  "ElectricalPowerMeasurement.Frequency": ["Hz", 1_000],
  "TemperatureMeasurement.MeasuredValue": ["°C", 100],
  "RelativeHumidityMeasurement.MeasuredValue": ["%", 100],
  TransitionTime: ["s", 10],
  OnTime: ["s", 10],
  OffWaitTime: ["s", 10],
  Amount: ["K", 10],
};

const sizes: Readonly<Record<string, readonly [least: number, most: number]>> = {
  uint8: [0, 0xff],
  uint16: [0, 0xffff],
  uint24: [0, 0xff_ffff],
  uint32: [0, 0xffff_ffff],
  int8: [-0x80, 0x7f],
  int16: [-0x8000, 0x7fff],
  int24: [-0x80_0000, 0x7f_ffff],
  int32: [-0x8000_0000, 0x7fff_ffff],
};

/** A number has Matter's unit, written naturally, and goes nowhere Matter's own range does not. */
function expectNumberOf(model: Element, field: Field, matter: string): void {
  if (field.type !== "number") return;
  const [unit, each] = unitsInProse[matter] ?? units[model.effectiveType ?? ""] ?? [undefined, 1];
  if (unit !== undefined) expect(field.unit, `unit of ${matter}`).toBe(unit);
  const { min, max } = (model as AttributeModel).effectiveConstraint;
  const [smallest, largest] = sizes[model.primitiveBase?.name ?? ""] ?? [-Infinity, Infinity];
  const least = typeof min === "number" ? min : smallest;
  const most = typeof max === "number" ? max : largest;
  if (field.min !== undefined) expect(field.min * each, `least ${matter}`).toBeGreaterThanOrEqual(least);
  if (field.max !== undefined) expect(field.max * each, `most ${matter}`).toBeLessThanOrEqual(most);
}

function expectFieldsOf(model: Element, fields: FieldTable): void {
  for (const [name, field] of Object.entries(fields)) {
    if (bits.has(name)) continue;
    // Arguments are scalars: the members of Matter's structures are arguments themselves.
    const known = Array.from(model.members, (candidate) => [candidate, ...Array.from(candidate.members)]).flat();
    const member = known.find((candidate) => lowerCamelCase(candidate.name) === name);
    expect(member, `field ${name} of ${model.name}`).toBeDefined();
    expectValuesOf(member as FieldModel, field);
    expectNumberOf(member as FieldModel, field, member!.name);
  }
}

function marked<Entry extends { readonly matter: string }>(table: Readonly<Record<string, Entry>>): (Entry & Member)[] {
  return Object.entries(table).flatMap(([name, entry]) => (entry.matter === "ours" ? [] : [{ ...entry, name }]));
}

function lowerCamelCase(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

describe.each(catalog.map((kind) => [kind.name, kind] as const))("%s", (_name, kind) => {
  test("has attributes of Matter, with Matter's values, units and ranges", () => {
    for (const attribute of marked(kind.attributes as AttributeTable)) {
      const model = found("attributes", attribute);
      expectValuesOf(model, attribute);
      expectNumberOf(model, attribute, attribute.matter);
    }
  });

  test("keeps without power what Matter keeps", () => {
    for (const attribute of marked(kind.attributes as AttributeTable)) {
      const { quality } = found("attributes", attribute) as AttributeModel;
      if (attribute.writable !== true || quality.nonvolatile !== true) continue;
      expect(attribute.nonVolatile, attribute.matter).toBe(true);
    }
  });

  test("has commands of Matter, with Matter's arguments", () => {
    for (const command of marked(kind.commands as CommandTable)) {
      expectFieldsOf(found("commands", command), command.args);
    }
  });

  test("has events of Matter, with Matter's data", () => {
    for (const event of marked(kind.events as EventTable)) expectFieldsOf(found("events", event), event.data);
  });

  test("is a device type of Matter", () => {
    const [, name, id] = /^(.+) 0x([0-9A-F]{4})$/.exec(kind.matterType)!;
    const model = Matter.deviceTypes.find((candidate) => candidate.name === name!.replaceAll(" ", ""));
    expect(model?.id).toBe(Number.parseInt(id!, 16));
  });
});

test("firmware has attributes of Matter, with Matter's values", () => {
  for (const attribute of marked(firmwareAttributes)) expectValuesOf(found("attributes", attribute), attribute);
});
