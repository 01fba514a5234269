/**
 * Calls the functions of a scenario in TypeScript.
 *
 * 1. A device's script calls its function for the device; a step calls its own once for each home, with those of its devices that are
 *    concerned, in the order of the fleet. So what a function sees is the same, however the fleet is split up.
 * 2. Nothing that a function does wrong goes further than the call: it is told, and the run has failed.
 */
import { FlotillaError } from "../../kernel/errors.ts";
import { type Random, RandomStream } from "../../kernel/random.ts";
import type { Plan } from "../../scenario/plan.ts";
import type { EventFunction, ScenarioFunctions, StepFunction } from "../../scenario/scripts/script-context.ts";
import type { Household } from "../household.ts";
import type { Occasion } from "../timeline/occasion.ts";
import type { FunctionCalls, Stage } from "../timeline/stage.ts";
import type { Unit } from "../unit.ts";
import { FunctionContext } from "./function-context.ts";
import { FunctionDevice } from "./function-device.ts";
import type { Performer, ScriptEvent } from "./scripts.ts";

/** What calls of functions have in common. */
export interface CallRoom {
  readonly stage: Stage;
  readonly performer: Performer;
  /** What functions remember, by the index of the device. */
  readonly memories: Map<number, object>;
}

/** The functions of a scenario, for its shards to call. */
export function callsOf(functions: ScenarioFunctions): (stage: Stage, performer: Performer) => FunctionCalls {
  return (stage, performer) => new CallsOfFunctions(functions, stage, performer);
}

class CallsOfFunctions implements FunctionCalls {
  readonly #functions: ScenarioFunctions;
  readonly #room: CallRoom;
  /** By function, and device or home. Named after the step or script, so that others beside it change nothing. */
  readonly #streams: Map<string, Random> = new Map();

  /** @throws FlotillaError `usage` when the plan names functions that are not there. */
  constructor(functions: ScenarioFunctions, stage: Stage, performer: Performer) {
    checkFunctions(stage.plan, functions);
    this.#functions = functions;
    this.#room = { stage, performer, memories: new Map() };
  }

  call(name: string, units: readonly Unit[], occasion: Occasion): void {
    const { event } = occasion;
    if (event !== undefined) {
      for (const unit of units) this.#callForDevice(name, unit, event as ScriptEvent, occasion);
      return;
    }
    for (const [household, members] of byHome(units)) this.#callForHome(name, household, members, occasion);
  }

  #callForDevice(name: string, unit: Unit, event: ScriptEvent, occasion: Occasion): void {
    const { id, index } = unit.identity;
    const context = this.#context(name, occasion, id, index, () => this.#room.stage.unit(index)?.leaving === false);
    const device = new FunctionDevice(unit, this.#room, occasion);
    const written = this.#functions.get(name) as EventFunction;
    context.guard(() => written(device, event, context));
  }

  #callForHome(name: string, household: Household, units: readonly Unit[], step: Occasion): void {
    const { index } = household;
    // What a function does it does for this home alone.
    const occasion = { ...step, home: household };
    const context = this.#context(name, occasion, `home ${index}`, index, () => true);
    const devices = units.map((unit) => new FunctionDevice(unit, this.#room, occasion));
    const written = this.#functions.get(name) as StepFunction;
    context.guard(() => written(devices, context));
  }

  #context(name: string, occasion: Occasion, subject: string, index: number, isThere: () => boolean): FunctionContext {
    const key = `${name} ${index}`;
    let random = this.#streams.get(key);
    if (random === undefined) {
      const place = /\[\d+\]$/.exec(name)?.[0] ?? "";
      random = new RandomStream(this.#room.stage.plan.seed, index, `function.${occasion.step}${place}`);
      this.#streams.set(key, random);
    }
    return new FunctionContext(this.#room, occasion, subject, random, isThere);
  }
}

/** Devices that are there, by their homes in order, and within a home in the order of the fleet. */
function byHome(units: readonly Unit[]): ReadonlyMap<Household, readonly Unit[]> {
  const homes = new Map<Household, Unit[]>();
  const inOrder = units.toSorted(
    (a, b) => a.household.index - b.household.index || a.identity.index - b.identity.index,
  );
  for (const unit of inOrder) {
    const members = homes.get(unit.household);
    if (members === undefined) homes.set(unit.household, [unit]);
    else members.push(unit);
  }
  return homes;
}

function checkFunctions({ fleet, timeline }: Plan, functions: ScenarioFunctions): void {
  const scripts = fleet.flatMap(({ on = [] }) => on);
  const named = [...scripts, ...timeline].flatMap(({ actions }) => actions);
  const missing = named.flatMap((action) =>
    action.type === "function" && !functions.has(action.name) ? [action] : [],
  );
  if (missing.length === 0) return;
  const names = missing.map(({ name }) => name).join(", ");
  throw new FlotillaError("usage", `expected the functions that the plan names, found none for ${names}`, {
    hint: "Functions are no data: a plan that was sent or kept as JSON has lost them. Run the scenario itself.",
  });
}
