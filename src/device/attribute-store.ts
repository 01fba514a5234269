/** What a device's stored attributes are at the moment, by number. */
import { FlotillaError } from "../kernel/errors.ts";
import type { Value } from "./field.ts";
import type { Layout } from "./layout.ts";

export class AttributeStore {
  readonly #layout: Layout;
  readonly #values: Value[];
  /** What the volatile ones were when the kind had started. */
  #first: readonly Value[] = none;

  constructor(layout: Layout) {
    this.#layout = layout;
    this.#values = layout.blank.slice();
  }

  at(number: number): Value {
    return this.#values[number]!;
  }

  get(name: string): Value {
    return this.#values[this.numberOf(name)]!;
  }

  /** Sets an attribute: its number, or -1 when that is what it was. */
  set(name: string, value: Value): number {
    const number = this.numberOf(name);
    if (this.#values[number] === value) return -1;
    this.#values[number] = value;
    return number;
  }

  /** What the attributes are now is what the volatile ones will be after each restart. */
  started(): void {
    const { volatiles } = this.#layout;
    if (volatiles.length > 0) this.#first = volatiles.map((number) => this.#values[number]!);
  }

  /** Takes the volatile ones back to what they were first. */
  restarted(): void {
    const { volatiles } = this.#layout;
    for (let i = 0; i < volatiles.length; i++) this.#values[volatiles[i]!] = this.#first[i]!;
  }

  /** @throws FlotillaError `kind` for an attribute the kind does not declare. */
  numberOf(name: string): number {
    const number = this.#layout.indexOf.get(name);
    if (number !== undefined) return number;
    const { kind } = this.#layout;
    throw new FlotillaError("kind", `kind "${kind.name}" used attribute "${name}", which it does not declare`);
  }
}

const none: readonly Value[] = [];
