/**
 * What the shards of one process have in common, besides the world: counts, and what about a step of the timeline would be
 * worked out and said by each of them over again.
 */
import type { FleetLayout, Range } from "../scenario/groups/fleet-layout.ts";
import type { Plan } from "../scenario/plan.ts";
import { cohortsOf } from "../scenario/expectations/expected-cohorts.ts";
import { TallyBook } from "../metrics/tally-book.ts";
import { selectDevices, selectionPurpose } from "../scenario/selection/select-devices.ts";
import { ScriptFailures } from "./scripts/script-failures.ts";
import { chosenOf } from "./selection.ts";

/** Devices of all remembered selections together; each takes 4 bytes. */
const mostRemembered = 4_000_000;
/** Rounds of steps about which something was said. */
const mostComplained = 1_000;
/** A kind at fault fails in each of its devices: a few say it all. */
const mostCrashNotices = 5;

export class ShardCommons {
  readonly tallies: TallyBook;
  readonly scriptFailures: ScriptFailures = new ScriptFailures();
  readonly #plan: Plan;
  readonly #layout: FleetLayout;
  readonly #selected: Map<string, Uint32Array> = new Map();
  #remembered = 0;
  readonly #told: Map<string, Set<string>> = new Map();
  #crashes = 0;

  constructor(plan: Plan, layout: FleetLayout) {
    this.#plan = plan;
    this.#layout = layout;
    this.tallies = new TallyBook(cohortsOf(plan.expect));
  }

  /**
   * Those of `devices` that a step of the plan selects in its `round`, from 0, ascending. With a `where`: those for which it is
   * to be looked at; `chosen` says who of them it is then.
   */
  selected(step: number, round: number, devices: Range): Uint32Array {
    const { select } = this.#plan.timeline[step]!;
    // Without a draw it is the same in every round.
    const drawn = select.where === undefined && (select.share !== undefined || select.count !== undefined);
    const key = drawn ? `${step}.${round}` : `${step}`;
    const all = this.#selected.get(key) ?? this.#select(key, step, round);
    return all.subarray(placeOf(all, devices.from), placeOf(all, devices.to));
  }

  /** Whom share and count of a step's selection take of `members`, the `devices` for which its `where` holds. */
  chosen(step: number, round: number, members: readonly number[], devices: Range): readonly number[] {
    const { name, select } = this.#plan.timeline[step]!;
    return chosenOf(this.#plan, this.#layout, select, selectionPurpose(name, round), members, devices);
  }

  /** What has been said about a round of a step or a script. */
  told(step: string | number, round: number): Set<string> {
    const key = `${step}.${round}`;
    let told = this.#told.get(key);
    if (told !== undefined) return told;
    told = new Set();
    this.#told.set(key, told);
    if (this.#told.size > mostComplained) this.#told.delete(this.#told.keys().next().value!);
    return told;
  }

  /** A device's kind failed; whether that is still worth a word. */
  crashed(): boolean {
    return ++this.#crashes <= mostCrashNotices;
  }

  #select(key: string, step: number, round: number): Uint32Array {
    const { name, select } = this.#plan.timeline[step]!;
    const purpose = selectionPurpose(name, round);
    const selected = Uint32Array.from(selectDevices(this.#plan, this.#layout, select, purpose));
    this.#selected.set(key, selected);
    this.#remembered += selected.length;
    for (const [oldest, { length }] of this.#selected) {
      if (this.#remembered <= mostRemembered || oldest === key) break;
      this.#selected.delete(oldest);
      this.#remembered -= length;
    }
    return selected;
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
