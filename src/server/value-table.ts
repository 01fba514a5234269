/**
 * The last known values of a device's attributes: what its messages are laid over.
 *
 * 1. A value is a JSON scalar; `null` means "unknown", not "removed". Names and texts have a greatest length, the table a greatest size.
 * 2. An overlay is taken as a whole or not at all.
 */
import type { Value, Values } from "../device/field.ts";
import type { HubLimits } from "./hub-limits.ts";
import type { JsonObject } from "./json-rpc.ts";

const longestName = 128;

export class ValueTable {
  #values: Record<string, Value> = {};
  #size = 0;

  /** Lays `values` over what is known. Returns what is wrong with them, with its place, when they were not taken. */
  overlay(values: JsonObject, limits: HubLimits): ValueFault | undefined {
    let added = 0;
    for (const name in values) {
      const fault = faultOfValue(name, values[name], limits);
      if (fault !== undefined) return fault;
      if (!Object.hasOwn(this.#values, name)) added++;
    }
    if (this.#size + added > limits.values) {
      return { name: "", fault: `expected at most ${limits.values} attributes of a device, found more` };
    }
    for (const name in values) this.#values[name] = values[name] as Value;
    this.#size += added;
    return undefined;
  }

  /** Forgets what is known and takes `values` instead, or returns what is wrong with them. */
  replace(values: JsonObject, limits: HubLimits): ValueFault | undefined {
    const fresh = new ValueTable();
    const fault = fresh.overlay(values, limits);
    if (fault !== undefined) return fault;
    this.#values = fresh.#values;
    this.#size = fresh.#size;
    return undefined;
  }

  /** A copy of what is known. */
  copy(): Values {
    return { ...this.#values };
  }
}

/** `name` is empty when the table as a whole is at fault. */
export interface ValueFault {
  readonly name: string;
  readonly fault: string;
}

function faultOfValue(name: string, value: unknown, limits: HubLimits): ValueFault | undefined {
  if (name === "__proto__" || name.length > longestName) {
    return { name: name.slice(0, longestName), fault: "expected the name of an attribute" };
  }
  switch (typeof value) {
    case "number":
    case "boolean":
      return undefined;
    case "string":
      if (value.length <= limits.textLength) return undefined;
      return { name, fault: `expected a text of at most ${limits.textLength} characters, found ${value.length}` };
    default:
      if (value === null) return undefined;
      return { name, fault: "expected a number, text, boolean or null, found an object or a list" };
  }
}
