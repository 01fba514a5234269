/**
 * What the shards of one process have in common, besides the world: counts, and what about a step of the timeline would be
 * worked out by each of them over again.
 *
 * A selection that draws takes a look at all of the fleet, unless its limits were told ({@link ShardCommons.learn}): with them, a shard
 * looks at its own homes. Who is selected is the same either way.
 */
import type { FleetLayout, Range } from "../scenario/groups/fleet-layout.ts";
import type { Plan, Selection } from "../scenario/plan.ts";
import { cohortsOf } from "../scenario/expectations/expected-cohorts.ts";
import { TallyBook } from "../metrics/tally-book.ts";
import { type KnownLimits, limitsKey } from "../scenario/selection/known-limits.ts";
import { expectationPurpose, isDrawn, selectDevices, selectionPurpose } from "../scenario/selection/select-devices.ts";
import { type SelectionLimits, selectionLimits } from "../scenario/selection/selection-limits.ts";
import { chosenOf, countOf } from "./selection.ts";

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
  /** Told, and not asked for yet; and those that are asked for over and over. */
  readonly #limits: Map<string, SelectionLimits> = new Map();

  /** @param homes of the shards of this process; absent: all */
  constructor(plan: Plan, layout: FleetLayout, homes: Range = { from: 0, to: layout.homes }) {
    this.#plan = plan;
    this.#layout = layout;
    this.#homes = homes;
    this.tallies = new TallyBook(cohortsOf(plan.expect));
  }

  /** Whoever has looked at all of the fleet for a selection tells its limits. */
  learn(known: readonly KnownLimits[]): void {
    for (const { of, limits } of known) this.#limits.set(of, limits);
  }

  /** Whether a device of the shards of this process is among those that an expectation selects; by its place in the plan. */
  expected(place: number): (index: number) => boolean {
    const expectation = this.#plan.expect[place];
    if (expectation?.type !== "condition") return () => false;
    const { from, to } = this.#layout.homeDevices(this.#homes);
    const selected = new Uint8Array(to - from);
    for (const index of this.#selectHere(expectation.select, expectationPurpose(place))) selected[index - from] = 1;
    return (index) => selected[index - from] === 1;
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
    const purpose = selectionPurpose(name, round);
    const limits = (): SelectionLimits => this.#quotaLimits(countOf(select), purpose);
    return chosenOf(this.#plan, this.#layout, select, purpose, members, devices, limits);
  }

  /** Kept: where a step happens in one home after the other, they are those of its first round each time. */
  #quotaLimits(counted: Selection, purpose: string): SelectionLimits {
    const key = limitsKey(counted, purpose);
    let limits = this.#limits.get(key);
    if (limits === undefined) {
      limits = selectionLimits(this.#plan, this.#layout, counted, purpose);
      this.#limits.set(key, limits);
    }
    return limits;
  }

  #select(key: string, step: number, round: number): Uint32Array {
    const { name, select } = this.#plan.timeline[step]!;
    const selected = Uint32Array.from(this.#selectHere(select, selectionPurpose(name, round)));
    this.#selected.set(key, selected);
    this.#remembered += selected.length;
    for (const [oldest, { length }] of this.#selected) {
      if (this.#remembered <= mostRemembered || oldest === key) break;
      this.#selected.delete(oldest);
      this.#remembered -= length;
    }
    return selected;
  }

  /** In the homes here alone. */
  #selectHere(select: Selection, purpose: string): readonly number[] {
    const key = limitsKey(select, purpose);
    const limits = this.#limits.get(key);
    this.#limits.delete(key);
    return selectDevices(this.#plan, this.#layout, select, purpose, this.#homes, limits);
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
