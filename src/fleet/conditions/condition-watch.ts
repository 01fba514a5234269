/**
 * Conditions of devices, of homes and of the run, and when each of them is looked at: of steps and of expectations alike.
 *
 *     of      | is looked at when
 *     --------+--------------------------------------------------------------------------------------------------------
 *     device  | it joins, reports attributes, raises an event, boots, or its power or connection comes further; and if
 *             | the condition names `home`, something happens there, or its mains or network come or go
 *     home    | its first selected device joins, something happens in it, or its mains or network come or go; and if the
 *             | condition names what moves by itself (the weather, the run), a selected device is looked at as above
 *     run     | a simulated second has passed: by the run itself (run-wide/conductor.ts), not here
 *
 * 1. What moves by itself is seen at those looks, as a server sees it: no sooner, and it costs nothing in between. Who waits
 *    for something to have held looks once more when the time is over.
 * 2. A look is taken from the scheduler at the instant at which something changed, once, never in the midst of what a device
 *    does. What is so for less than an instant is not seen.
 * 3. When one condition is looked at does not depend on what others there are.
 * 4. A device that no condition concerns costs the question when it joins, and nothing afterwards.
 */
import { homeScope, runScope, scopeOf } from "../expression-scope.ts";
import type { Household } from "../household.ts";
import type { Stage } from "../timeline/stage.ts";
import type { Unit } from "../unit.ts";
import type { UnitWatcher } from "../watchers.ts";
import { HomeWatch } from "./home-watch.ts";
import { Look } from "./look.ts";
import { UnitWatch } from "./unit-watch.ts";
import type { WatchedCondition } from "./watched-condition.ts";

export class ConditionWatch {
  readonly #stage: Stage;
  readonly #conditions: Record<"device" | "home", WatchedCondition[]> = { device: [], home: [] };
  readonly #homes: Map<Household, HomeWatch> = new Map();

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  /** Before the run begins. @param condition of devices or homes */
  add(condition: WatchedCondition): void {
    const { device, home } = this.#conditions;
    if (condition.scope === "run") return;
    if (device.length + home.length === 0) this.#stage.watchers.add((unit) => this.#watch(unit));
    this.#conditions[condition.scope].push(condition);
  }

  #watch(unit: Unit): UnitWatcher | undefined {
    const selects = (condition: WatchedCondition): boolean => condition.selects(unit.identity.index);
    const ofDevice = this.#conditions.device.filter(selects);
    const ofHome = this.#conditions.home.filter(selects);
    if (ofDevice.length + ofHome.length === 0) return undefined;
    const { scheduler } = this.#stage;
    const scope = scopeOf(unit, this.#stage);
    const looks = ofDevice.map((condition) => new Look(condition, { device: unit }, scope, scheduler));
    const besides = looks.filter((_, place) => ofDevice[place]!.condition.roots.has("home"));
    const home = ofHome.length + besides.length === 0 ? undefined : this.#home(unit.household);
    return new UnitWatch(looks, home?.join(ofHome, besides));
  }

  #home(household: Household): HomeWatch {
    let home = this.#homes.get(household);
    if (home === undefined) {
      const scope = { home: homeScope(household), run: runScope(this.#stage) };
      home = new HomeWatch(household, scope, this.#stage.scheduler, () => this.#homes.delete(household));
      this.#homes.set(household, home);
    }
    return home;
  }
}
