/**
 * Who looks on at a device: conditions of the timeline, scripts of its group, expectations.
 *
 *     shard.watchers.add((unit) => (concerned(unit) ? { raised: (unit, name) => ... } : undefined));
 *
 * 1. A device that nobody looks at has no watcher: it costs the look at one field.
 * 2. A watcher is told in the midst of what the device does. It may look and remember; what it does to the device, or to another, it
 *    does from the scheduler, at the same instant if it likes.
 * 3. Several see everything in the order in which they were added.
 */
import type { Values } from "../device/field.ts";
import type { Unit, UnitPhase } from "./unit.ts";

/** What can be told of a device. Who does not want to hear of something leaves the method out. */
export interface UnitWatcher {
  /** It has said these values of its attributes: a patch of its state, or a sample, in which not every value need be new. */
  changed?(unit: Unit, values: Values): void;
  /** An event of its kind. */
  raised?(unit: Unit, name: string, data: Values): void;
  /** Its connection, its power or its boot came further: `ready` is among them, and what follows it. */
  linkChanged?(unit: Unit, phase: UnitPhase, before: UnitPhase): void;
  /** It runs, for the first time or again. */
  booted?(unit: Unit): void;
  /** It has received a command, and has not begun with it yet. */
  commanded?(unit: Unit, name: string, args: Readonly<Record<string, unknown>>): void;
  /** It leaves, for a while or for good. Nothing more is told of it; should it come again, who looks at it is asked anew. */
  gone?(unit: Unit): void;
}

/** Who looks at a unit that is about to join or to come again, if it is of interest. */
export type Lookout = (unit: Unit) => UnitWatcher | undefined;

export class Watchers {
  readonly #lookouts: Lookout[] = [];

  /** From now on, at every unit that joins. */
  add(lookout: Lookout): void {
    this.#lookouts.push(lookout);
  }

  /** All who look at `unit`, as one. */
  of(unit: Unit): UnitWatcher | undefined {
    let found: UnitWatcher | undefined;
    for (const lookout of this.#lookouts) {
      const watcher = lookout(unit);
      if (watcher === undefined) continue;
      found = found === undefined ? watcher : new Both(found, watcher);
    }
    return found;
  }
}

class Both implements UnitWatcher {
  readonly #first: UnitWatcher;
  readonly #second: UnitWatcher;

  constructor(first: UnitWatcher, second: UnitWatcher) {
    this.#first = first;
    this.#second = second;
  }

  changed(unit: Unit, values: Values): void {
    this.#first.changed?.(unit, values);
    this.#second.changed?.(unit, values);
  }

  raised(unit: Unit, name: string, data: Values): void {
    this.#first.raised?.(unit, name, data);
    this.#second.raised?.(unit, name, data);
  }

  linkChanged(unit: Unit, phase: UnitPhase, before: UnitPhase): void {
    this.#first.linkChanged?.(unit, phase, before);
    this.#second.linkChanged?.(unit, phase, before);
  }

  booted(unit: Unit): void {
    this.#first.booted?.(unit);
    this.#second.booted?.(unit);
  }

  commanded(unit: Unit, name: string, args: Readonly<Record<string, unknown>>): void {
    this.#first.commanded?.(unit, name, args);
    this.#second.commanded?.(unit, name, args);
  }

  gone(unit: Unit): void {
    this.#first.gone?.(unit);
    this.#second.gone?.(unit);
  }
}
