/** A home as expressions and functions see it: as it is at the moment of asking. */
import type { Household } from "./household.ts";

export class HomeScope {
  readonly #household: Household;

  constructor(household: Household) {
    this.#household = household;
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
}
