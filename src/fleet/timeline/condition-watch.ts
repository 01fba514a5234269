/**
 * Conditions of devices, of homes and of the run, and when each of them becomes true or false.
 *
 * 1. A condition of a device is looked at when something of that device has changed: it has reported attributes, raised an event, booted,
 *    become ready or lost its connection. One of a home, when something has happened there, or its mains or network came or
 *    went; and if it is about what moves by itself there (the weather, the run), when something of its selected devices has
 *    changed. What moves by itself is thus seen when the device reports, as a server sees it: no sooner, and it costs nothing in
 *    between.
 * 2. They are looked at from the scheduler at the same instant, once for all that changed at that instant.
 * 3. One of the run is looked at every simulated second, from the first on.
 * 4. A condition is first looked at when its device comes up, or the first selected device of its home joins; that first truth is
 *    told as every change is.
 * 5. A device that no condition concerns costs the question when it joins, and nothing afterwards.
 * 6. A condition that cannot be worked out is false, and that is told once.
 */
import type { Expression } from "../../expression/expression.ts";
import { messageOf } from "../../kernel/errors.ts";
import type { Scheduler, Task } from "../../kernel/scheduler.ts";
import { later, seconds } from "../../kernel/time.ts";
import { homeScope, runScope, type Scope, scopeOf } from "../expression-scope.ts";
import type { Household, HouseholdWatcher } from "../household.ts";
import type { Unit } from "../unit.ts";
import type { UnitWatcher } from "../watchers.ts";
import type { Stage } from "./stage.ts";

/** Whom a condition is of: a device, a home, or the run when it is neither. */
export interface Subject {
  readonly device?: Unit;
  readonly home?: Household;
}

/** Hears of one condition of one subject. Called from the scheduler, never from within a device. */
export interface TruthListener {
  /** The first truth, and every change. */
  is(truth: boolean): void;
  /** The device leaves the run, or the last selected device of the home does. */
  gone(): void;
}

/** A condition to be looked at. */
export interface WatchedCondition {
  /** What complaints about it begin with: the step's name, the expectation. */
  readonly name: string;
  readonly condition: Expression;
  readonly scope: "device" | "home" | "run";
  /** Whether the device of this index, or its home, is looked at. Of a condition of the run nobody asks. */
  selects(index: number): boolean;
  /** A subject is looked at from here on. `look` looks at once, and tells a change as always. */
  watch(subject: Subject, look: () => void): TruthListener;
}

const lookInterval = seconds(1);

export class ConditionWatch implements Task {
  readonly #stage: Stage;
  readonly #conditions: Readonly<Record<WatchedCondition["scope"], readonly WatchedCondition[]>>;
  readonly #homes: Map<Household, HomeWatch> = new Map();
  #ofRun: readonly Look[] = [];
  #looks = 0;

  /** Looks on at devices that join the stage from here on. */
  constructor(stage: Stage, conditions: readonly WatchedCondition[]) {
    this.#stage = stage;
    const of = (scope: WatchedCondition["scope"]): WatchedCondition[] =>
      conditions.filter((condition) => condition.scope === scope);
    this.#conditions = { device: of("device"), home: of("home"), run: of("run") };
    if (this.#conditions.device.length + this.#conditions.home.length > 0)
      stage.watchers.add((unit) => this.#watch(unit));
  }

  /** The run begins. */
  start(): void {
    if (this.#conditions.run.length === 0) return;
    const scope = { run: runScope(this.#stage) };
    this.#ofRun = this.#conditions.run.map((condition) => new Look(this.#stage, condition, scope, {}));
    this.#lookLater();
  }

  onDue(): void {
    for (const look of this.#ofRun) look.look();
    this.#lookLater();
  }

  #lookLater(): void {
    const { scheduler, origin } = this.#stage;
    scheduler.at(later(origin, ++this.#looks * lookInterval), this);
  }

  #watch(unit: Unit): UnitWatcher | undefined {
    const selects = (condition: WatchedCondition): boolean => condition.selects(unit.identity.index);
    const ofDevice = this.#conditions.device.filter(selects);
    const ofHome = this.#conditions.home.some(selects);
    if (ofDevice.length === 0 && !ofHome) return undefined;
    const scope = scopeOf(unit, this.#stage);
    const looks = ofDevice.map((condition) => new Look(this.#stage, condition, scope, { device: unit }));
    return new UnitWatch(this.#stage.scheduler, looks, ofHome ? this.#home(unit.household) : undefined);
  }

  /** A home is looked at while a selected device is there. */
  #home(household: Household): HomeWatch {
    let home = this.#homes.get(household);
    if (home === undefined) {
      const { from, to } = this.#stage.layout.homeDevices(household.index);
      const indexes = Array.from({ length: to - from }, (_, place) => from + place);
      const scope = { home: homeScope(household), run: runScope(this.#stage) };
      const looks = this.#conditions.home
        .filter((condition) => indexes.some((index) => condition.selects(index)))
        .map((condition) => new Look(this.#stage, condition, scope, { home: household }));
      home = new HomeWatch(this.#stage.scheduler, looks, household, () => this.#homes.delete(household));
      this.#homes.set(household, home);
    }
    return home;
  }
}

/** One condition of one subject. */
class Look {
  readonly #stage: Stage;
  readonly #condition: WatchedCondition;
  readonly #scope: Scope;
  readonly #listener: TruthListener;
  #last: boolean | undefined;

  constructor(stage: Stage, condition: WatchedCondition, scope: Scope, subject: Subject) {
    this.#stage = stage;
    this.#condition = condition;
    this.#scope = scope;
    this.#listener = condition.watch(subject, () => this.look());
  }

  /** What its value depends on. */
  get reads(): ReadonlySet<string> {
    return this.#condition.condition.reads;
  }

  look(): void {
    const truth = this.#truth();
    if (truth === this.#last) return;
    this.#last = truth;
    this.#listener.is(truth);
  }

  gone(): void {
    this.#listener.gone();
  }

  #truth(): boolean {
    const { name, condition } = this.#condition;
    try {
      return condition.evaluate(this.#scope) === true;
    } catch (thrown) {
      const told = this.#stage.commons.told(name, -1);
      const problem = messageOf(thrown);
      if (!told.has(problem)) this.#stage.notice("warning", `${name}: ${problem}`);
      told.add(problem);
      return false;
    }
  }
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

/** Looks at the instant at which something changed, once. */
class Looker implements Task {
  readonly #scheduler: Scheduler;
  readonly #looks: readonly Look[];
  #phase: "idle" | "looking" | "gone" = "idle";

  constructor(scheduler: Scheduler, looks: readonly Look[]) {
    this.#scheduler = scheduler;
    this.#looks = looks;
  }

  stir(): void {
    if (this.#phase !== "idle" || this.#looks.length === 0) return;
    this.#phase = "looking";
    this.#scheduler.at(this.#scheduler.now, this);
  }

  onDue(): void {
    if (this.#phase === "gone") return;
    this.#phase = "idle";
    for (const look of this.#looks) look.look();
  }

  go(): void {
    this.#phase = "gone";
    for (const look of this.#looks) look.gone();
  }
}

class UnitWatch implements UnitWatcher {
  readonly #looker: Looker;
  readonly #home: HomeWatch | undefined;

  constructor(scheduler: Scheduler, looks: readonly Look[], home: HomeWatch | undefined) {
    this.#looker = new Looker(scheduler, looks);
    this.#home = home;
    home?.joined();
  }

  changed(): void {
    this.#stir();
  }

  raised(): void {
    this.#stir();
  }

  linkChanged(): void {
    this.#stir();
  }

  booted(): void {
    this.#stir();
  }

  gone(): void {
    this.#looker.go();
    this.#home?.left();
  }

  #stir(): void {
    this.#looker.stir();
    this.#home?.deviceStirred();
  }
}

class HomeWatch implements HouseholdWatcher {
  readonly #looker: Looker;
  readonly #household: Household;
  readonly #over: () => void;
  /** Whether any of its conditions can become otherwise without anything happening in the home. */
  readonly #moves: boolean;
  #devices = 0;

  constructor(scheduler: Scheduler, looks: readonly Look[], household: Household, over: () => void) {
    this.#looker = new Looker(scheduler, looks);
    this.#moves = looks.some(({ reads }) => [...reads].some((name) => !stillNames.has(name)));
    this.#household = household;
    this.#over = over;
    household.watch(this);
  }

  stirred(): void {
    this.#looker.stir();
  }

  /** One of its devices has changed. */
  deviceStirred(): void {
    if (this.#moves) this.#looker.stir();
  }

  joined(): void {
    if (++this.#devices === 1) this.#looker.stir();
  }

  left(): void {
    if (--this.#devices > 0) return;
    this.#looker.go();
    this.#household.unwatch(this);
    this.#over();
  }
}
