/**
 * What expressions see: devices and homes as they are at the moment of asking, the run as it was at the last whole simulated second.
 *
 * 1. A view holds what it shows and nothing else; what is not asked for is not worked out. It costs two words to make, so one is made
 *    where it is needed and need not be kept.
 * 2. An attribute that moves by itself is what it is now, whatever was reported last.
 * 3. The names are those of src/expression/vocabulary.ts. Where an attribute has the name of something every device has, that wins.
 */
import type { Kind } from "../device/kind.ts";
import { type Layout, layoutOf } from "../device/layout.ts";
import type { Duration } from "../kernel/time.ts";
import type { FleetLayout } from "../scenario/groups/fleet-layout.ts";
import { wantedDevices } from "../scenario/load/load-stays.ts";
import type { Plan } from "../scenario/plan.ts";
import type { Totals } from "./run-events.ts";
import { DeviceNames } from "./device-names.ts";
import { HomeScope } from "./home-scope.ts";
import type { Household } from "./household.ts";
import type { RunFigures } from "./run-wide/run-second.ts";
import type { Unit } from "./unit.ts";

export type Scope = Readonly<Record<string, unknown>>;

/** What a run shows of itself: to all its shards the same. */
export interface RunSource {
  readonly plan: Plan;
  readonly layout: FleetLayout;
  /** Simulated milliseconds since the start. */
  readonly elapsed: number;
  /** As they were at the last whole simulated second. */
  readonly figures: RunFigures;
}

/** All that an expression about a device can name. */
export function scopeOf(unit: Unit, run: RunSource): Scope {
  return { device: deviceScope(unit), home: homeScope(unit.household), run: runScope(run) };
}

/** `device`. */
export function deviceScope(unit: Unit): object {
  const { kind } = unit.device;
  let View = views.get(kind);
  if (View === undefined) views.set(kind, (View = viewOf(layoutOf(kind))));
  return new View(unit);
}

/** `home`. */
export function homeScope(household: Household): object {
  return new HomeScope(household);
}

/** `run`. */
export function runScope(run: RunSource): object {
  return new RunScope(run);
}

const views = new WeakMap<Kind, typeof DeviceScope>();

class DeviceScope extends DeviceNames {
  readonly #unit: Unit;

  constructor(unit: Unit) {
    super(unit);
    this.#unit = unit;
  }

  /** The value of an attribute by its number in the layout. */
  static valueAt(view: DeviceScope, attribute: number): unknown {
    return view.#unit.device.valueAt(attribute);
  }

  get home(): number {
    return this.#unit.identity.home;
  }

  get mac(): string {
    return this.#unit.identity.mac;
  }

  get ready(): boolean {
    return this.#unit.ready;
  }

  get phase(): string {
    return this.#unit.phase;
  }

  get boots(): number {
    return this.#unit.boots;
  }
}

/** The view of a kind's devices, with a getter for each attribute. */
function viewOf({ names }: Layout): typeof DeviceScope {
  class KindScope extends DeviceScope {}
  names.forEach((name, attribute) => {
    if (name in DeviceScope.prototype) return;
    Object.defineProperty(KindScope.prototype, name, {
      enumerable: true,
      get(this: KindScope) {
        return DeviceScope.valueAt(this, attribute);
      },
    });
  });
  return KindScope;
}

class RunScope {
  readonly #run: RunSource;

  constructor(run: RunSource) {
    this.#run = run;
  }

  get elapsed(): number {
    return this.#run.elapsed / 1_000;
  }

  get planned(): number {
    return this.#run.layout.total;
  }

  get wanted(): number {
    const { plan, elapsed, layout } = this.#run;
    return wantedDevices(plan, layout, elapsed as Duration);
  }

  get ready(): number {
    return this.#run.figures.ready;
  }

  get connections(): Totals["connections"] {
    return this.#run.figures.connections;
  }

  get messages(): Totals["messages"] {
    return this.#run.figures.messages;
  }

  get commands(): Totals["commands"] {
    return this.#run.figures.commands;
  }

  get http(): Totals["http"] {
    return this.#run.figures.http;
  }
}
