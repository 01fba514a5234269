/** One device of a fleet, as code that uses the fleet sees it. */
import type { Value, Values } from "../device/field.ts";
import type { Identity } from "../device/identity.ts";
import type { Unit } from "../fleet/unit.ts";
import { FlotillaError } from "../kernel/errors.ts";

/** One device of a running fleet, from before it is up until after it left. */
export interface FleetDevice {
  readonly id: string;
  readonly kind: string;
  readonly identity: Identity;
  /** True while the server has accepted it and the connection stands. */
  readonly connected: boolean;
  /** Every attribute's value now, as the device knows it; empty while the device is not up. */
  readonly reported: Values;
  /**
   * Does something to the device itself: `turn-key`, `press`.
   *
   * @throws FlotillaError `usage` for an act the kind does not have, or while the device is not up.
   */
  act(name: string, args?: Readonly<Record<string, Value>>): void;
  /** Switches a fault on or off. @throws FlotillaError `usage` for a fault the kind does not have. */
  fault(name: string, active?: boolean): void;
  /** Cuts the connection without a close frame; the device comes back by its own back-off. */
  cut(): void;
  reboot(): void;
}

export class PlannedDevice implements FleetDevice {
  readonly identity: Identity;
  readonly #find: () => Unit | undefined;

  constructor(identity: Identity, find: () => Unit | undefined) {
    this.identity = identity;
    this.#find = find;
  }

  get id(): string {
    return this.identity.id;
  }

  get kind(): string {
    return this.identity.kind;
  }

  get connected(): boolean {
    return this.#find()?.ready ?? false;
  }

  get reported(): Values {
    return this.#find()?.device.values() ?? {};
  }

  act(name: string, args: Readonly<Record<string, Value>> = {}): void {
    this.#unit().device.act(name, args);
  }

  fault(name: string, active = true): void {
    this.#unit().device.fault(name, active);
  }

  cut(): void {
    const unit = this.#unit();
    unit.loseNetwork();
    unit.restoreNetwork();
  }

  reboot(): void {
    this.#unit().reboot("softwareReset");
  }

  #unit(): Unit {
    const unit = this.#find();
    if (unit !== undefined && !unit.leaving) return unit;
    throw new FlotillaError("usage", `expected ${this.id} to be up, it is not there yet or has left`, {
      hint: "Devices come and go as the load says: wait with `until(() => device.connected, ...)`.",
    });
  }
}
