/**
 * A home that conditions are of, and those of its devices whose conditions name it.
 *
 * A condition is of the home while one of its selected devices is there; when the last has left, it is looked at no more.
 */
import type { Expression, Scope } from "../../expression/expression.ts";
import type { Scheduler } from "../../kernel/scheduler.ts";
import type { Household, HouseholdWatcher } from "../household.ts";
import { Look } from "./look.ts";
import type { WatchedCondition } from "./watched-condition.ts";

/** What a device is to its home. */
export interface Membership {
  /** It is looked at; with it those conditions of the home that may be otherwise without anything happening there. */
  deviceLookedAt(): void;
  leave(): void;
}

export class HomeWatch implements HouseholdWatcher {
  readonly #household: Household;
  readonly #scope: Scope;
  readonly #scheduler: Scheduler;
  readonly #over: () => void;
  /** Conditions of the home, each with how many of its devices are there. */
  readonly #own: Map<WatchedCondition, OwnLook> = new Map();
  /** Conditions of its devices that name the home. */
  readonly #ofDevices: Set<Look> = new Set();

  /** @param over called when the last has left */
  constructor(household: Household, scope: Scope, scheduler: Scheduler, over: () => void) {
    this.#household = household;
    this.#scope = scope;
    this.#scheduler = scheduler;
    this.#over = over;
    household.watch(this);
  }

  /** A device joins that these conditions of the home select, and with these looks at itself that name the home. */
  join(conditions: readonly WatchedCondition[], looks: readonly Look[]): Membership {
    for (const look of looks) this.#ofDevices.add(look);
    const moving = conditions.map((condition) => this.#count(condition)).filter(({ moves }) => moves);
    return {
      deviceLookedAt: () => {
        for (const { look } of moving) look.lookSoon();
      },
      leave: () => this.#leave(conditions, looks),
    };
  }

  stirred(): void {
    for (const { look } of this.#own.values()) look.lookSoon();
    for (const look of this.#ofDevices) look.lookSoon();
  }

  #count(condition: WatchedCondition): OwnLook {
    const known = this.#own.get(condition);
    if (known !== undefined) {
      known.devices++;
      return known;
    }
    const look = new Look(condition, { home: this.#household }, this.#scope, this.#scheduler);
    const own = { look, moves: movesByItself(condition.condition), devices: 1 };
    this.#own.set(condition, own);
    look.lookSoon();
    return own;
  }

  #leave(conditions: readonly WatchedCondition[], looks: readonly Look[]): void {
    for (const look of looks) this.#ofDevices.delete(look);
    for (const condition of conditions) {
      const own = this.#own.get(condition)!;
      if (--own.devices > 0) continue;
      this.#own.delete(condition);
      own.look.go();
    }
    if (this.#own.size + this.#ofDevices.size > 0) return;
    this.#household.unwatch(this);
    this.#over();
  }
}

interface OwnLook {
  readonly look: Look;
  readonly moves: boolean;
  devices: number;
}

/** What of a home changes only when something happens there, or its services come or go. */
const stillNames: ReadonlySet<string> = new Set([
  "home.index",
  "home.present",
  "home.awake",
  "home.mains",
  "home.network",
  "home.windowsOpen",
]);

/** Whether it can become otherwise without anything happening in the home. */
function movesByItself({ reads }: Expression): boolean {
  return [...reads].some((name) => !stillNames.has(name));
}
