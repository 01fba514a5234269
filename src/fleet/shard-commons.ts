/**
 * What the shards of one process have in common, besides the world: counts, and what about a step of the timeline would be
 * worked out by each of them over again.
 */
import type { FleetLayout, Range } from "../scenario/groups/fleet-layout.ts";
import type { Plan, Selection } from "../scenario/plan.ts";
import { cohortsOf } from "../scenario/expectations/expected-cohorts.ts";
import { TallyBook } from "../metrics/tally-book.ts";
import { isDrawn, matchingDevices, selectDevices, selectionPurpose } from "../scenario/selection/select-devices.ts";
import { chosenOf } from "./selection.ts";

/** Devices of all remembered selections together; each takes 4 bytes. */
const mostRemembered = 4_000_000;

export class ShardCommons {
  readonly tallies: TallyBook;
  readonly #plan: Plan;
  readonly #layout: FleetLayout;
  /** Homes of the shards of this process. */
  readonly #homes: Range;
  readonly #selected: Map<string, Uint32Array> = new Map();
  #remembered = 0;

  /** @param homes of the shards of this process; absent: all */
  constructor(plan: Plan, layout: FleetLayout, homes: Range = { from: 0, to: layout.homes }) {
    this.#plan = plan;
    this.#layout = layout;
    this.#homes = homes;
    this.tallies = new TallyBook(cohortsOf(plan.expect));
  }

  /**
   * Those of `devices` that a step of the plan selects in its `round`, from 0, ascending. With a `where`: those for which it is
   * to be looked at; `chosen` says who of them it is then.
   */
  selected(step: number, round: number, devices: Range): Uint32Array {
    const { select } = this.#plan.timeline[step]!;
    // Without a draw it is the same in every round.
    const key = isDrawn(select) ? `${step}.${round}` : `${step}`;
    const all = this.#selected.get(key) ?? this.#select(key, step, round);
    return all.subarray(placeOf(all, devices.from), placeOf(all, devices.to));
  }

  /** Whom share and count of a step's selection take of `members`, the `devices` for which its `where` holds. */
  chosen(step: number, round: number, members: readonly number[], devices: Range): readonly number[] {
    const { name, select } = this.#plan.timeline[step]!;
    return chosenOf(this.#plan, this.#layout, select, selectionPurpose(name, round), members, devices);
  }

  #select(key: string, step: number, round: number): Uint32Array {
    const { name, select } = this.#plan.timeline[step]!;
    const selected = this.#selectHere(select, selectionPurpose(name, round));
    this.#selected.set(key, selected);
    this.#remembered += selected.length;
    for (const [oldest, { length }] of this.#selected) {
      if (this.#remembered <= mostRemembered || oldest === key) break;
      this.#selected.delete(oldest);
      this.#remembered -= length;
    }
    return selected;
  }

  /** Of the homes here alone; what is drawn takes a look at all of the fleet, but only those here are kept. */
  #selectHere(select: Selection, purpose: string): Uint32Array {
    if (!isDrawn(select)) {
      return Uint32Array.from(matchingDevices(this.#plan, this.#layout, select, this.#homes).devices);
    }
    const all = Uint32Array.from(selectDevices(this.#plan, this.#layout, select, purpose));
    const { from, to } = this.#layout.homeDevices(this.#homes);
    return all.slice(placeOf(all, from), placeOf(all, to));
  }
}

/** Where in `ascending` the first stands that is not less than `index`. */
function placeOf(ascending: Uint32Array, index: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle]! < index) low = middle + 1;
    else high = middle;
  }
  return low;
}
