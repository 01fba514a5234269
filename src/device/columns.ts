/**
 * Which attributes a sample has, as one object for all samples that have the same.
 *
 * To put a sample's values into an object of their own costs more than to measure them: each name is looked up and stored, and
 * whoever writes the sample down goes through the names once more. So a sample is a list of values beside its columns, and what is
 * to be known of the names is worked out once.
 */
import type { Value, Values } from "./field.ts";

export interface Columns {
  /** In the order of the values. */
  readonly names: readonly string[];
}

/** The same as an object. */
export function valuesOf({ names }: Columns, list: readonly Value[]): Values {
  const values: Record<string, Value> = {};
  for (let i = 0; i < names.length; i++) values[names[i]!] = list[i]!;
  return values;
}

/** The columns of one kind's samples, by the numbers of their attributes. */
export class ColumnSets {
  readonly #names: readonly string[];
  /** By a bit for each attribute. */
  readonly #known = new Map<number, Columns>();

  /** @param names of all attributes, by number. */
  constructor(names: readonly string[]) {
    this.#names = names;
  }

  /** The first `count` of `attributes`, which are in order. */
  of(attributes: readonly number[], count: number): Columns {
    let bits = 0;
    for (let i = 0; i < count; i++) bits |= 1 << attributes[i]!;
    // In order: the last one is the greatest. Beyond 31 bits they are not told apart.
    const canKeep = attributes[count - 1]! < mostBits;
    let columns = canKeep ? this.#known.get(bits) : undefined;
    if (columns === undefined) {
      columns = { names: attributes.slice(0, count).map((attribute) => this.#names[attribute]!) };
      if (canKeep && this.#known.size < mostKept) this.#known.set(bits, columns);
    }
    return columns;
  }
}

const mostBits = 31;
/** What is reported by rule comes in ever new company. */
const mostKept = 256;
