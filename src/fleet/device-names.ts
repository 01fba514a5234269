/** Who a device is, as expressions and functions see it: the same when it has left and come again. */
import type { Unit } from "./unit.ts";

export class DeviceNames {
  readonly #unit: Unit;

  constructor(unit: Unit) {
    this.#unit = unit;
  }

  get id(): string {
    return this.#unit.identity.id;
  }

  get kind(): string {
    return this.#unit.identity.kind;
  }

  get group(): string {
    return this.#unit.group;
  }

  get variant(): string {
    return this.#unit.member.variant;
  }

  get name(): string {
    return this.#unit.identity.name;
  }

  get serial(): string {
    return this.#unit.identity.serial;
  }

  get room(): string {
    return this.#unit.identity.room;
  }

  get firmware(): string {
    return this.#unit.identity.firmware;
  }

  get labels(): Readonly<Record<string, string>> {
    return this.#unit.identity.labels;
  }
}
