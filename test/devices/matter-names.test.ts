/** What our kinds call Matter's is Matter's: clusters, elements, fields and the values of enumerations (npm `@matter/model`). */
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

function expectFieldsOf(model: Element, fields: FieldTable): void {
  for (const [name, field] of Object.entries(fields)) {
    if (bits.has(name)) continue;
    const member = model.members.find((candidate) => lowerCamelCase(candidate.name) === name);
    expect(member, `field ${name} of ${model.name}`).toBeDefined();
    expectValuesOf(member as FieldModel, field);
  }
}

function marked<Entry extends { readonly matter: string }>(table: Readonly<Record<string, Entry>>): (Entry & Member)[] {
  return Object.entries(table).flatMap(([name, entry]) => (entry.matter === "ours" ? [] : [{ ...entry, name }]));
}

function lowerCamelCase(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

describe.each(catalog.map((kind) => [kind.name, kind] as const))("%s", (_name, kind) => {
  test("has attributes of Matter, with Matter's values", () => {
    for (const attribute of marked(kind.attributes as AttributeTable)) {
      expectValuesOf(found("attributes", attribute), attribute);
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
