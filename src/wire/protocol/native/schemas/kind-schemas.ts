/**
 * What kinds add to the schemas: their attributes, settings, events and commands.
 *
 * A message does not say which kind sent it, so where kinds use one name differently, any of their schemas will do. Names
 * that no kind has are allowed: firmware adds some, and users' kinds more.
 */
import { fieldSchema, type FieldTable, tableSchema } from "../../../../device/field.ts";
import type { AttributeTable, EventDefinition, Kind } from "../../../../device/kind.ts";
import { commandSchema } from "./server-messages.ts";
import { type JsonSchema, ref, valueSchemas } from "./value-schemas.ts";

/** The parts of messages that these kinds make more exact. */
export function kindValueSchemas(kinds: readonly Kind[]): Readonly<Record<string, JsonSchema>> {
  return {
    telemetryValues: values(kinds, "telemetry"),
    stateValues: values(kinds, "state"),
    settingValues: { type: "object", properties: alternatives(kinds.map((kind) => kind.settings as FieldTable)) },
    event: { ...valueSchemas["event"], ...conditions(eventSchemas(kinds)) },
  };
}

/** The payload of each command of these kinds, by name. */
export function kindCommands(
  kinds: readonly Kind[],
): ReadonlyMap<string, { readonly doc: string; readonly payload: JsonSchema }> {
  const commands = new Map<string, { readonly docs: Set<string>; readonly args: JsonSchema[] }>();
  for (const kind of kinds) {
    for (const [name, command] of Object.entries(kind.commands as Record<string, { doc: string; args: FieldTable }>)) {
      const entry = commands.get(name) ?? { docs: new Set(), args: [] };
      commands.set(name, entry);
      entry.docs.add(`${kind.name}: ${command.doc}`);
      entry.args.push(tableSchema(command.args));
    }
  }
  return new Map(
    [...commands].map(([name, { docs, args }]) => [
      name,
      { doc: [...docs].join(" "), payload: commandSchema(name, anyOf(args)) },
    ]),
  );
}

function values(kinds: readonly Kind[], role: "telemetry" | "state"): JsonSchema {
  const tables = kinds.map((kind) =>
    Object.fromEntries(
      Object.entries(kind.attributes as AttributeTable).filter(([, attribute]) => attribute.role === role),
    ),
  );
  return { type: "object", properties: alternatives(tables), additionalProperties: ref("value") };
}

/** For each name in any of the tables, the schemas it has in them. */
function alternatives(tables: readonly FieldTable[]): JsonSchema {
  const found = new Map<string, JsonSchema[]>();
  for (const table of tables) {
    for (const [name, field] of Object.entries(table)) {
      found.set(name, [...(found.get(name) ?? []), fieldSchema(field)]);
    }
  }
  return Object.fromEntries([...found].map(([name, schemas]) => [name, anyOf(schemas)]));
}

/** For each event, what follows from its name. */
function eventSchemas(kinds: readonly Kind[]): ReadonlyMap<string, JsonSchema> {
  const found = new Map<string, JsonSchema[]>();
  for (const kind of kinds) {
    for (const [name, { doc, severity, data }] of Object.entries(kind.events as Record<string, EventDefinition>)) {
      const schema = { description: doc, properties: { severity: { const: severity }, data: tableSchema(data) } };
      found.set(name, [...(found.get(name) ?? []), schema]);
    }
  }
  return new Map([...found].map(([name, schemas]) => [name, anyOf(schemas)]));
}

function conditions(schemas: ReadonlyMap<string, JsonSchema>): JsonSchema {
  if (schemas.size === 0) return {};
  return {
    allOf: [...schemas].map(([name, schema]) => ({
      if: { required: ["name"], properties: { name: { const: name } } },
      // eslint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
      then: schema,
    })),
  };
}

/** One schema that takes what any of these takes. */
function anyOf(schemas: readonly JsonSchema[]): JsonSchema {
  const distinct = [...new Map(schemas.map((schema) => [JSON.stringify(schema), schema])).values()];
  return distinct.length === 1 ? distinct[0]! : { anyOf: distinct };
}
