/**
 * What of a simulation's data is wanted: `--only thermostat,localTemperature`.
 *
 * 1. Each word is the name of a kind, or of an attribute, event or command. Of several kinds any will do, and of several names
 *    any; of both, each.
 * 2. Of a report with some wanted attributes those are left; one without any is left out.
 * 3. A word that the fleet does not know, or that none of the named kinds has, is refused: it would silently leave nothing.
 */
import { firmwareAttributes } from "../device/firmware.ts";
import type { Values } from "../device/field.ts";
import type { Kind } from "../device/kind.ts";
import type { DataRecord } from "./data-record.ts";
import { FlotillaError } from "../kernel/errors.ts";
import { nearestName } from "../scenario/problems/suggestion.ts";

export interface DataFilter {
  /** The record, what is left of it, or nothing. */
  keep(record: DataRecord): DataRecord | undefined;
}

/**
 * @param only as on the command line; absent keeps everything.
 * @param kinds those of the fleet.
 * @throws FlotillaError `usage` for a word that fits nothing.
 */
export function dataFilter(only: string | undefined, kinds: readonly Kind[]): DataFilter {
  if (only === undefined) return everything;
  const words = only.split(",").map((word) => word.trim());
  const wantedKinds = kinds.filter(({ name }) => words.includes(name));
  const kindNames = new Set<string>(wantedKinds.map(({ name }) => name));
  const names = new Set(words.filter((word) => !kindNames.has(word)));
  for (const name of names) checkName(name, kinds, wantedKinds);
  return new NameFilter(kindNames, names);
}

const everything: DataFilter = { keep: (record) => record };

class NameFilter implements DataFilter {
  readonly #kinds: ReadonlySet<string>;
  readonly #names: ReadonlySet<string>;

  constructor(kinds: ReadonlySet<string>, names: ReadonlySet<string>) {
    this.#kinds = kinds;
    this.#names = names;
  }

  keep(record: DataRecord): DataRecord | undefined {
    if (this.#kinds.size > 0 && !this.#kinds.has(record.kind)) return undefined;
    if (this.#names.size === 0) return record;
    if (record.type === "event" || record.type === "result") return this.#names.has(record.name) ? record : undefined;
    const values = this.#wanted(record.values);
    return values === undefined ? undefined : { ...record, values };
  }

  #wanted(values: Values): Values | undefined {
    let wanted: Record<string, Values[string]> | undefined;
    for (const name in values) if (this.#names.has(name)) (wanted ??= {})[name] = values[name]!;
    return wanted;
  }
}

function checkName(name: string, kinds: readonly Kind[], wanted: readonly Kind[]): void {
  const having = kinds.filter((kind) => namesOf(kind).has(name));
  if (having.length === 0) throw unknown(name, kinds);
  if (wanted.length === 0 || wanted.some((kind) => having.includes(kind))) return;
  const them = wanted.map((kind) => kind.name).join(", ");
  throw new FlotillaError("usage", `expected names of ${them} after --only, found "${name}"`, {
    hint: `${having.map((kind) => kind.name).join(", ")} ${having.length === 1 ? "has" : "have"} that.`,
  });
}

function unknown(name: string, kinds: readonly Kind[]): FlotillaError {
  const known = [...kinds.map((kind) => kind.name), ...new Set(kinds.flatMap((kind) => [...namesOf(kind)]))];
  const meant = nearestName(name, known);
  const list = kinds.map((kind) => kind.name).join(", ");
  return new FlotillaError(
    "usage",
    `expected kinds (${list}) or names of their attributes, events or commands after --only, found "${name}"`,
    { hint: meant === undefined ? "flotilla devices <kind> lists the names." : `Did you mean ${meant}?` },
  );
}

function namesOf({ attributes, events, commands }: Kind): ReadonlySet<string> {
  return new Set([attributes, firmwareAttributes, events, commands].flatMap((table) => Object.keys(table)));
}
