/** The home of a device as functions of a scenario see it: as it is at the moment of asking. */
import type { ScriptDevice, ScriptHome } from "../../scenario/script-context.ts";
import type { Household } from "../household.ts";
import type { Unit } from "../unit.ts";

export class FunctionHome implements ScriptHome {
  readonly #household: Household;
  readonly #show: (unit: Unit) => ScriptDevice;

  /** @param show makes devices of units. */
  constructor(household: Household, show: (unit: Unit) => ScriptDevice) {
    this.#household = household;
    this.#show = show;
  }

  get index(): number {
    return this.#household.index;
  }

  get present(): number {
    return this.#household.view.presence(this.#household.now).home;
  }

  get awake(): number {
    return this.#household.view.presence(this.#household.now).awake;
  }

  get mains(): boolean {
    return this.#household.mains;
  }

  get network(): "good" | "degraded" | "down" {
    return this.#household.network;
  }

  get outdoorTemperature(): number {
    return this.#household.view.outdoorTemperature(this.#household.now);
  }

  get outdoorHumidity(): number {
    return this.#household.view.outdoorHumidity(this.#household.now);
  }

  get irradiance(): number {
    return this.#household.view.irradiance(this.#household.now);
  }

  get windowsOpen(): boolean {
    return this.#household.view.windowsOpen(this.#household.now);
  }

  get devices(): readonly ScriptDevice[] {
    const inOrder = this.#household.units.toSorted((a, b) => a.identity.index - b.identity.index);
    return inOrder.map((unit) => this.#show(unit));
  }
}
