/**
 * Fields: the plain data that describes one value, for attributes, arguments, event data and settings alike.
 *
 * 1. A field is data, not code: it is listed by `flotilla devices`, turned into JSON Schema and checked without a schema library.
 * 2. A value is a JSON scalar. Numbers are finite and within `min`..`max`; `integer` numbers are whole.
 * 3. `nullable` allows null (Matter's "unknown"); `optional` allows absence (arguments only).
 */

/** A value on the wire or in a kind's attributes. */
export type Value = number | boolean | string | null;
export type Values = Readonly<Record<string, Value>>;

interface FieldBase {
  /** One sentence saying what it is. */
  readonly doc: string;
  readonly nullable?: boolean;
  readonly optional?: boolean;
}
export interface NumberField extends FieldBase {
  readonly type: "number";
  /** SI or customary unit, such as `°C`, `W`, `%`, `s`, `mireds`. */
  readonly unit?: string;
  readonly min?: number;
  readonly max?: number;
  readonly integer?: boolean;
}
export interface BooleanField extends FieldBase {
  readonly type: "boolean";
}
export interface TextField extends FieldBase {
  readonly type: "text";
  readonly maxLength?: number;
}
export interface ChoiceField extends FieldBase {
  readonly type: "choice";
  readonly options: readonly string[];
}
export type Field = NumberField | BooleanField | TextField | ChoiceField;
export type FieldTable = Readonly<Record<string, Field>>;

type Scalar<F extends Field> = F extends NumberField
  ? number
  : F extends BooleanField
    ? boolean
    : F extends ChoiceField
      ? F["options"][number]
      : string;

/** The TypeScript type of a field's value. */
export type ValueOf<F extends Field> = F extends { readonly nullable: true } ? Scalar<F> | null : Scalar<F>;

/** The TypeScript type of a table of fields: optional fields may be absent. */
export type ValuesOf<T extends FieldTable> = {
  readonly [K in keyof T as T[K] extends { readonly optional: true } ? never : K]: ValueOf<T[K]>;
} & { readonly [K in keyof T as T[K] extends { readonly optional: true } ? K : never]?: ValueOf<T[K]> };

/** What is wrong with `value`, as "expected ..., found ...", or `undefined` when it fits. */
export function faultOf(field: Field, value: unknown): string | undefined {
  if (value === null && field.nullable === true) return undefined;
  return fits(field, value) ? undefined : `expected ${describeField(field)}, found ${show(value)}`;
}

/** A table's first misfit among `values`, with the field it concerns; unknown names are left to the caller. */
export function faultIn(
  table: FieldTable,
  values: Readonly<Record<string, unknown>>,
): { readonly field: string; readonly fault: string } | undefined {
  for (const name in table) {
    const field = table[name]!;
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value === undefined) {
      if (field.optional === true) continue;
      return { field: name, fault: `expected ${describeField(field)}, found nothing` };
    }
    const fault = faultOf(field, value);
    if (fault !== undefined) return { field: name, fault };
  }
  return undefined;
}

/** A field in words: `a whole number 1..254`, `one of "locked", "unlocked"`. */
export function describeField(field: Field): string {
  const text = describeScalar(field);
  return field.nullable === true ? `${text} or null` : text;
}

function describeScalar(field: Field): string {
  switch (field.type) {
    case "number": {
      const kind = field.integer === true ? "a whole number" : "a number";
      const low = field.min === undefined ? "" : `${field.min}`;
      const high = field.max === undefined ? "" : `${field.max}`;
      const range = low === "" && high === "" ? "" : ` ${low}..${high}`;
      return `${kind}${range}${field.unit === undefined ? "" : ` ${field.unit}`}`;
    }
    case "boolean":
      return "true or false";
    case "text":
      return field.maxLength === undefined ? "a text" : `a text of at most ${field.maxLength} characters`;
    case "choice":
      return `one of ${field.options.map((option) => JSON.stringify(option)).join(", ")}`;
  }
}

function fits(field: Field, value: unknown): boolean {
  switch (field.type) {
    case "number":
      return (
        typeof value === "number" &&
        Number.isFinite(value) &&
        (field.min === undefined || value >= field.min) &&
        (field.max === undefined || value <= field.max) &&
        (field.integer !== true || Number.isInteger(value))
      );
    case "boolean":
      return typeof value === "boolean";
    case "text":
      return typeof value === "string" && (field.maxLength === undefined || value.length <= field.maxLength);
    case "choice":
      return typeof value === "string" && field.options.includes(value);
  }
}

function show(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "object" && value !== null) return Array.isArray(value) ? "a list" : "an object";
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

/** The JSON Schema (2020-12) of one field. */
export function fieldSchema(field: Field): Record<string, unknown> {
  const schema = scalarSchema(field);
  const described = {
    description: field.type === "number" && field.unit !== undefined ? `${field.doc} Unit: ${field.unit}.` : field.doc,
  };
  return field.nullable === true ? { anyOf: [schema, { type: "null" }], ...described } : { ...schema, ...described };
}

function scalarSchema(field: Field): Record<string, unknown> {
  switch (field.type) {
    case "number":
      return {
        type: field.integer === true ? "integer" : "number",
        ...(field.min === undefined ? {} : { minimum: field.min }),
        ...(field.max === undefined ? {} : { maximum: field.max }),
      };
    case "boolean":
      return { type: "boolean" };
    case "text":
      return { type: "string", ...(field.maxLength === undefined ? {} : { maxLength: field.maxLength }) };
    case "choice":
      return { enum: [...field.options] };
  }
}

/** The JSON Schema of an object with these fields; other properties are allowed, as the wire allows them. */
export function tableSchema(table: FieldTable): Record<string, unknown> {
  const required = Object.keys(table).filter((name) => table[name]!.optional !== true);
  return {
    type: "object",
    properties: Object.fromEntries(Object.entries(table).map(([name, field]) => [name, fieldSchema(field)])),
    ...(required.length === 0 ? {} : { required }),
  };
}
