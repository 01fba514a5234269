/** The home of a device as functions of a scenario see it: as it is at the moment of asking. */
import type { ScriptDevice, ScriptHome } from "../../scenario/scripts/script-context.ts";
import { HomeScope } from "../home-scope.ts";
import type { Household } from "../household.ts";
import type { Unit } from "../unit.ts";

export class FunctionHome extends HomeScope implements ScriptHome {
  readonly #household: Household;
  readonly #show: (unit: Unit) => ScriptDevice;

  /** @param show makes devices of units. */
  constructor(household: Household, show: (unit: Unit) => ScriptDevice) {
    super(household);
    this.#household = household;
    this.#show = show;
  }

  get devices(): readonly ScriptDevice[] {
    const inOrder = this.#household.units.toSorted((a, b) => a.identity.index - b.identity.index);
    return inOrder.map((unit) => this.#show(unit));
  }
}
